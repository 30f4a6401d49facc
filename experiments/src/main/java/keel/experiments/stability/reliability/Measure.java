package keel.experiments.stability.reliability;

import java.util.Optional;
import keel.experiments.stability.Estimate;

/** One measure of reliability, or why it cannot be told. */
public sealed interface Measure {
    /**
     * What was measured.
     *
     * @param value of how many runs, the measure (a mean over runs, or one number of all of them), and its percentile-bootstrap
     *     interval over runs
     */
    record Known(Estimate value) implements Measure {}

    /**
     * Not enough was measured.
     *
     * @param why one short sentence
     */
    record Unknown(String why) implements Measure {}

    /** What was measured, if it was. */
    default Optional<Estimate> estimate() {
        return this instanceof Known known ? Optional.of(known.value()) : Optional.empty();
    }

    /** Why nothing was, if nothing was. */
    default Optional<String> reason() {
        return this instanceof Unknown unknown ? Optional.of(unknown.why()) : Optional.empty();
    }
}
