package keel.experiments.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import keel.agents.PolicyFile;
import keel.agents.PolicyPlayer;
import keel.agents.PolicyPlayer.Episode;
import keel.env.EnvProvider;
import keel.experiments.preset.AgentSubject;
import keel.experiments.preset.PresetCatalog;
import keel.experiments.report.Numbers;
import keel.experiments.run.RunRecord;
import keel.experiments.video.Film;
import keel.training.InvalidConfigException;
import keel.training.checkpoint.StateReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keel video}. */
@Command(
        name = "video",
        description =
                "Play one episode with a policy that a completed run kept, and write what it looked like: an animated GIF, or PNG files in a folder.")
final class VideoCommand extends PrintingCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN-FOLDER", description = "One run, such as runs/cartpole-dqn/22b9927c/seed-0.")
    private Path folder = Path.of("");

    @Option(
            names = {"-o", "--out"},
            paramLabel = "PATH",
            description =
                    "A file that ends in .gif, or a new folder for PNG files (default: <policy>-<episode seed>.gif in the run's folder).")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--policy",
            paramLabel = "last|best",
            description = "As training left it, or of the highest evaluation during training (default: last).")
    private PolicyFile policy = PolicyFile.LAST;

    @Option(names = "--episode-seed", paramLabel = "N", description = "Seed of the episode, 0 and up (default: 0).")
    private long seed;

    @Option(names = "--stochastic", description = "Act as the agent does while it learns.")
    private boolean stochastic;

    @Option(
            names = "--max-steps",
            paramLabel = "N",
            description = "Leave a longer episode after so many steps (default: 2000).")
    private long maxSteps = 2000;

    @Option(
            names = "--fps",
            paramLabel = "N",
            description = "Pictures a second of a GIF (default: the environment's own pace, or 30).")
    private Optional<Double> picturesPerSecond = Optional.empty();

    @Mixin
    private final EnvServerOptions envServer = new EnvServerOptions();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Override
    public Integer call() {
        InvalidConfigException.require(
                seed >= 0 && maxSteps >= 1 && picturesPerSecond.orElse(1.0) > 0,
                "--episode-seed takes 0 and up, --max-steps 1 and up, and --fps more than 0.");
        RunRecord run = onlyRun();
        AgentSubject agent = agent(run);
        requireItsServer(run);
        StateReader kept = policy.read(run.path().resolve("checkpoint"));
        Path target = out.orElseGet(() -> run.path().resolve(name() + "-" + seed + ".gif"));
        try (EnvProvider environments = envServer.environments();
                PolicyPlayer player = PolicyPlayer.open(agent.spec(), kept, environments);
                Film film = Film.to(target, rate(player))) {
            Episode episode = player.play(seed, stochastic, maxSteps, picture -> add(film, picture));
            film.finish();
            print(episode, target);
        } catch (IOException | UncheckedIOException e) {
            throw new InvalidConfigException("Cannot write the video to %s: %s. Choose another place with -o."
                    .formatted(target, e.getMessage()));
        }
        return ExitCode.DONE;
    }

    private RunRecord onlyRun() {
        List<RunRecord> runs = RunRecord.readAll(List.of(folder));
        InvalidConfigException.require(
                runs.size() == 1,
                "%s holds %d runs, but a video shows one. Name one of them, such as %s."
                        .formatted(folder, runs.size(), runs.get(0).path()));
        return runs.get(0);
    }

    private static AgentSubject agent(RunRecord run) {
        if (PresetCatalog.reread(run.preset(), run.config()).subject() instanceof AgentSubject agent) {
            return agent;
        }
        throw new InvalidConfigException(
                "%s is a run of kind %s, but only agents play episodes. Name a run of an agent."
                        .formatted(run.path(), run.kind()));
    }

    /** Native environments are no silent substitute. */
    private void requireItsServer(RunRecord run) {
        InvalidConfigException.require(
                envServer.server().isPresent() || run.environments().equals("native"),
                "%s took its environments from the server %s. Name a server of the same environments: keel video %s --env-server ADDRESS."
                        .formatted(run.path(), run.environments(), folder));
    }

    private String name() {
        return policy == PolicyFile.BEST ? "best" : "last";
    }

    private double rate(PolicyPlayer player) {
        return picturesPerSecond.orElseGet(() -> player.picturesPerSecond().orElse(Film.DEFAULT_RATE));
    }

    private static void add(Film film, byte[] picture) {
        try {
            film.add(picture);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void print(Episode episode, Path target) {
        if (json) {
            ObjectNode document = JsonNodeFactory.instance.objectNode();
            document.put("file", target.toString());
            document.put("policy", name());
            document.put("episode_seed", seed);
            document.put("stochastic", stochastic);
            document.put("return", episode.episodeReturn());
            document.put("length", episode.steps());
            document.put("ended", episode.ended());
            out().println(Output.json(document));
            return;
        }
        out().printf(
                        "return %s, length %d%s, %s policy, episode seed %d: %s%n",
                        Numbers.number(episode.episodeReturn()),
                        episode.steps(),
                        episode.ended() ? "" : " (left there; --max-steps)",
                        name(),
                        seed,
                        target);
    }
}
