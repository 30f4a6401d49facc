package keel.training.optimizer;

import java.util.List;
import keel.training.checkpoint.StateWriter;

/**
 * The linear game of the Dirac-GAN near its equilibrium: θ has gradient f ψ, and ψ has -(f θ - γ ψ). With f = 1 and γ = 0 it
 * is min over x, max over y of x · y. Each player has one parameter, an optimiser and a rate.
 */
final class TwoPlayerGame {
    private final double f;
    private final double gamma;
    private final Optimizer first;
    private final Optimizer second;
    private final StepSize firstSize;
    private final StepSize secondSize;
    private final float[] theta = {0};
    private final float[] psi = {0};

    TwoPlayerGame(double f, double gamma, OptimizerSpec of, double firstRate, double secondRate) {
        this.f = f;
        this.gamma = gamma;
        first = Optimizer.create(List.of(of), 1);
        second = Optimizer.create(List.of(of), 1);
        firstSize = StepSize.of(firstRate);
        secondSize = StepSize.of(secondRate);
    }

    TwoPlayerGame at(double itsTheta, double itsPsi) {
        theta[0] = (float) itsTheta;
        psi[0] = (float) itsPsi;
        return this;
    }

    /** Gives both optimisers, of plain kinds, a past: what they remember under this name. */
    TwoPlayerGame remembering(String name, double ofTheta, double ofPsi) {
        remember(first, name, ofTheta);
        remember(second, name, ofPsi);
        return this;
    }

    private static void remember(Optimizer optimizer, String name, double value) {
        StateWriter state = new StateWriter();
        state.put("steps", 1L);
        state.put(name, (float) value);
        optimizer.restore(0, state.reader());
    }

    double theta() {
        return theta[0];
    }

    double psi() {
        return psi[0];
    }

    /** What the players remember under this name: of θ, and of ψ. */
    double[] remembered(String name) {
        StateWriter ofTheta = new StateWriter();
        first.save(0, ofTheta);
        StateWriter ofPsi = new StateWriter();
        second.save(0, ofPsi);
        return new double[] {
            ofTheta.reader().floats(name, 1)[0], ofPsi.reader().floats(name, 1)[0],
        };
    }

    private float[] ofTheta() {
        return new float[] {(float) (f * psi[0])};
    }

    private float[] ofPsi() {
        return new float[] {(float) (gamma * psi[0] - f * theta[0])};
    }

    /** Both players step at once, from gradients at the same point. */
    void simultaneous() {
        if (first.extrapolates()) {
            float[] here = ofTheta();
            float[] there = ofPsi();
            first.extrapolate(0, theta, here, firstSize);
            second.extrapolate(0, psi, there, secondSize);
        }
        float[] here = ofTheta();
        float[] there = ofPsi();
        first.step(0, theta, here, firstSize);
        second.step(0, psi, there, secondSize);
        synchronised();
    }

    /** θ steps first, and ψ's gradient knows. */
    void alternating() {
        first.step(0, theta, ofTheta(), firstSize);
        second.step(0, psi, ofPsi(), secondSize);
        synchronised();
    }

    private void synchronised() {
        first.synchronize(0, theta);
        second.synchronize(0, psi);
    }

    double radius() {
        return Math.hypot(theta[0], psi[0]);
    }
}
