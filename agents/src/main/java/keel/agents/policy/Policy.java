package keel.agents.policy;

import keel.training.random.RandomStream;

/**
 * A distribution over actions, one row at a time, in double and with {@link StrictMath}: the same on every machine.
 *
 * <p>{@link #sample} and {@link #evaluate} take up a row: {@link #logProbability}, {@link #entropy} and {@link #gradient} speak
 * of the row taken up last.
 */
public sealed interface Policy permits CategoricalPolicy, GaussianPolicy {
    /** Numbers that a network gives for each row. */
    int outputs();

    /** Numbers that are the same for all rows; learned, but read from no observation. */
    int freeParameters();

    /** A, numbers in one action. */
    int actionWidth();

    /**
     * Takes up free parameters {@code free[at ..]} for the rows to come, and starts a new sum of gradients by them.
     *
     * @param free not read where there are none
     */
    void begin(float[] free, int at);

    /** Draws an action for the row {@code outputs[at ..]}, writes it to {@code actions[actionAt ..]}, and takes up both. */
    void sample(float[] outputs, int at, RandomStream random, float[] actions, int actionAt);

    /** Writes the likeliest action of the row {@code outputs[at ..]} to {@code actions[actionAt ..]}; the first of equals. */
    void mode(float[] outputs, int at, float[] actions, int actionAt);

    /** Takes up the row {@code outputs[at ..]} and an action in it. */
    void evaluate(float[] outputs, int at, float[] actions, int actionAt);

    /** Log of the action's probability, or density, in nats; of several choices the sum. */
    double logProbability();

    /** In nats; of several choices the sum. Of densities it may be negative. */
    double entropy();

    /**
     * Writes the gradient of {@code -(a log π + b H) / rows} by the outputs to {@code gradient[at ..]}, and adds that by the free
     * parameters to the sum begun last.
     *
     * @param logProbabilityWeight a
     * @param entropyWeight b
     */
    void gradient(double logProbabilityWeight, double entropyWeight, int rows, float[] gradient, int at);

    /** Writes the sum of gradients by the free parameters to {@code to[at ..]}. */
    void freeGradient(float[] to, int at);

    /** Mean standard deviation of the numbers of an action, as {@link #begin} gave it; 0 for choices. */
    double deviation();
}
