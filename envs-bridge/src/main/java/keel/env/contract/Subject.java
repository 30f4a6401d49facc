package keel.env.contract;

import java.util.Map;
import keel.env.AutoresetMode;
import keel.env.EnvProvider;
import keel.env.EnvRequest;
import keel.env.EnvSpec;
import keel.env.GroupedVectorEnv;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.VectorEnv;

/** The environment that is held against a rule. */
record Subject(EnvProvider provider, String id) {
    /** Steps that suit most rules. */
    static final int STEPS = 24;

    /** Steps within which an episode has to end for the rules about endings to apply. */
    static final int STEPS_TO_END = 400;

    static final String LIMIT = "max_episode_steps";
    private static final int SHORT = 4;

    VectorEnv open(int lanes, AutoresetMode mode) {
        return provider.open(id, Map.of(), lanes, mode);
    }

    VectorEnv open(int lanes) {
        return open(lanes, AutoresetMode.NEXT_STEP);
    }

    GroupedVectorEnv openGroups(int lanes, int groups) {
        VectorEnv env;
        try {
            env = provider.open(new EnvRequest(id, Map.of(), lanes, AutoresetMode.NEXT_STEP).withGroups(groups));
        } catch (RefusedException refusal) {
            if (refusal.reason() == Reason.UNSUPPORTED) {
                throw new Finding.Inapplicable("there are no groups: " + refusal.getMessage());
            }
            throw refusal;
        }
        if (env instanceof GroupedVectorEnv grouped) {
            Finding.same("number of groups", groups, grouped.groups());
            return grouped;
        }
        env.close();
        throw new Finding.Broken(
                "what opening with " + groups + " groups gives",
                "a GroupedVectorEnv",
                env.getClass().getSimpleName());
    }

    /** With a time limit of a few steps if it takes one, else as it is. */
    VectorEnv shortEpisodes(int lanes, AutoresetMode mode) {
        return takesLimit() ? provider.open(id, Map.of(LIMIT, SHORT), lanes, mode) : open(lanes, mode);
    }

    /** Enough steps to see episodes of {@link #shortEpisodes} end. */
    int stepsToEnd() {
        return takesLimit() ? STEPS : STEPS_TO_END;
    }

    boolean takesLimit() {
        try {
            provider.open(id, Map.of(LIMIT, SHORT), 1, AutoresetMode.DISABLED).close();
            return true;
        } catch (RefusedException refusal) {
            if (refusal.field().orElse("").equals("arguments." + LIMIT)) {
                return false;
            }
            throw refusal;
        }
    }

    EnvSpec spec() {
        try (VectorEnv env = open(1)) {
            return env.spec();
        }
    }

    /** Skips the rule for an environment that is random even when seeded. */
    void mustBeDeterministic() {
        if (spec().nondeterministic()) {
            throw new Finding.Inapplicable("the environment says it is random even when seeded");
        }
    }

    /** Seeds {@code first, first + 1 …}, one a lane. */
    static long[] seeds(int lanes, long first) {
        long[] seeds = new long[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            seeds[lane] = first + lane;
        }
        return seeds;
    }
}
