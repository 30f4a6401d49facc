package keel.experiments.stability.sensitivity;

import static keel.experiments.stability.sensitivity.Adkins.REFERENCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import keel.experiments.stability.sensitivity.EffectiveDimensionality.Tuned;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Of the seven algorithms of the reference, the scores of one are stored and feed everything; of the other six the file's own
 * numbers feed what follows from them.
 */
class EffectiveDimensionalityTest {
    private static final double TOLERANCE = 1e-9;

    @Test
    void equalsTheAuthors() {
        EnvironmentScores scores = Adkins.scores();
        JsonNode expected = REFERENCE.path("effective_dimensionality").path(Adkins.ALGORITHM);
        expected.path("default")
                .properties()
                .forEach(fixed -> assertEquals(
                        fixed.getValue().asDouble(),
                        Double.parseDouble(scores.bestAcrossEnvironments().get(fixed.getKey()))));
        EffectiveDimensionality dimensionality = EffectiveDimensionality.of(scores);
        assertEquals(5, dimensionality.bestTuned().size());
        for (int size = 0; size < 5; size++) {
            Tuned tuned = dimensionality.bestTuned().get(size);
            assertEquals(expected.path("score_tuning_n").path("" + size).asDouble(), tuned.score(), TOLERANCE);
            assertEquals(size, tuned.hyperparameters().size());
        }
        expected.path("tuned_sets")
                .properties()
                .forEach(set -> assertEquals(
                        names(set.getValue()),
                        dimensionality
                                .bestTuned()
                                .get(Integer.parseInt(set.getKey()))
                                .hyperparameters()));
        assertEquals(expected.path("effective_dim").asInt(), dimensionality.dimension());
    }

    private static Set<String> names(JsonNode list) {
        Set<String> names = new TreeSet<>();
        list.forEach(name -> names.add(name.asText()));
        return names;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "advn_norm_ema",
                "advn_norm_max_ema",
                "advn_norm_mean",
                "lambda_ac",
                "norm_obs",
                "symlog_critic_targets",
                "symlog_obs"
            })
    void theNinetyFivePercentRuleEqualsTheAuthors(String algorithm) {
        JsonNode expected = REFERENCE.path("effective_dimensionality").path(algorithm);
        List<Tuned> tuned = StreamSupport.stream(expected.path("score_tuning_n").spliterator(), false)
                .map(score -> new Tuned(Set.of(), score.asDouble()))
                .toList();
        assertEquals(expected.path("effective_dim").asInt(), new EffectiveDimensionality(tuned).dimension());
    }

    /**
     * Rates 0 and 1 of two networks. (0, 0) is best across, with 0.6 + 0.6; each environment wants another second rate. The
     * first rate buys nothing, the second (0.6 + 1) / 2 = 0.8, and so do both.
     */
    @Test
    void aRateThatBuysNothingIsNotCounted() {
        List<SettingScore> scores = new ArrayList<>();
        IntStream.range(0, 2).forEach(first -> {
            scores.add(score(first, 0, "pole", 0.6 - 0.1 * first));
            scores.add(score(first, 0, "pendulum", 0.6 - 0.1 * first));
            scores.add(score(first, 1, "pole", 0.1));
            scores.add(score(first, 1, "pendulum", 1.0 - 0.1 * first));
        });
        EffectiveDimensionality dimensionality = EffectiveDimensionality.of(EnvironmentScores.of(scores));
        assertEquals(1, dimensionality.dimension());
        assertEquals(
                new Tuned(Set.of("second"), 0.8), dimensionality.bestTuned().get(1));
        assertEquals(0.6, dimensionality.bestTuned().get(0).score(), 1e-12);
        assertEquals(0.8, dimensionality.bestTuned().get(2).score(), 1e-12);
    }

    private static SettingScore score(int first, int second, String environment, double score) {
        return new SettingScore(Map.of("first", "" + first, "second", "" + second), environment, score);
    }

    @Test
    void aShareOfNothingIsRefused() {
        List<Tuned> worthless = List.of(new Tuned(Set.of(), -2), new Tuned(Set.of("rate"), -1));
        assertThrows(IllegalArgumentException.class, () -> new EffectiveDimensionality(worthless));
    }
}
