package keel.agents;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import keel.agents.onpolicy.ActorCriticSpec;
import keel.agents.onpolicy.LossSpec;
import keel.agents.onpolicy.Objective;
import keel.agents.onpolicy.RolloutSpec;
import keel.env.Box;
import keel.env.Discrete;
import keel.env.EnvException;
import keel.env.EnvProvider;
import keel.env.MultiBinary;
import keel.env.MultiDiscrete;
import keel.env.NativeEnvironments;
import keel.env.Space;
import keel.env.Tensor;
import keel.env.Text;
import keel.training.Cohort;
import keel.training.InvalidConfigException;
import keel.training.NetworkTraining;
import keel.training.checkpoint.StateWriter;
import keel.training.network.Activation;
import keel.training.network.Engine;
import keel.training.network.FeatureShape;
import keel.training.network.LayerSpec;
import keel.training.network.NetworkSpec;
import keel.training.network.OutputSpec;
import keel.training.optimizer.AdamSpec;
import keel.training.optimizer.GradientClipping;
import keel.training.random.RandomStream;
import keel.training.rate.Constant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OnPolicyTest {
    private static final EnvProvider NATIVE = new NativeEnvironments();
    private static final Space FORCE = new Box(Tensor.of(new float[] {-3, -3}, 2), Tensor.of(new float[] {3, 3}, 2));

    private static NetworkTraining tanh(double rate) {
        return Specs.network(new Constant(rate), Activation.TANH, 16);
    }

    private static ActorCriticSpec.Spread spread(double rate, double initial) {
        NetworkSpec biases = new NetworkSpec(List.of(), Activation.IDENTITY);
        return new ActorCriticSpec.Spread(
                NetworkTraining.of(biases, AdamSpec.DEFAULT, new Constant(rate), GradientClipping.NONE), initial);
    }

    private static OnPolicySpec ppo(AgentSpec.CommonSpec common, ActorCriticSpec networks, Optional<Double> targetKl) {
        return new OnPolicySpec(
                common,
                networks,
                new RolloutSpec(16, 0.9, 0.95, true),
                new Objective.ClippedSurrogate(new Constant(0.2), 4, 32, targetKl, Optional.empty()),
                LossSpec.of(new Constant(0.01)));
    }

    private static Recorder train(List<OnPolicySpec> specs, EnvProvider environments, long... seeds) {
        Recorder recorder = new Recorder(seeds.length);
        try (AgentTrainer trainer = AgentTrainer.create(specs, seeds, environments)) {
            trainer.train(recorder);
        }
        return recorder;
    }

    private static double last(Recorder recorder, String metric) {
        List<Double> values = recorder.values(0, metric);
        return values.get(values.size() - 1);
    }

    /** Every kind of action, scored so that 1 is the best there is and chance is far below. */
    static Stream<Arguments> actions() {
        PictureEnvironments.Scoring first = (all, from, column) -> all.whole(from) == column ? 1 : 0;
        PictureEnvironments.Scoring both = (all, from, column) ->
                0.5 * (all.whole(from) == column ? 1 : 0) + 0.5 * (all.whole(from + 1) == column / 2 ? 1 : 0);
        PictureEnvironments.Scoring near =
                (all, from, column) -> 1 - Math.abs(all.real(from) - (column - 1)) - Math.abs(all.real(from + 1) + 1);
        return Stream.of(
                Arguments.of(new Discrete(4, 0), first, 0.9),
                Arguments.of(MultiDiscrete.of(4, 2), both, 0.9),
                Arguments.of(
                        new MultiBinary(List.of(2)),
                        (PictureEnvironments.Scoring)
                                (all, from, column) -> 0.5 * (all.whole(from) == column % 2 ? 1 : 0)
                                        + 0.5 * (all.whole(from + 1) == column / 2 ? 1 : 0),
                        0.9),
                Arguments.of(FORCE, near, 0.5));
    }

    @ParameterizedTest
    @MethodSource("actions")
    void everyKindOfActionIsLearned(Space space, PictureEnvironments.Scoring scoring, double bar) {
        Optional<ActorCriticSpec.Spread> spread =
                space instanceof Box ? Optional.of(spread(3e-3, -0.5)) : Optional.empty();
        OnPolicySpec spec = ppo(
                Specs.common("Picture-v0", 8, 16_000, 100_000),
                new ActorCriticSpec(tanh(3e-3), tanh(3e-3), Optional.empty(), spread),
                Optional.empty());
        Recorder recorder = train(List.of(spec), new PictureEnvironments(space, scoring), 1);
        assertTrue(last(recorder, "eval/return") >= bar, "only " + last(recorder, "eval/return"));
        if (spread.isPresent()) {
            List<Double> deviations = recorder.values(0, "policy/std");
            assertEquals(Math.exp(-0.5), deviations.get(0), 0.05);
            assertTrue(last(recorder, "policy/std") < 0.5, "still " + last(recorder, "policy/std"));
        }
    }

    /** A shared trunk with a head each, three networks on three rates. */
    private static ActorCriticSpec trunk(double rate) {
        NetworkSpec layers = new NetworkSpec(
                Optional.empty(),
                List.of(new LayerSpec.Dense(16, Activation.TANH, false)),
                new OutputSpec.LastLayer(),
                Optional.empty());
        NetworkSpec head = new NetworkSpec(List.of(), Activation.IDENTITY);
        return new ActorCriticSpec(
                NetworkTraining.of(head, AdamSpec.DEFAULT, new Constant(2 * rate), GradientClipping.NONE),
                NetworkTraining.of(head, AdamSpec.DEFAULT, new Constant(3 * rate), GradientClipping.NONE),
                Optional.of(NetworkTraining.of(layers, AdamSpec.DEFAULT, new Constant(rate), GradientClipping.NONE)),
                Optional.empty());
    }

    @Test
    void aSharedTrunkLearnsOnARateOfItsOwn() {
        OnPolicySpec spec = ppo(Specs.common("Picture-v0", 8, 16_000, 100_000), trunk(3e-3), Optional.empty());
        Recorder recorder = train(
                List.of(spec),
                new PictureEnvironments(new Discrete(4, 0), (all, from, column) -> all.whole(from) == column ? 1 : 0),
                1);
        assertTrue(last(recorder, "eval/return") >= 0.9, "only " + last(recorder, "eval/return"));
        assertEquals(3e-3, last(recorder, "rate/trunk"));
        assertEquals(6e-3, last(recorder, "rate/actor"));
        assertEquals(9e-3, last(recorder, "rate/critic"), 1e-12);
        assertEquals(last(recorder, "loss/actor") + last(recorder, "loss/critic"), last(recorder, "loss/trunk"), 1e-12);
    }

    @Test
    void aConvolutionalPolicyLearnsFromPictures() {
        NetworkSpec picture = new NetworkSpec(
                Optional.of(new FeatureShape.Image(1, PictureEnvironments.SIDE, PictureEnvironments.SIDE)),
                List.of(new LayerSpec.Convolution(8, 3, 1, 1, Activation.RELU, false)),
                new OutputSpec.Linear(false),
                Optional.empty());
        NetworkTraining training =
                NetworkTraining.of(picture, AdamSpec.DEFAULT, new Constant(3e-3), GradientClipping.NONE);
        AgentSpec.CommonSpec c = Specs.common("Picture-v0", 8, 4000, 100_000);
        OnPolicySpec spec = ppo(
                new AgentSpec.CommonSpec(c.environment(), c.environmentSteps(), c.evaluation(), 10, Engine.DL4J),
                ActorCriticSpec.of(training, training),
                Optional.empty());
        Recorder recorder = train(
                List.of(spec),
                new PictureEnvironments(new Discrete(4, 0), (all, from, column) -> all.whole(from) == column ? 1 : 0),
                1);
        assertTrue(last(recorder, "eval/return") >= 0.9, "only " + last(recorder, "eval/return"));
    }

    /** Of two members in one cohort one stops early again and again; neither changes the other, nor what each is alone. */
    @Test
    void aMemberThatWentFarEnoughWaitsAndTheOthersGoOn() {
        AgentSpec.CommonSpec common = Specs.common("CartPole-v1", 4, 2000, 1000);
        ActorCriticSpec networks = ActorCriticSpec.of(tanh(1e-2), tanh(1e-2));
        OnPolicySpec careful = ppo(common, networks, Optional.of(1e-3));
        OnPolicySpec bold = ppo(common, networks, Optional.empty());
        Recorder cohort = train(List.of(careful, bold), NATIVE, 1, 2);
        assertEquals(train(List.of(careful), NATIVE, 1).of(0), cohort.of(0));
        assertEquals(train(List.of(bold), NATIVE, 2).of(0), cohort.of(1));
        List<Double> epochs = cohort.values(0, "policy/epochs");
        assertTrue(epochs.stream().allMatch(share -> share >= 0.5), "a rollout's first update has no divergence yet");
        assertTrue(epochs.stream().anyMatch(share -> share < 4), "never stopped: " + epochs);
        assertTrue(cohort.values(1, "policy/epochs").stream().allMatch(share -> share == 4));
    }

    @Test
    void whatHangsOnNoUpdateIsTheSameAloneForATrunkAndRealActions() {
        AgentSpec.CommonSpec common = Specs.common("Picture-v0", 2, 400, 100_000);
        EnvProvider pictures =
                new PictureEnvironments(FORCE, (all, from, column) -> -Math.abs(all.real(from) - column));
        ActorCriticSpec plain = trunk(1e-3);
        OnPolicySpec narrow = ppo(
                common,
                new ActorCriticSpec(plain.actor(), plain.critic(), plain.trunk(), Optional.of(spread(1e-3, -2))),
                Optional.of(0.01));
        OnPolicySpec wide = ppo(
                common,
                new ActorCriticSpec(plain.actor(), plain.critic(), plain.trunk(), Optional.of(spread(1e-2, 1))),
                Optional.empty());
        Recorder cohort = train(List.of(narrow, wide), pictures, 1, 2);
        assertEquals(train(List.of(narrow), pictures, 1).of(0), cohort.of(0));
        assertEquals(train(List.of(wide), pictures, 2).of(0), cohort.of(1));
    }

    /** Exploring draws from the given streams, acting is the mode, and values leave actions aside. */
    @Test
    void actingExploringAndValuing() {
        OnPolicySpec spec = ppo(
                Specs.common("Picture-v0", 2, 400, 100_000),
                new ActorCriticSpec(tanh(1e-3), tanh(1e-3), Optional.empty(), Optional.of(spread(1e-3, 0))),
                Optional.empty());
        Cohort cohort = new Cohort(1);
        Lanes lanes = new Lanes(
                new PictureEnvironments(FORCE, (all, from, column) -> 0),
                spec.common().environment(),
                new double[] {0.9},
                cohort);
        try (Algorithm algorithm = spec.start(List.of(spec), new long[] {1}, lanes, cohort)) {
            float[] seen = new float[3 * 16];
            seen[2] = 1;
            float[] mode = new float[6];
            algorithm.act(seen, 3, mode);
            float[] drawn = new float[6];
            algorithm.explore(seen, 3, 0, List.of(RandomStream.named(4, "a")), drawn);
            RandomStream same = RandomStream.named(4, "a");
            for (int i = 0; i < 6; i++) {
                assertEquals((float) (mode[i] + same.nextGaussian()), drawn[i], "number " + i);
            }
            float[] values = algorithm.values(seen, mode, 3).orElseThrow().clone();
            assertEquals(3, values.length);
            assertArrayEquals(values, algorithm.values(seen, drawn, 3).orElseThrow());
            assertNotEquals(values[0], values[1]);
            StateWriter policy = new StateWriter();
            algorithm.savePolicy(0, policy);
            Arrays.fill(algorithm.learners().get(0).network().parameters(), 0.1f);
            algorithm.learners().get(0).network().parametersChanged();
            algorithm.restorePolicy(0, policy.reader());
            float[] again = new float[6];
            algorithm.act(seen, 3, again);
            assertArrayEquals(mode, again);
        }
    }

    @Test
    void actionsThatDoNotFitAreRefusedByName() {
        AgentSpec.CommonSpec common = Specs.common("Picture-v0", 2, 400, 100_000);
        OnPolicySpec choices = ppo(common, ActorCriticSpec.of(tanh(1e-3), tanh(1e-3)), Optional.empty());
        OnPolicySpec numbers = ppo(
                common,
                new ActorCriticSpec(tanh(1e-3), tanh(1e-3), Optional.empty(), Optional.of(spread(1e-3, 0))),
                Optional.empty());
        PictureEnvironments.Scoring none = (all, from, column) -> 0;
        String needs = assertThrows(
                        InvalidConfigException.class,
                        () -> train(List.of(choices), new PictureEnvironments(FORCE, none), 1))
                .getMessage();
        assertTrue(needs.contains("'Picture-v0'") && needs.contains("Set rates.log-std"), needs);
        String tooMuch = assertThrows(
                        InvalidConfigException.class,
                        () -> train(List.of(numbers), new PictureEnvironments(new Discrete(2, 0), none), 1))
                .getMessage();
        assertTrue(tooMuch.contains("'Picture-v0'") && tooMuch.contains("Leave it out"), tooMuch);
        String unfit = assertThrows(
                        EnvException.class,
                        () -> train(List.of(choices), new PictureEnvironments(new Text(0, 3, "ab"), none), 1))
                .getMessage();
        assertTrue(unfit.contains("Text") && unfit.contains("ppo needs actions"), unfit);
    }
}
