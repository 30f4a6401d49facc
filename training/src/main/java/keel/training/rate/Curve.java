package keel.training.rate;

import java.util.Locale;

/** The way from one rate to another. */
public enum Curve {
    /** Stays where it is and jumps at the end. */
    HOLD {
        @Override
        double progress(double time) {
            return time < 1 ? 0 : 1;
        }
    },
    LINEAR {
        @Override
        double progress(double time) {
            return time;
        }
    },
    /** Half a cosine: flat at both ends. */
    COSINE {
        @Override
        double progress(double time) {
            return (1 - StrictMath.cos(StrictMath.PI * time)) / 2;
        }

        @Override
        double between(double from, double to, double time) {
            return to + (from - to) * (1 + StrictMath.cos(StrictMath.PI * time)) / 2;
        }
    },
    /** Fast first, slower later: the square root of the time (Haegele et al. 2024, "1-sqrt" of a decay). */
    SQUARE_ROOT {
        @Override
        double progress(double time) {
            return Math.sqrt(time);
        }
    };

    /** Share of the way after a share of the time, both from 0 to 1. */
    abstract double progress(double time);

    /** The rate after a share of the time, unrounded to the ends. */
    double between(double from, double to, double time) {
        return from + (to - from) * progress(time);
    }

    /** The rate after a share of the time; never outside of the two. */
    double at(double from, double to, double time) {
        return RateRange.between(from, to).nearest(between(from, to, time));
    }

    /** Name in configuration files, in kebab case. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
