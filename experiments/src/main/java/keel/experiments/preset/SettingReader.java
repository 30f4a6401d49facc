package keel.experiments.preset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import keel.agents.A2cSpec;
import keel.agents.AgentSpec;
import keel.agents.DqnSpec;
import keel.agents.EnvironmentSpec;
import keel.agents.EvaluationSpec;
import keel.env.Suggestion;
import keel.gans.GanSpec;
import keel.gans.data.RingSpec;
import keel.training.InvalidConfigException;
import keel.training.NetworkTraining;
import keel.training.guard.GuardSpec;
import keel.training.network.Engine;
import keel.training.network.NetworkSpec;
import keel.training.rate.NetworkRate;
import keel.training.rate.RateControllerSpec;

/** From a complete tree to what trains; every fault of the tree is reported at once. */
final class SettingReader {
    private static final Map<String, Engine> ENGINES = Section.byKey(Engine.values(), Engine::key);

    private static final Map<String, Function<SettingReader, Optional<Subject>>> KINDS =
            Map.of("agent", SettingReader::agent, "gan", SettingReader::gan);
    private static final Map<String, Function<SettingReader, Optional<AgentSpec>>> ALGORITHMS =
            Map.of("dqn", SettingReader::dqn, "a2c", SettingReader::a2c);

    private final List<String> faults = new ArrayList<>();
    private final Section root;

    private SettingReader(ObjectNode tree) {
        root = new Section("", tree, faults);
    }

    /**
     * Reads a tree.
     *
     * @throws InvalidConfigException with one line a fault
     */
    static Subject read(ObjectNode tree) {
        SettingReader reader = new SettingReader(tree);
        Function<SettingReader, Optional<Subject>> kind = reader.root.choice("kind", KINDS);
        reader.stopIfFaulty();
        Optional<Subject> subject = kind.apply(reader);
        reader.root.finish();
        subject.ifPresent(reader::requireMeasured);
        reader.stopIfFaulty();
        return subject.orElseThrow(() -> new IllegalStateException("no fault was reported, but nothing was read"));
    }

    /** A controller whose metric never comes would be a constant rate that looks controlled. */
    private void requireMeasured(Subject subject) {
        subject.networks()
                .forEach((name, training) -> training.rate()
                        .controller()
                        .map(RateControllerSpec::metric)
                        .filter(metric -> !subject.metrics().contains(metric))
                        .ifPresent(metric -> faults.add(
                                "controllers.%s.metric is '%s', which is never measured here.%s Measured: %s."
                                        .formatted(
                                                name,
                                                metric,
                                                Suggestion.of(metric, subject.metrics()),
                                                String.join(", ", subject.metrics())))));
    }

    private void stopIfFaulty() {
        if (!faults.isEmpty()) {
            throw new InvalidConfigException(String.join("\n", faults));
        }
    }

    private Optional<Subject> agent() {
        Function<SettingReader, Optional<AgentSpec>> algorithm = root.choice("algorithm", ALGORITHMS);
        // Without the algorithm there are no defaults, and everything else would seem to be missing.
        stopIfFaulty();
        return algorithm.apply(this).map(AgentSubject::new);
    }

    private Optional<AgentSpec> dqn() {
        Optional<AgentSpec.CommonSpec> common = common();
        Section s = root.section("dqn");
        int bufferSize = s.wholeInt("buffer-size");
        int batch = s.wholeInt("batch");
        long learningStarts = s.whole("learning-starts");
        int trainEvery = s.wholeInt("train-every-env-steps");
        int gradientSteps = s.wholeInt("gradient-steps");
        long targetEvery = s.whole("target-every-env-steps");
        double discount = s.number("discount");
        double epsilonStart = s.number("epsilon-start");
        double epsilonEnd = s.number("epsilon-end");
        double epsilonFraction = s.number("epsilon-fraction");
        boolean doubleQ = s.flag("double");
        s.finish();
        Map<String, NetworkTraining> networks = networks(batch, "q");
        if (common.isEmpty() || networks.isEmpty()) {
            return Optional.empty();
        }
        return root.build(() -> new DqnSpec(
                common.get(),
                networks.get("q"),
                bufferSize,
                batch,
                learningStarts,
                trainEvery,
                gradientSteps,
                targetEvery,
                discount,
                epsilonStart,
                epsilonEnd,
                epsilonFraction,
                doubleQ));
    }

    private Optional<AgentSpec> a2c() {
        Optional<AgentSpec.CommonSpec> common = common();
        Section s = root.section("a2c");
        int rolloutSteps = s.wholeInt("rollout-steps");
        double discount = s.number("discount");
        double gaeLambda = s.number("gae-lambda");
        double entropyWeight = s.number("entropy-weight");
        s.finish();
        int lanes = common.map(c -> c.environment().lanes()).orElse(1);
        Map<String, NetworkTraining> networks = networks((long) rolloutSteps * lanes, "actor", "critic");
        if (common.isEmpty() || networks.size() < 2) {
            return Optional.empty();
        }
        return root.build(() -> new A2cSpec(
                common.get(),
                networks.get("actor"),
                networks.get("critic"),
                rolloutSteps,
                discount,
                gaeLambda,
                entropyWeight));
    }

