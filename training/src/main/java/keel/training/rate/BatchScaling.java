package keel.training.rate;

import java.util.Locale;
import keel.training.InvalidConfigException;

/**
 * A factor on every rate for a batch of another size than the one that the rates were chosen for.
 *
 * @param referenceBatch what the rates were chosen for
 * @param batch what trains
 */
public record BatchScaling(Rule rule, long referenceBatch, long batch) {
    /** How a rate grows with the batch. */
    public enum Rule {
        /** In proportion (Goyal et al. 2017), for plain gradient descent. */
        LINEAR,
        /** With its square root (Krizhevsky 2014; Malladi et al. 2022), for adaptive optimisers. */
        SQUARE_ROOT;

        /** Name in configuration files, in kebab case. */
        public String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public BatchScaling {
        requireBatch("reference-batch", referenceBatch);
        requireBatch("batch", batch);
    }

    private static void requireBatch(String parameter, long size) {
        InvalidConfigException.require(
                size >= 1,
                "batch scaling: %s is %d, but it counts samples and must be at least 1. Use the batch that the rates were tuned with."
                        .formatted(parameter, size));
    }

    /** What every rate is multiplied by; 1 for the reference batch. */
    public double factor() {
        double ratio = (double) batch / referenceBatch;
        return rule == Rule.LINEAR ? ratio : Math.sqrt(ratio);
    }
}
