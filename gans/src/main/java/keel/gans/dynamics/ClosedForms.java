package keel.gans.dynamics;

/**
 * Bounds of stability in closed form, for one update of each player (from the Jury conditions on trace and determinant of the
 * step's matrix).
 */
public final class ClosedForms {
    private ClosedForms() {}

    /** {@code γ > 0, hG f² < γ and 2 hD γ < 4 + hG hD f²}. */
    public static boolean simultaneousIsStable(LinearGame game, double rateGenerator, double rateDiscriminator) {
        double turn = rateGenerator * rateDiscriminator * game.f() * game.f();
        return game.gamma() > 0
                && rateGenerator * game.f() * game.f() < game.gamma()
                && 2 * rateDiscriminator * game.gamma() < 4 + turn;
    }

    /** {@code γ > 0 and 2 hD γ + hG hD f² < 4}. */
    public static boolean alternatingIsStable(LinearGame game, double rateGenerator, double rateDiscriminator) {
        double turn = rateGenerator * rateDiscriminator * game.f() * game.f();
        return game.gamma() > 0 && 2 * rateDiscriminator * game.gamma() + turn < 4;
    }
}
