package keel.env.toytext;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import keel.env.Arguments;
import keel.env.AutoresetMode;
import keel.env.EnvFactory;
import keel.env.EnvSpec;
import keel.env.VectorEnv;
import keel.env.task.EpisodeLimit;
import keel.env.task.Task;
import keel.env.task.TaskVectorEnv;

/**
 * {@code Taxi-v4}: fetch a passenger and take them to their destination. Arguments, all optional:
 *
 * <ul>
 *   <li>{@code is_rainy}: boolean, default false: the taxi may slip to a side;
 *   <li>{@code rainy_probability}: of going as intended in the rain, 0 .. 1, default 0.8; each side has half of the rest;
 *   <li>{@code fickle_passenger}: boolean, default false: the passenger may change the destination once;
 *   <li>{@code fickle_probability}: that a fickle one does, 0 .. 1, default 0.3;
 *   <li>{@code max_episode_steps}: whole number, default 200; −1 for no limit.
 * </ul>
 *
 * <p>Gymnasium does not check the probabilities' range. Infos: {@code prob}, the probability of what happened, and {@code
 * action_mask}, 1 for each action that changes the state.
 */
public final class TaxiFactory implements EnvFactory {
    private static final String RAINY = "is_rainy";
    private static final String RAINY_PROBABILITY = "rainy_probability";
    private static final String FICKLE = "fickle_passenger";
    private static final String FICKLE_PROBABILITY = "fickle_probability";
    private static final double PICTURES_PER_SECOND = 4;
    private static final EnvSpec SPEC = new EnvSpec(
                    "Taxi-v4",
                    OptionalLong.of(200),
                    OptionalDouble.of(8),
                    false,
                    List.of(RAINY, RAINY_PROBABILITY, FICKLE, FICKLE_PROBABILITY, EpisodeLimit.ARGUMENT),
                    List.of(),
                    OptionalDouble.empty())
            .drawn(PICTURES_PER_SECOND);

    @Override
    public EnvSpec spec() {
        return SPEC;
    }

    @Override
    public VectorEnv open(Arguments arguments, int lanes, AutoresetMode autoreset, boolean render) {
        double intended = Probabilities.of(arguments, RAINY_PROBABILITY, 0.8);
        double fickleness = Probabilities.of(arguments, FICKLE_PROBABILITY, 0.3);
        OutcomeTable table = arguments.bool(RAINY, false) ? Streets.rainy(intended) : Streets.dry();
        OptionalDouble fickle = arguments.bool(FICKLE, false) ? OptionalDouble.of(fickleness) : OptionalDouble.empty();
        Distribution starts = Streets.starts();
        Task[] tasks = new Task[lanes];
        Arrays.setAll(tasks, lane -> new Taxi(table, starts, fickle));
        return new TaskVectorEnv(SPEC, tasks, EpisodeLimit.of(arguments, SPEC.maxEpisodeSteps()), autoreset, render);
    }
}
