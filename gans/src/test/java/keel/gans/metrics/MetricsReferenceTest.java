package keel.gans.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What NumPy and SciPy computed by definition. */
class MetricsReferenceTest {
    private static final double TOLERANCE = 1e-6;
    private static JsonNode reference;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream in = MetricsReferenceTest.class.getResourceAsStream("/reference/metrics-reference.json")) {
            reference = new ObjectMapper().readTree(in);
        }
    }

    private static double[][] rows(JsonNode list) {
        double[][] rows = new double[list.size()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = numbers(list.get(i));
        }
        return rows;
    }

    private static double[] numbers(JsonNode list) {
        double[] numbers = new double[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = list.get(i).asDouble();
        }
        return numbers;
    }

    private static RealMatrix matrix(JsonNode list) {
        return MatrixUtils.createRealMatrix(rows(list));
    }

    static Stream<JsonNode> sets() throws IOException {
        read();
        List<JsonNode> all = new ArrayList<>();
        reference.get("sets").forEach(all::add);
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("sets")
    void distancesOfSets(JsonNode set) {
        SampleSet real = new SampleSet(rows(set.get("real")));
        SampleSet fake = new SampleSet(rows(set.get("fake")));
        assertEquals(set.get("frechet").get("value").asDouble(), Frechet.distance(real, fake), TOLERANCE);
        assertEquals(set.get("kid_poly3_unbiased").asDouble(), KernelDistance.polynomial(real, fake), TOLERANCE);
        set.get("mmd2_rbf")
                .properties()
                .forEach(entry -> assertEquals(
                        entry.getValue().get("unbiased").asDouble(),
                        KernelDistance.gaussian(real, fake, Double.parseDouble(entry.getKey())),
                        TOLERANCE));
        for (JsonNode prdc : set.get("prdc")) {
            Neighbours found = Neighbours.of(real, fake, prdc.get("k").asInt());
            assertEquals(prdc.get("precision").asDouble(), found.precision(), TOLERANCE);
            assertEquals(prdc.get("recall").asDouble(), found.recall(), TOLERANCE);
            assertEquals(prdc.get("density").asDouble(), found.density(), TOLERANCE);
            assertEquals(prdc.get("coverage").asDouble(), found.coverage(), TOLERANCE);
        }
        assertEquals(
                set.get("nn_two_sample_1nn_loo_accuracy").asDouble(),
                Neighbours.twoSampleAccuracy(real, fake),
                TOLERANCE);
        if (set.has("swd_p1")) {
            double[][] lines = rows(set.get("projections"));
            for (int power = 1; power <= 2; power++) {
                assertEquals(
                        set.get("swd_p" + power).asDouble(),
                        SlicedWasserstein.distance(real, fake, lines, power),
                        TOLERANCE);
            }
        }
    }

    @Test
    void frechetDistancesInClosedForm() {
        for (JsonNode entry : reference.get("frechet_closed_form")) {
            assertEquals(
                    entry.get("value").asDouble(),
                    Frechet.distance(
                            numbers(entry.get("mu1")),
                            matrix(entry.get("C1")),
                            numbers(entry.get("mu2")),
                            matrix(entry.get("C2"))),
                    1e-9);
        }
    }

    /**
     * Two columns are copies: the covariance is singular, and the distance to itself is still 0, up to the root of a rounding
     * error where an eigenvalue is 0.
     */
    @Test
    void aSingularCovarianceIsNoObstacle() {
        double[][] rows = {{1, 1, 0}, {2, 2, 1}, {4, 4, -1}, {-1, -1, 3}};
        assertEquals(0, Frechet.distance(new SampleSet(rows), new SampleSet(rows)), 1e-6);
    }

    @Test
    void inceptionScore() {
        JsonNode entry = reference.get("inception_score");
        assertEquals(entry.get("value").asDouble(), InceptionScore.of(rows(entry.get("probs"))), TOLERANCE);
    }

    @Test
    void reverseKlOfStackedModes() {
        JsonNode entry = reference.get("stacked_counts");
        long[] counts = new long[1000];
        entry.get("counts_nonzero")
                .properties()
                .forEach(count -> counts[Integer.parseInt(count.getKey())] =
                        count.getValue().asLong());
        assertEquals(entry.get("reverse_kl").asDouble(), ModeCoverage.reverseKl(counts), TOLERANCE);
    }
}
