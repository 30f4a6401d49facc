package keel.gans;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import keel.gans.data.DataFolder;
import keel.gans.data.DigitsSpec;
import keel.gans.data.GanData;
import keel.gans.features.ClassifierSpec;
import keel.gans.features.FeatureClassifier;
import keel.gans.loss.NonSaturating;
import keel.gans.metrics.SampleSet;
import keel.training.InvalidConfigException;
import keel.training.NetworkTraining;
import keel.training.network.Activation;
import keel.training.network.Engine;
import keel.training.network.FeatureShape;
import keel.training.network.Initializer;
import keel.training.network.Network;
import keel.training.network.NetworkSpec;
import keel.training.optimizer.AdamSpec;
import keel.training.random.RandomStream;
import keel.training.rate.Constant;
import keel.training.telemetry.MetricRecord;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;

class ImageEvaluationTest {
    private static final GanData DIGITS = new DigitsSpec().open(DataFolder.NONE);

    /** The Gaussian has the moments of the reference: as near as 599 draws come, which is 4 standard errors here. */
    @Test
    void theGaussianHasTheMomentsOfTheReference() {
        RealSamples real = RealSamples.of(DIGITS, 599);
        SampleSet reference = SampleSet.of(real.reference(), 0, 599, 64);
        SampleSet gaussian = SampleSet.of(real.gaussian(), 0, 599, 64);
        RealMatrix expected = reference.covariance();
        RealMatrix drawn = gaussian.covariance();
        for (int i = 0; i < 64; i++) {
            double variance = expected.getEntry(i, i);
            assertEquals(reference.mean()[i], gaussian.mean()[i], 4 * Math.sqrt(variance / 599) + 1e-6);
            for (int j = 0; j < 64; j++) {
                double other = expected.getEntry(j, j);
                double covariance = expected.getEntry(i, j);
                double error = Math.sqrt((variance * other + covariance * covariance) / 599);
                assertEquals(covariance, drawn.getEntry(i, j), 5 * error + 1e-6);
            }
        }
    }

    /** Training images measured as if they were generated are at the floor; the Gaussian, which pixels cannot tell, is far. */
    @Test
    void realImagesAreAtTheFloorAndTheGaussianIsNot() {
        RealSamples real = RealSamples.of(DIGITS, 599);
        try (FeatureMeasure measure = new FeatureMeasure(FeatureClassifier.shipped(ClassifierSpec.DIGITS), real)) {
            Map<String, Double> values = measure.of(real.other(), 0, 599);
            assertEquals(values.get("features/frechet_floor"), values.get("features/frechet"));
            assertEquals(values.get("features/kid_floor"), values.get("features/kid"));
            assertTrue(values.get("features/frechet_gaussian") > 4 * values.get("features/frechet_floor"), "" + values);
            assertTrue(values.get("features/precision") > 0.9 && values.get("features/coverage") > 0.9, "" + values);
            assertEquals(0.5, values.get("features/nearest_neighbour_accuracy"), 0.05);
            assertEquals(10, values.get("classes/covered"));
            assertEquals(0, values.get("classes/reverse_kl"), 0.01);
            assertEquals(new TreeSet<>(FeatureMeasure.metrics()), new TreeSet<>(values.keySet()));
            Map<String, Double> nothing = measure.of(new float[599 * 64], 0, 599);
            assertEquals(1, nothing.get("classes/covered"));
            assertEquals(Math.log(10), nothing.get("classes/reverse_kl"), 1e-12);
        }
    }

    /** A discriminator that adds up pixels has the mean sums of pixels for mean logits. */
    @Test
    void overfitComparesTrainingImagesWithHeldOutOnes() {
        RealSamples real = RealSamples.of(DIGITS, 599);
        try (Network adding = Engine.STACKED.create("d", 64, new NetworkSpec(List.of(), Activation.RELU), 1, 2)) {
            for (int p = 0; p < 2; p++) {
                adding.initialize(p, new Initializer.Constant(1 + p, 0), RandomStream.named(0, "unused"));
            }
            List<Map<String, Double>> all = List.of(new HashMap<>(), new HashMap<>());
            float[] generated = new float[2 * 599 * 64];
            new Overfit(real, 2).add(adding, generated, all);
            double training = sum(real.other()) / 599;
            double heldOut = sum(real.reference()) / 599;
            double expected = (training - heldOut) / training;
            assertEquals(expected, all.get(0).get(Overfit.METRIC), 1e-4);
            assertEquals(expected, all.get(1).get(Overfit.METRIC), 1e-4);
        }
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }

