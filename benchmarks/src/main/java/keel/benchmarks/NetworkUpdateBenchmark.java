package keel.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import keel.training.Cohort;
import keel.training.NetworkLearner;
import keel.training.NetworkTraining;
import keel.training.network.Activation;
import keel.training.network.Initializer;
import keel.training.network.NetworkShape;
import keel.training.network.StackedMlp;
import keel.training.optimizer.AdamSpec;
import keel.training.random.RandomStream;
import keel.training.rate.Constant;
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
 * One update of a whole stack: forward, squared-error gradient, backward, guard, Adam at a rate for each member. Divide by
 * the members for one of them. {@code benchmarks/compare-networks} measures the same beside PyTorch.
 *
 * <p>The loss's gradient by the output, {@code (output - target) / batch}, is the caller's work and measured too.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class NetworkUpdateBenchmark {
    @Param({"4-64-64-2", "17-256-256-6"})
    public String shape = "4-64-64-2";

    @Param({"RELU", "TANH"})
    public Activation activation = Activation.RELU;

    @Param({"64", "256"})
    public int batch = 64;

    @Param({"1", "8", "32", "128"})
    public int members = 1;

    private NetworkLearner learner;
    private float[] input;
    private float[] target;
    private float[] gradient;
    private double[] loss;

    @Setup
    public void prepare() {
        NetworkShape layout = Shapes.layout(shape, activation);
        StackedMlp network = new StackedMlp(layout, members);
        List<NetworkTraining> trainings = new ArrayList<>();
        for (int p = 0; p < members; p++) {
            network.initialize(p, new Initializer.UniformFanIn(), RandomStream.named(p, "network"));
            trainings.add(NetworkTraining.of(layout.spec(), AdamSpec.DEFAULT, new Constant(1e-4 * (p + 1))));
        }
        learner = new NetworkLearner("q", network, trainings, new Cohort(members));
        RandomStream random = RandomStream.named(0, "data");
        input = Shapes.normal(random, members * batch * layout.inputs());
        target = Shapes.normal(random, members * batch * layout.outputs());
        gradient = new float[target.length];
        loss = new double[members];
    }

    @Benchmark
    public void update(HeapBytes heap) {
        heap.call();
        float[] output = learner.network().forward(input, batch);
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = (output[i] - target[i]) / batch;
        }
        learner.network().backward(gradient);
        learner.update(loss, false);
    }

    @TearDown
    public void close() {
        learner.close();
    }
}
