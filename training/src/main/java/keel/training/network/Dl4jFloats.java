package keel.training.network;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Numbers out of DL4J's arrays, by copying memory. */
final class Dl4jFloats {
    private Dl4jFloats() {}

    /** Of an array of floats, the last index fastest. */
    static float[] of(INDArray array) {
        INDArray ordered = array.dup('c');
        float[] values = new float[(int) ordered.length()];
        try (FloatPointer pointer = new FloatPointer(ordered.data().addressPointer())) {
            pointer.get(values);
        }
        return values;
    }
}
