package keel.training.optimizer;

import java.util.Arrays;
import java.util.List;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;

/**
 * Adam (Kingma &amp; Ba 2015, algorithm 1), epsilon outside of the root as in the paper and in PyTorch:
 *
 * <pre>
 * m = β₁ m + (1 - β₁) g      v = β₂ v + (1 - β₂) g²
 * θ = θ - rate · m / (1 - β₁ᵗ) / (√(v / (1 - β₂ᵗ)) + ε)
 * </pre>
 *
 * <p>Each member has its own constants, rate and step count t. One fused loop over the flat arrays.
 */
public final class Adam implements Optimizer {
    private final List<AdamSpec> specs;
    private final int count;
    private final float[] mean;
    private final float[] square;
    private final long[] steps;

    /** Fresh state. */
    public Adam(List<AdamSpec> specs, int parameterCount) {
        this.specs = List.copyOf(specs);
        count = parameterCount;
        mean = new float[Math.multiplyExact(specs.size(), parameterCount)];
        square = new float[mean.length];
        steps = new long[specs.size()];
    }

    @Override
    public void step(int member, float[] parameters, float[] gradients, double rate) {
        AdamSpec spec = specs.get(member);
        double t = (double) ++steps[member];
        update(
                parameters,
                gradients,
                member * count,
                (member + 1) * count,
                (float) spec.beta1(),
                (float) (1 - spec.beta1()),
                (float) spec.beta2(),
                (float) (1 - spec.beta2()),
                (float) (rate / (1 - StrictMath.pow(spec.beta1(), t))),
                (float) (1 / Math.sqrt(1 - StrictMath.pow(spec.beta2(), t))),
                (float) spec.epsilon());
    }

    @Override
    public void reset(int member, RestartReset what) {
        if (what == RestartReset.MOMENTS) {
            Arrays.fill(mean, member * count, (member + 1) * count, 0f);
            Arrays.fill(square, member * count, (member + 1) * count, 0f);
        }
        if (what != RestartReset.NOTHING) {
            steps[member] = 0;
        }
    }

    @Override
    public void save(int member, StateWriter to) {
        to.put("mean", mean, member * count, (member + 1) * count);
        to.put("square", square, member * count, (member + 1) * count);
        to.put("steps", steps[member]);
    }

    @Override
    public void restore(int member, StateReader from) {
        from.get("mean", mean, member * count, (member + 1) * count);
        from.get("square", square, member * count, (member + 1) * count);
        steps[member] = from.whole("steps");
    }

    private void update(
            float[] parameters,
            float[] gradients,
            int from,
            int to,
            float beta1,
            float rest1,
            float beta2,
            float rest2,
            float scaledRate,
            float rootScale,
            float epsilon) {
        float[] m = mean;
        float[] v = square;
        for (int i = from; i < to; i++) {
            float g = gradients[i];
            float mi = beta1 * m[i] + rest1 * g;
            float vi = beta2 * v[i] + rest2 * g * g;
            m[i] = mi;
            v[i] = vi;
            parameters[i] -= scaledRate * mi / ((float) Math.sqrt(vi) * rootScale + epsilon);
        }
    }
}
