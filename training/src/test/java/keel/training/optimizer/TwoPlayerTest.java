package keel.training.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import keel.training.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Optimisers in games of two players, against linear theory. */
class TwoPlayerTest {
    private static final SgdSpec PLAIN = new SgdSpec(0, false, 0);
    private static final JsonNode REFERENCE = Reference.read("two-player-reference.json");

    private static double radiusAfter(int iterations, OptimizerSpec of, double rate) {
        TwoPlayerGame game = new TwoPlayerGame(1, 0, of, rate, rate).at(1, 1);
        for (int k = 0; k < iterations; k++) {
            game.simultaneous();
        }
        return game.radius() / Math.sqrt(2);
    }

    @Test
    void plainDescentSpiralsOutOfTheBilinearGame() {
        // Eigenvalues 1 ± i η, so the radius grows by √(1 + η²) an iteration.
        assertEquals(Math.pow(1.01, 100), radiusAfter(200, PLAIN, 0.1), 1e-4);
    }

    @Test
    void extragradientSpiralsIn() {
        // |λ|² = 1 - η² + η⁴.
        double rate = 0.5;
        double square = 1 - rate * rate + Math.pow(rate, 4);
        assertEquals(Math.pow(square, 20), radiusAfter(40, new ExtragradientSpec(PLAIN), rate), 1e-6);
        assertTrue(radiusAfter(200, new ExtragradientSpec(PLAIN), rate) < 1e-8);
    }

    @Test
    void lookaheadSpiralsInWithADescentThatSpiralsOut() {
        // λ = 1 - α + α (1 + i η)^k for every k iterations; here |λ| = |½ + ½ (1 + i/2)⁵|.
        double rate = 0.5;
        double re = 1;
        double im = 0;
        for (int k = 0; k < 5; k++) {
            double r = re - rate * im;
            im += rate * re;
            re = r;
        }
        double lambda = Math.hypot(0.5 + 0.5 * re, 0.5 * im);
        assertTrue(lambda < 1, "lambda " + lambda);
        OptimizerSpec lookahead = new LookaheadSpec(5, 0.5, false, PLAIN);
        assertEquals(Math.pow(lambda, 6), radiusAfter(30, lookahead, rate), 1e-6);
        assertTrue(radiusAfter(300, lookahead, rate) < 1e-3, "radius " + radiusAfter(300, lookahead, rate));
    }

