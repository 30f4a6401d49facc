package keel.env.contract;

import static keel.env.contract.Finding.holds;
import static keel.env.contract.Finding.same;

import java.util.List;
import keel.env.AutoresetMode;
import keel.env.Batch;
import keel.env.RefusedException.Reason;
import keel.env.ResetRequest;
import keel.env.Value;
import keel.env.VectorEnv;
import keel.env.VectorStep;

/** Of what happens to a lane whose episode has ended. */
final class AutoresetRules {
    private static final int LANES = 3;
    private static final long OTHER_ACTIONS = 70_000;

    static final List<Rule> RULES = List.of(
            new Rule(
                    "autoreset.next-step",
                    "NEXT_STEP: the step after an end resets the lane and gives reward 0 and no flags.",
                    subject -> modeKept(subject, AutoresetMode.NEXT_STEP)),
            new Rule(
                    "autoreset.next-step.action",
                    "NEXT_STEP: the action of a lane that is being reset is ignored.",
                    AutoresetRules::fillerIgnoresAction),
            new Rule(
                    "autoreset.same-step",
                    "SAME_STEP: an ending step shows the next episode, and the ended one's last observation beside it.",
                    subject -> modeKept(subject, AutoresetMode.SAME_STEP)),
            new Rule(
                    "autoreset.same-step.finals",
                    "SAME_STEP: last observations are there exactly when a lane ended, and zero in the other lanes.",
                    AutoresetRules::finalsExactly),
            new Rule(
                    "autoreset.no-finals",
                    "NEXT_STEP and DISABLED: there are no last observations beside the observations.",
                    AutoresetRules::noFinals),
            new Rule(
                    "autoreset.disabled",
                    "DISABLED: stepping an ended lane is refused, and goes on once that lane is reset.",
                    AutoresetRules::disabled),
            new Rule(
                    "reset.mask",
                    "Resetting some lanes leaves the others' episodes and random streams alone.",
                    AutoresetRules::mask));

    private AutoresetRules() {}

    private static void mustEnd(Playback played) {
        if (!played.anyEnded()) {
            throw new Finding.Inapplicable(
                    "no episode ended within " + (played.rows().size() - 1) + " steps");
        }
    }

    private static void modeKept(Subject subject, AutoresetMode mode) {
        subject.mustBeDeterministic();
        try (VectorEnv env = subject.shortEpisodes(LANES, mode)) {
            Actions actions = Actions.drawn(env.actionSpace(), LANES, subject.stepsToEnd());
            long[] seeds = Subject.seeds(LANES, 50);
            Playback expected = Playback.emulated(subject, mode, actions, seeds);
            mustEnd(expected);
            Playback.of(env, actions, seeds).mustBe(expected, "mode " + mode + " against lanes that are reset by hand");
        }
    }

    private static void fillerIgnoresAction(Subject subject) {
        subject.mustBeDeterministic();
        try (VectorEnv env = subject.shortEpisodes(LANES, AutoresetMode.NEXT_STEP)) {
            Actions actions = Actions.drawn(env.actionSpace(), LANES, subject.stepsToEnd());
            long[] seeds = Subject.seeds(LANES, 50);
            Playback first = Playback.of(env, actions, seeds);
            mustEnd(first);
            AllowedValues other = new AllowedValues(OTHER_ACTIONS);
            Actions changed = actions;
            for (int t = 0; t + 1 < first.rows().size(); t++) {
                for (int lane = 0; lane < LANES && t < actions.steps(); lane++) {
                    if (first.rows().get(t).get(lane).ended()) {
                        changed = changed.with(lane, t, other.sample(env.actionSpace()));
                    }
                }
            }
            Playback.of(env, changed, seeds).mustBe(first, "with other actions in ended lanes");
        }
    }

    private static void finalsExactly(Subject subject) {
        try (VectorEnv env = subject.shortEpisodes(LANES, AutoresetMode.SAME_STEP)) {
            // Lanes that end apart: the first is reset alone a step later.
            Actions actions = Actions.drawn(env.actionSpace(), LANES, subject.stepsToEnd());
            env.reset(Subject.seeds(LANES, 50));
            env.step(actions.at(0));
            env.reset(ResetRequest.ALL.only(true, false, false));
            boolean any = false;
            for (int t = 1; t < actions.steps(); t++) {
                any |= finalsExactly(env, env.step(actions.at(t)), t);
            }
            if (!any) {
                throw new Finding.Inapplicable("no episode ended within " + actions.steps() + " steps");
            }
        }
    }

