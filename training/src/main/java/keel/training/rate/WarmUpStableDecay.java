package keel.training.rate;

import keel.training.InvalidConfigException;

/**
 * A straight line from start up to high, then high, then down to low, where it stays (WSD, Hu et al. 2024).
 *
 * @param warmUp updates of the first part; may be 0
 * @param stable updates of the second part; may be 0
 * @param decay updates of the third part
 * @param curve of the decay
 */
public record WarmUpStableDecay(
        double high, long warmUp, long stable, long decay, double start, double low, Curve curve)
        implements RateSchedule {
    private static final String TYPE = "warm-up-stable-decay";

    public WarmUpStableDecay {
        Parameters.rates(TYPE, low, high);
        Parameters.rates(TYPE, start, high);
        requireCount("warm-up", warmUp);
        requireCount("stable", stable);
        Parameters.updates(TYPE, "decay", decay);
        Parameters.phase(TYPE, "decay", decay);
    }

    private static void requireCount(String parameter, long updates) {
        InvalidConfigException.require(
                updates >= 0 && updates <= 1L << 53,
                "warm-up-stable-decay schedule: %s is %d, but it counts updates and must lie in [0, 2^53]. Use 0 to leave that part out."
                        .formatted(parameter, updates));
    }

    @Override
    public double at(long update) {
        if (update < warmUp) {
            return Curve.LINEAR.at(start, high, (double) update / warmUp);
        }
        long falling = update - warmUp - stable;
        if (falling >= decay) {
            return low;
        }
        return falling <= 0 ? high : curve.at(high, low, (double) falling / decay);
    }

    @Override
    public RateRange range() {
        return new RateRange(Math.min(start, low), high);
    }

    @Override
    public String type() {
        return TYPE;
    }
}
