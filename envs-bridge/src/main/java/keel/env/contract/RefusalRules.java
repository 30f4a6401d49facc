package keel.env.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.env.AutoresetMode;
import keel.env.Batch;
import keel.env.ElementType;
import keel.env.EnvSpec;
import keel.env.RefusedException.Reason;
import keel.env.ResetRequest;
import keel.env.Tensor;
import keel.env.Value;
import keel.env.VectorEnv;

/** Of what is refused, in which words, and that nothing has happened by it. */
final class RefusalRules {
    private static final int LANES = 3;

    static final List<Rule> RULES = List.of(
            new Rule("refuse.step-first", "A step before the first reset is refused.", RefusalRules::stepFirst),
            new Rule("refuse.mask-first", "The first reset is of every lane.", RefusalRules::maskFirst),
            new Rule(
                    "refuse.action-form",
                    "Actions of another type, shape or number are refused, naming the field, without stepping.",
                    RefusalRules::actionForm),
            new Rule(
                    "refuse.action-value",
                    "A Discrete action out of range is refused, naming field and lane, without stepping.",
                    RefusalRules::actionValue),
            new Rule(
                    "refuse.seeds",
                    "Negative seeds, and another number of seeds than of lanes, are refused.",
                    RefusalRules::seeds),
            new Rule("refuse.masks", "Masks of another length or of no lane are refused.", RefusalRules::masks),
            new Rule(
                    "refuse.argument",
                    "An argument that it does not take is refused, and a near one suggested.",
                    RefusalRules::argument),
            new Rule("refuse.id", "An unknown id is refused, and a near one suggested.", RefusalRules::unknownId),
            new Rule(
                    "refuse.render",
                    "Rendering is refused where it was not asked for when opening.",
                    RefusalRules::render));

    private RefusalRules() {}

    private static void stepFirst(Subject subject) {
        try (VectorEnv env = subject.open(LANES)) {
            Actions actions = Actions.drawn(env.actionSpace(), LANES, 1);
            Refusal.of("a step before the first reset", () -> env.step(actions.at(0)))
                    .is(Reason.FAILED_PRECONDITION, "step");
            env.reset(Subject.seeds(LANES, 0));
            env.step(actions.at(0));
        }
    }

    private static void maskFirst(Subject subject) {
        try (VectorEnv env = subject.open(LANES)) {
            Refusal.of("a first reset of some lanes", () -> env.reset(ResetRequest.ALL.only(true, false, true)))
                    .is(Reason.FAILED_PRECONDITION, "reset.lanes");
            env.reset(Subject.seeds(LANES, 0));
        }
    }

    private static void actionForm(Subject subject) {
        try (VectorEnv env = subject.open(LANES)) {
            Actions actions = Actions.drawn(env.actionSpace(), LANES, 1);
            List<Batch> wrong = new ArrayList<>();
            wrong.add(actions.at(0, 0, LANES - 1));
            wrong.add(new Batch(List.of()));
            List<Tensor> leaves = new ArrayList<>(actions.at(0).leaves());
            leaves.add(Tensor.zeros(ElementType.INT64, LANES));
            wrong.add(new Batch(leaves));
            List<Tensor> other = new ArrayList<>(actions.at(0).leaves());
            ElementType type = other.get(0).elementType();
            other.set(
                    0,
                    Tensor.zeros(
                            type == ElementType.FLOAT64 ? ElementType.INT32 : ElementType.FLOAT64,
                            other.get(0).shape()));
            wrong.add(new Batch(other));
            refusedWithoutStepping(env, actions, wrong, Optional.empty());
        }
    }

    private static void actionValue(Subject subject) {
        try (VectorEnv env = subject.open(LANES)) {
            Optional<Value> disallowed = AllowedValues.disallowed(env.actionSpace());
            if (disallowed.isEmpty()) {
                throw new Finding.Inapplicable(
                        "actions are not Discrete; others may be clipped or refused, as the environment likes");
            }
            Actions actions = Actions.drawn(env.actionSpace(), LANES, 1);
            List<Batch> wrong = List.of(actions.with(1, 0, disallowed.get()).at(0));
            refusedWithoutStepping(env, actions, wrong, Optional.of(1));
        }
    }

