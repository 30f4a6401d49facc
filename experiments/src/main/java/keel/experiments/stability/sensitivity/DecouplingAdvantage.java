package keel.experiments.stability.sensitivity;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import keel.experiments.stability.Interval;
import keel.training.random.RandomStream;

/**
 * How much better the best pair of rates scores than the best single rate for both networks, on seeds that had no part in the
 * choice.
 *
 * <p>The best of a grid of 5 × 5 pairs is a maximum of 25 noisy means, the best single rate one of 5 of them. Maxima of more
 * means are larger even if all pairs are equally good (for normal noise of standard deviation s, on average 1.97 s against
 * 1.16 s), and the 5 are among the 25, so on the seeds that chose it the best pair cannot lose. Here one half of the seeds
 * chooses both and the other half says what they score, for many halvings: a choice by luck gains nothing there. What is
 * measured is what a researcher gets who chooses with half as many seeds.
 *
 * @param seeds of every pair
 * @param halvings how many were made
 * @param inSample advantage on the seeds that chose the pairs, all of them: biased upwards, never below 0
 * @param outOfSample mean advantage on the other half
 * @param interval of outOfSample, Student's with the standard error of the delete-half jackknife (Shao &amp; Wu 1989); where the
 *     same pairs win every time, exactly that of their paired differences over seeds
 * @param bestPairs how often which pair was the best of all, which a coupled one may be; most often first
 * @param bestCoupledPairs the same of the best coupled one
 */
public record DecouplingAdvantage(
        int seeds,
        int halvings,
        double inSample,
        double outOfSample,
        Interval interval,
        List<Chosen> bestPairs,
        List<Chosen> bestCoupledPairs) {
    /** A pair, and in how many halvings it was chosen. */
    public record Chosen(RatePair rates, int times) {}

    private record Choice(PairScores any, PairScores coupled) {
        /** Of equally good pairs the first of the grid counts, but a coupled one before any other. */
        static Choice by(List<PairScores> grid, int[] seeds) {
            Comparator<PairScores> byMean = Comparator.comparingDouble(pair -> pair.mean(seeds));
            PairScores coupled = grid.stream()
                    .filter(pair -> pair.rates().coupled())
                    .max(byMean)
                    .orElseThrow();
            PairScores any = grid.stream().max(byMean).orElseThrow();
            return new Choice(byMean.compare(any, coupled) > 0 ? any : coupled, coupled);
        }

        double advantage(int[] seeds) {
            return any.mean(seeds) - coupled.mean(seeds);
        }
    }

    /**
     * Of a grid. A run that diverged counts as the lowest score any run of the grid has, so that means stay finite; a caller who
     * knows a lower bound of scores gives that instead.
     *
     * @param grid pairs with equally many seeds, at least 2; at least one pair coupled, and one not
     * @param mostHalvings all halvings are made where there are not more of them, otherwise so many random ones; at least 2
     * @throws IllegalArgumentException if the grid is otherwise, or no run of it has a score
     */
    public static DecouplingAdvantage of(List<PairScores> grid, int mostHalvings, RandomStream random) {
        check(grid);
        List<PairScores> finite = withFloor(grid);
        int seeds = grid.get(0).bySeed().length;
        List<Halving> halvings = Halving.of(seeds, mostHalvings, random);
        List<Choice> choices = halvings.stream()
                .map(halving -> Choice.by(finite, halving.choosing()))
                .toList();
        double[] advantages = IntStream.range(0, halvings.size())
                .mapToDouble(i -> choices.get(i).advantage(halvings.get(i).reporting()))
                .toArray();
        int[] all = IntStream.range(0, seeds).toArray();
        double mean = Arrays.stream(advantages).average().orElseThrow();
        int reporting = halvings.get(0).reporting().length;
        return new DecouplingAdvantage(
                seeds,
                advantages.length,
                Choice.by(finite, all).advantage(all),
                mean,
                Interval.around(mean, jackknifeError(advantages, mean, reporting, seeds), seeds - 1.0),
                counted(choices, Choice::any),
                counted(choices, Choice::coupled));
    }

    private static void check(List<PairScores> grid) {
        long coupled = grid.stream().filter(pair -> pair.rates().coupled()).count();
        if (coupled == 0 || coupled == grid.size()) {
            throw new IllegalArgumentException(
                    "%d of %d pairs are coupled: a comparison needs at least one that is, and one that is not"
                            .formatted(coupled, grid.size()));
        }
        int[] seeds =
                grid.stream().mapToInt(pair -> pair.bySeed().length).distinct().toArray();
        if (seeds.length > 1 || seeds[0] < 2) {
            throw new IllegalArgumentException(
                    "pairs have %s seeds: all need the same ones, at least 2".formatted(Arrays.toString(seeds)));
        }
    }

    private static List<PairScores> withFloor(List<PairScores> grid) {
        double floor = grid.stream()
                .flatMapToDouble(pair -> Arrays.stream(pair.bySeed()))
                .filter(Double::isFinite)
                .min()
                .orElseThrow(() -> new IllegalArgumentException("every run of the grid diverged: there is no score"));
        return grid.stream()
                .map(pair -> new PairScores(
                        pair.rates(),
                        Arrays.stream(pair.bySeed())
                                .map(score -> Math.max(score, floor))
                                .toArray()))
                .toList();
    }

    /** For a mean over seeds, the spread of its means over halves, scaled by their size, is its own standard error. */
    private static double jackknifeError(double[] advantages, double mean, int reporting, int seeds) {
        double variance = Arrays.stream(advantages)
                .map(advantage -> (advantage - mean) * (advantage - mean))
                .average()
                .orElseThrow();
        return Math.sqrt(variance * reporting / (seeds - reporting));
    }

    private static List<Chosen> counted(List<Choice> choices, Function<Choice, PairScores> side) {
        Map<RatePair, Integer> times = choices.stream()
                .map(choice -> side.apply(choice).rates())
                .collect(Collectors.toMap(Function.identity(), rates -> 1, Integer::sum));
        return times.entrySet().stream()
                .map(entry -> new Chosen(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingInt(Chosen::times)
                        .reversed()
                        .thenComparingDouble(chosen -> chosen.rates().rateA())
                        .thenComparingDouble(chosen -> chosen.rates().rateB()))
                .toList();
    }
}
