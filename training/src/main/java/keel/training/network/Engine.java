package keel.training.network;

import java.util.Locale;

/** Who does the arithmetic of a network. */
public enum Engine {
    /** {@link StackedMlp}: dense networks, any number of members. */
    STACKED,
    /** {@link Dl4jNetwork}: any DL4J network, one member. */
    DL4J;

    /** Name in configuration files. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
