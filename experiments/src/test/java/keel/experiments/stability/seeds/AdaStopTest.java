package keel.experiments.stability.seeds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import keel.training.random.RandomStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AdaStopTest {
    private static final JsonNode REFERENCE = reference();
    private static final double[] LOW = {1.1, 0.7, 1.3, 0.9, 1.2};
    private static final double[] HIGH = {7.4, 9.1, 8.2, 8.8, 7.9};

    private static JsonNode reference() {
        try (InputStream in = AdaStopTest.class.getResourceAsStream("/reference/adastop-reference.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RandomStream random(long seed) {
        return RandomStream.named(seed, "seeds");
    }

    private static Map<String, double[]> scores(double[]... ofSettings) {
        Map<String, double[]> scores = new LinkedHashMap<>();
        for (int i = 0; i < ofSettings.length; i++) {
            scores.put(String.valueOf((char) ('A' + i)), ofSettings[i]);
        }
        return scores;
    }

    static Stream<JsonNode> cases() {
        return REFERENCE.path("cases").valueStream();
    }

    /**
     * Their code at a level decides as ours does at twice the level, since it takes the quantiles of signed statistics for those of
     * absolute ones; of all ways of dealing, each has one that is its opposite. So the level that is spent is twice theirs, too.
     */
    @ParameterizedTest
    @MethodSource("cases")
    void decidesAsTheirCodeDoesAtHalfTheLevel(JsonNode reference) {
        AdaStop plan = new AdaStop(
                reference.path("n").asInt(),
                reference.path("K").asInt(),
                2 * reference.path("alpha").asDouble(),
                reference.path("B").asInt());
        SeedReport report = plan.compare(
                scores(Stream.of("A", "B", "C")
                        .map(setting -> REFERENCE
                                .path("scores")
                                .path(setting)
                                .valueStream()
                                .mapToDouble(JsonNode::asDouble)
                                .toArray())
                        .toArray(double[][]::new)),
                random(0));
        JsonNode steps = reference.path("steps");
        assertEquals(steps.size(), report.interims().size());
        for (int look = 0; look < steps.size(); look++) {
            JsonNode expected = steps.get(look).path("decisions");
            Interim interim = report.interims().get(look);
            System.err.println(plan + " " + look + " " + interim + " " + expected);
            assertEquals(
                    List.of(
                            expected.path("[0 1]").asText(),
                            expected.path("[0 2]").asText(),
                            expected.path("[1 2]").asText()),
                    interim.comparisons().stream()
                            .map(comparison -> comparison.decision().name().toLowerCase(Locale.ROOT))
                            .toList(),
                    "look " + look);
        }
        Interim first = report.interims().get(0);
        assertEquals(steps.get(0).path("boundary").get(0).asDouble(), first.boundary(), 1e-12);
        assertEquals(2 * steps.get(0).path("level_spent").asDouble(), first.levelSpent(), 1e-12);
        assertTrue(report.enough());
    }
}
