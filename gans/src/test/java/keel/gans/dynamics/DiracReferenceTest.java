package keel.gans.dynamics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import keel.gans.dynamics.DiracGame.Point;
import keel.gans.dynamics.UpdateRule.Alternating;
import keel.gans.dynamics.UpdateRule.Consensus;
import keel.gans.dynamics.UpdateRule.Extragradient;
import keel.gans.dynamics.UpdateRule.Lookahead;
import keel.gans.dynamics.UpdateRule.Momentum;
import keel.gans.dynamics.UpdateRule.Optimistic;
import keel.gans.dynamics.UpdateRule.Simultaneous;
import keel.gans.loss.GanLoss;
import keel.gans.loss.Hinge;
import keel.gans.loss.LeastSquares;
import keel.gans.loss.Minimax;
import keel.gans.loss.NonSaturating;
import keel.gans.loss.RelativisticPairing;
import keel.gans.loss.Wasserstein;
import keel.training.rate.CosineRestarts;
import keel.training.rate.RateSchedule;
import org.hipparchus.complex.Complex;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every block of the reference, which NumPy computed by definition. */
class DiracReferenceTest {
    private static final double TOLERANCE = 1e-9;
    private static final UpdateRule SIMULTANEOUS = new Simultaneous();
    private static final UpdateRule ALTERNATING = new Alternating(1, 1);
    private static final Map<String, GanLoss> LOSSES = Map.of(
            "GAN", new Minimax(),
            "NSGAN", new NonSaturating(),
            "RpGAN", new RelativisticPairing(),
            "WGAN", new Wasserstein(),
            "hinge", new Hinge(),
            "LSGAN(-1,1,1)", new LeastSquares());

