package keel.env.contract;

import static keel.env.contract.Finding.holds;
import static keel.env.contract.Finding.same;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import keel.env.AutoresetMode;
import keel.env.EnvRequest;
import keel.env.RefusedException;
import keel.env.Value;
import keel.env.VectorEnv;
import keel.env.VectorStep;

/** Of steps, time limits, pictures and closing. */
final class StepRules {
    private static final int LONGEST_LIMIT = 2_000;
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};

    static final List<Rule> RULES = List.of(
            new Rule("step.form", "A step gives one observation, reward and flag a lane.", StepRules::form),
            new Rule(
                    "step.in-space",
                    "Steps give observations within the space, and rewards that are numbers.",
                    StepRules::inSpace),
            new Rule(
                    "step.limit-argument",
                    "With max_episode_steps=3 an episode is truncated at step 3, not before.",
                    StepRules::limitArgument),
            new Rule(
                    "step.limit",
                    "An episode is truncated at the spec's time limit, if it gets there.",
                    StepRules::limit),
            new Rule("render.picture", "An environment opened for rendering draws PNG files.", StepRules::picture),
            new Rule("close.twice", "Closing twice is harmless.", StepRules::closeTwice));

    private StepRules() {}

    private static void form(Subject subject) {
        for (AutoresetMode mode : AutoresetMode.values()) {
            int lanes = 3;
            try (VectorEnv env = subject.open(lanes, mode)) {
                env.reset(Subject.seeds(lanes, 0));
                VectorStep step =
                        env.step(Actions.drawn(env.actionSpace(), lanes, 1).at(0));
                step.observations().check(env.observationSpace(), lanes, "observations");
                same("rewards", lanes, step.rewards().length);
                same("terminated flags", lanes, step.terminated().length);
                same("truncated flags", lanes, step.truncated().length);
            }
        }
    }

    private static void inSpace(Subject subject) {
        int lanes = 3;
        try (VectorEnv env = subject.open(lanes)) {
            Playback played = Playback.of(
                    env, Actions.drawn(env.actionSpace(), lanes, Subject.STEPS * 4), Subject.seeds(lanes, 40));
            for (int t = 0; t < played.rows().size(); t++) {
                for (LaneRow row : played.rows().get(t)) {
                    Value value = row.observation();
                    holds(
                            env.observationSpace().contains(value),
                            "observation of step " + t,
                            env.observationSpace(),
                            value);
                    holds(!Double.isNaN(row.reward()), "reward of step " + t, "a number", "NaN");
                }
            }
        }
    }

    private static void limitArgument(Subject subject) {
        if (!subject.takesLimit()) {
            throw new Finding.Inapplicable("it takes no argument " + Subject.LIMIT);
        }
        for (long seed = 0; seed < 5; seed++) {
            try (VectorEnv env =
                    subject.provider().open(subject.id(), Map.of(Subject.LIMIT, 3), 1, AutoresetMode.DISABLED)) {
                mustTruncateAt(env, 3, seed);
            }
        }
    }

    private static void limit(Subject subject) {
        OptionalLong limit = subject.spec().maxEpisodeSteps();
        if (limit.isEmpty() || limit.getAsLong() > LONGEST_LIMIT) {
            throw new Finding.Inapplicable("it has no time limit of at most " + LONGEST_LIMIT + " steps");
        }
        try (VectorEnv env = subject.open(1, AutoresetMode.DISABLED)) {
            if (!mustTruncateAt(env, (int) limit.getAsLong(), 3)) {
                throw new Finding.Inapplicable(
                        "the episode that was tried ended of its own before step " + limit.getAsLong());
            }
        }
    }

    /** Whether the episode lasted until the limit. */
    private static boolean mustTruncateAt(VectorEnv env, int limit, long seed) {
        Actions actions = Actions.drawn(env.actionSpace(), 1, limit);
        env.reset(seed);
        for (int t = 1; t <= limit; t++) {
            VectorStep step = env.step(actions.at(t - 1));
            if (t == limit) {
                holds(step.truncated()[0], "truncated at step " + t + " of " + limit + ", seed " + seed, true, false);
                return true;
            }
            if (step.terminated()[0]) {
                return false;
            }
            holds(!step.truncated()[0], "truncated at step " + t + " of " + limit + ", seed " + seed, false, true);
        }
        return false;
    }

    /** A server may lack what its environment draws with; that is not a breach of the contract. */
    private static byte[] drawn(VectorEnv env, int lane) {
        try {
            return env.render(lane);
        } catch (RefusedException e) {
            if (e.reason() == RefusedException.Reason.ENVIRONMENT_FAILED) {
                throw new Finding.Inapplicable(String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    private static void picture(Subject subject) {
        if (!subject.spec().renderModes().contains("rgb_array")) {
            throw new Finding.Inapplicable("it cannot be rendered");
        }
        EnvRequest request = new EnvRequest(subject.id(), Map.of(), 2, AutoresetMode.NEXT_STEP).withRendering();
        try (VectorEnv env = subject.provider().open(request)) {
            env.reset(1, 2);
            for (int lane = 0; lane < 2; lane++) {
                byte[] picture = drawn(env, lane);
                for (int i = 0; i < PNG.length; i++) {
                    holds(
                            picture.length > i && picture[i] == PNG[i],
                            "picture of lane " + lane,
                            "a PNG file",
                            "other bytes");
                }
            }
        }
    }

    private static void closeTwice(Subject subject) {
        VectorEnv env = subject.open(1);
        env.reset(1);
        env.close();
        env.close();
        VectorEnv never = subject.open(1);
        never.close();
        never.close();
    }
}
