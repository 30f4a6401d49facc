package keel.agents.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import keel.agents.ReferenceUpdates;
import keel.training.random.RandomStream;
import keel.training.rate.Constant;
import org.junit.jupiter.api.Test;

/** Chances and weights against an implementation in NumPy. */
class PrioritizedReferenceTest {
    @Test
    void chancesAndWeightsAreTheSame() {
        JsonNode reference = ReferenceUpdates.of("prioritisedReplay");
        float[] errors = ReferenceUpdates.floats(reference.get("errors"));
        PrioritizedRows rows = new PrioritizedRows(
                new ReplaySampling.Prioritized(
                        reference.get("alpha").doubleValue(),
                        new Constant(reference.get("beta").doubleValue()),
                        reference.get("epsilon").doubleValue()),
                errors.length);
        TransitionBatch all = new TransitionBatch(1, errors.length, 1, 1);
        for (int row = 0; row < errors.length; row++) {
            rows.added(row);
            all.drawn[row] = row;
            all.errors[row] = errors[row];
        }
        rows.judge(0, all);
        TransitionBatch batch = new TransitionBatch(1, 200_000, 1, 1);
        rows.draw(RandomStream.named(0, "replay"), errors.length, 0, 0, batch);
        int[] counts = new int[errors.length];
        for (int i = 0; i < batch.rows; i++) {
            int row = batch.drawn[i];
            counts[row]++;
            // Row 0, the likeliest to be missed, has a chance of 4e-5 and is drawn 7 or 8 times: the largest weight is
            // its own.
            assertEquals(reference.get("weightsByLargestOfBuffer").get(row).doubleValue(), batch.weights[i], 1e-6);
        }
        for (int row = 0; row < errors.length; row++) {
            double chance = reference.get("probabilities").get(row).doubleValue();
            // One draw from each part of the sum: only the parts at both ends are left to chance.
            assertTrue(Math.abs(counts[row] - chance * batch.rows) <= 2, "row %d: %d".formatted(row, counts[row]));
        }
    }
}
