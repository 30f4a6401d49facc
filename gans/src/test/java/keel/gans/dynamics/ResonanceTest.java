package keel.gans.dynamics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import keel.gans.dynamics.Resonance.Band;
import keel.training.random.RandomStream;
import keel.training.rate.Constant;
import keel.training.rate.CosineRestarts;
import keel.training.rate.RateSchedule;
import keel.training.rate.Triangular;
import keel.training.rate.WarmUp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ResonanceTest {
    private static final UpdateRule ALTERNATING = new UpdateRule.Alternating(1, 1);
    private static final UpdateRule SIMULTANEOUS = new UpdateRule.Simultaneous();

    private static RatePeriod period(RateSchedule generator, RateSchedule discriminator, int steps) {
        return RatePeriod.of(generator, 1, discriminator, 1, steps).orElseThrow();
    }

    /** The pair of the reference's resonance: the discriminator's cosine this many steps ahead. */
    private static RatePeriod cosines(int lead) {
        return period(new CosineRestarts(1.5, 0.01, 8, 1, 0), new CosineRestarts(0.4, 0.04, 8, 1, lead), 8);
    }

    private static RatePeriod triangles(double low, double high, int steps, int lead) {
        return period(new Triangular(low, high, steps, 0), new Triangular(low, high, steps, lead), steps);
    }

    private static boolean contains(Resonance resonance, double f) {
        return resonance.bands().stream().anyMatch(band -> band.low() <= f && f <= band.high());
    }

    /**
     * The matrix of a period by its definition: θ moves along -f ψ, then ψ along f θ - γ ψ, from the old θ if both move at once.
     * Its radius by the quadratic formula, and the largest of one step held.
     */
    private static double[] radii(double f, double gamma, RatePeriod rates, boolean simultaneous) {
        double[][] whole = {{1, 0}, {0, 1}};
        double frozen = 0;
        for (int t = 0; t < rates.steps(); t++) {
            double[][] one = {{1, 0}, {0, 1}};
            for (double[][] state : List.of(one, whole)) {
                for (int column = 0; column < 2; column++) {
                    double theta = state[0][column];
                    double psi = state[1][column];
                    double moved = theta - rates.generator()[t] * f * psi;
                    state[0][column] = moved;
                    double seen = simultaneous ? theta : moved;
                    state[1][column] = psi + rates.discriminator()[t] * (f * seen - gamma * psi);
                }
            }
            frozen = Math.max(frozen, radius(one));
        }
        return new double[] {radius(whole), frozen};
    }

    private static double radius(double[][] m) {
        double trace = m[0][0] + m[1][1];
        double determinant = m[0][0] * m[1][1] - m[0][1] * m[1][0];
        double square = trace * trace - 4 * determinant;
        return square < 0 ? Math.sqrt(determinant) : (Math.abs(trace) + Math.sqrt(square)) / 2;
    }

    static Stream<RatePeriod> examples() {
        return Stream.of(
                cosines(4),
                cosines(2),
                cosines(0),
                triangles(0.02, 0.5, 40, 20),
                triangles(0.02, 0.5, 40, 10),
                triangles(0.1, 0.4, 7, 3),
                period(new Constant(0.3), new Triangular(0.01, 0.8, 12, 0), 12),
                period(new Triangular(0.05, 1, 6, 0), new Triangular(0.05, 1, 4, 1), 12));
    }

    /** 4000 slopes beyond the frozen bound, of which each that resonates by brute force lies in a band, and no other one. */
    @ParameterizedTest
    @MethodSource("examples")
    void bandsAreWhereBruteForceSaysTheyAre(RatePeriod rates) {
        for (double gamma : new double[] {0, 0.02, 0.3, 2}) {
            for (boolean simultaneous : new boolean[] {false, true}) {
                Optional<Resonance> found = Resonance.of(simultaneous ? SIMULTANEOUS : ALTERNATING, gamma, rates);
                for (int i = 1; i < 4000; i++) {
                    double f = 1e-3 * Math.pow(2e5, i / 4000.0);
                    double[] radii = radii(f, gamma, rates, simultaneous);
                    String where = "f %s, gamma %s, radii %s, %s".formatted(f, gamma, radii[0] + " " + radii[1], found);
                    boolean in = found.filter(r -> contains(r, f)).isPresent();
                    if (radii[0] > 1 + 1e-3 && radii[1] < 1 + 1e-9) {
                        assertTrue(in, where);
                    } else if (radii[0] < 1 + 1e-9 || radii[1] > 1 + 1e-9) {
                        assertFalse(in, where);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theWorstSlopeHasTheRadiusOfItsCycleAndNoneNearbyHasMore(RatePeriod rates) {
        Resonance.of(ALTERNATING, 0.02, rates).ifPresent(found -> {
            for (Band band : found.bands()) {
                Cycle cycle = Cycle.of(new LinearGame(band.worst(), 0.02), ALTERNATING, rates);
                assertEquals(cycle.radius(), band.radius(), 1e-9 * band.radius());
                assertTrue(cycle.resonates(), band.toString());
                assertTrue(band.low() <= band.worst() && band.worst() <= band.high(), band.toString());
                for (int i = 0; i <= 100; i++) {
                    double f = band.low() + i / 100.0 * (band.high() - band.low());
                    assertTrue(radii(f, 0.02, rates, false)[0] <= band.radius() * (1 + 1e-3), band + " at " + f);
                }
            }
        });
    }

    /** All pairs of cycles in NumPy's reference: those that resonate lie in a band, those that do not lie in none. */
    @Test
    void theReferencesCyclesAreInBandsIfAndOnlyIfTheyResonate() throws IOException {
        JsonNode reference;
        try (InputStream in = ResonanceTest.class.getResourceAsStream("/reference/dirac-reference.json")) {
            reference = new ObjectMapper().readTree(in);
        }
        int resonances = 0;
        for (String block : List.of("floquet", "resonance")) {
            for (JsonNode entry : reference.get(block)) {
                int steps = entry.get("period").asInt();
                RatePeriod rates = period(
                        cosine(entry.get("lrG"), steps, 0),
                        cosine(entry.get("lrD"), steps, entry.get("phaseD").asInt()),
                        steps);
                boolean simultaneous = entry.get("kind").asText().equals("sim");
                Optional<Resonance> found = Resonance.of(
                        simultaneous ? SIMULTANEOUS : ALTERNATING,
                        entry.get("gamma").asDouble(),
                        rates);
                boolean resonates = entry.get("rho_cycle").asDouble() > 1 + 1e-9
                        && entry.get("worst_frozen_rho").asDouble() <= 1 + 1e-9;
                double f = entry.get("f").asDouble();
                assertEquals(resonates, found.filter(r -> contains(r, f)).isPresent(), entry.toString());
                resonances += resonates ? 1 : 0;
            }
        }
        assertTrue(resonances >= 3, "only " + resonances);
    }

    private static RateSchedule cosine(JsonNode range, int period, int phase) {
        return new CosineRestarts(range.get(1).asDouble(), range.get(0).asDouble(), period, 1, phase);
    }

    @Test
    void constantRatesNeverResonate() {
        RandomStream stream = RandomStream.named(1, "constant rates");
        for (int i = 0; i < 200; i++) {
            Constant generator = new Constant(2 * stream.nextDouble());
            Constant discriminator = new Constant(2 * stream.nextDouble());
            double gamma = i % 4 == 0 ? 0 : stream.nextDouble();
            for (UpdateRule rule : List.of(ALTERNATING, SIMULTANEOUS, new UpdateRule.Alternating(2, 3))) {
                RatePeriod rates = RatePeriod.firstSteps(generator, discriminator, 1 + 20 * (i % 5));
                assertEquals(Optional.empty(), Resonance.of(rule, gamma, rates), rates.toString());
            }
        }
    }

    /**
     * Which player is called which, and when a period begins, change no eigenvalue of an undamped game. The discriminator, which
     * moves last, moves first under its new name: that is one step of lead.
     */
    @Test
    void swappingThePlayersOrBothPhasesKeepsTheRadius() {
        Resonance straight =
                Resonance.of(ALTERNATING, 0, triangles(0.02, 0.5, 40, 13)).orElseThrow();
        RatePeriod later = period(new Triangular(0.02, 0.5, 40, 13), new Triangular(0.02, 0.5, 40, 26), 40);
        RatePeriod swapped = period(new Triangular(0.02, 0.5, 40, 12), new Triangular(0.02, 0.5, 40, 0), 40);
        for (RatePeriod other : List.of(later, swapped)) {
            Resonance found = Resonance.of(ALTERNATING, 0, other).orElseThrow();
            assertEquals(straight.widest().worst(), found.widest().worst(), 1e-4);
            assertEquals(straight.widest().radius(), found.widest().radius(), 1e-9);
            assertEquals(straight.widest().low(), found.widest().low(), 1e-4);
            assertEquals(straight.widest().high(), found.widest().high(), 1e-4);
        }
    }

    /** The first tongue turns by π in a period. Phase decides: the reference has 2.49 half a period apart, 0.737 in phase, at 1. */
    @Test
    void theWidestBandTurnsOnceInTwoPeriodsAndPhaseDecides() {
        Resonance slow =
                Resonance.of(ALTERNATING, 1e-3, triangles(1e-3, 1e-2, 100, 50)).orElseThrow();
        assertEquals(200, slow.widest().rotationPeriod(), 6);
        assertTrue(slow.widest().longestRotation() > 200 && slow.widest().shortestRotation() < 200, slow.toString());
        assertTrue(slow.radiusDelayed(0) > 2.5 && slow.radiusDelayed(50) < 1, slow.toString());
        Resonance anti = Resonance.of(ALTERNATING, 0.3, cosines(4)).orElseThrow();
        assertTrue(contains(anti, 1), anti.toString());
        assertTrue(anti.worst().radius() >= 2.492582957229016, anti.toString());
        assertFalse(Resonance.of(ALTERNATING, 0.3, cosines(0))
                .filter(r -> contains(r, 1))
                .isPresent());
    }

    @Test
    void aPeriodKnowsByHowMuchTheDiscriminatorLeads() {
        assertEquals(OptionalInt.of(0), triangles(0.1, 0.5, 40, 0).lead());
        assertEquals(OptionalInt.of(13), triangles(0.1, 0.5, 40, 13).lead());
        assertEquals(OptionalInt.of(4), cosines(4).lead());
        assertEquals(
                OptionalInt.empty(),
                period(new Constant(1), new Triangular(0, 1, 6, 0), 6).lead());
        assertEquals(
                OptionalInt.empty(),
                period(new Triangular(0, 1, 6, 0), new Triangular(0, 1, 4, 0), 12)
                        .lead());
        RatePeriod rates = triangles(0.1, 0.5, 40, 13);
        assertEquals(OptionalInt.of(0), rates.delayed(13).lead());
        assertEquals(rates.discriminator()[0], rates.delayed(13).discriminator()[13]);
    }

    @Test
    void aPeriodCountsIterationsAndWaitsForTheWarmUp() {
        RateSchedule triangle = new Triangular(0, 1, 12, 0);
        RatePeriod rates =
                RatePeriod.of(new WarmUp(10, 0, triangle), 1, triangle, 4, 22).orElseThrow();
        assertEquals(12, rates.steps());
        assertEquals(0, rates.generator()[0]);
        // Iteration 10 begins with the discriminator's update 40, the fifth of its cycle.
        assertEquals(triangle.at(4), rates.discriminator()[0]);
        assertEquals(triangle.at(8), rates.discriminator()[1]);
        assertEquals(Optional.empty(), RatePeriod.of(new WarmUp(10, 0, triangle), 1, triangle, 4, 21));
    }

    @Test
    void threeThousandStepsTakeLessThanASecond() {
        RatePeriod rates = triangles(5e-5, 1e-3, 3000, 1500);
        Resonance found = assertTimeout(
                Duration.ofSeconds(5),
                () -> Resonance.of(ALTERNATING, 0.02, rates).orElseThrow());
        assertTrue(found.widest().radius() > 2 && found.radiusDelayed(1500) < 1);
        assertEquals(6000, found.widest().rotationPeriod(), 300);
        assertEquals(
                Cycle.of(new LinearGame(found.widest().worst(), 0.02), ALTERNATING, rates)
                        .radius(),
                found.widest().radius(),
                1e-6);
    }
}
