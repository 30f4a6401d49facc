package keel.experiments.cli;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import keel.training.network.Activation;
import keel.training.network.Network;
import keel.training.network.NetworkShape;
import keel.training.network.NetworkSpec;

/** A forward pass that is mostly one product, 64 x 256 x 256, timed. */
final class ForwardPass {
    private static final int ROWS = 64;
    private static final int WIDTH = 256;
    private static final int TIMES = 200;

    private ForwardPass() {}

    /**
     * For a person: when the network was ready, and the best time of many.
     *
     * @param make gives a network of one member
     */
    static String time(Function<NetworkShape, Network> make) {
        long start = System.nanoTime();
        NetworkShape shape = new NetworkShape(WIDTH, new NetworkSpec(List.of(WIDTH), Activation.RELU), 1);
        try (Network network = make.apply(shape)) {
            float[] input = new float[ROWS * WIDTH];
            network.forward(input, ROWS);
            double ready = (System.nanoTime() - start) / 1e9;
            double best = Double.MAX_VALUE;
            for (int i = 0; i < TIMES; i++) {
                long before = System.nanoTime();
                network.forward(input, ROWS);
                best = Math.min(best, (System.nanoTime() - before) / 1e3);
            }
            return String.format(Locale.ROOT, "ready after %.1f s; forward 64 x 256-256-1 in %.0f µs", ready, best);
        }
    }
}
