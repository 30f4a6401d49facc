package keel.agents.sac;

import keel.training.random.RandomStream;

/**
 * Actions {@code a = tanh(u), u = mean + exp(log σ) ε} with normal ε, of B rows a member: what was drawn last, its
 * log-probabilities, and the gradient of SAC's actor loss by mean and log σ (Haarnoja et al. 2018, appendix C).
 *
 * <p>An actor's row is the A means, then the A logarithms of σ, which are kept in [-20, 2]. With {@code e = exp(-2|u|)},
 * {@code log(1 - tanh² u) = log 4 - 2|u| - 2 log(1 + e)}, which loses nothing however far u is from 0.
 */
final class SquashedGaussian {
    static final double LOWEST_LOG_DEVIATION = -20;
    static final double HIGHEST_LOG_DEVIATION = 2;
    /** Beyond this a number of an action counts as saturated. */
    static final double SATURATED = 0.99;

    private static final double LOG_4 = StrictMath.log(4);
    private static final double HALF_LOG_TWO_PI = 0.5 * StrictMath.log(2 * Math.PI);

    private final int rows;
    private final int width;
    private final float[] actions;
    private final double[] logProbabilities;
    private final double[] noise;
    private final double[] deviations;
    /** {@code 1 - a²}. */
    private final double[] slopes;

    private final double[] meanLogProbability;
    private final double[] meanDeviation;
    private final double[] saturation;

    /**
     * Room for the actions of a cohort.
     *
     * @param members P
     * @param rows B
     * @param width A
     */
    SquashedGaussian(int members, int rows, int width) {
        this.rows = rows;
        this.width = width;
        actions = new float[members * rows * width];
        logProbabilities = new double[members * rows];
        noise = new double[actions.length];
        deviations = new double[actions.length];
        slopes = new double[actions.length];
        meanLogProbability = new double[members];
        meanDeviation = new double[members];
        saturation = new double[members];
    }

    /** {@code [P,B,A]}, live. */
    float[] actions() {
        return actions;
    }

    /** {@code [P,B]}, of the actions in (-1, 1), live. */
    double[] logProbabilities() {
        return logProbabilities;
    }

    /** ε of the last draw, {@code [P,B,A]}, live: for {@link #place}. */
    double[] noise() {
        return noise;
    }

    /** Mean over the rows of one member. */
    double meanLogProbability(int member) {
        return meanLogProbability[member];
    }

    /** Mean of σ over rows and numbers of an action. */
    double meanDeviation(int member) {
        return meanDeviation[member];
    }

    /** Share of all numbers of one member's actions that lie beyond ±{@value #SATURATED}. */
    double saturation(int member) {
        return saturation[member];
    }

    /**
     * Draws an action for every row of one member.
     *
     * @param outputs of the actor, {@code [P,B,2A]}
     */
    void draw(int member, float[] outputs, RandomStream random) {
        drawNoise(member, random);
        place(member, outputs);
    }

    /** Draws noise for every row of one member, for {@link #place}. */
    void drawNoise(int member, RandomStream random) {
        for (int i = member * rows * width; i < (member + 1) * rows * width; i++) {
            noise[i] = random.nextGaussian();
        }
    }

    /** The actions that outputs and {@link #noise} lead to. */
    void place(int member, float[] outputs) {
        double sum = 0;
        double sumDeviation = 0;
        int saturated = 0;
        for (int row = member * rows; row < (member + 1) * rows; row++) {
            double log = 0;
            for (int j = 0; j < width; j++) {
                int i = row * width + j;
                double logDeviation = logDeviation(outputs[row * 2 * width + width + j]);
                double deviation = StrictMath.exp(logDeviation);
                double u = outputs[row * 2 * width + j] + deviation * noise[i];
                double e = StrictMath.exp(-2 * Math.abs(u));
                double action = Math.copySign((1 - e) / (1 + e), u);
                actions[i] = (float) action;
                deviations[i] = deviation;
                slopes[i] = 4 * e / ((1 + e) * (1 + e));
                log += -0.5 * noise[i] * noise[i] - logDeviation - HALF_LOG_TWO_PI;
                log -= LOG_4 - 2 * Math.abs(u) - 2 * StrictMath.log1p(e);
                sumDeviation += deviation;
                saturated += Math.abs(action) > SATURATED ? 1 : 0;
            }
            logProbabilities[row] = log;
            sum += log;
        }
        meanLogProbability[member] = sum / rows;
        meanDeviation[member] = sumDeviation / (rows * width);
        saturation[member] = (double) saturated / (rows * width);
    }

    private static double logDeviation(double output) {
        return Math.max(LOWEST_LOG_DEVIATION, Math.min(HIGHEST_LOG_DEVIATION, output));
    }

    /**
     * Gradient of {@code mean(weight * log π(a)) + V} by the actor's outputs, through the actions as they were placed last. No
     * gradient passes to a log σ that is kept at a bound.
     *
     * @param outputs as {@link #place} got them
     * @param actionGradient dV/da, {@code [P,B,A]}
     * @param gradient takes {@code [P,B,2A]}
     */
    void gradient(int member, float[] outputs, float[] actionGradient, double weight, float[] gradient) {
        double share = weight / rows;
        for (int row = member * rows; row < (member + 1) * rows; row++) {
            for (int j = 0; j < width; j++) {
                int i = row * width + j;
                int at = row * 2 * width + j;
                double byU = actionGradient[i] * slopes[i] + 2 * share * actions[i];
                float output = outputs[at + width];
                boolean free = output >= LOWEST_LOG_DEVIATION && output <= HIGHEST_LOG_DEVIATION;
                gradient[at] = (float) byU;
                gradient[at + width] = free ? (float) (byU * deviations[i] * noise[i] - share) : 0f;
            }
        }
    }

    /**
     * The actions without noise, {@code tanh(mean)}.
     *
     * @param outputs {@code [...,2A]}
     * @param to takes {@code [...,A]}
     */
    static void means(float[] outputs, int width, float[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] = (float) StrictMath.tanh(outputs[i / width * 2 * width + i % width]);
        }
    }
}
