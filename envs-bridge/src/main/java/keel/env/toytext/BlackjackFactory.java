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
 * {@code Blackjack-v1}. Arguments, all optional:
 *
 * <ul>
 *   <li>{@code sab}: boolean, default true, as Gymnasium registers it: Sutton and Barto's rules, by which the player's ace
 *       and ten, dealt at the start, win against all but the dealer's;
 *   <li>{@code natural}: boolean, default false: they pay 1.5 if they win; without effect where {@code sab} is true;
 *   <li>{@code max_episode_steps}: whole number, default none; −1 for no limit.
 * </ul>
 */
public final class BlackjackFactory implements EnvFactory {
    private static final String SUTTON_BARTO = "sab";
    private static final String NATURAL = "natural";
    private static final double PICTURES_PER_SECOND = 4;
    private static final EnvSpec SPEC = new EnvSpec(
                    "Blackjack-v1",
                    OptionalLong.empty(),
                    OptionalDouble.empty(),
                    false,
                    List.of(SUTTON_BARTO, NATURAL, EpisodeLimit.ARGUMENT),
                    List.of(),
                    OptionalDouble.empty())
            .drawn(PICTURES_PER_SECOND);

    @Override
    public EnvSpec spec() {
        return SPEC;
    }

    @Override
    public VectorEnv open(Arguments arguments, int lanes, AutoresetMode autoreset, boolean render) {
        Blackjack.Naturals paidMore =
                arguments.bool(NATURAL, false) ? Blackjack.Naturals.PAID_MORE : Blackjack.Naturals.ORDINARY;
        Blackjack.Naturals naturals = arguments.bool(SUTTON_BARTO, true) ? Blackjack.Naturals.WINNING : paidMore;
        Task[] tasks = new Task[lanes];
        Arrays.setAll(tasks, lane -> new Blackjack(naturals));
        return new TaskVectorEnv(SPEC, tasks, EpisodeLimit.of(arguments, SPEC.maxEpisodeSteps()), autoreset, render);
    }
}
