package keel.experiments.stability.sensitivity;

import static keel.experiments.stability.sensitivity.Adkins.REFERENCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentScoresTest {
    private static final double TOLERANCE = 1e-9;

    private static SettingScore score(String rate, String environment, double score) {
        return new SettingScore(Map.of("rate", rate), environment, score);
    }

    @Test
    void sensitivityEqualsTheAuthors() {
        EnvironmentScores scores = Adkins.scores();
        JsonNode expected = REFERENCE.path("sensitivity").path(Adkins.ALGORITHM);
        assertEquals(expected.path("per_env_tuned").asDouble(), scores.tunedPerEnvironment(), TOLERANCE);
        assertEquals(expected.path("cross_env_tuned").asDouble(), scores.tunedAcrossEnvironments(), TOLERANCE);
        assertEquals(expected.path("sensitivity").asDouble(), scores.sensitivity(), TOLERANCE);
    }

    /** The best pair of rates in every environment, and the best single one, of settings that have a score in all. */
    @Test
    void theBestPairsOfRatesEqualTheReference() {
        EnvironmentScores decoupled = Adkins.scores().complete();
        EnvironmentScores coupled =
                decoupled.where(setting -> setting.get("actor_lr").equals(setting.get("critic_lr")));
        JsonNode expected = REFERENCE.path("coupled_vs_decoupled(ours)").path(Adkins.ALGORITHM);
        for (String environment : List.of("ant", "halfcheetah", "hopper", "swimmer", "walker2d")) {
            JsonNode one = expected.path(environment);
            assertBest(one, "decoupled", "actor_lr", decoupled.bestIn(environment), "actor_lr");
            assertBest(one, "decoupled", "critic_lr", decoupled.bestIn(environment), "critic_lr");
            assertBest(one, "coupled", "coupled_lr", coupled.bestIn(environment), "actor_lr");
        }
        JsonNode across = expected.path("_cross_env");
        assertEquals(across.path("decoupled").asDouble(), decoupled.tunedAcrossEnvironments(), TOLERANCE);
        assertEquals(across.path("coupled").asDouble(), coupled.tunedAcrossEnvironments(), TOLERANCE);
        assertRate(across.path("actor_lr"), decoupled.bestAcrossEnvironments().get("actor_lr"));
        assertRate(across.path("critic_lr"), decoupled.bestAcrossEnvironments().get("critic_lr"));
        assertRate(across.path("coupled_lr"), coupled.bestAcrossEnvironments().get("actor_lr"));
    }

    private static void assertBest(JsonNode expected, String which, String rate, SettingScore best, String name) {
        assertEquals(expected.path("best_" + which).asDouble(), best.score(), TOLERANCE);
        assertRate(expected.path(rate), best.hyperparameters().get(name));
    }

    private static void assertRate(JsonNode expected, String rate) {
        assertEquals(expected.asDouble(), Double.parseDouble(rate));
    }

    /** Of rates a, b, c only b and c were tried in both: means 0.5 and 0.4; the best of each are 0.9 and 0.8. */
    @Test
    void aSettingThatIsMissingSomewhereCountsOnlyWhereItIs() {
        EnvironmentScores scores = EnvironmentScores.of(List.of(
                score("a", "pole", 0.9),
                score("b", "pole", 0.2),
                score("c", "pole", 0.7),
                score("b", "pendulum", 0.8),
                score("c", "pendulum", 0.1)));
        assertEquals(0.85, scores.tunedPerEnvironment(), 1e-12);
        assertEquals(0.5, scores.tunedAcrossEnvironments(), 1e-12);
        assertEquals(0.35, scores.sensitivity(), 1e-12);
        assertEquals(Map.of("rate", "b"), scores.bestAcrossEnvironments());
        assertEquals(score("c", "pole", 0.7), scores.complete().bestIn("pole"));
    }

    @Test
    void aSettingThatDivergedCountsAsOneThatIsMissing() {
        EnvironmentScores scores = EnvironmentScores.of(List.of(
                score("a", "pole", 0.9),
                score("a", "pendulum", Double.NEGATIVE_INFINITY),
                score("b", "pole", 0.2),
                score("b", "pendulum", 0.8)));
        assertEquals(0.35, scores.sensitivity(), 1e-12);
    }

    @Test
    void withoutAScoreThereIsNoBest() {
        EnvironmentScores scores = EnvironmentScores.of(
                List.of(score("a", "pole", 0.9), score("a", "pendulum", Double.NEGATIVE_INFINITY)));
        assertThrows(IllegalStateException.class, scores::tunedAcrossEnvironments);
        assertThrows(IllegalStateException.class, () -> scores.bestIn("pendulum"));
    }

    @Test
    void whatCannotBeComparedIsRefused() {
        List<SettingScore> twice = List.of(score("a", "pole", 0.9), score("a", "pole", 0.8));
        assertThrows(IllegalArgumentException.class, () -> EnvironmentScores.of(twice));
        assertThrows(IllegalArgumentException.class, () -> score("a", "pole", Double.NaN));
    }
}
