package keel.training.optimizer;

import java.util.Locale;

/** What an optimiser forgets when its schedule or controller makes a warm restart. */
public enum RestartReset {
    NOTHING,
    /**
     * All that it remembers of past gradients, and the step count: as if it had just been made. The slow weights of lookahead
     * are parameters, not moments, and stay.
     */
    MOMENTS,
    /** The step count alone, so that Adam's bias correction acts again. Changes nothing where there is none (SGD, RMSProp). */
    STEP_COUNT;

    /** Name in configuration files, in kebab case. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
