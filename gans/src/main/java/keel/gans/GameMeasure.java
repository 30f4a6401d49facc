package keel.gans;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.gans.data.GanData;
import keel.gans.diagnostics.GameJacobian;
import keel.gans.dynamics.LocalGame;
import keel.training.NetworkLearner;
import keel.training.random.RandomStream;
import org.hipparchus.complex.Complex;

/**
 * What a pair would do next, tried on a copy.
 *
 * <ul>
 *   <li>{@code local/radius}: the largest modulus of those eigenvalues, of one iteration as a map of both players' parameters
 *       with their optimisers' memory as it is, that move furthest from 1. Below 1 the pair is pulled back along them.
 *   <li>{@code local/period}: iterations in which the eigenvalue of the largest imaginary part turns once around; {@code local/f}
 *       and {@code local/gamma}: the {@link keel.gans.dynamics.LinearGame} that has it at the present rates. Missing where
 *       nothing turns.
 *   <li>{@code duality_gap} (Grnarova et al. 2019): by how much the discriminator alone can lower its loss in some updates, plus
 *       by how much the generator alone can raise it. Near 0 at an equilibrium.
 * </ul>
 */
final class GameMeasure {
    private static final String RADIUS = "local/radius";
    private static final String PERIOD = "local/period";
    private static final String F = "local/f";
    private static final String GAMMA = "local/gamma";
    private static final String GAP = "duality_gap";
    /** Length of the differences, in which 32-bit rounding and curvature are both small. */
    private static final double STEP = 1e-2;
    /** Imaginary parts below this are rounding. */
    private static final double TURNS = 1e-6;
    /** Eigenvalues of the change below this share of the largest are rounding. */
    private static final double NEGLIGIBLE = 1e-3;

    private final List<GanSpec> specs;
    private final GanData data;

    private GameMeasure(List<GanSpec> specs, GanData data) {
        this.specs = List.copyOf(specs);
        this.data = data;
    }

    /** One for these members, if their settings ask for any of it. */
    static Optional<GameMeasure> of(List<GanSpec> specs, GanData data) {
        return metrics(specs.get(0)).isEmpty() ? Optional.empty() : Optional.of(new GameMeasure(specs, data));
    }

    /** What {@link #add} may give. */
    static List<String> metrics(GanSpec spec) {
        List<String> names = new ArrayList<>();
        spec.evaluation().localDimensions().ifPresent(k -> names.addAll(List.of(RADIUS, PERIOD, F, GAMMA)));
        spec.evaluation().dualityGapSteps().ifPresent(k -> names.add(GAP));
        return names;
    }

    /** Adds what is asked for of a member as it is after some iterations. */
    void add(
            int member,
            NetworkLearner generator,
            NetworkLearner discriminator,
            long iterations,
            Map<String, Double> values) {
        GanSpec spec = specs.get(member);
        try (PairCopy copy = new PairCopy(spec, data, member, generator, discriminator, iterations)) {
            spec.evaluation()
                    .localDimensions()
                    .ifPresent(k ->
                            local(copy, k, spec.updates(), generator.rate(member), discriminator.rate(member), values));
            spec.evaluation().dualityGapSteps().ifPresent(k -> {
                double gap = copy.lossAfterGenerating(k) - copy.lossAfterDiscriminating(k);
                values.put(GAP, gap);
            });
        }
    }

    private static void local(
            PairCopy copy,
            int dimensions,
            UpdateSpec updates,
            double rateGenerator,
            double rateDiscriminator,
            Map<String, Double> values) {
        double[] point = copy.parameters();
        // Parameters that nothing depends on never move, whatever else does: eigenvalues of 1, of no interest.
        double[] start = GameJacobian.along(copy::change, point, direction(point.length), STEP);
        List<Complex> changes = GameJacobian.leading(
                        copy::change, point, Math.min(dimensions, point.length), STEP, start)
                .eigenvalues();
        double smallest = NEGLIGIBLE * changes.get(0).norm();
        List<Complex> eigenvalues = changes.stream()
                .filter(change -> change.norm() > smallest)
                .map(change -> change.add(1))
                .toList();
        if (eigenvalues.isEmpty()) {
            return;
        }
        values.put(RADIUS, eigenvalues.stream().mapToDouble(Complex::norm).max().orElseThrow());
        Complex turning = eigenvalues.stream()
                .max(Comparator.comparingDouble(Complex::getImaginary))
                .orElseThrow();
        if (turning.getImaginary() > TURNS) {
            values.put(PERIOD, 2 * Math.PI / turning.getArgument());
            if (rateGenerator > 0 && rateDiscriminator > 0 && updates.oneEach()) {
                LocalGame.ofIteration(turning, updates.alternates(), rateGenerator, rateDiscriminator)
                        .ifPresent(game -> {
                            values.put(F, game.f());
                            values.put(GAMMA, game.gamma());
                        });
            }
        }
    }

    /** Of length 1, the same for all. */
    private static double[] direction(int size) {
        RandomStream random = RandomStream.named(0, "evaluation/local");
        double[] direction = new double[size];
        double squares = 0;
        for (int i = 0; i < size; i++) {
            direction[i] = random.nextGaussian();
            squares += direction[i] * direction[i];
        }
        for (int i = 0; i < size; i++) {
            direction[i] /= Math.sqrt(squares);
        }
        return direction;
    }
}
