package keel.env.wrapper;

import keel.env.EnvException;
import keel.env.ResetRequest;
import keel.env.Tensor;
import keel.env.VectorEnv;
import keel.env.numpy.Pcg64;

/**
 * Adds normal noise of mean 0 to every element of every observation, resets' and last ones included. The observation space
 * loses its bounds. Each lane draws from a stream of its own, which a seeded reset begins anew. Normal numbers are those of
 * Box and Muller, <i>A Note on the Generation of Random Normal Deviates</i> (1958), the same on every machine.
 */
public final class ObservationNoise extends ObservationWrapper {
    private final double deviation;
    private final int size;
    private final LaneStreams streams;

    /**
     * @param wrapped whose observation space is a Box of float32 or float64
     * @param deviation standard deviation, 0 and up, in the observations' units
     * @param seed 0 and up
     */
    public ObservationNoise(VectorEnv wrapped, double deviation, long seed) {
        super(
                wrapped,
                Boxes.unbounded(
                        Boxes.requiredReal(wrapped.observationSpace(), "observation", "ObservationNoise")
                                .elementType(),
                        Boxes.required(wrapped.observationSpace(), "observation", "ObservationNoise")
                                .shape()));
        if (!(deviation >= 0) || Double.isInfinite(deviation)) {
            throw new EnvException("ObservationNoise got the deviation " + deviation + ": it takes 0 and up.");
        }
        this.deviation = deviation;
        size = observationSpace().low().length();
        streams = new LaneStreams(seed, wrapped.lanes(), "ObservationNoise");
    }

    @Override
    void afterReset(ResetRequest request, Tensor observations) {
        streams.afterReset(request);
    }

    @Override
    void begin(int lane, Tensor from, Tensor to) {
        goOn(lane, from, to);
    }

    @Override
    void goOn(int lane, Tensor from, Tensor to) {
        Pcg64 random = streams.of(lane);
        for (int i = 0; i < size; i++) {
            int at = lane * size + i;
            Boxes.set(to, at, from.real(at) + deviation * normal(random));
        }
    }

    private static double normal(Pcg64 random) {
        double radius = Math.sqrt(-2 * StrictMath.log(1 - random.random()));
        return radius * StrictMath.cos(2 * Math.PI * random.random());
    }
}
