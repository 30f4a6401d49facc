package keel.training.optimizer;

import java.util.Arrays;
import java.util.List;
import keel.training.InvalidConfigException;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;

/** Applies an {@link UpdateRule}: holds what it remembers, counts steps, and walks the layers. */
final class RuleOptimizer implements Optimizer {
    private static final String STEPS = "steps";

    private final List<UpdateRule> rules;
    private final int count;
    private final List<String> names;
    private final float[][] memory;
    private final long[] steps;
    private final UpdateRule.Step step = new UpdateRule.Step();

    /** Fresh state; the rules are of one class. */
    RuleOptimizer(List<UpdateRule> rules, int parameterCount) {
        this.rules = List.copyOf(rules);
        count = parameterCount;
        names = rules.get(0).memory();
        memory = new float[names.size()][Math.multiplyExact(rules.size(), parameterCount)];
        steps = new long[rules.size()];
    }

    @Override
    public void step(int member, float[] parameters, float[] gradients, StepSize size) {
        UpdateRule rule = rules.get(member);
        LayerMultipliers layers = size.layers();
        layers.requireCover(count);
        if (size.momentum().isPresent()) {
            requireMomentum(rule, size.momentum().getAsDouble());
        }
        long number = ++steps[member];
        int first = member * count;
        int from = first;
        for (int k = 0; k < layers.segments(); k++) {
            int to = first + layers.end(k, count);
            double multiplier = layers.multiplier(k);
            if (multiplier > 0) {
                step.set(size.rate() * multiplier, size.momentum(), number);
                rule.update(parameters, gradients, memory, from, to, step);
            }
            from = to;
        }
    }

    private static void requireMomentum(UpdateRule rule, double momentum) {
        if (!rule.allowsMomentum(momentum)) {
            throw new InvalidConfigException(
                    "%s: the momentum of a step is %s, which it cannot use. Cycle momentum within the values that its constant may have, or not at all."
                            .formatted(rule.type(), momentum));
        }
    }

    @Override
    public void reset(int member, RestartReset what) {
        if (what == RestartReset.NOTHING) {
            return;
        }
        steps[member] = 0;
        if (what == RestartReset.MOMENTS) {
            for (float[] array : memory) {
                Arrays.fill(array, member * count, (member + 1) * count, 0f);
            }
        }
    }

    @Override
    public void save(int member, StateWriter to) {
        to.put(STEPS, steps[member]);
        for (int i = 0; i < memory.length; i++) {
            to.put(names.get(i), memory[i], member * count, (member + 1) * count);
        }
    }

    @Override
    public void restore(int member, StateReader from) {
        steps[member] = from.whole(STEPS);
        for (int i = 0; i < memory.length; i++) {
            from.get(names.get(i), memory[i], member * count, (member + 1) * count);
        }
    }
}
