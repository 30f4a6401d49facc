package keel.agents.replay;

/**
 * Numbers of which any can be changed, and one found by a share of their sum, in logarithmic time. Every inner node is the sum
 * of its two children as they are now, so that rounding errors never add up, and equal leaves mean equal trees.
 */
final class SumTree {
    private final int leaves;
    /** Node i has the children 2i and 2i + 1; 1 is the root, and the leaves are the second half. */
    private final double[] sums;

    /** All 0. */
    SumTree(int capacity) {
        int powerOfTwo = 1;
        while (powerOfTwo < capacity) {
            powerOfTwo = Math.multiplyExact(2, powerOfTwo);
        }
        leaves = powerOfTwo;
        sums = new double[Math.multiplyExact(2, leaves)];
    }

    double total() {
        return sums[1];
    }

    double get(int leaf) {
        return sums[leaves + leaf];
    }

    /** @param value at least 0 */
    void set(int leaf, double value) {
        int node = leaves + leaf;
        sums[node] = value;
        for (node /= 2; node >= 1; node /= 2) {
            sums[node] = sums[2 * node] + sums[2 * node + 1];
        }
    }

    /** Sets the first leaves, and the others to 0. */
    void setAll(double[] values) {
        for (int leaf = 0; leaf < leaves; leaf++) {
            sums[leaves + leaf] = leaf < values.length ? values[leaf] : 0;
        }
        for (int node = leaves - 1; node >= 1; node--) {
            sums[node] = sums[2 * node] + sums[2 * node + 1];
        }
    }

    /** The first {@code count} leaves. */
    double[] first(int count) {
        double[] values = new double[count];
        System.arraycopy(sums, leaves, values, 0, count);
        return values;
    }

    /**
     * The leaf in whose stretch a point lies, when all leaves are laid end to end. Never one that is 0, unless all are, even
     * where a rounding error leaves the point behind the end.
     *
     * @param point in [0, total)
     */
    int find(double point) {
        int node = 1;
        double left = point;
        while (node < leaves) {
            node *= 2;
            if (left >= sums[node] && sums[node + 1] > 0) {
                left -= sums[node];
                node++;
            }
        }
        return node - leaves;
    }
}
