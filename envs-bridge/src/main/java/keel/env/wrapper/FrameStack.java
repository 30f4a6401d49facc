package keel.env.wrapper;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import keel.env.Box;
import keel.env.ElementType;
import keel.env.EnvException;
import keel.env.Tensor;
import keel.env.VectorEnv;

/**
 * Shows the last observations of each lane together, the latest last, as Gymnasium's {@code FrameStackObservation}: of
 * shape {@code [size, ...]}. No episode shows observations of another; in mode SAME_STEP the last observation of an ended
 * one is shown with its own past.
 */
public final class FrameStack extends ObservationWrapper {
    /** What an episode's first stack is filled up with. */
    public enum Padding {
        /** The first observation. Gymnasium's default. */
        RESET,
        /** The value nearest to zero within the bounds. */
        ZERO
    }

    private final int size;
    private final Padding padding;
    /** {@code [lanes * size, ...]}: what each lane showed last. */
    private final Tensor frames;

    private final Tensor zero;

    /** With {@link Padding#RESET}. */
    public FrameStack(VectorEnv wrapped, int size) {
        this(wrapped, size, Padding.RESET);
    }

    /**
     * @param wrapped whose observation space is a Box
     * @param size how many, 1 and up
     */
    public FrameStack(VectorEnv wrapped, int size, Padding padding) {
        super(wrapped, stacked(wrapped, size));
        this.size = size;
        this.padding = padding;
        Box single = Boxes.required(wrapped.observationSpace(), "observation", "FrameStack");
        frames = Tensor.zeros(single.elementType(), Tensor.withFirstAxis(wrapped.lanes() * size, single.shape()));
        zero = nearestToZero(single);
    }

    private static Box stacked(VectorEnv wrapped, int size) {
        if (size < 1) {
            throw new EnvException("FrameStack got a stack of " + size + " observations: it takes 1 and up.");
        }
        Box single = Boxes.required(wrapped.observationSpace(), "observation", "FrameStack");
        return new Box(
                Tensor.stack(single.elementType(), single.shape(), Collections.nCopies(size, single.low())),
                Tensor.stack(single.elementType(), single.shape(), Collections.nCopies(size, single.high())));
    }

    /** One row, of the space's shape without axes. */
    private static Tensor nearestToZero(Box box) {
        Tensor flatLow = box.low().reshape(box.low().length(), 1);
        Tensor flatHigh = box.high().reshape(box.high().length(), 1);
        Tensor none = Tensor.zeros(box.elementType(), 1);
        boolean unsigned = box.elementType() == ElementType.UINT64;
        List<Tensor> elements = new ArrayList<>();
        for (int i = 0; i < box.low().length(); i++) {
            boolean above = unsigned ? box.low().whole(i) != 0 : box.low().real(i) > 0;
            boolean below = !unsigned && box.high().real(i) < 0;
            elements.add(above ? flatLow.row(i) : below ? flatHigh.row(i) : none);
        }
        return Tensor.stack(box.elementType(), new int[] {1}, elements).reshape(Tensor.withFirstAxis(1, box.shape()));
    }

    @Override
    void begin(int lane, Tensor from, Tensor to) {
        for (int i = 0; i < size; i++) {
            if (padding == Padding.ZERO && i < size - 1) {
                zero.copyRows(0, frames, lane * size + i, 1);
            } else {
                from.copyRows(lane, frames, lane * size + i, 1);
            }
        }
        show(lane, to);
    }

    @Override
    void goOn(int lane, Tensor from, Tensor to) {
        frames.copyRows(lane * size + 1, frames, lane * size, size - 1);
        from.copyRows(lane, frames, lane * size + size - 1, 1);
        show(lane, to);
    }

    private void show(int lane, Tensor to) {
        frames.reshape(to.shape()).copyRows(lane, to, lane, 1);
    }
}
