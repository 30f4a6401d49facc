package keel.experiments.stability.seeds;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import keel.training.random.RandomStream;
import org.hipparchus.util.Combinations;
import org.hipparchus.util.CombinatoricsUtils;

/**
 * What the statistics of all pairs would be if it were chance which of two settings a seed belongs to: one way of dealing out the
 * seeds of every look, many times over.
 *
 * @param ways not empty; the first is how the seeds were dealt in truth, the others have got past all boundaries so far
 * @param weight chance of each way
 */
record NullDistribution(List<Way> ways, double weight) {
    /**
     * A way of dealing. A pair's statistic has a part of either setting, so these are kept instead of one number a pair.
     *
     * @param asFirst by setting, its part of the statistic of a pair in which it is the first
     * @param asSecond the same where it is the second
     */
    record Way(double[] asFirst, double[] asSecond) {
        double statistic(Pair pair) {
            return asFirst[pair.first()] + asSecond[pair.second()];
        }

        double largest(Collection<Pair> pairs) {
            return pairs.stream()
                    .mapToDouble(pair -> Math.abs(statistic(pair)))
                    .max()
                    .orElse(0);
        }

        /** With another look's seeds dealt by these signs: of the pair's first setting, then of its second. */
        Way and(double[][] block, int[] signs) {
            double[] first = asFirst.clone();
            double[] second = asSecond.clone();
            for (int setting = 0; setting < block.length; setting++) {
                double[] scores = block[setting];
                for (int seed = 0; seed < scores.length; seed++) {
                    first[setting] += signs[seed] * scores[seed] / scores.length;
                    second[setting] += signs[scores.length + seed] * scores[seed] / scores.length;
                }
            }
            return new Way(first, second);
        }
    }

    /** Before any look. */
    static NullDistribution none(int settings) {
        return new NullDistribution(List.of(new Way(new double[settings], new double[settings])), 1);
    }

    /** How the seeds were dealt in truth. */
    Way observed() {
        return ways.get(0);
    }

    /** The largest absolute statistic of these pairs, of every way, rising. */
    double[] largest(Collection<Pair> pairs) {
        return ways.stream().mapToDouble(way -> way.largest(pairs)).sorted().toArray();
    }

    /** Without the ways that a boundary would have stopped. */
    NullDistribution within(double boundary, Collection<Pair> pairs) {
        return new NullDistribution(
                ways.stream().filter(way -> way.largest(pairs) <= boundary).toList(), weight);
    }

    /**
     * With another look: every way goes on in all ways of dealing its seeds, or where those would be too many in some random ones.
     *
     * @param block scores of this look's seeds by setting, equally many for all that are still compared
     * @param seeds how many
     * @param most ways there should be
     */
    NullDistribution with(double[][] block, int seeds, int most, RandomStream random) {
        double deals = CombinatoricsUtils.binomialCoefficientDouble(2 * seeds, seeds);
        boolean all = deals * ways.size() <= most;
        List<int[]> everyDeal = all ? everyDeal(seeds) : List.of();
        int each = all ? everyDeal.size() : Math.max(1, most / ways.size());
        List<Way> longer = new ArrayList<>();
        for (Way way : ways) {
            for (int i = 0; i < each; i++) {
                int[] signs = all ? everyDeal.get(i) : longer.isEmpty() ? inTruth(seeds) : dealt(seeds, random);
                longer.add(way.and(block, signs));
            }
        }
        return new NullDistribution(longer, weight / each);
    }

    /** The first one is how the seeds were dealt in truth. */
    private static List<int[]> everyDeal(int seeds) {
        List<int[]> deals = new ArrayList<>();
        for (int[] toTheFirst : new Combinations(2 * seeds, seeds)) {
            deals.add(signs(toTheFirst));
        }
        return deals;
    }

    private static int[] inTruth(int seeds) {
        return signs(IntStream.range(0, seeds).toArray());
    }

    private static int[] dealt(int seeds, RandomStream random) {
        int[] order = IntStream.range(0, 2 * seeds).toArray();
        random.shuffle(order);
        return signs(Arrays.copyOf(order, seeds));
    }

    /** 1 for what the first setting gets, -1 for the rest. */
    private static int[] signs(int[] toTheFirst) {
        int[] signs = new int[2 * toTheFirst.length];
        Arrays.fill(signs, -1);
        for (int seed : toTheFirst) {
            signs[seed] = 1;
        }
        return signs;
    }
}
