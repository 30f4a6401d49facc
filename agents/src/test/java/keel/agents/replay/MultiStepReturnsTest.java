package keel.agents.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import keel.training.InvalidConfigException;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;
import org.junit.jupiter.api.Test;

class MultiStepReturnsTest {
    private final ReplayBuffer buffer = new ReplayBuffer(100, 1, 1);
    private final MultiStepReturns returns = new MultiStepReturns(3, 0.5, 2, 1, 1);

    /** From observation {@code at} with reward {@code at} to observation {@code at + 1}; the action is {@code at + 0.5}. */
    private static void step(MultiStepReturns by, ReplayBuffer to, int lane, int at, boolean ended, boolean cutOff) {
        by.add(lane, new float[] {at}, 0, new float[] {at + 0.5f}, 0, at, new float[] {at + 1}, 0, ended, cutOff, to);
    }

    private void step(int lane, int at, boolean ended, boolean cutOff) {
        step(returns, buffer, lane, at, ended, cutOff);
    }

    /** All that a buffer holds, as sentences. */
    private static List<String> all(ReplayBuffer buffer) {
        TreeSet<String> seen = new TreeSet<>();
        if (buffer.size() > 0) {
            TransitionBatch batch = new TransitionBatch(1, 2000, 1, 1);
            buffer.sample(RandomStream.named(0, "replay"), 0, batch);
            for (int i = 0; i < batch.rows; i++) {
                seen.add("%s by %s earns %s in %d to %s%s"
                        .formatted(
                                batch.observations[i],
                                batch.actions[i],
                                batch.rewards[i],
                                batch.steps[i],
                                batch.nextObservations[i],
                                batch.terminated[i] ? ", ended" : ""));
            }
        }
        return new ArrayList<>(seen);
    }

    /** 1 + 2/2 + 3/4 = 2.75 and 2 + 3/2 + 4/4 = 4.5. */
    @Test
    void aReturnIsCompleteAfterNSteps() {
        step(0, 1, false, false);
        step(0, 2, false, false);
        assertEquals(List.of(), all(buffer));
        step(0, 3, false, false);
        step(0, 4, false, false);
        assertEquals(List.of("1.0 by 1.5 earns 2.75 in 3 to 4.0", "2.0 by 2.5 earns 4.5 in 3 to 5.0"), all(buffer));
    }

    /** 2 + 3/2 = 3.5: the steps before the end have shorter returns, which nothing follows if the task ended. */
    @Test
    void anEndCompletesWhatWaits() {
        step(0, 1, false, false);
        step(0, 2, false, false);
        step(0, 3, true, false);
        assertEquals(
                List.of(
                        "1.0 by 1.5 earns 2.75 in 3 to 4.0, ended",
                        "2.0 by 2.5 earns 3.5 in 2 to 4.0, ended",
                        "3.0 by 3.5 earns 3.0 in 1 to 4.0, ended"),
                all(buffer));
    }

    @Test
    void whatATruncationCutsOffIsFollowedByTheLastObservation() {
        step(0, 1, false, false);
        step(0, 2, false, true);
        assertEquals(List.of("1.0 by 1.5 earns 2.0 in 2 to 3.0", "2.0 by 2.5 earns 2.0 in 1 to 3.0"), all(buffer));
    }

    @Test
    void noReturnSpansTwoEpisodesOrTwoLanes() {
        step(0, 1, false, false);
        step(1, 50, false, false);
        step(0, 2, false, true);
        step(1, 51, false, false);
        step(0, 10, false, false);
        step(0, 11, false, false);
        assertEquals(2, buffer.size());
        step(1, 52, false, false);
        step(0, 12, false, false);
        assertEquals(
                List.of(
                        "1.0 by 1.5 earns 2.0 in 2 to 3.0",
                        "10.0 by 10.5 earns 18.5 in 3 to 13.0",
                        "2.0 by 2.5 earns 2.0 in 1 to 3.0",
                        "50.0 by 50.5 earns 88.5 in 3 to 53.0"),
                all(buffer));
    }

    @Test
    void oneStepIsTheTransitionItself() {
        MultiStepReturns one = new MultiStepReturns(1, 0.5, 1, 1, 1);
        step(one, buffer, 0, 7, false, false);
        step(one, buffer, 0, 8, true, false);
        assertEquals(
                List.of("7.0 by 7.5 earns 7.0 in 1 to 8.0", "8.0 by 8.5 earns 8.0 in 1 to 9.0, ended"), all(buffer));
    }

    @Test
    void whatWaitsIsKeptInACheckpoint() {
        step(0, 1, false, false);
        step(0, 2, false, true);
        step(0, 1, false, false);
        step(1, 4, false, false);
        StateWriter state = new StateWriter();
        returns.save(state);
        MultiStepReturns again = new MultiStepReturns(3, 0.5, 2, 1, 1);
        again.restore(state.reader());
        ReplayBuffer other = new ReplayBuffer(100, 1, 1);
        step(again, other, 0, 2, false, false);
        step(again, other, 1, 5, true, false);
        step(again, other, 0, 3, false, false);
        assertEquals(
                List.of(
                        "1.0 by 1.5 earns 2.75 in 3 to 4.0",
                        "4.0 by 4.5 earns 6.5 in 2 to 6.0, ended",
                        "5.0 by 5.5 earns 5.0 in 1 to 6.0, ended"),
                all(other));
    }

    @Test
    void noStepsAtAllAreRefused() {
        String message = assertThrows(InvalidConfigException.class, () -> new MultiStepReturns(0, 0.9, 1, 1, 1))
                .getMessage();
        assertTrue(message.contains("at least 1"), message);
    }
}
