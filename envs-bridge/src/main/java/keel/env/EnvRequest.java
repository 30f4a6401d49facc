package keel.env;

import java.util.Map;

/**
 * Which environment to open, and how.
 *
 * @param id Gymnasium's name, such as {@code CartPole-v1}
 * @param arguments keyword arguments of its construction: booleans, numbers, strings, and lists and maps of them
 * @param lanes how many copies step together
 * @param groups how many workers step them, each a run of neighbouring lanes; 1 and up, at most {@code lanes}. With more
 *     than 1 the environment is a {@link GroupedVectorEnv}. Results do not depend on it
 * @param render {@link VectorEnv#render} must be possible
 */
public record EnvRequest(
        String id, Map<String, Object> arguments, int lanes, AutoresetMode autoreset, int groups, boolean render) {
    /** @throws RefusedException if {@code lanes} or {@code groups} cannot be */
    public EnvRequest {
        arguments = Map.copyOf(arguments);
        if (lanes < 1) {
            throw RefusedException.of(
                    RefusedException.Reason.INVALID_ARGUMENT,
                    "lanes",
                    "An environment needs at least 1 lane, but got " + lanes + ".");
        }
        if (groups < 1 || groups > lanes) {
            throw RefusedException.of(
                    RefusedException.Reason.INVALID_ARGUMENT,
                    "groups",
                    "Got " + groups + " groups for " + lanes + " lanes; there are 1 .. " + lanes
                            + ", each of at least one lane.");
        }
    }

    /** One group, no rendering. */
    public EnvRequest(String id, Map<String, Object> arguments, int lanes, AutoresetMode autoreset) {
        this(id, arguments, lanes, autoreset, 1, false);
    }

    public EnvRequest withGroups(int newGroups) {
        return new EnvRequest(id, arguments, lanes, autoreset, newGroups, render);
    }

    public EnvRequest withRendering() {
        return new EnvRequest(id, arguments, lanes, autoreset, groups, true);
    }

    /** The first lane of a group, or the number of lanes for the group after the last. */
    public int firstLane(int group) {
        return (int) ((long) group * lanes / groups);
    }
}
