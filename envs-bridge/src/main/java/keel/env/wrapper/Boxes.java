package keel.env.wrapper;

import keel.env.Box;
import keel.env.ElementType;
import keel.env.EnvException;
import keel.env.Space;
import keel.env.Tensor;

/** Boxes that wrappers take and make. */
final class Boxes {
    private Boxes() {}

    /** The space as a Box; any other is refused in the wrapper's name. */
    static Box required(Space space, String whose, String wrapper) {
        if (space instanceof Box box) {
            return box;
        }
        throw new EnvException(wrapper + " takes an environment whose " + whose + " space is a Box, but got " + space
                + ". Wrap another environment, or leave the wrapper out.");
    }

    /** As {@link #required}, of float32 or float64. */
    static Box requiredReal(Space space, String whose, String wrapper) {
        Box box = required(space, whose, wrapper);
        if (box.elementType() != ElementType.FLOAT32 && box.elementType() != ElementType.FLOAT64) {
            throw new EnvException(wrapper + " computes with float32 or float64, but the " + whose + " space is of "
                    + box.elementType() + ". Leave the wrapper out.");
        }
        return box;
    }

    /** Every element between the same bounds. */
    static Box filled(ElementType type, int[] shape, double low, double high) {
        Tensor lows = Tensor.zeros(type, shape);
        Tensor highs = Tensor.zeros(type, shape);
        for (int i = 0; i < lows.length(); i++) {
            set(lows, i, low);
            set(highs, i, high);
        }
        return new Box(lows, highs);
    }

    /** Without bounds. */
    static Box unbounded(ElementType type, int[] shape) {
        return filled(type, shape, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    /** Sets an element of a float32 or float64 tensor. */
    static void set(Tensor tensor, int index, double value) {
        if (tensor.elementType() == ElementType.FLOAT32) {
            tensor.floats()[index] = (float) value;
        } else {
            tensor.doubles()[index] = value;
        }
    }
}
