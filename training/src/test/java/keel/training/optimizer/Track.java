package keel.training.optimizer;

import java.util.Arrays;
import java.util.OptionalDouble;
import keel.training.random.RandomStream;

/**
 * The way of one member through a course of its own: initial parameters, gradients that depend on where it is, a rate of its
 * own that changes. The member stands anywhere in a cohort and goes the same way.
 */
final class Track {
    static final int N = 11;

    private final int number;
    private final Optimizer optimizer;
    private final int member;
    private final float[] parameters;
    private final float[] gradients;
    private final boolean cycleMomentum;
    private LayerMultipliers layers = LayerMultipliers.NONE;
    private int iteration;

    /** Starts course {@code number} at a member's place in arrays of a cohort. */
    Track(int number, Optimizer optimizer, int member, float[] parameters, boolean cycleMomentum) {
        this.number = number;
        this.optimizer = optimizer;
        this.member = member;
        this.parameters = parameters;
        this.cycleMomentum = cycleMomentum;
        gradients = new float[parameters.length];
        RandomStream random = RandomStream.named(number, "initial");
        for (int i = 0; i < N; i++) {
            parameters[member * N + i] = (float) random.nextGaussian();
        }
    }

    /** Goes on with another optimiser and other arrays, such as restored ones. */
    Track continuedBy(Optimizer other, int place, float[] itsParameters) {
        Track track = new Track(number, other, place, itsParameters, cycleMomentum);
        System.arraycopy(parameters, member * N, itsParameters, place * N, N);
        track.iteration = iteration;
        track.layers = layers;
        return track;
    }

    void layers(LayerMultipliers chosen) {
        layers = chosen;
    }

    /** One iteration, as a trainer makes it. */
    void iterate() {
        double rate = 0.01 * (1 + number) / (1 + iteration % 7);
        OptionalDouble momentum =
                cycleMomentum ? OptionalDouble.of(0.5 + 0.1 * (iteration % 4)) : OptionalDouble.empty();
        StepSize size = new StepSize(rate, momentum, layers);
        if (optimizer.extrapolates()) {
            takeGradients("ahead");
            optimizer.extrapolate(member, parameters, gradients, size);
        }
        takeGradients("step");
        optimizer.step(member, parameters, gradients, size);
        optimizer.synchronize(member, parameters);
        iteration++;
    }

    private void takeGradients(String name) {
        RandomStream random = RandomStream.named(1000L * number + iteration, name);
        for (int i = 0; i < N; i++) {
            gradients[member * N + i] = parameters[member * N + i] + (float) random.nextGaussian();
        }
    }

    void iterate(int times) {
        for (int k = 0; k < times; k++) {
            iterate();
        }
    }

    float[] parameters() {
        return Arrays.copyOfRange(parameters, member * N, (member + 1) * N);
    }
}
