package keel.gans.dynamics;

import static keel.training.InvalidConfigException.require;

import keel.gans.loss.GanLoss;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/**
 * The game of generator θ and discriminator ψ near its equilibrium at 0 (Mescheder et al. 2018): both descend, which moves them
 * along the field
 *
 * <pre>
 * θ' = -f ψ
 * ψ' =  f θ - γ ψ
 * </pre>
 *
 * <p>This is the Dirac-GAN, exactly, for a loss with slope f at logits of 0. ψ points here from real to generated samples.
 *
 * @param f how strongly the players pull at each other, above 0
 * @param gamma how strongly the discriminator is pulled back to 0, at least 0
 */
public record LinearGame(double f, double gamma) {
    public LinearGame {
        require(Double.isFinite(f) && f > 0, "the game's slope f is %s, but it must be above 0.".formatted(f));
        require(Double.isFinite(gamma) && gamma >= 0, "gamma is %s, but it must be at least 0.".formatted(gamma));
    }

    /**
     * The Dirac-GAN of a loss.
     *
     * @param gamma weight of R1, of R2, or the sum of both: the discriminator's slope is ψ everywhere, so they do the same
     */
    public static LinearGame dirac(GanLoss loss, double gamma) {
        return new LinearGame(slope(loss), gamma);
    }

    /** The slope f of a loss: the discriminator's derivative by a generated row's logit, at 0. */
    public static double slope(GanLoss loss) {
        return loss.fakeSlope(0, 0);
    }

    /**
     * The γ that instance noise of this standard deviation amounts to, {@code σ² (a'' + b'')} with the second derivatives of both
     * terms of the discriminator's loss at 0: {@code σ² / 2} for cross-entropies (Mescheder et al. 2018, section 3).
     */
    public static double gammaOfInstanceNoise(GanLoss loss, double sigma) {
        double h = 1e-4;
        double real = (loss.realSlope(h, 0) - loss.realSlope(-h, 0)) / (2 * h);
        double fake = (loss.fakeSlope(0, h) - loss.fakeSlope(0, -h)) / (2 * h);
        return sigma * sigma * (real + fake);
    }

    /** The field's Jacobian, rows and columns θ, ψ. */
    public RealMatrix field() {
        return MatrixUtils.createRealMatrix(new double[][] {{0, -f}, {f, -gamma}});
    }

    /** Eigenvalues of the flow that follows the field, both players at the same rate. */
    public Spectrum flow() {
        return Spectrum.of(field());
    }
}
