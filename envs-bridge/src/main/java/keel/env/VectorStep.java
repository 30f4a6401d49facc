package keel.env;

import org.jspecify.annotations.Nullable;

/**
 * What one step of every lane gave; the arrays are live buffers, valid until the next call.
 *
 * @param observations {@code [lanes, ...]}; in mode SAME_STEP an ended lane shows its next episode's first observation
 * @param rewards one a lane
 * @param terminated the episode reached an end of the task itself: its value beyond is 0
 * @param truncated the episode was cut, by a time limit say: its value beyond is not 0
 * @param finalObservations {@code [lanes, ...]}, only in mode SAME_STEP and only meaningful in lanes that ended now; null
 *     in other modes, and when no lane ended
 */
public record VectorStep(
        Tensor observations,
        double[] rewards,
        boolean[] terminated,
        boolean[] truncated,
        @Nullable Tensor finalObservations) {}
