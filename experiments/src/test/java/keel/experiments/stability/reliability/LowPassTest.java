package keel.experiments.stability.reliability;

import static keel.experiments.stability.reliability.Reference.assertClose;
import static keel.experiments.stability.reliability.Reference.numbers;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.stream.IntStream;
import keel.experiments.stability.ScoreCurve;
import org.hipparchus.dfp.Dfp;
import org.hipparchus.dfp.DfpField;
import org.hipparchus.dfp.DfpMath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LowPassTest {
    private static JsonNode reference(double threshold) {
        return Reference.ROOT.path("utils").path("butter8_" + threshold);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.3})
    void equalsSciPysFilter(double threshold) {
        ScoreCurve run = Reference.firstRunOfB();
        assertClose(
                numbers(reference(threshold).path("filtfilt_lrB_task1_run0")),
                new LowPass(threshold).of(run).y(),
                "filtered");
    }

    /** The sections multiplied out are the polynomials that SciPy designs; their coefficients agree even where filtering does not. */
    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.1, 0.3})
    void sectionsMakeSciPysPolynomials(double threshold) {
        double[] numerator = {1};
        double[] denominator = {1};
        for (LowPass.Section section : new LowPass(threshold).sections()) {
            numerator = product(numerator, new double[] {section.gain(), 2 * section.gain(), section.gain()});
            denominator = product(denominator, new double[] {1, section.a1(), section.a2()});
        }
        assertClose(numbers(reference(threshold).path("a")), denominator, "a");
        double[] expected = numbers(reference(threshold).path("b"));
        for (int i = 0; i < expected.length; i++) {
            assertEquals(1, numerator[i] / expected[i], 1e-9, "b, as a ratio");
        }
    }

    private static double[] product(double[] p, double[] q) {
        double[] product = new double[p.length + q.length - 1];
        for (int i = 0; i < p.length; i++) {
            for (int j = 0; j < q.length; j++) {
                product[i + j] += p[i] * q[j];
            }
        }
        return product;
    }

    /**
     * The same filter with 60 digits says what is right. The sections agree with it at every threshold; SciPy's filtfilt,
     * which takes them as one polynomial, is off by 3e-8 at 0.1 and by 3.7 at 0.01. Yet the right answer at 0.01 means nothing either: a run between 50 and 260 becomes
     * -140 throughout, made up from the padding, which is why so short a curve is refused.
     */
    @ParameterizedTest
    @CsvSource({"0.01, 3.7", "0.1, 3.2e-8", "0.3, 0"})
    void agreesWithSixtyDigits(double threshold, double lostBySciPy) {
        double[] y = Reference.firstRunOfB().y();
        double[] exact = new SixtyDigits(threshold).forthAndBack(y);
        assertClose(exact, new LowPass(threshold).forthAndBack(y), "filtered");
        double[] theirs = numbers(reference(threshold).path("filtfilt_lrB_task1_run0"));
        double lost = IntStream.range(0, y.length)
                .mapToDouble(i -> Math.abs(theirs[i] - exact[i]))
                .max()
                .orElseThrow();
        assertEquals(lostBySciPy, lost, 0.01 * lostBySciPy + 1e-11);
        assertEquals(threshold == 0.01, exact[20] < Arrays.stream(y).min().orElseThrow());
    }

    /** Order 8 as one polynomial in direct form, which is how SciPy's filtfilt runs, in decimal numbers of 60 digits. */
    private static final class SixtyDigits {
        private static final int PADDING = 27;
        private final DfpField field = new DfpField(60);
        private Dfp[] b = {field.getOne()};
        private Dfp[] a = {field.getOne()};

        SixtyDigits(double threshold) {
            Dfp angle = field.getPi()
                    .multiply(field.newDfp(Double.toString(threshold)))
                    .divide(2);
            Dfp corner = DfpMath.sin(angle).divide(DfpMath.cos(angle));
            Dfp square = corner.multiply(corner);
            for (int k = 0; k < 4; k++) {
                Dfp damping = DfpMath.sin(field.getPi().multiply(2 * k + 1).divide(16))
                        .multiply(2)
                        .multiply(corner);
                Dfp scale = field.getOne().add(damping).add(square);
                Dfp gain = square.divide(scale);
                b = product(b, new Dfp[] {gain, gain.multiply(2), gain});
                a = product(a, new Dfp[] {
                    field.getOne(),
                    square.subtract(1).multiply(2).divide(scale),
                    field.getOne().subtract(damping).add(square).divide(scale)
                });
            }
        }

        private Dfp[] product(Dfp[] p, Dfp[] q) {
            Dfp[] product = zeros(p.length + q.length - 1);
            for (int i = 0; i < p.length; i++) {
                for (int j = 0; j < q.length; j++) {
                    product[i + j] = product[i + j].add(p[i].multiply(q[j]));
                }
            }
            return product;
        }

        private Dfp[] zeros(int n) {
            Dfp[] zeros = new Dfp[n];
            Arrays.fill(zeros, field.getZero());
            return zeros;
        }

        double[] forthAndBack(double[] y) {
            int n = y.length;
            double[] padded = IntStream.range(-PADDING, n + PADDING)
                    .mapToDouble(i -> i < 0 ? 2 * y[0] - y[-i] : i < n ? y[i] : 2 * y[n - 1] - y[2 * (n - 1) - i])
                    .toArray();
            Dfp[] signal = Arrays.stream(padded).mapToObj(field::newDfp).toArray(Dfp[]::new);
            Dfp[] filtered = reversed(filtered(reversed(filtered(signal))));
            return IntStream.range(0, n)
                    .mapToDouble(i -> filtered[PADDING + i].toDouble())
                    .toArray();
        }

        private static Dfp[] reversed(Dfp[] signal) {
            return IntStream.rangeClosed(1, signal.length)
                    .mapToObj(i -> signal[signal.length - i])
                    .toArray(Dfp[]::new);
        }

        /** y_n = Σ b_i x_{n-i} - Σ a_i y_{n-i}, where all before the start was as the first value. */
        private Dfp[] filtered(Dfp[] x) {
            Dfp[] y = new Dfp[x.length];
            for (int n = 0; n < x.length; n++) {
                Dfp sum = field.getZero();
                for (int i = 0; i < b.length; i++) {
                    sum = sum.add(b[i].multiply(x[Math.max(0, n - i)]));
                    if (i > 0) {
                        sum = sum.subtract(a[i].multiply(n < i ? x[0] : y[n - i]));
                    }
                }
                y[n] = sum;
            }
            return y;
        }
    }

    /** A whole oscillation takes 2 / threshold evaluations; below that and the padding nothing can be told. */
    @Test
    void refusesCurvesThatAreTooShort() {
        assertEquals(200, new LowPass(0.01).fewestEvaluations());
        assertEquals(28, new LowPass(0.3).fewestEvaluations());
        ScoreCurve run = Reference.firstRunOfB();
        String message = assertThrows(IllegalArgumentException.class, () -> new LowPass(0.01).of(run))
                .getMessage();
        assertTrue(message.contains("needs 200 evaluations but the curve has 40"), message);
        assertTrue(message.contains("Use a higher threshold"), message);
        assertEquals(28, new LowPass(0.3).of(oscillation(28, 9)).y().length);
        assertThrows(IllegalArgumentException.class, () -> new LowPass(0.3).of(oscillation(27, 9)));
        assertThrows(IllegalArgumentException.class, () -> new LowPass(0));
        assertThrows(IllegalArgumentException.class, () -> new LowPass(1));
    }

    /**
     * Both passes multiply a sine by its gain: 1/2 at the threshold, 1 / (1 + r^16) at a frequency whose tangent is r times that of
     * the threshold. The middle is far from the padding.
     */
    @Test
    void passesSlowTakesOutFastAndHalvesAtTheThreshold() {
        LowPass filter = new LowPass(0.1);
        assertGain(1, filter, 200);
        assertGain(0.5, filter, 20);
        assertGain(1 / (1 + Math.pow(Math.tan(Math.PI / 15) / Math.tan(Math.PI / 20), 16)), filter, 15);
        assertGain(0, filter, 5);
        double[] line = IntStream.range(0, 1200).mapToDouble(i -> 3 - 0.5 * i).toArray();
        double[] filtered = filter.of(curve(line)).y();
        assertArrayEquals(Arrays.copyOfRange(line, 500, 700), Arrays.copyOfRange(filtered, 500, 700), 1e-6);
    }

    private static void assertGain(double gain, LowPass filter, int period) {
        ScoreCurve sine = oscillation(1200, period);
        double[] filtered = filter.of(sine).y();
        for (int i = 500; i < 700; i++) {
            assertEquals(gain * sine.y()[i], filtered[i], 1e-6, "period " + period);
        }
    }

    private static ScoreCurve oscillation(int n, int period) {
        return curve(IntStream.range(0, n)
                .mapToDouble(i -> Math.sin(2 * Math.PI * i / period))
                .toArray());
    }

    private static ScoreCurve curve(double[] y) {
        return new ScoreCurve(IntStream.range(0, y.length).asDoubleStream().toArray(), y);
    }
}
