package keel.agents.rl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import keel.training.random.RandomStream;
import org.deeplearning4j.rl4j.environment.IntegerActionSchema;
import org.deeplearning4j.rl4j.network.CommonOutputNames;
import org.deeplearning4j.rl4j.network.NeuralNetOutput;
import org.deeplearning4j.rl4j.observation.Observation;
import org.deeplearning4j.rl4j.policy.ACPolicy;
import org.deeplearning4j.rl4j.space.Encodable;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.rng.DefaultRandom;
import org.nd4j.linalg.factory.Nd4j;

class SoftmaxPolicyTest {
    private static final Observation ANY = new Observation(LaneEnvironment.row(new float[] {0}));

    /** Always the same probabilities. */
    private static final class Fixed extends KeelNet {
        private final float[] probabilities;

        Fixed(float... probabilities) {
            this.probabilities = probabilities;
        }

        @Override
        NeuralNetOutput evaluate(float[] rows, int batch) {
            NeuralNetOutput output = new NeuralNetOutput();
            output.put(CommonOutputNames.ActorCritic.Policy, array(probabilities, batch));
            return output;
        }
    }

    /** Draws a number near 1. */
    private static final class High extends DefaultRandom {
        @Override
        public float nextFloat() {
            return 0.99995f;
        }

        @Override
        public void close() {}
    }

    /** Rounding may leave a sum of 0.9999; a draw of 0.99995 lies above it. */
    @Test
    void aDrawAboveTheSumOfTheProbabilitiesIsTheLastActionWhereRl4jThrows() {
        float[] probabilities = {0.5f, 0.4999f};
        ACPolicy<Encodable> theirs = new ACPolicy<>(new Fixed(probabilities), true, new High());
        assertThrows(RuntimeException.class, () -> theirs.nextAction(ANY));
        assertEquals(1, SoftmaxPolicy.draw(probabilities, 0.99995));
    }

    @Test
    void anActionWithoutAChanceIsNeverDrawn() {
        assertEquals(1, SoftmaxPolicy.draw(new float[] {0, 0.9999f, 0}, 0.99995));
        assertEquals(1, SoftmaxPolicy.draw(new float[] {0, 1, 0}, 0));
    }

    /** Drawn 20,000 times, a chance of 0.3 shows within 4 deviations of 0.0032. */
    @Test
    void actionsComeAsOftenAsTheyShould() {
        SoftmaxPolicy policy = new SoftmaxPolicy(new Fixed(0.3f, 0.7f), RandomStream.named(1, "test"));
        int first = 0;
        for (int i = 0; i < 20_000; i++) {
            first += policy.nextAction(ANY) == 0 ? 1 : 0;
        }
        assertEquals(0.3, first / 20_000.0, 0.013);
    }

    /** RL4J's schema draws from ND4J's global numbers, which anything may seed; ours from the run's stream alone. */
    @Test
    void randomActionsDoNotHangOnAGlobalSeed() {
        assertEquals(theirs(1), theirs(1));
        assertEquals(false, theirs(1).equals(theirs(2)));
        assertEquals(ours(1), ours(2));
    }

    private static List<Integer> theirs(long globalSeed) {
        Nd4j.getRandom().setSeed(globalSeed);
        IntegerActionSchema schema = new IntegerActionSchema(100, 0);
        List<Integer> actions = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            actions.add(schema.getRandomAction());
        }
        return actions;
    }

    private static List<Integer> ours(long globalSeed) {
        Nd4j.getRandom().setSeed(globalSeed);
        StreamActions schema = new StreamActions(100, RandomStream.named(7, "exploration"));
        List<Integer> actions = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            actions.add(schema.getRandomAction());
        }
        return actions;
    }
}
