package keel.experiments.stability.sensitivity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import keel.experiments.stability.Interval;
import keel.experiments.stability.sensitivity.DecouplingAdvantage.Chosen;
import keel.training.random.RandomStream;
import org.junit.jupiter.api.Test;

class DecouplingAdvantageTest {
    private static final double LOST = Double.NEGATIVE_INFINITY;
    private static final int ALL = 1000;

    private static RandomStream random(long seed) {
        return RandomStream.named(seed, "halving");
    }

    private static PairScores pair(double rateA, double rateB, double... bySeed) {
        return new PairScores(new RatePair(rateA, rateB), bySeed);
    }

    /** 5 × 5 pairs, all of standard normal scores: no pair is better than another one. */
    private static List<PairScores> noise(int seeds, RandomStream random) {
        List<PairScores> grid = new ArrayList<>();
        for (int a = 0; a < 5; a++) {
            for (int b = 0; b < 5; b++) {
                grid.add(pair(
                        a,
                        b,
                        DoubleStream.generate(random::nextGaussian).limit(seeds).toArray()));
            }
        }
        return grid;
    }

    /**
     * With 10 seeds means have the standard deviation 1 / √10, so the best of 25 beats the best of 5 by about
     * (1.97 − 1.16) / √10 = 0.25 on the seeds that chose them, and by nothing on others.
     */
    @Test
    void luckBuysNothingOnOtherSeeds() {
        RandomStream random = random(3);
        List<DecouplingAdvantage> ofNoise = IntStream.range(0, 200)
                .mapToObj(i -> DecouplingAdvantage.of(noise(10, random), 50, random))
                .toList();
        double[] inSample =
                ofNoise.stream().mapToDouble(DecouplingAdvantage::inSample).toArray();
        double[] outOfSample =
                ofNoise.stream().mapToDouble(DecouplingAdvantage::outOfSample).toArray();
        Interval biased = Interval.ofMean(inSample);
        assertTrue(biased.low() < 0.254 && 0.254 < biased.high(), "%s holds 0.254".formatted(biased));
        Interval unbiased = Interval.ofMean(outOfSample);
        assertTrue(unbiased.low() < 0 && 0 < unbiased.high(), "%s holds 0".formatted(unbiased));
    }

    /** (1, 2) wins on every half, so what is left is a comparison of two fixed pairs. */
    @Test
    void aPairThatAlwaysWinsHasStudentsIntervalOfItsDifferences() {
        List<PairScores> grid = List.of(
                pair(1, 1, 1, 2, 3, 4, 6),
                pair(2, 2, 0, 0, 1, 1, 1),
                pair(1, 2, 14, 13, 15, 12, 19),
                pair(2, 1, 5, 5, 5, 5, 5));
        DecouplingAdvantage advantage = DecouplingAdvantage.of(grid, ALL, random(0));
        assertEquals(10, advantage.halvings(), "5 over 3");
        assertEquals(5, advantage.seeds());
        double[] differences = {13, 11, 12, 8, 13};
        assertEquals(11.4, advantage.inSample(), 1e-12);
        assertEquals(11.4, advantage.outOfSample(), 1e-12);
        Interval expected = Interval.ofMean(differences);
        assertEquals(expected.low(), advantage.interval().low(), 1e-12);
        assertEquals(expected.high(), advantage.interval().high(), 1e-12);
        assertEquals(List.of(new Chosen(new RatePair(1, 2), 10)), advantage.bestPairs());
        assertEquals(List.of(new Chosen(new RatePair(1, 1), 10)), advantage.bestCoupledPairs());
    }

