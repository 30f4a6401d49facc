package keel.training.optimizer;

import java.util.List;
import keel.training.InvalidConfigException;
import keel.training.checkpoint.MemberState;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;

/**
 * The steps that members make by an {@link UpdateRule}, without the arrays: counts them, and computes for each segment of a
 * member's parameters what its loop multiplies and adds with.
 */
public final class RuleSteps implements MemberState {
    private static final String STEPS = "steps";

    private final List<UpdateRule> rules;
    private final int count;
    private final long[] steps;
    private final UpdateRule.Step step = new UpdateRule.Step();

    /**
     * No step made yet.
     *
     * @param rules one a member, of one class
     * @param parameterCount n
     */
    public RuleSteps(List<UpdateRule> rules, int parameterCount) {
        this.rules = List.copyOf(rules);
        count = parameterCount;
        steps = new long[rules.size()];
    }

    /** The rule of one member. */
    public UpdateRule rule(int member) {
        return rules.get(member);
    }

    /**
     * Begins the next step of one member.
     *
     * @throws InvalidConfigException if the size carries a momentum that its rule does not allow, or multipliers for another
     *     number of parameters
     */
    public void begin(int member, StepSize size) {
        size.layers().requireCover(count);
        if (size.momentum().isPresent()) {
            requireMomentum(rules.get(member), size.momentum().getAsDouble());
        }
        steps[member]++;
    }

    private static void requireMomentum(UpdateRule rule, double momentum) {
        if (!rule.allowsMomentum(momentum)) {
            throw new InvalidConfigException(
                    "%s: the momentum of a step is %s, which it cannot use. Cycle momentum within the values that its constant may have, or not at all."
                            .formatted(rule.type(), momentum));
        }
    }

    /** How many segments this step has, at least 1. */
    public int segments(StepSize size) {
        return size.layers().segments();
    }

    /** Index after the last parameter of a segment, counted from the member's first. */
    public int end(StepSize size, int segment) {
        return size.layers().end(segment, count);
    }

    /**
     * Computes the coefficients of one segment in the step that was begun.
     *
     * @return false, and no coefficients, if it is frozen
     */
    public boolean prepare(int member, StepSize size, int segment, float[] coefficients) {
        double multiplier = size.layers().multiplier(segment);
        if (multiplier > 0) {
            step.set(size.rate() * multiplier, size.momentum(), steps[member]);
            rules.get(member).prepare(step, coefficients);
        }
        return multiplier > 0;
    }

    /** Counts from the start again. */
    public void restart(int member) {
        steps[member] = 0;
    }

    @Override
    public void save(int member, StateWriter to) {
        to.put(STEPS, steps[member]);
    }

    @Override
    public void restore(int member, StateReader from) {
        steps[member] = from.whole(STEPS);
    }
}
