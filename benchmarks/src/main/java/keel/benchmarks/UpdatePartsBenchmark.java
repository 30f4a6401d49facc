package keel.benchmarks;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import keel.training.optimizer.AdamSpec;
import keel.training.optimizer.Optimizer;
import keel.training.optimizer.StepSize;
import keel.training.random.RandomStream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What {@link NetworkUpdateBenchmark}'s update is made of, each part alone and for a whole stack: the matrix products no
 * implementation can do without, Adam, and the copies between the heap and native memory. With P members each part walks
 * through the memory of P members, as the update does; with one member it finds its data in the cache, so {@code products}
 * at P = 1 is the arithmetic floor.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class UpdatePartsBenchmark {
    @Param({"4-64-64-2", "17-256-256-6"})
    public String shape = "4-64-64-2";

    @Param({"64", "256"})
    public int batch = 64;

    @Param({"1", "32"})
    public int members = 1;

    private int[] widths = {};
    private int layers;
    private int count;
    private float[] parameters;
    private float[] gradients;
    private Optimizer optimizer;
    private float[][] rows;
    private FloatPointer nativeParameters;
    private FloatPointer nativeGradients;
    private FloatPointer[] nativeRows;
    private FloatPointer[] nativeDeltas;

    @Setup
    public void prepare() {
        openblas_nolapack.blas_set_num_threads(1);
        widths = Shapes.widths(shape);
        layers = widths.length - 1;
        count = offset(layers);
        RandomStream random = RandomStream.named(0, "parts");
        parameters = Shapes.normal(random, members * count);
        gradients = Shapes.normal(random, members * count);
        optimizer = Optimizer.create(Collections.nCopies(members, AdamSpec.DEFAULT), count);
        nativeParameters = new FloatPointer(parameters);
        nativeGradients = new FloatPointer(gradients);
        rows = new float[layers + 1][];
        nativeRows = new FloatPointer[rows.length];
        nativeDeltas = new FloatPointer[rows.length];
        for (int l = 0; l < rows.length; l++) {
            rows[l] = Shapes.normal(random, batch * (widths[l] + 1));
            nativeRows[l] = new FloatPointer(Shapes.normal(random, members * rows[l].length));
            nativeDeltas[l] = new FloatPointer(rows[l]);
        }
    }

    /** Where a layer's weights start among a member's, each layer with a row of biases. */
    private int offset(int layer) {
        int offset = 0;
        for (int l = 0; l < layer; l++) {
            offset += (widths[l] + 1) * widths[l + 1];
        }
        return offset;
    }

    /** Every layer forward, the gradient of its weights, and that of its input except for the first layer's. */
    @Benchmark
    public void products() {
        for (int p = 0; p < members; p++) {
            for (int l = 0; l < layers; l++) {
                int in = widths[l];
                int out = widths[l + 1];
                long weights = (long) p * count + offset(l);
                FloatPointer w = nativeParameters.getPointer(FloatPointer.class, weights);
                FloatPointer g = nativeGradients.getPointer(FloatPointer.class, weights);
                FloatPointer x = nativeRows[l].getPointer(FloatPointer.class, (long) p * rows[l].length);
                FloatPointer y = nativeRows[l + 1].getPointer(FloatPointer.class, (long) p * rows[l + 1].length);
                FloatPointer d = nativeDeltas[l + 1];
                multiply(CblasNoTrans, CblasNoTrans, batch, out, in + 1, x, in + 1, w, out, y, out + 1);
                multiply(CblasTrans, CblasNoTrans, in + 1, out, batch, x, in + 1, d, out + 1, g, out);
                if (l > 0) {
                    multiply(CblasNoTrans, CblasTrans, batch, in, out, d, out + 1, w, out, nativeDeltas[l], in + 1);
                }
            }
        }
    }

    /** {@code c[m,n] = a b} of row-major matrices at these row distances, each transposed or not. */
    private static void multiply(
            int transposeA,
            int transposeB,
            int m,
            int n,
            int k,
            FloatPointer a,
            int rowA,
            FloatPointer b,
            int rowB,
            FloatPointer c,
            int rowC) {
        cblas_sgemm(CblasRowMajor, transposeA, transposeB, m, n, k, 1e-3f, a, rowA, b, rowB, 0f, c, rowC);
    }

    /** Adam on all members. */
    @Benchmark
    public void adam() {
        for (int p = 0; p < members; p++) {
            optimizer.step(p, parameters, gradients, StepSize.of(1e-4));
        }
    }

    /** Parameters to native memory and gradients back; of every activation and delta, there and back where it is changed. */
    @Benchmark
    public void copies() {
        put(nativeParameters, 0, parameters);
        for (int p = 0; p < members; p++) {
            for (int l = 0; l < rows.length; l++) {
                boolean hidden = l > 0 && l < layers;
                FloatPointer activation = nativeRows[l];
                int at = p * rows[l].length;
                if (l > 0) {
                    get(activation, at, rows[l]);
                    get(nativeDeltas[l], 0, rows[l]);
                }
                if (l == 0 || hidden) {
                    put(activation, at, rows[l]);
                }
                put(nativeDeltas[l], 0, rows[l]);
            }
        }
        get(nativeGradients, 0, gradients);
    }

    private static void put(FloatPointer to, int at, float[] values) {
        view(to).put(at, values);
    }

    private static void get(FloatPointer from, int at, float[] values) {
        view(from).get(at, values);
    }

    private static FloatBuffer view(FloatPointer memory) {
        return memory.asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    @TearDown
    public void close() {
        nativeParameters.deallocate();
        nativeGradients.deallocate();
        for (int l = 0; l < rows.length; l++) {
            nativeRows[l].deallocate();
            nativeDeltas[l].deallocate();
        }
    }
}
