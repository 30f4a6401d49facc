package keel.agents;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import keel.env.EnvException;
import keel.env.EnvProvider;
import keel.training.Cohort;
import keel.training.checkpoint.CheckpointException;
import keel.training.checkpoint.StateReader;
import keel.training.random.RandomStream;

/** Plays episodes of a policy that a run kept, and draws them. */
public final class PolicyPlayer implements AutoCloseable {
    private static final int MEMBER = 0;

    private final Cohort cohort = new Cohort(1);
    private final Lanes stage;
    private final Algorithm algorithm;
    private final long environmentStep;

    /**
     * How an episode went.
     *
     * @param episodeReturn sum of the rewards as the environment gave them
     * @param steps taken
     * @param ended whether the environment ended it; if not, it was longer than was asked for
     */
    public record Episode(double episodeReturn, long steps, boolean ended) {}

    /**
     * Prepares.
     *
     * @param spec of the run
     * @param policy that it kept
     * @throws EnvException if the environment cannot be had, or cannot be drawn
     * @throws CheckpointException if the policy is of another setting
     */
    public static PolicyPlayer open(AgentSpec spec, StateReader policy, EnvProvider environments) {
        return new PolicyPlayer(spec, policy, environments);
    }

    private PolicyPlayer(AgentSpec spec, StateReader policy, EnvProvider environments) {
        Lanes training = new Lanes(environments, spec.common().environment(), new double[] {spec.discount()}, cohort);
        Lanes opened;
        try {
            opened = training.forPictures();
        } catch (RuntimeException e) {
            training.close();
            throw e;
        }
        try {
            algorithm = spec.start(List.of(spec), new long[] {0}, training, cohort);
        } catch (RuntimeException e) {
            opened.close();
            training.close();
            throw e;
        }
        stage = opened;
        try {
            PolicyFile.restore(algorithm, training, MEMBER, policy);
            environmentStep = PolicyFile.environmentStep(policy);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Pictures a second at the environment's own pace; empty if it does not tell. */
    public OptionalDouble picturesPerSecond() {
        return stage.picturesPerSecond();
    }

    /**
     * Plays one episode.
     *
     * @param seed of the episode, as Gymnasium's {@code reset(seed=…)}; of what the policy draws too
     * @param stochastic whether to act as the agent does while it learns, and not as well as it knows
     * @param maxSteps after which the episode is left as it is
     * @param pictures takes a PNG file for the beginning and for each step
     */
    public Episode play(long seed, boolean stochastic, long maxSteps, Consumer<byte[]> pictures) {
        List<RandomStream> random = List.of(RandomStream.named(seed, "video"));
        float[] actions = new float[stage.actions().width()];
        List<Double> whole = new ArrayList<>();
        stage.reset(MEMBER, seed);
        pictures.accept(stage.picture(MEMBER));
        long steps = 0;
        while (whole.isEmpty() && steps < maxSteps) {
            if (stochastic) {
                algorithm.explore(stage.observations(), 1, environmentStep, random, actions);
            } else {
                algorithm.act(stage.observations(), 1, actions);
            }
            stage.step(MEMBER, actions, (member, lane, episodeReturn, length) -> whole.add(episodeReturn));
            requireSound();
            pictures.accept(stage.picture(MEMBER));
            steps++;
        }
        double episodeReturn = whole.isEmpty() ? stage.episodeReturn(MEMBER, 0) : whole.get(0);
        return new Episode(episodeReturn, steps, !whole.isEmpty());
    }

    private void requireSound() {
        cohort.failure(MEMBER).ifPresent(why -> {
            throw new EnvException(why);
        });
    }

    @Override
    public void close() {
        stage.close();
        algorithm.close();
    }
}
