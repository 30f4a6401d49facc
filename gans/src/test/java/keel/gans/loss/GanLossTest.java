package keel.gans.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import keel.training.InvalidConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every loss keeps to, and what each is. */
class GanLossTest {
    private static final double[] LOGITS = {-3.3, -1.2, -0.4, 0, 0.3, 0.9, 1.7, 4.1};

    static Stream<GanLoss> losses() {
        return Stream.of(
                new NonSaturating(),
                new NonSaturating(new LabelSmoothing(0.1)),
                new Minimax(),
                new Minimax(new LabelSmoothing(0.3)),
                new LeastSquares(),
                new Hinge(),
                new Wasserstein(),
                new RelativisticPairing());
    }

    private static double discriminator(GanLoss loss, double r, double f) {
        return loss.realTerm(r, f) + loss.fakeTerm(r, f);
    }

    @ParameterizedTest
    @MethodSource("losses")
    void slopesMatchCentralDifferences(GanLoss loss) {
        double h = 1e-5;
        for (double r : LOGITS) {
            for (double f : LOGITS) {
                double byReal = (discriminator(loss, r + h, f) - discriminator(loss, r - h, f)) / (2 * h);
                double byFake = (discriminator(loss, r, f + h) - discriminator(loss, r, f - h)) / (2 * h);
                double generator = (loss.generatorTerm(r, f + h) - loss.generatorTerm(r, f - h)) / (2 * h);
                assertEquals(byReal, loss.realSlope(r, f), 1e-8, r + " " + f);
                assertEquals(byFake, loss.fakeSlope(r, f), 1e-8, r + " " + f);
                assertEquals(generator, loss.generatorSlope(r, f), 1e-8, r + " " + f);
            }
        }
    }

    /** A step of the generator raises logits of its rows; one of the discriminator lowers them and raises those of real rows. */
    @ParameterizedTest
    @MethodSource("losses")
    void aroundTheIdealEachPlayerPullsLogitsItsWay(GanLoss loss) {
        for (double r : new double[] {-0.5, 0, 0.5}) {
            for (double f : new double[] {-0.5, 0, 0.5}) {
                assertTrue(loss.generatorSlope(r, f) < 0);
                assertTrue(loss.fakeSlope(r, f) > 0);
                assertTrue(loss.realSlope(r, f) < 0);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void aLossThatDoesNotPairReadsEachLogitAlone(GanLoss loss) {
        boolean pairs =
                loss.realTerm(1, -2) != loss.realTerm(1, 3) || loss.generatorTerm(-2, 1) != loss.generatorTerm(3, 1);
        assertEquals(loss.pairs(), pairs);
        if (!pairs) {
            assertEquals(loss.fakeTerm(5, 1), loss.fakeTerm(-5, 1));
            assertEquals(loss.realSlope(1, 5), loss.realSlope(1, -5));
            assertEquals(loss.fakeSlope(5, 1), loss.fakeSlope(-5, 1));
            assertEquals(loss.generatorSlope(5, 1), loss.generatorSlope(-5, 1));
        }
    }

    /** The ideal is where one constant logit for all rows costs the discriminator least, and the generator's loss there. */
    @ParameterizedTest
    @MethodSource("losses")
    void noConstantLogitIsBetterForTheDiscriminatorThanTheIdeal(GanLoss loss) {
        double least = Double.POSITIVE_INFINITY;
        double ofGenerator = Double.NaN;
        for (int i = -40_000; i <= 40_000; i++) {
            double logit = i * 1e-4;
            double value = discriminator(loss, logit, logit);
            if (value < least - 1e-12 || (Math.abs(value - least) <= 1e-12 && Math.abs(logit) < 1e-9)) {
                least = value;
                ofGenerator = loss.generatorTerm(logit, logit);
            }
        }
        assertEquals(least, loss.idealDiscriminatorLoss(), 1e-8);
        assertEquals(ofGenerator, loss.idealGeneratorLoss(), 1e-4);
    }

    @ParameterizedTest
    @MethodSource("losses")
    void largeLogitsNeitherOverflowNorBecomeNaN(GanLoss loss) {
        for (double r : new double[] {-1000, 1000}) {
            for (double f : new double[] {-1000, 1000}) {
                assertTrue(Double.isFinite(discriminator(loss, r, f)));
                assertTrue(Double.isFinite(loss.generatorTerm(r, f)));
                assertTrue(Double.isFinite(loss.realSlope(r, f) + loss.fakeSlope(r, f) + loss.generatorSlope(r, f)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void aLogitThatIsNoNumberMakesTheLossNone(GanLoss loss) {
        assertTrue(Double.isNaN(discriminator(loss, Double.NaN, 1)));
        assertTrue(Double.isNaN(discriminator(loss, 1, Double.NaN)));
        assertTrue(Double.isNaN(loss.generatorTerm(1, Double.NaN)));
    }

    /** By hand; ln 2 = 0.6931, ln(1 + e) = 1.3133, ln(1 + 1/e) = 0.3133. */
    @ParameterizedTest
    @CsvSource({
        "non-saturating, 0.3133, 1.3133, 0.3133",
        "minimax, 0.3133, 1.3133, -1.3133",
        "least-squares, 0, 2, 0",
        "hinge, 0, 2, -1",
        "wasserstein, -1, 1, -1",
        "relativistic, 0.6931, 0, 0.6931"
    })
    void termsAtLogitsOfOneAreTheseByHand(String type, double real, double fake, double generator) {
        GanLoss loss = losses().filter(l -> l.type().equals(type)).findFirst().orElseThrow();
        assertEquals(real, loss.realTerm(1, 1), 5e-5);
        assertEquals(fake, loss.fakeTerm(1, 1), 5e-5);
        assertEquals(generator, loss.generatorTerm(1, 1), 5e-5);
    }

    /** Real rows have label 0.9: their cross-entropy is least where sigmoid(r) is 0.9. */
    @Test
    void smoothingMovesOnlyTheLabelOfRealRows() {
        GanLoss smooth = new NonSaturating(new LabelSmoothing(0.1));
        assertEquals(0, smooth.realSlope(Math.log(9), 0), 1e-12);
        assertEquals(new NonSaturating().fakeTerm(0, 0.7), smooth.fakeTerm(0, 0.7));
        assertEquals(new NonSaturating().generatorTerm(0, 0.7), smooth.generatorTerm(0, 0.7));
        assertThrows(InvalidConfigException.class, () -> new LabelSmoothing(1));
        assertThrows(InvalidConfigException.class, () -> new LabelSmoothing(-0.1));
    }
}