    private static GanSpec spec(int samples) {
        return spec(20, samples, 1);
    }

    static GanSpec spec(int evaluateEvery, int samples, int telemetryEvery) {
        NetworkTraining generator = NetworkTraining.of(
                new NetworkSpec(List.of(16), Activation.RELU), new AdamSpec(0, 0.99, 1e-8), new Constant(1e-3));
        NetworkTraining discriminator = NetworkTraining.of(
                new NetworkSpec(List.of(16), Activation.LEAKY_RELU), new AdamSpec(0, 0.99, 1e-8), new Constant(1e-3));
        return new GanSpec(
                new DigitsSpec(),
                new LatentSpec(4, LatentSpec.Noise.NORMAL),
                32,
                60,
                generator,
                discriminator,
                new NonSaturating(),
                new RegularizerSpec(1, 0, 0, 1, Optional.empty(), new Constant(0)),
                UpdateSpec.ALTERNATING,
                Optional.of(0.9),
                new EvaluationSpec(evaluateEvery, samples),
                telemetryEvery,
                Engine.STACKED);
    }

    /** All that may be recorded is; a member of a cohort is measured as it is alone. */
    @Test
    void digitsAreMeasuredWhileAPairTrains() {
        GanSpec spec = spec(100);
        List<MetricRecord> alone = new ArrayList<>();
        List<MetricRecord> second = new ArrayList<>();
        try (GanTrainer one = GanTrainer.create(List.of(spec), new long[] {3});
                GanTrainer two = GanTrainer.create(List.of(spec, spec), new long[] {2, 3})) {
            one.train(new MemberRecords(0, alone));
            two.train(new MemberRecords(1, second));
        }
        assertEquals(alone, second);
        Set<String> recorded = new TreeSet<>();
        alone.forEach(record -> recorded.addAll(record.values().keySet()));
        Set<String> expected = new TreeSet<>(spec.metrics());
        expected.removeIf(name ->
                name.matches("(clipped_norm|rate_factor|controller_factor|schedule_update|momentum|collapse)/.*"));
        assertEquals(expected, recorded);
    }

    @Test
    void asManyImagesAsAreHeldOutCanBeMeasured() {
        GanSpec spec = spec(600);
        String message = String.valueOf(assertThrows(
                        InvalidConfigException.class, () -> GanTrainer.create(List.of(spec), new long[] {0}))
                .getMessage());
        assertTrue(message.contains("evaluation.samples is 600") && message.contains("599"), message);
    }

    /** The first image is white, the second black, all others grey. */
    @Test
    void imagesStandInAGridFromTheLeft() {
        FeatureShape.Image shape = new FeatureShape.Image(1, 8, 8);
        float[] pixels = new float[64 * SamplePicture.gridCount() + 5];
        for (int i = 0; i < 64; i++) {
            pixels[5 + i] = 2;
            pixels[5 + 64 + i] = -1;
        }
        BufferedImage picture = SamplePicture.grid(shape, pixels, 5);
        int cell = 8 * (640 / 10 / 8) + 2;
        assertEquals(10 * cell + 2, picture.getWidth());
        assertEquals(255, picture.getRaster().getSample(10, 10, 0));
        assertEquals(0, picture.getRaster().getSample(10 + cell, 10, 0));
        assertEquals(128, picture.getRaster().getSample(10, 10 + cell, 0));
    }

    /** One point to the right and one above the middle, over a real one in the middle. */
    @Test
    void pointsHaveTheirAxesAsInMathematics() {
        float[] real = {0, 0, -1, -1};
        BufferedImage picture = SamplePicture.points(new float[] {9, 9, 0.6f, 0, 0, 0.6f}, 2, 2, real);
        int away = (int) Math.round(0.6 * 320 / 1.2);
        List<Integer> colours = new ArrayList<>();
        for (int[] at : new int[][] {{320, 320}, {320 + away, 320}, {320, 320 - away}, {320, 320 + away}}) {
            colours.add(picture.getRGB(at[0], at[1]) & 0xffffff);
        }
        assertEquals(0x9aa5b1, colours.get(0));
        assertEquals(colours.get(1), colours.get(2));
        assertTrue(colours.get(1) != 0xffffff);
        assertEquals(0xffffff, colours.get(3));
    }
}
