package keel.env;

import org.jspecify.annotations.Nullable;

/**
 * What one step of every lane gave; the arrays are live buffers, valid until the next call.
 *
 * @param observations in mode SAME_STEP an ended lane shows its next episode's first observation
 * @param rewards one a lane
 * @param terminated the episode reached an end of the task itself: its value beyond is 0
 * @param truncated the episode was cut, by a time limit say: its value beyond is not 0
 * @param finalObservations only in mode SAME_STEP and only meaningful in lanes that ended now (the space's zero value
 *     elsewhere); null in other modes, and when no lane ended
 * @param infos in mode SAME_STEP, of an ended lane, those of the reset
 * @param finalInfos only in mode SAME_STEP: of ended lanes, those of the step that ended the episode
 */
public record VectorStep(
        Batch observations,
        double[] rewards,
        boolean[] terminated,
        boolean[] truncated,
        @Nullable Batch finalObservations,
        Infos infos,
        Infos finalInfos) {
    /** One array of observations, no infos. */
    public VectorStep(
            Tensor observations,
            double[] rewards,
            boolean[] terminated,
            boolean[] truncated,
            @Nullable Tensor finalObservations) {
        this(
                Batch.of(observations),
                rewards,
                terminated,
                truncated,
                finalObservations == null ? null : Batch.of(finalObservations),
                Infos.NONE,
                Infos.NONE);
    }
}
