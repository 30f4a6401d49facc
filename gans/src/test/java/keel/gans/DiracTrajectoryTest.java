package keel.gans;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import keel.gans.UpdateSpec.Order;
import keel.gans.data.DiracSpec;
import keel.gans.loss.GanLoss;
import keel.gans.loss.Minimax;
import keel.gans.loss.NonSaturating;
import keel.gans.loss.Wasserstein;
import keel.training.NetworkTraining;
import keel.training.network.Engine;
import keel.training.network.Initializer;
import keel.training.network.NetworkSpec;
import keel.training.network.OutputSpec;
import keel.training.optimizer.SgdSpec;
import keel.training.rate.Constant;
import keel.training.telemetry.MetricRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The trainer follows trajectories of the Dirac-GAN that were computed by definition, in double precision. */
class DiracTrajectoryTest {
    static Stream<JsonNode> trajectories() throws IOException {
        try (InputStream in = DiracTrajectoryTest.class.getResourceAsStream("/reference/dirac-reference.json")) {
            List<JsonNode> entries = new ArrayList<>();
            new ObjectMapper().readTree(in).get("trajectories").forEach(entries::add);
            // The others are Adam's, in another form of its epsilon.
            return entries.stream().filter(entry -> !entry.get("kind").asText().contains("adam"));
        }
    }

    private static GanLoss loss(String variant) {
        if (variant.startsWith("wgan")) {
            return new Wasserstein();
        }
        return variant.startsWith("nsgan") ? new NonSaturating() : new Minimax();
    }

    /** The file's reg is the derivative's factor: its 0.7 (|ψ| - 1) belongs to a penalty of 0.35 (|ψ| - 1)². */
    private static RegularizerSpec regularizers(String variant) {
        double r1 = variant.contains("_r1(")
                ? Double.parseDouble(variant.substring(variant.indexOf('(') + 1, variant.indexOf(')')))
                : 0;
        return new RegularizerSpec(
                r1, 0, variant.startsWith("wgan_gp") ? 0.35 : 0, 1, Optional.empty(), new Constant(0));
    }

    private static NetworkTraining training(OutputSpec output, double weight, double bias, double rate) {
        NetworkSpec network = new NetworkSpec(
                Optional.empty(), List.of(), output, Optional.of(new Initializer.Constant(weight, bias)));
        return NetworkTraining.of(network, new SgdSpec(0, false, 0), new Constant(rate));
    }

    /** The file's discriminator rises towards generated numbers, ours towards real ones: its ψ is minus ours. */
    @ParameterizedTest
    @MethodSource("trajectories")
    void followsTheTrajectory(JsonNode entry) {
        String variant = entry.get("variant").asText();
        GanSpec spec = new GanSpec(
                new DiracSpec(),
                new LatentSpec(1, LatentSpec.Noise.ZERO),
                1,
                10,
                training(
                        new OutputSpec.Linear(false),
                        0,
                        entry.get("theta0").asDouble(),
                        entry.get("lrG").asDouble()),
                training(
                        new OutputSpec.Linear(false, false),
                        -entry.get("psi0").asDouble(),
                        0,
                        entry.get("lrD").asDouble()),
                loss(variant),
                regularizers(variant),
                new UpdateSpec(
                        entry.get("kind").asText().equals("sim") ? Order.SIMULTANEOUS : Order.GENERATOR_FIRST, 1, 1),
                Optional.empty(),
                new EvaluationSpec(100, 1),
                1,
                Engine.STACKED);
        List<MetricRecord> records = new ArrayList<>();
        try (GanTrainer trainer = GanTrainer.create(List.of(spec), new long[] {0})) {
            trainer.train(new MemberRecords(0, records));
        }
        for (int i = 0; i < 10; i++) {
            JsonNode expected = entry.get("first10").get(i);
            assertEquals(expected.get(0).asDouble(), records.get(i).values().get("dirac/theta"), 2e-6, "theta " + i);
            assertEquals(expected.get(1).asDouble(), -records.get(i).values().get("dirac/psi"), 2e-6, "psi " + i);
        }
    }
}
