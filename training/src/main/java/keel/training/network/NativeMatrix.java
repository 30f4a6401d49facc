package keel.training.network;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * Floats outside of the Java heap, where OpenBLAS multiplies them. This is the OpenBLAS that ND4J ships, called without ND4J:
 * a 64-cube product takes 9 µs this way and 17 µs through an {@code INDArray}, and nothing of ND4J has to start.
 *
 * <p>OpenBLAS is held to one thread: threads belong to cohorts, and a fixed count keeps results the same on a busy machine.
 * ND4J sets a count of its own when it starts, which may be later, so {@link #holdToOneThread()} is repeated.
 */
final class NativeMatrix implements AutoCloseable {
    /** Sets the thread count if something changed it; the check itself only reads a field. */
    static void holdToOneThread() {
        if (openblas_nolapack.blas_get_num_threads() != 1) {
            openblas_nolapack.blas_set_num_threads(1);
        }
    }

    private final FloatPointer memory;
    private final FloatBuffer view;

    NativeMatrix(int floats) {
        memory = new FloatPointer(floats);
        view = memory.asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    /** A pointer into this memory; valid until close. */
    FloatPointer at(int offset) {
        return memory.getPointer(FloatPointer.class, offset);
    }

    /** Copies {@code from[offset ..]} to this memory at {@code at}. */
    void put(int at, float[] from, int offset, int length) {
        view.put(at, from, offset, length);
    }

    /** Copies this memory at {@code at} to {@code to[offset ..]}. */
    void get(int at, float[] to, int offset, int length) {
        view.get(at, to, offset, length);
    }

    /** {@code c[m,n] = a[m,k] b[k,n]}; lda, ldb, ldc are the distances between rows. */
    static void multiply(
            int m, int n, int k, FloatPointer a, int lda, FloatPointer b, int ldb, FloatPointer c, int ldc) {
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1f, a, lda, b, ldb, 0f, c, ldc);
    }

    /** {@code c[m,n] = scale * c + a[k,m]ᵀ b[k,n]}. */
    static void multiplyTransposedLeft(
            int m,
            int n,
            int k,
            FloatPointer a,
            int lda,
            FloatPointer b,
            int ldb,
            float scale,
            FloatPointer c,
            int ldc) {
        cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, m, n, k, 1f, a, lda, b, ldb, scale, c, ldc);
    }

    /** {@code c[m,n] = a[m,k] b[n,k]ᵀ}. */
    static void multiplyTransposedRight(
            int m, int n, int k, FloatPointer a, int lda, FloatPointer b, int ldb, FloatPointer c, int ldc) {
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, m, n, k, 1f, a, lda, b, ldb, 0f, c, ldc);
    }

    /** {@code c[m,n] += a[m,k] b[n,k]ᵀ}. */
    static void addTransposedRight(
            int m, int n, int k, FloatPointer a, int lda, FloatPointer b, int ldb, FloatPointer c, int ldc) {
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, m, n, k, 1f, a, lda, b, ldb, 1f, c, ldc);
    }

    @Override
    public void close() {
        memory.deallocate();
    }
}
