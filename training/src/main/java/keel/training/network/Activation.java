package keel.training.network;

import java.util.Locale;

/** Nonlinearity after a layer. */
public enum Activation {
    RELU,
    /** Slope 0.2 below zero, as is usual in discriminators. */
    LEAKY_RELU,
    TANH,
    /** No nonlinearity. */
    IDENTITY,
    /** {@code x} above zero, {@code exp(x) - 1} below (Clevert et al. 2016). */
    ELU,
    /** {@code x / (1 + exp(-x))}, also called swish (Elfwing et al. 2018). */
    SILU,
    SIGMOID,
    /** {@code log(1 + exp(x))}. */
    SOFTPLUS;

    /** Slope of {@link #LEAKY_RELU} below zero. */
    public static final float LEAKY_SLOPE = 0.2f;

    /** Name in configuration files, in kebab case. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the slope changes anywhere but at a kink. */
    public boolean curved() {
        return this != RELU && this != LEAKY_RELU && this != IDENTITY;
    }

    /** Whether derivatives are written in terms of the pre-activation, because the activation itself does not determine them. */
    public boolean needsPreActivation() {
        return this == SILU || this == SOFTPLUS;
    }
}