    private static void refusedWithoutStepping(
            VectorEnv env, Actions actions, List<Batch> wrong, Optional<Integer> lane) {
        env.reset(Subject.seeds(LANES, 4));
        for (Batch batch : wrong) {
            Refusal refusal =
                    Refusal.of("actions " + batch, () -> env.step(batch)).is(Reason.INVALID_ARGUMENT, "step.actions");
            lane.ifPresent(refusal::inLane);
        }
        List<LaneRow> after = LaneRow.ofStep(env.observationSpace(), env.step(actions.at(0)));
        if (env.spec().nondeterministic()) {
            return;
        }
        env.reset(Subject.seeds(LANES, 4));
        Finding.same(
                "a step after refused ones", LaneRow.ofStep(env.observationSpace(), env.step(actions.at(0))), after);
    }

    private static void seeds(Subject subject) {
        try (VectorEnv env = subject.open(2)) {
            Refusal.of("one seed for two lanes", () -> env.reset(1)).is(Reason.INVALID_ARGUMENT, "reset.seeds");
            Refusal.of("a negative seed", () -> env.reset(1, -5))
                    .is(Reason.INVALID_ARGUMENT, "reset.seeds")
                    .inLane(1);
            env.reset(1, 2);
        }
    }

    private static void masks(Subject subject) {
        try (VectorEnv env = subject.open(2)) {
            env.reset(1, 2);
            Refusal.of("a mask of no lane", () -> env.reset(ResetRequest.ALL.only(false, false)))
                    .is(Reason.INVALID_ARGUMENT, "reset.lanes");
            Refusal.of("a mask of three values for two lanes", () -> env.reset(ResetRequest.ALL.only(true, true, true)))
                    .is(Reason.INVALID_ARGUMENT, "reset.lanes");
            env.reset(ResetRequest.ALL.only(false, true));
        }
    }

    private static void argument(Subject subject) {
        List<String> known = subject.provider().specs().stream()
                .filter(spec -> spec.id().equals(subject.id()))
                .map(EnvSpec::argumentNames)
                .findFirst()
                .orElse(List.of());
        // The longest: of a short name a letter is too much to drop.
        String near = known.stream().reduce("", (a, b) -> b.length() > a.length() ? b : a);
        String name = near.length() < 4 ? "an_argument_that_nobody_knows" : near.substring(0, near.length() - 1) + "q";
        Refusal refusal = Refusal.of(
                        "argument '" + name + "'",
                        () -> subject.provider()
                                .open(subject.id(), Map.of(name, 1L), 1, AutoresetMode.NEXT_STEP)
                                .close())
                .is(Reason.INVALID_ARGUMENT, "arguments." + name)
                .says(name);
        if (near.length() >= 4) {
            refusal.says("Did you mean");
        }
    }

    private static void unknownId(Subject subject) {
        String id = subject.id();
        String name = id.length() < 4 ? "An-environment-that-nobody-knows-v0" : id.charAt(0) + id.substring(2);
        Refusal refusal = Refusal.of(
                        "environment '" + name + "'",
                        () -> subject.provider()
                                .open(name, Map.of(), 1, AutoresetMode.NEXT_STEP)
                                .close())
                .is(Reason.UNKNOWN_ENVIRONMENT, "environment_id")
                .says(name);
        if (subject.provider().ids().contains(id) && id.length() >= 4) {
            refusal.says("Did you mean");
        }
    }

    private static void render(Subject subject) {
        try (VectorEnv env = subject.open(1)) {
            env.reset(1);
            Refusal.of("rendering", () -> env.render(0)).is(Reason.FAILED_PRECONDITION, "render");
        }
    }
}
