package keel.training.rate;

import keel.training.InvalidConfigException;

/**
 * {@code scale * width^-0.5 * min((u + 1)^-0.5, (u + 1) * warmUp^-1.5)} (Vaswani et al. 2017, section 5.3).
 *
 * @param width of the network's layers, {@code d_model} there
 */
public record Noam(double scale, long width, long warmUp) implements RateSchedule {
    private static final String TYPE = "noam";

    public Noam {
        Parameters.rate(TYPE, "scale", scale);
        Parameters.updates(TYPE, "warm-up", warmUp);
        InvalidConfigException.require(
                width >= 1,
                "noam schedule: width is %d, but it counts the units of a layer and must be at least 1. Use the hidden size, such as 256."
                        .formatted(width));
    }

    @Override
    public double at(long update) {
        double u = (double) update + 1;
        return peak() * Math.min(Math.sqrt(warmUp / u), u / warmUp);
    }

    /** At the end of the warm-up. */
    private double peak() {
        return scale / Math.sqrt((double) width) / Math.sqrt((double) warmUp);
    }

    @Override
    public RateRange range() {
        return new RateRange(0, peak());
    }

    @Override
    public String type() {
        return TYPE;
    }
}
