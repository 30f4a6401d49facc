package keel.training.network;

import java.util.Locale;

/** Nonlinearity after every hidden layer. */
public enum Activation {
    RELU,
    /** Slope 0.2 below zero, as is usual in discriminators. */
    LEAKY_RELU,
    TANH;

    /** Slope of {@link #LEAKY_RELU} below zero. */
    public static final float LEAKY_SLOPE = 0.2f;

    /** Name in configuration files, in kebab case. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
