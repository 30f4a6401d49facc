package keel.gans.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import keel.gans.data.DataFolder;
import keel.gans.data.DigitsSpec;
import keel.gans.data.IdxSet;
import keel.gans.data.IdxSpec;
import keel.gans.data.ImageParts;
import keel.gans.data.LabelledImages;
import keel.training.network.Activation;
import keel.training.network.Engine;
import keel.training.network.LayerSpec;
import keel.training.network.Network;
import org.junit.jupiter.api.Test;

class FeatureClassifierTest {
    private static final ClassifierSpec SMALL = new ClassifierSpec(
            "small",
            Engine.STACKED,
            new DigitsSpec().shape(),
            List.of(new LayerSpec.Dense(16, Activation.RELU, false)),
            16,
            10);

    private static ImageParts digits() {
        return new DigitsSpec().open(DataFolder.NONE).images().orElseThrow();
    }

    /** These hashes stand beside every distance ever measured: another classifier makes them incomparable. */
    @Test
    void theOnesThatShipAreThoseThatWereMeasuredWith() {
        try (FeatureClassifier digits = FeatureClassifier.shipped(ClassifierSpec.DIGITS)) {
            assertEquals("3ac83ea4", digits.hash());
            assertTrue(digits.accuracy(digits().heldOut()) > 0.97);
        }
        assertEquals("1dac9673", shippedHash(IdxSet.FASHION_MNIST));
        assertEquals("a53c66d3", shippedHash(IdxSet.MNIST));
    }

    private static String shippedHash(IdxSet set) {
        ClassifierSpec spec = ClassifierSpec.of(new IdxSpec(set, false)).orElseThrow();
        try (FeatureClassifier classifier = FeatureClassifier.shipped(spec)) {
            assertEquals(FeatureClassifier.shippedHash(spec), classifier.hash());
            return classifier.hash();
        }
    }

    @Test
    void trainingFindsTheClassesAndTheSeedDecidesAll() {
        LabelledImages images = digits().training();
        ClassifierTraining training = new ClassifierTraining(5, 32, 5e-3);
        try (FeatureClassifier one = training.train(SMALL, images, 1);
                FeatureClassifier same = training.train(SMALL, images, 1);
                FeatureClassifier other = training.train(SMALL, images, 2)) {
            assertTrue(one.accuracy(digits().heldOut()) > 0.85);
            assertEquals(one.hash(), same.hash());
            assertNotEquals(one.hash(), other.hash());
        }
    }

    /** Cut in two behind the features, it says what the whole network says. */
    @Test
    void probabilitiesAreThoseOfTheWholeNetwork() {
        ClassifierSpec spec = ClassifierSpec.DIGITS;
        int count = 300;
        float[] pixels = new float[count * 64];
        for (int i = 0; i < count; i++) {
            digits().training().copy(i, pixels, i * 64);
        }
        try (Network whole = spec.engine().create("whole", 64, spec.whole(), 10, 1)) {
            for (int i = 0; i < whole.parameterCount(); i++) {
                whole.parameters()[i] = (float) Math.sin(i) / 8;
            }
            whole.parametersChanged();
            float[] logits = whole.predict(pixels, count);
            try (FeatureClassifier classifier = new FeatureClassifier(spec, whole.parameters())) {
                Features features = classifier.of(pixels, 0, count);
                assertEquals(32, features.rows().size());
                for (int i = 0; i < count; i++) {
                    double[] row = new double[10];
                    for (int k = 0; k < 10; k++) {
                        row[k] = logits[i * 10 + k];
                    }
                    assertArrayEquals(FeatureClassifier.softmax(row), features.probabilities()[i], 1e-5);
                    assertEquals(1, Arrays.stream(features.probabilities()[i]).sum(), 1e-12);
                }
                assertEquals(count, Arrays.stream(features.classCounts()).sum());
            }
        }
    }
}
