package keel.gans;

import static keel.training.InvalidConfigException.require;

import java.util.Locale;

/**
 * Who moves when within an iteration.
 *
 * @param discriminator updates of the discriminator
 * @param generator updates of the generator
 */
public record UpdateSpec(Order order, int discriminator, int generator) {
    /** The usual iteration: one update of the discriminator, then one of the generator against the new one. */
    public static final UpdateSpec ALTERNATING = new UpdateSpec(Order.DISCRIMINATOR_FIRST, 1, 1);

    /** Who comes first. */
    public enum Order {
        /** The generator moves against the discriminator as it is after its updates. */
        DISCRIMINATOR_FIRST,
        /** The discriminator moves against the generator as it is after its updates. */
        GENERATOR_FIRST,
        /** Both move from the same point. */
        SIMULTANEOUS;

        /** Name in configuration files. */
        public String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public UpdateSpec {
        require(
                discriminator >= 1 && generator >= 1,
                "gan.updates: discriminator (%d) and generator (%d) must each be at least 1. To freeze a player give it the rate 0."
                        .formatted(discriminator, generator));
        require(
                order != Order.SIMULTANEOUS || (discriminator == 1 && generator == 1),
                "gan.updates.order is simultaneous, which is one update of each from the same point, but discriminator is %d and generator %d. Make both 1, or choose discriminator-first."
                        .formatted(discriminator, generator));
    }

    /** Whether an iteration updates each player once. */
    boolean oneEach() {
        return discriminator == 1 && generator == 1;
    }

    /** Whether one player sees the other's update of the same iteration. */
    boolean alternates() {
        return order != Order.SIMULTANEOUS;
    }
}
