package keel.agents.policy;

import java.util.Arrays;
import keel.training.random.RandomStream;

/**
 * Independent normal distributions: their means are what a network gives for a row, their log standard deviations are free
 * parameters, the same everywhere.
 */
public final class GaussianPolicy implements Policy {
    private static final double HALF_LOG_TWO_PI = 0.5 * StrictMath.log(2 * Math.PI);

    private final int width;
    private final double[] deviations;
    private final double[] freeGradient;
    /** Of the row taken up last, in standard deviations from the mean. */
    private final double[] distances;

    private double sumOfLogDeviations;

    /** @param width A */
    public GaussianPolicy(int width) {
        this.width = width;
        deviations = new double[width];
        freeGradient = new double[width];
        distances = new double[width];
    }

    @Override
    public int outputs() {
        return width;
    }

    @Override
    public int freeParameters() {
        return width;
    }

    @Override
    public int actionWidth() {
        return width;
    }

    @Override
    public void begin(float[] free, int at) {
        sumOfLogDeviations = 0;
        for (int a = 0; a < width; a++) {
            sumOfLogDeviations += free[at + a];
            deviations[a] = StrictMath.exp(free[at + a]);
        }
        Arrays.fill(freeGradient, 0);
    }

    @Override
    public void sample(float[] means, int at, RandomStream random, float[] actions, int actionAt) {
        for (int a = 0; a < width; a++) {
            actions[actionAt + a] = (float) (means[at + a] + deviations[a] * random.nextGaussian());
        }
        evaluate(means, at, actions, actionAt);
    }

    @Override
    public void mode(float[] means, int at, float[] actions, int actionAt) {
        System.arraycopy(means, at, actions, actionAt, width);
    }

    @Override
    public void evaluate(float[] means, int at, float[] actions, int actionAt) {
        for (int a = 0; a < width; a++) {
            distances[a] = ((double) actions[actionAt + a] - means[at + a]) / deviations[a];
        }
    }

    @Override
    public double logProbability() {
        double squares = 0;
        for (double distance : distances) {
            squares += distance * distance;
        }
        return -0.5 * squares - sumOfLogDeviations - width * HALF_LOG_TWO_PI;
    }

    @Override
    public double entropy() {
        return sumOfLogDeviations + width * (0.5 + HALF_LOG_TWO_PI);
    }

    /**
     * With {@code ∂log π/∂μ = (a - μ) / σ²}, {@code ∂log π/∂log σ = ((a - μ) / σ)² - 1} and {@code ∂H/∂log σ = 1}.
     */
    @Override
    public void gradient(double logProbabilityWeight, double entropyWeight, int rows, float[] gradient, int at) {
        for (int a = 0; a < width; a++) {
            double distance = distances[a];
            gradient[at + a] = (float) (-logProbabilityWeight * distance / deviations[a] / rows);
            freeGradient[a] -= (logProbabilityWeight * (distance * distance - 1) + entropyWeight) / rows;
        }
    }

    @Override
    public void freeGradient(float[] to, int at) {
        for (int a = 0; a < width; a++) {
            to[at + a] = (float) freeGradient[a];
        }
    }

    @Override
    public double deviation() {
        return Arrays.stream(deviations).sum() / width;
    }
}