    private Optional<AgentSpec.CommonSpec> common() {
        Section e = root.section("environment");
        String id = e.text("id");
        int lanes = e.wholeInt("lanes");
        Map<String, Object> arguments = e.section("arguments").arguments();
        e.finish();
        Optional<EnvironmentSpec> environment = root.build(() -> new EnvironmentSpec(id, arguments, lanes));
        Section length = root.section("length");
        long envSteps = length.whole("env-steps");
        length.finish();
        Section v = root.section("evaluation");
        long every = v.whole("every-env-steps");
        int episodes = v.wholeInt("episodes");
        int finalEpisodes = v.wholeInt("final-episodes");
        v.finish();
        Optional<EvaluationSpec> evaluation = root.build(() -> new EvaluationSpec(every, episodes, finalEpisodes));
        int telemetryEvery = telemetryEvery();
        Engine engine = root.choice("engine", ENGINES);
        if (environment.isEmpty() || evaluation.isEmpty()) {
            return Optional.empty();
        }
        return root.build(
                () -> new AgentSpec.CommonSpec(environment.get(), envSteps, evaluation.get(), telemetryEvery, engine));
    }

    private int telemetryEvery() {
        Section telemetry = root.section("telemetry");
        int every = telemetry.wholeInt("every-updates");
        telemetry.finish();
        return every;
    }

    private Optional<Subject> gan() {
        Section d = root.section("data");
        d.choice("type", Map.of("ring", "ring"));
        int modes = d.wholeInt("modes");
        double radius = d.number("radius");
        double sigma = d.number("sigma");
        d.finish();
        Optional<RingSpec> data = root.build(() -> new RingSpec(modes, radius, sigma));
        Section length = root.section("length");
        long iterations = length.whole("iterations");
        length.finish();
        Section g = root.section("gan");
        int latent = g.wholeInt("latent");
        int batch = g.wholeInt("batch");
        double r1Gamma = g.number("r1-gamma");
        g.finish();
        Map<String, NetworkTraining> networks = networks(batch, "generator", "discriminator");
        Section v = root.section("evaluation");
        int every = v.wholeInt("every-iterations");
        int samples = v.wholeInt("samples");
        v.finish();
        int telemetryEvery = telemetryEvery();
        Engine engine = root.choice("engine", ENGINES);
        if (data.isEmpty() || networks.size() < 2) {
            return Optional.empty();
        }
        return root.build(() -> new GanSubject(new GanSpec(
                data.get(),
                latent,
                batch,
                iterations,
                networks.get("generator"),
                networks.get("discriminator"),
                r1Gamma,
                every,
                samples,
                telemetryEvery,
                engine)));
    }

    /**
     * How each of these networks trains; one with a fault is left out.
     *
     * @param batch samples in the batch of an update
     */
    private Map<String, NetworkTraining> networks(long batch, String... names) {
        Section networks = root.section("networks");
        Section optimizers = root.section("optimizers");
        GuardSpec guard = guard();
        RateReader rates = new RateReader(root, batch);
        Map<String, NetworkTraining> result = new LinkedHashMap<>();
        for (String name : names) {
            Optional<NetworkSpec> network = NetworkReader.read(networks, name);
            Optional<OptimizerReader.Read> optimizer = OptimizerReader.read(optimizers, name);
            Optional<NetworkRate> rate = rates.read(name, network.map(NetworkSpec::weightLayers));
            if (network.isPresent() && optimizer.isPresent() && rate.isPresent()) {
                root.buildAt(
                                RateReader.MOMENTUM + "." + name,
                                () -> new NetworkTraining(
                                        network.get(),
                                        optimizer.get().optimizer(),
                                        optimizer.get().clipping(),
                                        optimizer.get().restartReset(),
                                        rate.get(),
                                        guard))
                        .ifPresent(training -> result.put(name, training));
            }
        }
        networks.finish();
        optimizers.finish();
        rates.finish();
        return result;
    }

    /** The optional section {@code guard}; without it only numbers that are not finite end a run. */
    private GuardSpec guard() {
        if (!root.has("guard")) {
            return GuardSpec.NON_FINITE;
        }
        Section g = root.section("guard");
        double factor = g.number("gradient-norm-factor");
        int window = g.wholeInt("window");
        g.finish();
        return g.build(() -> new GuardSpec(Optional.of(factor), window)).orElse(GuardSpec.NON_FINITE);
    }
}
