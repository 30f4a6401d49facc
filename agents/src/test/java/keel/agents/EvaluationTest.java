package keel.agents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import keel.agents.PolicyPlayer.Episode;
import keel.env.NativeEnvironments;
import keel.training.MemberResult;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EvaluationTest {
    private static final NativeEnvironments NATIVE = new NativeEnvironments();

    private @TempDir Path folder = Path.of("");

    private static AgentSpec.CommonSpec common(boolean stochastic) {
        AgentSpec.CommonSpec plain = Specs.common("CartPole-v1", 2, 800, 100);
        return new AgentSpec.CommonSpec(
                plain.environment(),
                plain.environmentSteps(),
                new EvaluationSpec(100, 2, 3, stochastic),
                plain.telemetryEveryUpdates(),
                plain.engine());
    }

    static List<AgentSpec> deterministic() {
        return Specs.all(common(false), 1e-2, 0.99);
    }

    private static AgentSpec same(AgentSpec spec, boolean stochastic) {
        return Specs.all(common(stochastic), 1e-2, 0.99).get(deterministic().indexOf(spec));
    }

    private static Recorder trained(AgentSpec spec) {
        Recorder recorder = new Recorder(1);
        try (AgentTrainer trainer = AgentTrainer.create(List.of(spec), new long[] {3}, NATIVE)) {
            trainer.train(recorder);
        }
        return recorder;
    }

    /** A stochastic evaluation beside the deterministic one draws from streams of its own: nothing else changes. */
    @ParameterizedTest
    @MethodSource("deterministic")
    void aStochasticEvaluationChangesNothingElse(AgentSpec spec) {
        Recorder plain = trained(spec);
        Recorder both = trained(same(spec, true));
        assertEquals(plain.values(0, "eval/return"), both.values(0, "eval/return"));
        assertEquals(plain.values(0, "episode/return"), both.values(0, "episode/return"));
        assertTrue(plain.values(0, "eval/stochastic_return").isEmpty());
        List<Double> stochastic = both.values(0, "eval/stochastic_return");
        assertEquals(both.values(0, "eval/return").size(), stochastic.size());
        assertTrue(new HashSet<>(stochastic).size() > 1);
    }

    /** Of members that end their episodes at different times: what one draws must not depend on when the others end. */
    @ParameterizedTest
    @MethodSource("deterministic")
    void aStochasticEvaluationIsTheSameAloneAndAmongOthers(AgentSpec spec) {
        AgentSpec stochastic = same(spec, true);
        Recorder cohort = new Recorder(3);
        try (AgentTrainer trainer =
                AgentTrainer.create(List.of(stochastic, stochastic, stochastic), new long[] {5, 3, 8}, NATIVE)) {
            trainer.train(cohort);
        }
        assertTrue(cohort.values(1, "eval/stochastic_return").size() > 2);
        assertEquals(trained(stochastic).of(0), cohort.of(1));
    }

    @ParameterizedTest
    @MethodSource("deterministic")
    void thePeakIsTheHighestEvaluationDuringTraining(AgentSpec spec) {
        Recorder recorder = new Recorder(1);
        MemberResult result;
        try (AgentTrainer trainer = AgentTrainer.create(List.of(spec), new long[] {3}, NATIVE)) {
            result = trainer.train(recorder).get(0);
        }
        List<Double> evaluations = recorder.values(0, "eval/return");
        List<Double> during = evaluations.subList(0, evaluations.size() - 1);
        Map<String, Double> scores = result.finalScores();
        assertEquals(
                during.stream().mapToDouble(Double::doubleValue).max().orElseThrow(), scores.get("eval/peak_return"));
        assertEquals(evaluations.get(evaluations.size() - 1), scores.get("eval/return"));
        assertTrue(scores.get("eval/best_return") >= 1);
    }

    @ParameterizedTest
    @MethodSource("deterministic")
    void theKeptPoliciesArePlayed(AgentSpec spec) throws IOException {
        try (AgentTrainer trainer = AgentTrainer.create(List.of(spec), new long[] {3}, NATIVE)) {
            trainer.train(new Recorder(1));
            trainer.saveNetworks(0, folder);
        }
        List<Episode> last = played(spec, PolicyFile.LAST.read(folder), false);
        assertEquals(4, played(spec, PolicyFile.BEST.read(folder), true).size());
        assertEquals(last, played(spec, PolicyFile.LAST.read(folder), false));
        assertTrue(Files.mismatch(folder.resolve("last-policy.keel"), folder.resolve("best-policy.keel")) >= 0);
        assertTrue(last.stream().allMatch(episode -> episode.ended() && episode.episodeReturn() == episode.steps()));
    }

    private static List<Episode> played(AgentSpec spec, StateReader policy, boolean stochastic) {
        List<Episode> episodes = new ArrayList<>();
        try (PolicyPlayer player = PolicyPlayer.open(spec, policy, NATIVE)) {
            for (long seed = 0; seed < 4; seed++) {
                int[] pictures = new int[1];
                Episode episode = player.play(seed, stochastic, 500, png -> pictures[0]++);
                assertEquals(episode.steps() + 1, pictures[0]);
                episodes.add(episode);
            }
        }
        return episodes;
    }

    @Test
    void anEpisodeLongerThanAskedForIsLeft() {
        AgentSpec spec = deterministic().get(0);
        StateWriter state = new StateWriter();
        try (AgentTrainer trainer = AgentTrainer.create(List.of(spec), new long[] {3}, NATIVE)) {
            trainer.saveNetworks(0, folder);
        }
        state.putAll(PolicyFile.LAST.read(folder));
        try (PolicyPlayer player = PolicyPlayer.open(spec, state.reader(), NATIVE)) {
            assertEquals(new Episode(3, 3, false), player.play(1, false, 3, png -> {}));
            assertEquals(50, player.picturesPerSecond().orElseThrow());
        }
    }
}