    static Stream<Arguments> convergent() {
        AdamSpec adam = new AdamSpec(0, 0.9, 0.1);
        return Stream.of(
                Arguments.of("optimistic-sgd", new OptimisticSgdSpec(), PLAIN, 0.4),
                Arguments.of("optimistic-adam", new OptimisticAdamSpec(0, 0.9, 0.1), adam, 0.02),
                Arguments.of("ExtraAdam", new ExtragradientSpec(adam), adam, 0.02),
                Arguments.of(
                        "lookahead over ExtraAdam",
                        new LookaheadSpec(5, 0.5, false, new ExtragradientSpec(adam)),
                        adam,
                        0.02),
                Arguments.of(
                        "lookahead over lookahead",
                        new LookaheadSpec(10, 0.5, false, new LookaheadSpec(5, 0.5, false, PLAIN)),
                        PLAIN,
                        0.3));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("convergent")
    void theOthersSpiralInWhereThePlainOneDoesNot(String name, OptimizerSpec of, OptimizerSpec plain, double rate) {
        double radius = radiusAfter(3000, of, rate);
        assertTrue(radius < 1e-2, "radius " + radius);
        double without = radiusAfter(300, plain, rate);
        assertTrue(without > 0.2, "radius without " + without);
    }

    static Stream<Arguments> rows(String name) {
        JsonNode rows = REFERENCE.get(name);
        return IntStream.range(0, rows.size()).mapToObj(i -> Arguments.of(i, rows.get(i)));
    }

    static Stream<Arguments> extragradientRows() {
        return rows("extragradient");
    }

    static Stream<Arguments> optimisticRows() {
        return rows("ogda");
    }

    static Stream<Arguments> momentumRows() {
        // Without momentum there is no velocity that would be part of the state.
        return rows("momentum")
                .filter(row -> ((JsonNode) row.get()[1]).get("beta").doubleValue() != 0);
    }

    static Stream<Arguments> lookaheadRows() {
        return rows("lookahead");
    }

    private static TwoPlayerGame game(JsonNode row, OptimizerSpec of) {
        return new TwoPlayerGame(
                row.get("f").doubleValue(),
                row.get("gamma").doubleValue(),
                of,
                row.get("lrG").doubleValue(),
                row.get("lrD").doubleValue());
    }

    @ParameterizedTest
    @MethodSource("extragradientRows")
    void extragradientHasTheSpectralRadiusOfTheory(int number, JsonNode row) {
        double[][] iteration = matrix(2, state -> {
            TwoPlayerGame game = game(row, new ExtragradientSpec(PLAIN)).at(state[0], state[1]);
            game.simultaneous();
            return new double[] {game.theta(), game.psi()};
        });
        assertRadius(row.get("rho").doubleValue(), iteration, 1);
    }

    @ParameterizedTest
    @MethodSource("optimisticRows")
    void optimisticDescentHasTheSpectralRadiusOfTheory(int number, JsonNode row) {
        double[][] iteration = matrix(
                4, state -> after(game(row, new OptimisticSgdSpec()), "gradient", state, TwoPlayerGame::simultaneous));
        assertRadius(row.get("rho").doubleValue(), iteration, 1);
    }

    @ParameterizedTest
    @MethodSource("momentumRows")
    void momentumHasTheSpectralRadiusOfTheory(int number, JsonNode row) {
        SgdSpec heavyBall = new SgdSpec(row.get("beta").doubleValue(), false, 0);
        double[][] together =
                matrix(4, state -> after(game(row, heavyBall), "velocity", state, TwoPlayerGame::simultaneous));
        double[][] inTurn =
                matrix(4, state -> after(game(row, heavyBall), "velocity", state, TwoPlayerGame::alternating));
        assertRadius(row.get("rho_sim").doubleValue(), together, 1);
        assertRadius(row.get("rho_alt").doubleValue(), inTurn, 2);
    }

    /** One iteration from a state of θ, ψ and what is remembered of each. */
    private static double[] after(
            TwoPlayerGame game, String memory, double[] state, Consumer<TwoPlayerGame> iteration) {
        iteration.accept(game.at(state[0], state[1]).remembering(memory, state[2], state[3]));
        double[] remembered = game.remembered(memory);
        return new double[] {game.theta(), game.psi(), remembered[0], remembered[1]};
    }

    @ParameterizedTest
    @MethodSource("lookaheadRows")
    void lookaheadHasTheSpectralRadiusOfTheory(int number, JsonNode row) {
        String base = row.get("base").textValue();
        OptimizerSpec of = base.equals("eg") ? new ExtragradientSpec(PLAIN) : PLAIN;
        int every = row.get("k").intValue();
        OptimizerSpec lookahead = new LookaheadSpec(every, row.get("alpha").doubleValue(), false, of);
        double[][] iteration = matrix(2, state -> {
            TwoPlayerGame game = game(row, lookahead).at(state[0], state[1]);
            for (int k = 0; k < every; k++) {
                if (base.equals("alt")) {
                    game.alternating();
                } else {
                    game.simultaneous();
                }
            }
            return new double[] {game.theta(), game.psi()};
        });
        assertRadius(row.get("rho").doubleValue(), iteration, every);
    }

    /** Of a linear map, from what it makes of each unit vector. */
    private static double[][] matrix(int size, UnaryOperator<double[]> map) {
        double[][] result = new double[size][size];
        for (int column = 0; column < size; column++) {
            double[] unit = new double[size];
            unit[column] = 1;
            double[] image = map.apply(unit);
            for (int row = 0; row < size; row++) {
                result[row][column] = image[row];
            }
        }
        return result;
    }

    /**
     * As near as floats allow: an error of a few 2⁻²⁴ in any entry of the matrix, made from unit vectors, changes its radius by
     * this much, which is little but where two eigenvalues meet.
     *
     * @param steps how many roundings one after the other made the matrix
     */
    private static void assertRadius(double expected, double[][] matrix, int steps) {
        double radius = Spectrum.radius(matrix);
        double size = Math.max(1, size(matrix));
        double error = 2 * steps * 0x1p-24 * size;
        double tolerance = 1e-9;
        for (double[] row : matrix) {
            for (int column = 0; column < row.length; column++) {
                double exact = row[column];
                row[column] = exact + error;
                double up = Math.abs(Spectrum.radius(matrix) - radius);
                row[column] = exact - error;
                tolerance += Math.max(up, Math.abs(Spectrum.radius(matrix) - radius));
                row[column] = exact;
            }
        }
        assertTrue(tolerance < 1e-2 * size, "the tolerance is " + tolerance);
        assertEquals(expected, radius, tolerance);
    }

    private static double size(double[][] matrix) {
        return Arrays.stream(matrix)
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .max()
                .orElseThrow();
    }
}
