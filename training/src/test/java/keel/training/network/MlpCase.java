package keel.training.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import keel.training.random.RandomStream;

/**
 * A network shape with seeded parameters and rows for one member, kept away from kinks.
 *
 * <p>A rectifier's slope jumps at 0. Rows are drawn again until no hidden unit changes sign within {@link #KINK_MARGIN}
 * steps of the direction, so that rounding, and the shifts of a central difference, stay on one side.
 */
record MlpCase(Activation activation, List<Integer> hidden, NetworkSpec.DenseExtras extras, int batch) {
    static final NetworkSpec.DenseExtras LAYER_NORM = new NetworkSpec.DenseExtras(true, false, Optional.empty());
    static final NetworkSpec.DenseExtras SPECTRAL_NORM = new NetworkSpec.DenseExtras(false, true, Optional.empty());
    static final NetworkSpec.DenseExtras BOTH_NORMS = new NetworkSpec.DenseExtras(true, true, Optional.empty());

    static final int INPUTS = 3;
    static final int OUTPUTS = 2;
    /** Inputs lie in ±2 and directions in ±1 with one entry of 1, so Dl4jNetwork's shift is at most 0.02 directions. */
    private static final double KINK_MARGIN = 0.021;

    /** Numbers of one member: parameters in {@link MlpLayout} order, and rows. */
    record Member(double[] parameters, double[] input, double[] direction, double[] outputWeights) {}

    /** The oldest activations in every shape and size; the others, and the norms, once. */
    static Stream<MlpCase> all() {
        List<MlpCase> cases = new ArrayList<>();
        for (Activation activation : List.of(Activation.RELU, Activation.LEAKY_RELU, Activation.TANH)) {
            for (List<Integer> hidden : List.of(List.<Integer>of(), List.of(7), List.of(16, 9))) {
                for (int batch : new int[] {1, 5, 64}) {
                    cases.add(new MlpCase(activation, hidden, batch));
                }
            }
        }
        for (Activation activation : Activation.values()) {
            for (NetworkSpec.DenseExtras extras :
                    List.of(NetworkSpec.DenseExtras.NONE, LAYER_NORM, SPECTRAL_NORM, BOTH_NORMS)) {
                cases.add(new MlpCase(activation, List.of(16, 9), extras, 5));
            }
        }
        cases.add(new MlpCase(Activation.TANH, List.of(16, 9), BOTH_NORMS, 1));
        cases.add(new MlpCase(Activation.SILU, List.of(7), BOTH_NORMS, 64));
        return cases.stream();
    }

    MlpCase(Activation activation, List<Integer> hidden, int batch) {
        this(activation, hidden, NetworkSpec.DenseExtras.NONE, batch);
    }

    MlpLayout layout() {
        return new MlpLayout(INPUTS, new NetworkSpec(hidden, activation, extras, Optional.empty()), OUTPUTS);
    }

    MlpCase withBatch(int rows) {
        return new MlpCase(activation, hidden, extras, rows);
    }

    /** The same numbers at every call; other numbers for another member. Parameters do not depend on the batch. */
    Member member(int p) {
        MlpLayout layout = layout();
        RandomStream random = RandomStream.named(p, "parameters of " + activation + hidden + extras);
        double[] parameters = new double[layout.parameterCount()];
        for (int l = 0; l < layout.layers(); l++) {
            MlpStage stage = layout.stage(l);
            int weights = stage.linear() ? stage.in() * stage.out() : 0;
            for (int i = 0; i < layout.size(l); i++) {
                double scale = i < weights ? 1 / Math.sqrt(layout.width(l)) : 0.5;
                double centre = !stage.linear() && i < stage.out() ? 1 : 0;
                parameters[layout.offset(l) + i] = (float) (centre + scale * random.nextGaussian());
            }
        }
        double[] input = new double[batch * INPUTS];
        double[] direction = new double[batch * INPUTS];
        double[] weights = new double[batch * OUTPUTS];
        ReferenceMlp reference = new ReferenceMlp(layout, parameters);
        RandomStream rows = RandomStream.named(p, "rows of " + this);
        for (int b = 0; b < batch; b++) {
            double[] x = new double[INPUTS];
            double[] v = new double[INPUTS];
            do {
                for (int i = 0; i < INPUTS; i++) {
                    x[i] = (float) (4 * rows.nextDouble() - 2);
                    v[i] = (float) (2 * rows.nextDouble() - 1);
                }
                v[b % INPUTS] = b == 0 ? 1 : v[b % INPUTS];
            } while (nearKink(reference, x, v));
            System.arraycopy(x, 0, input, b * INPUTS, INPUTS);
            System.arraycopy(v, 0, direction, b * INPUTS, INPUTS);
            for (int j = 0; j < OUTPUTS; j++) {
                weights[b * OUTPUTS + j] = (float) rows.nextGaussian();
            }
        }
        return new Member(parameters, input, direction, weights);
    }

    private boolean nearKink(ReferenceMlp reference, double[] x, double[] v) {
        return List.of(Activation.RELU, Activation.LEAKY_RELU, Activation.ELU).contains(activation)
                && reference.run(x, v, new double[OUTPUTS], 1).hidden().stream()
                        .anyMatch(unit -> Math.abs(unit.value()) < 1e-4 + KINK_MARGIN * Math.abs(unit.tangent()));
    }
}
