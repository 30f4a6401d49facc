package keel.gans.dynamics;

import keel.gans.loss.GanLoss;

/**
 * The Dirac-GAN itself, without linearising (Mescheder et al. 2018): data at 0, a generator at θ, the discriminator {@code D(x) =
 * -ψ x}, so that ψ has the sign it has in {@link LinearGame}.
 *
 * @param r1Gamma weight of R1, which for this discriminator is γ/2 ψ²; so is R2
 * @param unitSlopeWeight λ of WGAN-GP's penalty, which is λ (|ψ| - 1)²: its pull has no equilibrium at ψ = 0
 */
public record DiracGame(GanLoss loss, double r1Gamma, double unitSlopeWeight) {
    /** A position. */
    public record Point(double theta, double psi) {
        /** Distance from the equilibrium. */
        public double radius() {
            return Math.hypot(theta, psi);
        }
    }

    /** How θ moves, at rate 1. */
    double generatorField(Point at) {
        return loss.generatorSlope(0, -at.psi * at.theta) * at.psi;
    }

    /** How ψ moves, at rate 1. */
    double discriminatorField(Point at) {
        double towardsOne = 2 * unitSlopeWeight * (Math.abs(at.psi) - 1) * Math.signum(at.psi);
        return loss.fakeSlope(0, -at.psi * at.theta) * at.theta - r1Gamma * at.psi - towardsOne;
    }

    /** Both move from the same point. */
    public Point simultaneous(Point at, double rateGenerator, double rateDiscriminator) {
        return new Point(
                at.theta + rateGenerator * generatorField(at), at.psi + rateDiscriminator * discriminatorField(at));
    }

    /** The generator moves, then the discriminator. */
    public Point alternating(Point at, double rateGenerator, double rateDiscriminator) {
        Point moved = new Point(at.theta + rateGenerator * generatorField(at), at.psi);
        return new Point(moved.theta, moved.psi + rateDiscriminator * discriminatorField(moved));
    }
}
