package keel.env.wrapper;

import keel.env.Batch;
import keel.env.Box;
import keel.env.Tensor;
import keel.env.VectorEnv;
import keel.env.VectorStep;

/**
 * Takes any real actions and clips them to the environment's bounds, as Gymnasium's {@code ClipAction}; NaN stays NaN. The
 * action space has no bounds.
 */
public final class ClipAction extends VectorWrapper {
    private final Box bounds;
    private final Box space;

    /** @param wrapped whose action space is a Box of float32 or float64 */
    public ClipAction(VectorEnv wrapped) {
        super(wrapped);
        bounds = Boxes.requiredReal(wrapped.actionSpace(), "action", "ClipAction");
        space = Boxes.unbounded(bounds.elementType(), bounds.shape());
    }

    @Override
    public Box actionSpace() {
        return space;
    }

    @Override
    public VectorStep step(Batch actions) {
        actions.check(space, lanes(), "step.actions");
        Tensor given = actions.tensor();
        Tensor clipped = Tensor.zeros(given.elementType(), given.shape());
        int size = bounds.low().length();
        for (int i = 0; i < given.length(); i++) {
            double low = bounds.low().real(i % size);
            double high = bounds.high().real(i % size);
            double value = given.real(i);
            Boxes.set(clipped, i, value < low ? low : value > high ? high : value);
        }
        return wrapped().step(Batch.of(clipped));
    }
}