    private static boolean finalsExactly(VectorEnv env, VectorStep step, int t) {
        boolean ended = false;
        for (int lane = 0; lane < LANES; lane++) {
            ended |= step.terminated()[lane] || step.truncated()[lane];
        }
        Batch finals = step.finalObservations();
        same("step " + t + ", last observations are there", ended, finals != null);
        if (finals != null) {
            List<Value> values = finals.check(env.observationSpace(), LANES, "final_observations")
                    .unpack(env.observationSpace(), LANES);
            for (int lane = 0; lane < LANES; lane++) {
                if (!step.terminated()[lane] && !step.truncated()[lane]) {
                    same(
                            "step " + t + ", last observation of lane " + lane + ", which goes on",
                            env.observationSpace().zero(),
                            values.get(lane));
                }
            }
        }
        return ended;
    }

    private static void noFinals(Subject subject) {
        for (AutoresetMode mode : List.of(AutoresetMode.NEXT_STEP, AutoresetMode.DISABLED)) {
            try (VectorEnv env = subject.shortEpisodes(1, mode)) {
                Actions actions = Actions.drawn(env.actionSpace(), 1, subject.stepsToEnd());
                env.reset(50);
                boolean ended = false;
                for (int t = 0; t < actions.steps() && !ended; t++) {
                    VectorStep step = env.step(actions.at(t));
                    ended = step.terminated()[0] || step.truncated()[0];
                    holds(step.finalObservations() == null, "mode " + mode + ", last observations", "none", "some");
                    holds(step.finalInfos().isEmpty(), "mode " + mode + ", last infos", "none", step.finalInfos());
                }
                if (!ended) {
                    throw new Finding.Inapplicable("no episode ended within " + actions.steps() + " steps");
                }
            }
        }
    }

    private static void disabled(Subject subject) {
        try (VectorEnv env = subject.shortEpisodes(2, AutoresetMode.DISABLED)) {
            Actions actions = Actions.drawn(env.actionSpace(), 2, subject.stepsToEnd());
            env.reset(50, 51);
            for (int t = 0; t < actions.steps(); t++) {
                int time = t;
                VectorStep step = env.step(actions.at(t));
                boolean[] ended = new boolean[2];
                for (int lane = 0; lane < 2; lane++) {
                    ended[lane] = step.terminated()[lane] || step.truncated()[lane];
                }
                if (ended[0] || ended[1]) {
                    int lane = ended[0] ? 0 : 1;
                    Refusal.of("stepping an ended lane", () -> env.step(actions.at(time)))
                            .is(Reason.FAILED_PRECONDITION, "step")
                            .inLane(lane);
                    env.reset(ResetRequest.ALL.only(ended));
                    env.step(actions.at(time));
                    return;
                }
            }
            throw new Finding.Inapplicable("no episode ended within " + actions.steps() + " steps");
        }
    }

    private static void mask(Subject subject) {
        subject.mustBeDeterministic();
        try (VectorEnv env = subject.open(2, AutoresetMode.DISABLED);
                VectorEnv alone = subject.open(1, AutoresetMode.DISABLED)) {
            Actions actions = Actions.drawn(env.actionSpace(), 2, 1);
            env.reset(60, 61);
            List<LaneRow> before = LaneRow.ofStep(env.observationSpace(), env.step(actions.at(0)));
            List<Value> after =
                    env.reset(ResetRequest.ALL.only(true, false)).observations().unpack(env.observationSpace(), 2);
            same("the lane that was not reset", before.get(1).observation(), after.get(1));
            alone.reset(60);
            alone.step(actions.lane(0).at(0));
            same(
                    "the lane that was reset",
                    alone.reset().unpack(env.observationSpace(), 1).get(0),
                    after.get(0));
            List<Value> both = env.reset().unpack(env.observationSpace(), 2);
            alone.reset(61);
            alone.step(actions.lane(1).at(0));
            same(
                    "the next episode of the lane that was not reset before",
                    alone.reset().unpack(env.observationSpace(), 1).get(0),
                    both.get(1));
        }
    }
}
