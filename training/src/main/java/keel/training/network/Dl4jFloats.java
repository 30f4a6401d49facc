package keel.training.network;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Numbers into DL4J's arrays and out of them, by copying memory. With ND4J for CUDA, an array's memory on the host is not there
 * until it is asked for, and nobody notices when it is written: the copies go through ND4J then.
 */
final class Dl4jFloats {
    private Dl4jFloats() {}

    /** Of an array of floats, the last index fastest. */
    static float[] of(INDArray array) {
        return Dl4jBackend.current().cuda() ? fromDevice(array) : fromHost(array);
    }

    /** A new array of floats with these numbers, the last index fastest. */
    static INDArray array(float[] values, long... shape) {
        return Dl4jBackend.current().cuda() ? toDevice(values, shape) : toHost(values, shape);
    }

    static float[] fromDevice(INDArray array) {
        return array.dup('c').data().asFloat();
    }

    static INDArray toDevice(float[] values, long... shape) {
        return Nd4j.createFromArray(values).reshape('c', shape);
    }

    static float[] fromHost(INDArray array) {
        INDArray ordered = array.dup('c');
        float[] values = new float[(int) ordered.length()];
        try (FloatPointer pointer = new FloatPointer(ordered.data().addressPointer())) {
            pointer.get(values);
        }
        return values;
    }

    static INDArray toHost(float[] values, long... shape) {
        INDArray array = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
        try (FloatPointer pointer = new FloatPointer(array.data().addressPointer())) {
            pointer.put(values);
        }
        return array;
    }
}
