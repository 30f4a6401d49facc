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
}
