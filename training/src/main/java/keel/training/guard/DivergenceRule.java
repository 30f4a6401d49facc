package keel.training.guard;

import java.util.Optional;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.telemetry.UpdateRecord;

/** Decides, before each update of one network of one member is applied, whether its training has diverged. */
public final class DivergenceRule {
    /**
     * Largest gradient norm whose square a float holds with room to spare. A larger one would make an optimiser's running mean of
     * squares infinite, and its parameters would stand still for ever, looking perfectly stable.
     */
    static final double LARGEST_APPLIED_NORM = 1e18;

    private final String network;
    private final GuardSpec spec;
    private final Optional<RunningMedian> norms;

    /** With an empty memory. */
    public DivergenceRule(String network, GuardSpec spec) {
        this.network = network;
        this.spec = spec;
        norms = spec.medianFactor().map(factor -> new RunningMedian(spec.window()));
    }

    /**
     * Judges one update, and remembers its gradient norm if there is nothing wrong with it.
     *
     * @param gradientNorm 2-norm before clipping
     * @param clippedNorm the same after clipping
     */
    public Optional<Divergence> check(long update, double rate, double loss, double gradientNorm, double clippedNorm) {
        Optional<Divergence> divergence = checkNumbers(update, rate, loss, gradientNorm, clippedNorm);
        if (divergence.isPresent() || norms.isEmpty()) {
            return divergence;
        }
        RunningMedian median = norms.get();
        double factor = spec.medianFactor().orElseThrow();
        // No multiple of 0 tells a runaway gradient: it is the median of a loss that was flat for a while.
        if (median.full() && median.median() > 0 && gradientNorm > factor * median.median()) {
            return diverged(
                    "gradient norm",
                    gradientNorm,
                    new UpdateRecord(update, rate, loss, gradientNorm, clippedNorm),
                    "more than %s times the median of the last %d updates (%s)"
                            .formatted(factor, spec.window(), median.median()));
        }
        median.add(gradientNorm);
        return Optional.empty();
    }

    /** Judges numbers by themselves, without memory; the parameters are those of {@link #check}. */
    public Optional<Divergence> checkNumbers(
            long update, double rate, double loss, double gradientNorm, double clippedNorm) {
        boolean sound = Double.isFinite(loss) && Double.isFinite(gradientNorm) && clippedNorm <= LARGEST_APPLIED_NORM;
        if (sound) {
            return Optional.empty();
        }
        UpdateRecord at = new UpdateRecord(update, rate, loss, gradientNorm, clippedNorm);
        if (!Double.isFinite(loss)) {
            return diverged("loss", loss, at, "");
        }
        return Double.isFinite(gradientNorm)
                ? diverged("gradient norm", clippedNorm, at, "beyond float's squares")
                : diverged("gradient norm", gradientNorm, at, "");
    }

    /** Judges parameters after an update. */
    public Optional<Divergence> checkParameters(double norm, UpdateRecord last) {
        return Double.isFinite(norm) ? Optional.empty() : diverged("parameter norm", norm, last, "after that update");
    }

    private Optional<Divergence> diverged(String quantity, double value, UpdateRecord at, String why) {
        return Optional.of(new Divergence(network, quantity, value, at, why));
    }

    /** Adds everything that later judgements depend on. */
    public void save(StateWriter to) {
        norms.ifPresent(median -> median.save(to));
    }

    /** Takes it back. */
    public void restore(StateReader from) {
        norms.ifPresent(median -> median.restore(from));
    }
}
