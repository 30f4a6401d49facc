package keel.training.optimizer;

import java.util.Arrays;
import keel.training.InvalidConfigException;

/**
 * Factors on the learning rate by layer: the n parameters of a member are cut into segments, each with its own factor. A
 * segment of factor 0 is frozen: neither its parameters nor its moments move.
 */
public final class LayerMultipliers {
    /** One segment, of factor 1. */
    public static final LayerMultipliers NONE = new LayerMultipliers(new int[0], new double[0]);

    private final int[] ends;
    private final double[] multipliers;

    private LayerMultipliers(int[] ends, double[] multipliers) {
        this.ends = ends;
        this.multipliers = multipliers;
    }

    /**
     * Segments in order. Neighbours of equal factor become one.
     *
     * @param ends index after each segment's last parameter, counted from the member's first; the last is n
     * @param multipliers one a segment, finite and at least 0
     */
    public static LayerMultipliers of(int[] ends, double[] multipliers) {
        InvalidConfigException.require(
                ends.length == multipliers.length,
                "layer multipliers: there are %d multipliers for %d layers, but every layer needs one. Give a layer that keeps its rate a 1."
                        .formatted(multipliers.length, ends.length));
        int[] joinedEnds = new int[ends.length];
        double[] joined = new double[ends.length];
        int segments = 0;
        for (int k = 0; k < ends.length; k++) {
            InvalidConfigException.require(
                    ends[k] > (k == 0 ? 0 : ends[k - 1]),
                    "layer multipliers: layer %d ends at parameter %d, but layers must be in order and hold at least one parameter each. Give the index after each layer's last parameter."
                            .formatted(k, ends[k]));
            InvalidConfigException.require(
                    multipliers[k] >= 0 && multipliers[k] < Double.POSITIVE_INFINITY,
                    "layer multipliers: that of layer %d is %s, but it scales a learning rate and must be finite and at least 0. Use 0 to freeze the layer."
                            .formatted(k, multipliers[k]));
            if (segments == 0 || joined[segments - 1] != multipliers[k]) {
                segments++;
            }
            joinedEnds[segments - 1] = ends[k];
            joined[segments - 1] = multipliers[k];
        }
        if (segments == 0 || (segments == 1 && joined[0] == 1)) {
            return NONE;
        }
        return new LayerMultipliers(Arrays.copyOf(joinedEnds, segments), Arrays.copyOf(joined, segments));
    }

    /** How many segments there are, at least 1. */
    public int segments() {
        return Math.max(1, ends.length);
    }

    /** Index after the last parameter of a segment. */
    public int end(int segment, int parameterCount) {
        return ends.length == 0 ? parameterCount : ends[segment];
    }

    double multiplier(int segment) {
        return ends.length == 0 ? 1 : multipliers[segment];
    }

    /** Throws unless the segments cover exactly this many parameters. */
    void requireCover(int parameterCount) {
        if (ends.length > 0 && ends[ends.length - 1] != parameterCount) {
            throw new InvalidConfigException(
                    "layer multipliers: the last layer ends at parameter %d, but the network has %d parameters. Give every layer a multiplier, 1 for one that keeps its rate."
                            .formatted(ends[ends.length - 1], parameterCount));
        }
    }
}
