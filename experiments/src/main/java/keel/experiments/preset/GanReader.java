package keel.experiments.preset;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import keel.gans.EvaluationSpec;
import keel.gans.GanSpec;
import keel.gans.LatentSpec;
import keel.gans.RegularizerSpec;
import keel.gans.UpdateSpec;
import keel.gans.data.DataSpec;
import keel.gans.loss.GanLoss;
import keel.gans.loss.Hinge;
import keel.gans.loss.LabelSmoothing;
import keel.gans.loss.LeastSquares;
import keel.gans.loss.Minimax;
import keel.gans.loss.NonSaturating;
import keel.gans.loss.RelativisticPairing;
import keel.gans.loss.Wasserstein;
import keel.training.NetworkTraining;
import keel.training.network.Engine;
import keel.training.rate.RateSchedule;

/** Reads the keys of {@code kind: gan}. */
final class GanReader {
    private static final Map<String, Variant<GanLoss>> LOSSES = new TreeMap<>(Map.of(
            "non-saturating", Variant.of(s -> new NonSaturating(smoothing(s))),
            "minimax", Variant.of(s -> new Minimax(smoothing(s))),
            "least-squares", Variant.of(s -> new LeastSquares()),
            "hinge", Variant.of(s -> new Hinge()),
            "wasserstein", Variant.of(s -> new Wasserstein()),
            "relativistic", Variant.of(s -> new RelativisticPairing())));
    private static final Map<String, LatentSpec.Noise> NOISES =
            Section.byKey(LatentSpec.Noise.values(), LatentSpec.Noise::key);
    private static final Map<String, UpdateSpec.Order> ORDERS =
            Section.byKey(UpdateSpec.Order.values(), UpdateSpec.Order::key);

    private GanReader() {}

    private static LabelSmoothing smoothing(Section loss) {
        return new LabelSmoothing(loss.optionalNumber("label-smoothing").orElse(0.0));
    }

    static Optional<Subject> read(Section root) {
        Optional<DataSpec> data = DataReader.read(root);
        Section length = root.section("length");
        long iterations = length.whole("iterations");
        length.finish();
        Section g = root.section("gan");
        int batch = g.wholeInt("batch");
        int latentSize = g.wholeInt("latent");
        LatentSpec.Noise noise = g.choice("latent-noise", NOISES);
        Optional<LatentSpec> latent = root.build(() -> new LatentSpec(latentSize, noise));
        Optional<GanLoss> loss = g.variant("loss", LOSSES);
        Optional<RegularizerSpec> regularizers = regularizers(root, g);
        Optional<UpdateSpec> updates = updates(root, g.section("updates"));
        Optional<Double> averageDecay = g.optionalNumber("average-decay");
        g.finish();
        Map<String, NetworkTraining> networks = NetworksReader.read(root, batch, "generator", "discriminator");
        Optional<EvaluationSpec> evaluation = evaluation(root, root.section("evaluation"));
        int telemetryEvery = CommonReader.telemetryEvery(root);
        Engine engine = CommonReader.engine(root);
        if (data.isEmpty()
                || latent.isEmpty()
                || loss.isEmpty()
                || regularizers.isEmpty()
                || updates.isEmpty()
                || evaluation.isEmpty()
                || networks.size() < 2) {
            return Optional.empty();
        }
        return root.build(() -> new GanSubject(new GanSpec(
                data.get(),
                latent.get(),
                batch,
                iterations,
                networks.get("generator"),
                networks.get("discriminator"),
                loss.get(),
                regularizers.get(),
                updates.get(),
                averageDecay,
                evaluation.get(),
                telemetryEvery,
                engine)));
    }

    private static Optional<RegularizerSpec> regularizers(Section root, Section g) {
        double r1 = g.number("r1-gamma");
        double r2 = g.number("r2-gamma");
        double unitSlope = g.number("gradient-penalty");
        int every = g.wholeInt("penalty-every");
        Optional<Double> clip = g.optionalNumber("weight-clip");
        Optional<RateSchedule> blur = ScheduleTypes.read(g, "instance-noise");
        return blur.flatMap(sigma -> root.build(() -> new RegularizerSpec(r1, r2, unitSlope, every, clip, sigma)));
    }

    private static Optional<EvaluationSpec> evaluation(Section root, Section v) {
        int every = v.wholeInt("every-iterations");
        int samples = v.wholeInt("samples");
        Optional<Integer> local = v.optionalWholeInt("local-dimensions");
        Optional<Integer> gap = v.optionalWholeInt("duality-gap-steps");
        v.finish();
        return root.build(() -> new EvaluationSpec(every, samples, local, gap));
    }

    private static Optional<UpdateSpec> updates(Section root, Section s) {
        UpdateSpec.Order order = s.choice("order", ORDERS);
        int discriminator = s.wholeInt("discriminator");
        int generator = s.wholeInt("generator");
        s.finish();
        return root.build(() -> new UpdateSpec(order, discriminator, generator));
    }
}
