package keel.training.rate;

import java.util.function.DoubleBinaryOperator;

/** All rates from low to high, both included. */
public record RateRange(double low, double high) {
    /** The two in either order. */
    static RateRange between(double a, double b) {
        return new RateRange(Math.min(a, b), Math.max(a, b));
    }

    /** The smallest range that holds both. */
    RateRange or(RateRange other) {
        return new RateRange(Math.min(low, other.low), Math.max(high, other.high));
    }

    /** The rate if it lies inside, else the nearest that does: takes a rounding error back. */
    double nearest(double rate) {
        return Math.max(low, Math.min(high, rate));
    }

    /** Both ends combined with those of another range by a function that grows in both. */
    RateRange with(RateRange other, DoubleBinaryOperator growing) {
        return new RateRange(growing.applyAsDouble(low, other.low), growing.applyAsDouble(high, other.high));
    }
}
