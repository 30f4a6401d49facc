package keel.env.wrapper;

import keel.env.Batch;
import keel.env.Box;
import keel.env.ElementType;
import keel.env.EnvException;
import keel.env.Tensor;
import keel.env.VectorEnv;
import keel.env.VectorStep;

/**
 * Takes actions between two numbers and maps them linearly onto the environment's bounds, as Gymnasium's {@code
 * RescaleAction}: {@code (a − intercept) / gradient} with {@code gradient = (max − min) / (high − low)} and {@code intercept
 * = min − gradient·low}, in the actions' own element type. Actions beyond the two numbers land beyond the bounds.
 */
public final class RescaleAction extends VectorWrapper {
    private final Box space;
    private final double[] gradient;
    private final double[] intercept;

    /** Of −1 to 1, as many policies give. */
    public RescaleAction(VectorEnv wrapped) {
        this(wrapped, -1, 1);
    }

    /**
     * @param wrapped whose action space is a Box of float32 or float64 with finite bounds
     * @param min finite, below {@code max}
     */
    public RescaleAction(VectorEnv wrapped, double min, double max) {
        super(wrapped);
        if (!(min < max) || Double.isInfinite(max - min)) {
            throw new EnvException("RescaleAction got the range " + min + " .. " + max
                    + ": it takes two finite numbers, the less first.");
        }
        Box bounds = Boxes.requiredReal(wrapped.actionSpace(), "action", "RescaleAction");
        boolean single = bounds.elementType() == ElementType.FLOAT32;
        int size = bounds.low().length();
        gradient = new double[size];
        intercept = new double[size];
        for (int i = 0; i < size; i++) {
            double low = bounds.low().real(i);
            double high = bounds.high().real(i);
            if (Double.isInfinite(low) || Double.isInfinite(high) || !(low < high)) {
                throw new EnvException("RescaleAction takes finite bounds that differ, but element " + i
                        + " of the action space is " + low + " .. " + high + ". Leave the wrapper out.");
            }
            gradient[i] = rounded((max - min) / (high - low), single);
            intercept[i] = rounded(rounded(gradient[i] * -low, single) + min, single);
        }
        space = Boxes.filled(bounds.elementType(), bounds.shape(), min, max);
    }

    private static double rounded(double value, boolean single) {
        return single ? (float) value : value;
    }

    @Override
    public Box actionSpace() {
        return space;
    }

    @Override
    public VectorStep step(Batch actions) {
        actions.check(space, lanes(), "step.actions");
        Tensor given = actions.tensor();
        Tensor scaled = Tensor.zeros(given.elementType(), given.shape());
        boolean single = given.elementType() == ElementType.FLOAT32;
        for (int i = 0; i < given.length(); i++) {
            int element = i % gradient.length;
            Boxes.set(scaled, i, rounded(given.real(i) - intercept[element], single) / gradient[element]);
        }
        return wrapped().step(Batch.of(scaled));
    }
}