    /**
     * Two seeds: each chooses for the other. On seed 0 the pair (1, 2) wins by 3 and on seed 1 it loses by 4; on seed 1 the
     * coupled one wins and is compared with itself. Means are 1.5 and 2, so together nothing is won.
     */
    @Test
    void oneHalfChoosesAndTheOtherReports() {
        List<PairScores> grid = List.of(pair(1, 1, 0, 4), pair(1, 2, 3, 0));
        DecouplingAdvantage advantage = DecouplingAdvantage.of(grid, ALL, random(0));
        assertEquals(2, advantage.halvings());
        assertEquals((-4 + 0) / 2.0, advantage.outOfSample(), 1e-12);
        assertEquals(0, advantage.inSample());
        assertEquals(
                List.of(new Chosen(new RatePair(1, 1), 1), new Chosen(new RatePair(1, 2), 1)), advantage.bestPairs());
    }

    /** (1, 2) has the better mean of seeds 0 and 1, and not of two with seed 2. */
    @Test
    void whatWasChosenMostOftenComesFirst() {
        DecouplingAdvantage advantage =
                DecouplingAdvantage.of(List.of(pair(1, 2, 3, 3, -9), pair(2, 2, 0, 0, 0)), ALL, random(0));
        assertEquals(
                List.of(new Chosen(new RatePair(2, 2), 2), new Chosen(new RatePair(1, 2), 1)), advantage.bestPairs());
    }

    /** The lost run counts as 2, the lowest score of all: (2 + 8) / 2 against 4. */
    @Test
    void aDivergedRunCountsAsTheLowestScoreOfTheGrid() {
        DecouplingAdvantage advantage = DecouplingAdvantage.of(
                List.of(pair(1, 1, 4, 4), pair(2, 2, 2, 3), pair(1, 2, LOST, 8)), ALL, random(0));
        assertEquals(1, advantage.inSample(), 1e-12);
        assertTrue(Double.isFinite(advantage.outOfSample()));
        assertTrue(Double.isFinite(advantage.interval().low()));
    }

    @Test
    void equallyGoodPairsAreNoReasonToDecouple() {
        List<PairScores> grid = List.of(pair(1, 2, 5, 5, 5), pair(2, 2, 5, 5, 5), pair(1, 1, 1, 1, 1));
        DecouplingAdvantage advantage = DecouplingAdvantage.of(grid, ALL, random(0));
        assertEquals(List.of(new Chosen(new RatePair(2, 2), 3)), advantage.bestPairs());
        assertEquals(new Interval(0, 0), advantage.interval());
    }

    @Test
    void theSeedDecidesWhichHalvingsAreMade() {
        List<PairScores> grid = noise(20, random(7));
        DecouplingAdvantage advantage = DecouplingAdvantage.of(grid, 100, random(1));
        assertEquals(100, advantage.halvings());
        assertEquals(advantage, DecouplingAdvantage.of(grid, 100, random(1)));
        assertNotEquals(
                advantage.outOfSample(),
                DecouplingAdvantage.of(grid, 100, random(2)).outOfSample());
        assertEquals(
                advantage.inSample(),
                DecouplingAdvantage.of(grid, 100, random(2)).inSample());
    }

    @Test
    void gridsThatCannotBeComparedAreRefused() {
        assertRefused(List.of(pair(1, 1, 1, 2), pair(2, 2, 1, 2)));
        assertRefused(List.of(pair(1, 2, 1, 2), pair(2, 1, 1, 2)));
        assertRefused(List.of());
        assertRefused(List.of(pair(1, 1, 1, 2), pair(1, 2, 1, 2, 3)));
        assertRefused(List.of(pair(1, 1, 1), pair(1, 2, 1)));
        assertRefused(List.of(pair(1, 1, LOST, LOST), pair(1, 2, LOST, LOST)));
        assertThrows(IllegalArgumentException.class, () -> pair(1, 2, 0, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> pair(1, 2, 0, Double.POSITIVE_INFINITY));
    }

    private static void assertRefused(List<PairScores> grid) {
        assertThrows(IllegalArgumentException.class, () -> DecouplingAdvantage.of(grid, ALL, random(0)));
    }
}
