package keel.training.optimizer;

import java.util.List;
import java.util.function.Supplier;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;

/** Updates of parameters that live in a {@code float[P * n]}, member after member by an {@link Optimizer}. */
public final class HeapUpdates implements ParameterUpdates {
    private final Optimizer optimizer;
    private final List<GradientClipping> clippings;
    private final Supplier<float[]> parameters;
    private final Supplier<float[]> gradients;
    private final Runnable changed;
    private final int count;
    private final float[] start;
    /** Those that were clipped last: the network may give others when it is asked again. */
    private float[] clipped = {};

    /**
     * Fresh state.
     *
     * @param specs one a member, of one kind
     * @param clippings one a member
     * @param parameters the live ones, {@code [P,n]}
     * @param gradients the live ones, {@code [P,n]}
     * @param changed is told after parameters were written
     */
    public HeapUpdates(
            List<? extends OptimizerSpec> specs,
            List<GradientClipping> clippings,
            Supplier<float[]> parameters,
            Supplier<float[]> gradients,
            Runnable changed) {
        count = parameters.get().length / specs.size();
        optimizer = Optimizer.create(specs, count);
        this.clippings = List.copyOf(clippings);
        this.parameters = parameters;
        this.gradients = gradients;
        this.changed = changed;
        start = new float[count];
    }

    @Override
    public boolean extrapolates() {
        return optimizer.extrapolates();
    }

    @Override
    public void clip(boolean[] which, double[] norms, double[] clippedNorms) {
        float[] values = gradients.get();
        clipped = values;
        for (int p = 0; p < which.length; p++) {
            if (which[p]) {
                int from = p * count;
                norms[p] = EuclideanNorm.of(values, from, from + count);
                clippedNorms[p] = clippings.get(p).apply(values, from, from + count, norms[p]);
            }
        }
    }

    @Override
    public void extrapolate(boolean[] which, StepSize[] sizes) {
        float[] own = parameters.get();
        for (int p = 0; p < which.length; p++) {
            if (which[p]) {
                optimizer.extrapolate(p, own, clipped, sizes[p]);
            }
        }
        changed.run();
    }

    @Override
    public void retract(int member) {
        optimizer.retract(member, parameters.get());
        changed.run();
    }

    @Override
    public void reset(int member, RestartReset what) {
        optimizer.reset(member, what);
    }

    @Override
    public void step(boolean[] which, StepSize[] sizes) {
        float[] own = parameters.get();
        for (int p = 0; p < which.length; p++) {
            if (which[p]) {
                optimizer.step(p, own, clipped, sizes[p]);
            }
        }
        changed.run();
    }

    @Override
    public void step(boolean[] which, StepSize[] sizes, boolean[] measured, StepLengths lengths) {
        float[] own = parameters.get();
        for (int p = 0; p < which.length; p++) {
            if (measured[p]) {
                optimizer.copyOwn(p, own, start);
            }
            if (which[p]) {
                optimizer.step(p, own, clipped, sizes[p]);
            }
            if (measured[p]) {
                lengths.change()[p] = distanceFromStart(own, p * count);
                lengths.before()[p] = EuclideanNorm.of(start, 0, count);
                lengths.after()[p] = EuclideanNorm.of(own, p * count, (p + 1) * count);
            }
        }
        changed.run();
    }

    private double distanceFromStart(float[] own, int from) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            double difference = own[from + i] - start[i];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }

    @Override
    public void synchronize(boolean[] which) {
        boolean moved = false;
        for (int p = 0; p < which.length; p++) {
            if (which[p]) {
                moved |= optimizer.synchronize(p, parameters.get());
            }
        }
        if (moved) {
            changed.run();
        }
    }

    @Override
    public void parameterNorms(boolean[] which, double[] norms) {
        float[] own = parameters.get();
        for (int p = 0; p < which.length; p++) {
            if (which[p]) {
                norms[p] = EuclideanNorm.of(own, p * count, (p + 1) * count);
            }
        }
    }

    @Override
    public void save(int member, StateWriter to) {
        optimizer.save(member, to);
    }

    @Override
    public void restore(int member, StateReader from) {
        optimizer.restore(member, from);
    }
}