    private static JsonNode reference;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream in = DiracReferenceTest.class.getResourceAsStream("/reference/dirac-reference.json")) {
            reference = new ObjectMapper().readTree(in);
        }
    }

    private static double number(JsonNode entry, String key) {
        return entry.get(key).asDouble();
    }

    private static Spectrum spectrum(UpdateRule rule, JsonNode entry) {
        return Spectrum.of(rule.step(
                new LinearGame(number(entry, "f"), number(entry, "gamma")),
                number(entry, "lrG"),
                number(entry, "lrD")));
    }

    /**
     * To 1e-9; but a double leading eigenvalue moves by the root of a rounding error, in the reference as here: 1e-6, whose square
     * is far below.
     */
    private static void assertRadius(double expected, Spectrum actual, JsonNode entry) {
        Complex leading = actual.eigenvalues().get(0);
        boolean isDouble = actual.eigenvalues().stream()
                .skip(1)
                .anyMatch(other -> other.subtract(leading).norm() < 1e-5 * Math.max(1, leading.norm()));
        double tolerance = (isDouble ? 1e-6 : TOLERANCE) * Math.max(1, expected);
        assertEquals(expected, actual.radius(), tolerance, entry.toString());
    }

    private static void assertEigenvalues(JsonNode expected, Spectrum actual) {
        for (JsonNode pair : expected) {
            Complex wanted = new Complex(pair.get(0).asDouble(), pair.get(1).asDouble());
            double nearest = actual.eigenvalues().stream()
                    .mapToDouble(value -> value.subtract(wanted).norm())
                    .min()
                    .orElseThrow();
            // A double eigenvalue moves by the root of a rounding error.
            assertEquals(0, nearest, 1e-7, pair + " in " + actual);
        }
    }

    @Test
    void slopesOfLosses() {
        reference
                .get("f_prime_0")
                .properties()
                .forEach(entry -> assertEquals(
                        entry.getValue().asDouble(), LinearGame.slope(LOSSES.get(entry.getKey())), TOLERANCE));
    }

    @Test
    void radiiOfSimultaneousAndAlternatingUpdates() {
        int count = 0;
        for (JsonNode row : reference.get("sim_alt_grid")) {
            LinearGame game = new LinearGame(row.get(0).asDouble(), row.get(1).asDouble());
            double g = row.get(2).asDouble();
            double d = row.get(3).asDouble();
            assertRadius(row.get(4).asDouble(), Spectrum.of(SIMULTANEOUS.step(game, g, d)), row);
            assertRadius(row.get(5).asDouble(), Spectrum.of(ALTERNATING.step(game, g, d)), row);
            assertEquals(row.get(6).asInt() == 1, ClosedForms.simultaneousIsStable(game, g, d), row.toString());
            assertEquals(row.get(7).asInt() == 1, ClosedForms.alternatingIsStable(game, g, d), row.toString());
            count++;
        }
        assertEquals(1400, count);
    }

    @Test
    void severalUpdatesOfAPlayer() {
        for (JsonNode entry : reference.get("n_critic")) {
            UpdateRule rule =
                    new Alternating(entry.get("nG").asInt(), entry.get("nD").asInt());
            Spectrum spectrum = spectrum(rule, entry);
            assertRadius(number(entry, "rho"), spectrum, entry);
            assertEigenvalues(entry.get("eig"), spectrum);
            Complex product = spectrum.eigenvalues()
                    .get(0)
                    .multiply(spectrum.eigenvalues().get(1));
            Complex sum =
                    spectrum.eigenvalues().get(0).add(spectrum.eigenvalues().get(1));
            assertEquals(
                    number(entry, "det"), product.getReal(), TOLERANCE * Math.max(1, Math.abs(number(entry, "det"))));
            assertEquals(
                    number(entry, "trace"), sum.getReal(), TOLERANCE * Math.max(1, Math.abs(number(entry, "trace"))));
        }
    }

    @Test
    void theFlow() {
        for (JsonNode entry : reference.get("continuous")) {
            assertEigenvalues(entry.get("eig"), new LinearGame(number(entry, "f"), number(entry, "gamma")).flow());
        }
    }

    @Test
    void extragradientAndOptimisticSteps() {
        for (JsonNode entry : reference.get("extragradient")) {
            assertRadius(number(entry, "rho"), spectrum(new Extragradient(), entry), entry);
        }
        for (JsonNode entry : reference.get("ogda")) {
            assertRadius(number(entry, "rho"), spectrum(new Optimistic(), entry), entry);
        }
    }

    @Test
    void lookahead() {
        Map<String, UpdateRule> bases = Map.of("sim", SIMULTANEOUS, "alt", ALTERNATING, "eg", new Extragradient());
        for (JsonNode entry : reference.get("lookahead")) {
            UpdateRule rule = new Lookahead(
                    bases.get(entry.get("base").asText()), entry.get("k").asInt(), number(entry, "alpha"));
            assertRadius(number(entry, "rho"), spectrum(rule, entry), entry);
        }
    }

    @Test
    void momentum() {
        for (JsonNode entry : reference.get("momentum")) {
            double beta = number(entry, "beta");
            assertRadius(number(entry, "rho_sim"), spectrum(new Momentum(beta, false), entry), entry);
            assertRadius(number(entry, "rho_alt"), spectrum(new Momentum(beta, true), entry), entry);
        }
    }

    @Test
    void consensus() {
        for (JsonNode entry : reference.get("consensus")) {
            LinearGame game = new LinearGame(number(entry, "f"), number(entry, "gamma_r1"));
            Consensus rule = new Consensus(number(entry, "consensus"), false);
            Spectrum step = Spectrum.of(rule.step(game, number(entry, "lrG"), number(entry, "lrD")));
            assertRadius(number(entry, "rho_sim"), step, entry);
            assertEigenvalues(entry.get("continuous_eig"), Spectrum.of(rule.field(game)));
        }
    }

    /** {@code lo + (hi - lo) (1 + cos(π ((t + phase) mod P) / P)) / 2}: a cosine with restarts. */
    private static RateSchedule cosine(JsonNode range, int period, int phase) {
        return new CosineRestarts(range.get(1).asDouble(), range.get(0).asDouble(), period, 1, phase);
    }

    private static Cycle cycle(JsonNode entry) {
        int period = entry.get("period").asInt();
        return Cycle.of(
                new LinearGame(number(entry, "f"), number(entry, "gamma")),
                entry.get("kind").asText().equals("sim") ? SIMULTANEOUS : ALTERNATING,
                cosine(entry.get("lrG"), period, 0),
                cosine(entry.get("lrD"), period, entry.get("phaseD").asInt()),
                period);
    }

    @Test
    void floquetMultipliersAndResonance() {
        int resonances = 0;
        for (String block : List.of("floquet", "resonance")) {
            for (JsonNode entry : reference.get(block)) {
                Cycle cycle = cycle(entry);
                for (int i = 0; i < 4; i++) {
                    double expected =
                            entry.get("monodromy").get(i / 2).get(i % 2).asDouble();
                    assertEquals(
                            expected,
                            cycle.monodromy().getEntry(i / 2, i % 2),
                            TOLERANCE * Math.max(1, Math.abs(expected)));
                }
                double expected = number(entry, "rho_cycle");
                assertEquals(expected, cycle.radius(), 1e-8 * Math.max(1, expected));
                assertEquals(number(entry, "worst_frozen_rho"), cycle.worstFrozenRadius(), 1e-8);
                assertEquals(expected > 1 + 1e-9 && number(entry, "worst_frozen_rho") < 1 - 1e-9, cycle.resonates());
                resonances += cycle.resonates() ? 1 : 0;
            }
        }
        assertTrue(resonances >= 3, "only " + resonances);
    }

    @Test
    void instanceNoise() {
        for (JsonNode entry : reference.get("instance_noise")) {
            double gamma = LinearGame.gammaOfInstanceNoise(new NonSaturating(), number(entry, "sigma"));
            assertEquals(number(entry, "gamma_eff"), gamma, TOLERANCE);
            assertEigenvalues(entry.get("eig"), new LinearGame(0.5, gamma).flow());
        }
    }

    private static DiracGame game(String variant) {
        GanLoss loss = variant.startsWith("wgan")
                ? new Wasserstein()
                : variant.startsWith("nsgan") ? new NonSaturating() : new Minimax();
        double r1 = variant.contains("_r1(")
                ? Double.parseDouble(variant.substring(variant.indexOf('(') + 1, variant.indexOf(')')))
                : 0;
        return new DiracGame(loss, r1, variant.startsWith("wgan_gp") ? 0.35 : 0);
    }

    /** All but those of Adam, which is no linear step and which the trainer's own optimiser has. */
    @Test
    void trajectories() {
        int count = 0;
        for (JsonNode entry : reference.get("trajectories")) {
            String kind = entry.get("kind").asText();
            if (kind.contains("adam")) {
                continue;
            }
            DiracGame game = game(entry.get("variant").asText());
            double g = number(entry, "lrG");
            double d = number(entry, "lrD");
            Point at = new Point(number(entry, "theta0"), number(entry, "psi0"));
            for (int t = 0; t < 5000; t++) {
                at = kind.equals("sim") ? game.simultaneous(at, g, d) : game.alternating(at, g, d);
                if (t < 10) {
                    assertEquals(entry.get("first10").get(t).get(0).asDouble(), at.theta(), TOLERANCE);
                    assertEquals(entry.get("first10").get(t).get(1).asDouble(), at.psi(), TOLERANCE);
                }
                JsonNode radius = entry.get("radius").get(Integer.toString(t + 1));
                if (radius != null) {
                    assertEquals(radius.asDouble(), at.radius(), 1e-6 * Math.max(radius.asDouble(), 1e-3), entry + "");
                }
            }
            count++;
        }
        assertEquals(42, count);
    }

    @Test
    void aMeasuredEigenvalueGivesBackTheGameItBelongsTo() {
        LinearGame game = new LinearGame(0.7, 0.3);
        LinearGame found = LocalGame.of(game.flow().eigenvalues().get(0)).orElseThrow();
        assertEquals(0.7, found.f(), 1e-12);
        assertEquals(0.3, found.gamma(), 1e-12);
        assertTrue(
                LocalGame.of(new LinearGame(0.5, 2).flow().eigenvalues().get(0)).isEmpty());
        assertTrue(LocalGame.of(new Complex(0.1, 1)).isEmpty());
    }
}
