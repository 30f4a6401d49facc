package keel.training.optimizer;

import java.util.Arrays;
import java.util.List;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;

/** Applies an {@link UpdateRule}: holds what it remembers, and walks the layers. */
final class RuleOptimizer implements Optimizer {
    private final RuleSteps steps;
    private final int count;
    private final List<String> names;
    private final float[][] memory;
    private final float[] coefficients = new float[UpdateRule.COEFFICIENTS];

    /** Fresh state; the rules are of one class. */
    RuleOptimizer(List<UpdateRule> rules, int parameterCount) {
        steps = new RuleSteps(rules, parameterCount);
        count = parameterCount;
        names = rules.get(0).memory();
        memory = new float[names.size()][Math.multiplyExact(rules.size(), parameterCount)];
    }

    @Override
    public void step(int member, float[] parameters, float[] gradients, StepSize size) {
        steps.begin(member, size);
        int first = member * count;
        int from = first;
        for (int k = 0; k < steps.segments(size); k++) {
            int to = first + steps.end(size, k);
            if (steps.prepare(member, size, k, coefficients)) {
                steps.rule(member).update(parameters, gradients, memory, from, to, coefficients);
            }
            from = to;
        }
    }

    @Override
    public void reset(int member, RestartReset what) {
        if (what == RestartReset.NOTHING) {
            return;
        }
        steps.restart(member);
        if (what == RestartReset.MOMENTS) {
            for (float[] array : memory) {
                Arrays.fill(array, member * count, (member + 1) * count, 0f);
            }
        }
    }

    @Override
    public void save(int member, StateWriter to) {
        steps.save(member, to);
        for (int i = 0; i < memory.length; i++) {
            to.put(names.get(i), memory[i], member * count, (member + 1) * count);
        }
    }

    @Override
    public void restore(int member, StateReader from) {
        steps.restore(member, from);
        for (int i = 0; i < memory.length; i++) {
            from.get(names.get(i), memory[i], member * count, (member + 1) * count);
        }
    }
}
