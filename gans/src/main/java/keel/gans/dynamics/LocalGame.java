package keel.gans.dynamics;

import java.util.Optional;
import org.hipparchus.complex.Complex;

/** Where a real run stands on the map of rates: the {@link LinearGame} that rotates and dies out as its players do. */
public final class LocalGame {
    private LocalGame() {}

    /**
     * From the leading eigenvalue μ of a game field's Jacobian, both players at rate 1: {@code μ² + γ μ + f² = 0}, so {@code γ =
     * -2 Re μ} and {@code f = |μ|}. Nothing if μ is real (no rotation: the players do not pull at each other) or its real part
     * is above 0 (the field itself flees, which no rate mends).
     */
    public static Optional<LinearGame> of(Complex leading) {
        if (leading.getImaginary() == 0 || leading.getReal() > 0) {
            return Optional.empty();
        }
        return Optional.of(new LinearGame(leading.norm(), -2 * leading.getReal()));
    }

    /**
     * From a rotating eigenvalue λ of one iteration, in which each player moved once: for simultaneous updates {@code hD γ = 2 (1
     * - Re λ)} and {@code hG hD f² = |λ - 1|²}; for alternating ones, whoever is first, {@code hD γ = 1 - |λ|²} and {@code hG hD
     * f² = 2 - 2 Re λ - hD γ}. Nothing if λ is real, or no such game has it.
     *
     * @param rateGenerator hG
     * @param rateDiscriminator hD
     */
    public static Optional<LinearGame> ofIteration(
            Complex lambda, boolean alternating, double rateGenerator, double rateDiscriminator) {
        double damping = alternating ? 1 - lambda.norm() * lambda.norm() : 2 * (1 - lambda.getReal());
        double turn = alternating
                ? 2 - 2 * lambda.getReal() - damping
                : lambda.subtract(1).norm() * lambda.subtract(1).norm();
        if (lambda.getImaginary() == 0 || damping < 0 || turn <= 0) {
            return Optional.empty();
        }
        return Optional.of(
                new LinearGame(Math.sqrt(turn / (rateGenerator * rateDiscriminator)), damping / rateDiscriminator));
    }
}
