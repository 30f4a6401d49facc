package keel.experiments.stability.sensitivity;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import keel.experiments.stability.ReferenceFile;

/**
 * Data of Adkins et al. (2024), PPO variants in five environments: what their code makes of all seven algorithms, and the scores
 * of one of them, {@code advn_norm_ema}, with the settings among which all its maxima lie.
 */
final class Adkins {
    static final JsonNode REFERENCE = ReferenceFile.read("hp-sensitivity-reference.json");
    static final String ALGORITHM = "advn_norm_ema";

    private Adkins() {}

    static EnvironmentScores scores() {
        List<List<String>> rows = rows();
        List<String> criticRates = rows.get(0).subList(4, rows.get(0).size());
        List<SettingScore> scores = new ArrayList<>();
        for (List<String> row : rows.subList(1, rows.size())) {
            for (int i = 0; i < criticRates.size(); i++) {
                String score = row.get(4 + i);
                if (!score.isEmpty()) {
                    scores.add(new SettingScore(
                            Map.of(
                                    "gae_lambda", row.get(1),
                                    "ent_coef", row.get(2),
                                    "actor_lr", row.get(3),
                                    "critic_lr", criticRates.get(i)),
                            row.get(0),
                            Double.parseDouble(score)));
                }
            }
        }
        return EnvironmentScores.of(scores);
    }

    private static List<List<String>> rows() {
        try (InputStream in = Adkins.class.getResourceAsStream("/reference/hp-sensitivity-advn-norm-ema.csv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> List.of(line.split(",", -1)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
