package keel.training.optimizer;

import java.util.Locale;

/** What an optimiser forgets when its schedule or controller makes a warm restart. */
public enum RestartReset {
    NOTHING,
    /** Moments and step count: as if it had just been made. */
    MOMENTS,
    /** The step count alone, so that Adam's bias correction acts again. */
    STEP_COUNT;

    /** Name in configuration files, in kebab case. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
