package keel.training.rate;

import java.util.Locale;
import keel.training.InvalidConfigException;

/**
 * Another schedule times a random factor at each update. The factor is a function of the seed and the update index alone, so
 * the rates are the same in every run, in any order, and after a resume.
 *
 * @param distribution of the factor
 * @param spread its size: 0 for none
 * @param seed of this schedule's factors, independent of the run's
 */
public record Jitter(Distribution distribution, double spread, long seed, RateSchedule of) implements RateSchedule {
    private static final String TYPE = "jitter";

    public Jitter {
        InvalidConfigException.require(
                spread >= 0 && spread < 1,
                "jitter schedule: spread is %s, but it must lie in [0, 1): it is the relative size of the random changes. Use 0.1 for about 10 %%."
                        .formatted(spread));
    }

    /** What a factor is drawn from. */
    public enum Distribution {
        /** {@code exp(spread * z)} with z standard normal: the median is 1. */
        LOG_NORMAL {
            @Override
            double factor(double spread, long seed, long update) {
                double radius = Math.sqrt(-2 * StrictMath.log(1 - uniform(seed, 2 * update)));
                double angle = 2 * StrictMath.PI * uniform(seed, 2 * update + 1);
                return StrictMath.exp(spread * radius * StrictMath.cos(angle));
            }

            @Override
            RateRange range(double spread) {
                return new RateRange(StrictMath.exp(-LARGEST_NORMAL * spread), StrictMath.exp(LARGEST_NORMAL * spread));
            }
        },
        /** Uniform in {@code [1 - spread, 1 + spread)}. */
        UNIFORM {
            @Override
            double factor(double spread, long seed, long update) {
                return 1 + spread * (2 * uniform(seed, 2 * update) - 1);
            }

            @Override
            RateRange range(double spread) {
                return new RateRange(1 - spread, 1 + spread);
            }
        };

        /** Above sqrt(106 ln 2), the largest that 53 random bits give. */
        private static final double LARGEST_NORMAL = 8.6;

        abstract double factor(double spread, long seed, long update);

        abstract RateRange range(double spread);

        /** Name in configuration files, in kebab case. */
        public String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Uniform in [0, 1), of the seed's number {@code index}: SplitMix64 (Steele et al. 2014) at that place. */
        private static double uniform(long seed, long index) {
            return (mix(mix(seed) + (index + 1) * 0x9e3779b97f4a7c15L) >>> 11) * 0x1p-53;
        }

        private static long mix(long z) {
            long y = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
            y = (y ^ (y >>> 27)) * 0x94d049bb133111ebL;
            return y ^ (y >>> 31);
        }
    }

    @Override
    public boolean restartsAt(long update) {
        return of.restartsAt(update);
    }

    @Override
    public double at(long update) {
        return of.at(update) * distribution.factor(spread, seed, update);
    }

    @Override
    public RateRange range() {
        return of.range().with(distribution.range(spread), (rate, factor) -> rate * factor);
    }

    @Override
    public String type() {
        return TYPE;
    }
}
