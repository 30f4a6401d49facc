package keel.env.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import keel.env.Batch;
import keel.env.Space;
import keel.env.Value;
import keel.env.VectorStep;

/**
 * A copy of what one lane showed after a reset or step; equal to another of the same bits.
 *
 * @param finalObservation of a lane that ended in mode SAME_STEP
 */
record LaneRow(
        Value observation, double reward, boolean terminated, boolean truncated, Optional<Value> finalObservation) {
    /** After a reset. */
    static List<LaneRow> ofReset(Space space, int lanes, Batch observations) {
        return observations.unpack(space, lanes).stream()
                .map(value -> new LaneRow(value, 0, false, false, Optional.empty()))
                .toList();
    }

    /** After a step of some lanes. */
    static List<LaneRow> ofStep(Space space, VectorStep step) {
        int lanes = step.rewards().length;
        List<Value> observations = step.observations().unpack(space, lanes);
        Batch finalBatch = step.finalObservations();
        List<Value> finals = finalBatch == null ? List.of() : finalBatch.unpack(space, lanes);
        List<LaneRow> rows = new ArrayList<>(lanes);
        for (int lane = 0; lane < lanes; lane++) {
            boolean terminated = step.terminated()[lane];
            boolean truncated = step.truncated()[lane];
            Optional<Value> last =
                    (terminated || truncated) && !finals.isEmpty() ? Optional.of(finals.get(lane)) : Optional.empty();
            rows.add(new LaneRow(observations.get(lane), step.rewards()[lane], terminated, truncated, last));
        }
        return rows;
    }

    boolean ended() {
        return terminated || truncated;
    }
}
