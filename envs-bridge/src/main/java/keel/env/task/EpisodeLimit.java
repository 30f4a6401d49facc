package keel.env.task;

import java.util.OptionalLong;
import keel.env.Arguments;

/** The keyword argument {@code max_episode_steps} of {@code gymnasium.make}, which every environment takes. */
public final class EpisodeLimit {
    /** The argument's name. */
    public static final String ARGUMENT = "max_episode_steps";

    private static final long NONE = -1;

    private EpisodeLimit() {}

    /**
     * Steps after which an episode is truncated; empty: never.
     *
     * @param registered the environment's own limit, for when the argument is absent
     * @throws keel.env.RefusedException if the argument is neither 1 and up, nor −1 for no limit
     */
    public static OptionalLong of(Arguments arguments, OptionalLong registered) {
        OptionalLong given = arguments.wholeNumber(ARGUMENT);
        if (given.isEmpty()) {
            return registered;
        }
        long limit = given.getAsLong();
        if (limit == NONE) {
            return OptionalLong.empty();
        }
        if (limit < 1) {
            throw arguments.refused(
                    ARGUMENT, "Argument '" + ARGUMENT + "' takes 1 and up, or -1 for no limit, but got " + limit + ".");
        }
        return given;
    }
}
