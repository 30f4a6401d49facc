package keel.agents.offpolicy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import keel.agents.ExplorationSpec;
import keel.training.checkpoint.MemberState;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;

/** Random actions before learning starts, and noise on those of the policy afterwards; both may last for more than a step. */
public final class Exploration implements MemberState {
    private final List<ExplorationSpec> specs;
    private final int lanes;
    private final int width;
    private final List<RandomStream> random = new ArrayList<>();
    /** Of a standard normal process, {@code [P,L,A]}. */
    private final float[] noise;

    /** {@code [P,L,A]}. */
    private final float[] held;
    /** By member and lane: steps for which the random action is still held. */
    private final int[] left;

    /**
     * Prepares a cohort.
     *
     * @param specs one a member
     * @param seeds one a member
     * @param lanes L
     * @param width A
     */
    public Exploration(List<ExplorationSpec> specs, long[] seeds, int lanes, int width) {
        this.specs = List.copyOf(specs);
        this.lanes = lanes;
        this.width = width;
        for (long seed : seeds) {
            random.add(RandomStream.named(seed, "exploration"));
        }
        noise = new float[seeds.length * lanes * width];
        held = new float[noise.length];
        left = new int[seeds.length * lanes];
        for (int p = 0; p < seeds.length; p++) {
            for (int lane = 0; lane < lanes; lane++) {
                begin(p, lane);
            }
        }
    }

    /** The stream of one member that everything random about its actions comes from. */
    public RandomStream random(int member) {
        return random.get(member);
    }

    /** Starts the noise of one lane from its lasting distribution: a new episode. */
    public void begin(int member, int lane) {
        int from = (member * lanes + lane) * width;
        for (int i = from; i < from + width && correlated(member); i++) {
            noise[i] = (float) random.get(member).nextGaussian();
        }
    }

    private boolean correlated(int member) {
        return specs.get(member).noiseCorrelation() > 0;
    }

    /**
     * Writes uniform random actions of one member.
     *
     * @param actions {@code [P,L,A]}
     */
    public void drawUniform(int member, float[] actions) {
        for (int i = member * lanes; i < (member + 1) * lanes; i++) {
            if (left[i] == 0) {
                left[i] = specs.get(member).holdSteps();
                for (int j = i * width; j < (i + 1) * width; j++) {
                    held[j] = (float) (2 * random.get(member).nextDouble() - 1);
                }
            }
            left[i]--;
            System.arraycopy(held, i * width, actions, i * width, width);
        }
    }

    /**
     * Adds noise to one member's actions and keeps them in [-1, 1].
     *
     * @param environmentStep that the noise's size belongs to
     * @param actions {@code [P,L,A]}
     */
    public void addNoise(int member, long environmentStep, float[] actions) {
        ExplorationSpec spec = specs.get(member);
        double deviation = spec.noise().at(environmentStep);
        double kept = spec.noiseCorrelation();
        double fresh = Math.sqrt(1 - kept * kept);
        for (int i = member * lanes * width; i < (member + 1) * lanes * width && deviation > 0; i++) {
            noise[i] = (float) (kept * noise[i] + fresh * random.get(member).nextGaussian());
            actions[i] = within(actions[i] + deviation * noise[i]);
        }
    }

    /**
     * As {@link #addNoise}, for lanes that are not those of the training: noise of the same size, each number by itself.
     *
     * @param from index of the member's first number
     * @param to index behind its last
     */
    public void addNoise(int member, long environmentStep, RandomStream stream, float[] actions, int from, int to) {
        double deviation = specs.get(member).noise().at(environmentStep);
        for (int i = from; i < to && deviation > 0; i++) {
            actions[i] = within(actions[i] + deviation * stream.nextGaussian());
        }
    }

    private static float within(double action) {
        return (float) Math.max(-1, Math.min(1, action));
    }

    @Override
    public void save(int member, StateWriter to) {
        to.put("random", random.get(member));
        to.put("noise", noise, member * lanes * width, (member + 1) * lanes * width);
        to.put("held", held, member * lanes * width, (member + 1) * lanes * width);
        to.put("left", Arrays.copyOfRange(left, member * lanes, (member + 1) * lanes));
    }

    @Override
    public void restore(int member, StateReader from) {
        from.get("random", random.get(member));
        from.get("noise", noise, member * lanes * width, (member + 1) * lanes * width);
        from.get("held", held, member * lanes * width, (member + 1) * lanes * width);
        System.arraycopy(from.ints("left", lanes), 0, left, member * lanes, lanes);
    }
}
