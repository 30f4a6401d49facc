package keel.training.network;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Numbers into DL4J's arrays and out of them, by copying memory. */
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

    /** A new array of floats with these numbers, the last index fastest. */
    static INDArray array(float[] values, long... shape) {
        INDArray array = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
        try (FloatPointer pointer = new FloatPointer(array.data().addressPointer())) {
            pointer.put(values);
        }
        return array;
    }
}
