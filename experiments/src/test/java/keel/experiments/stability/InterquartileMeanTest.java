package keel.experiments.stability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.stream.IntStream;
import keel.training.random.RandomStream;
import org.junit.jupiter.api.Test;

class InterquartileMeanTest {
    private static final JsonNode REFERENCE = reference();

    private static JsonNode reference() {
        try (InputStream in = InterquartileMeanTest.class.getResourceAsStream("/reference/rliable-reference.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double[] numbers(JsonNode list) {
        return IntStream.range(0, list.size())
                .mapToDouble(i -> list.get(i).asDouble())
                .toArray();
    }

    /** All runs of all tasks together are what rliable trims. */
    @Test
    void equalsRliable() {
        for (String algorithm : new String[] {"A", "B", "C", "T", "U"}) {
            JsonNode scores = REFERENCE.path("scores").path(algorithm);
            double[] all = IntStream.range(0, scores.size())
                    .boxed()
                    .flatMapToDouble(run -> IntStream.range(0, scores.get(run).size())
                            .mapToDouble(task -> scores.get(run).get(task).asDouble()))
                    .toArray();
            double expected =
                    REFERENCE.path("aggregates").path(algorithm).path("iqm").asDouble();
            assertEquals(expected, InterquartileMean.of(all), 1e-12, algorithm);
        }
        REFERENCE
                .path("trim_mean_small_n")
                .properties()
                .forEach(entry -> assertEquals(
                        entry.getValue().path("iqm").asDouble(),
                        InterquartileMean.of(numbers(entry.getValue().path("in"))),
                        1e-12));
        REFERENCE
                .path("trim_mean_asymmetric")
                .forEach(one ->
                        assertEquals(one.path("iqm").asDouble(), InterquartileMean.of(numbers(one.path("in"))), 1e-12));
    }

    /**
     * Of three scores nothing is cut, so resamples are sums of three draws from {0, 1, 2}; of 27 equally likely ones one has
     * the mean 0 and one 2. At 95 % an end of 2.5 % lies beyond each, within the next value: 3 of 27 have the mean 1/3.
     */
    @Test
    void theIntervalHoldsTheMiddleOfTheResamples() {
        Interval interval =
                InterquartileMean.interval(new double[] {2, 0, 1}, 50_000, RandomStream.named(1, "bootstrap"));
        assertEquals(0, interval.low(), 1e-12, "a mean of 0 comes in 1 of 27 = 3.7 % of resamples");
        assertEquals(2, interval.high(), 1e-12);
        double[] four = {0, 0, 0, 4};
        Interval trimmed = InterquartileMean.interval(four, 50_000, RandomStream.named(1, "bootstrap"));
        assertEquals(0, trimmed.low(), 1e-12);
        assertEquals(4, trimmed.high(), 1e-12, "3 or 4 draws of the 4 come in 13 of 256 = 5.1 % of resamples");
    }

    @Test
    void scoresThatAgreeHaveAnIntervalOfNoWidthAndOneScoreHasNone() {
        assertEquals(
                Optional.of(new Interval(3, 3)),
                InterquartileMean.estimate(new double[] {3, 3, 3, 3}).interval());
        assertEquals(
                Optional.empty(), InterquartileMean.estimate(new double[] {3}).interval());
        assertEquals(0, InterquartileMean.estimate(new double[0]).n());
    }

    /** Place 0.025 * 999 lies between two values; where the lower is the worst possible there is nothing between. */
    @Test
    void aQuantileBetweenTheWorstPossibleScoreAndAnotherIsTheWorst() {
        double lost = Double.NEGATIVE_INFINITY;
        assertEquals(lost, InterquartileMean.quantile(new double[] {lost, 1}, 0.5));
        assertEquals(1.5, InterquartileMean.quantile(new double[] {lost, 1, 2}, 0.75), 1e-12);
        assertEquals(lost, InterquartileMean.quantile(new double[] {lost, lost}, 0.5));
    }

    /** A run that diverged is worse than any that did not, by no number one could name. */
    @Test
    void theWorstPossibleScoreIsCutWhileItIsRare() {
        double lost = Double.NEGATIVE_INFINITY;
        assertEquals(2.5, InterquartileMean.of(new double[] {lost, 2, 3, 9}));
        Estimate half = InterquartileMean.estimate(new double[] {lost, lost, 3, 9});
        assertEquals(lost, half.mean());
        assertEquals(lost, half.interval().orElseThrow().low());
        Estimate few = InterquartileMean.estimate(new double[] {lost, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5});
        assertEquals(5, few.mean());
        assertTrue(few.interval().orElseThrow().high() == 5);
    }
}
