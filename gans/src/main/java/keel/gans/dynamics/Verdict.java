package keel.gans.dynamics;

import java.util.Locale;

/** What a spectral radius means for a game that begins near its equilibrium. */
public enum Verdict {
    /** States die out. */
    STABLE,
    /** States neither die out nor grow, as far as rounding lets one tell: the game rotates. */
    MARGINAL,
    /** States grow. */
    UNSTABLE;

    /** As far from 1 as rounding may bring a radius of exactly 1. */
    private static final double ROUNDING = 1e-9;

    public static Verdict of(double radius) {
        if (Math.abs(radius - 1) <= ROUNDING) {
            return MARGINAL;
        }
        return radius < 1 ? STABLE : UNSTABLE;
    }

    /** Name in output. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
