package keel.env.wrapper;

import java.util.Arrays;
import keel.env.AutoresetMode;
import keel.env.ResetRequest;
import keel.env.VectorStep;

/** Which lanes' episodes ended in the last step, and so which rows of the next one are fillers. */
final class EndedLanes {
    private final boolean[] ended;
    private final boolean fillers;

    EndedLanes(int lanes, AutoresetMode mode) {
        ended = new boolean[lanes];
        fillers = mode == AutoresetMode.NEXT_STEP;
    }

    /** The lane's row in the coming step is that of a reset, not of a step. */
    boolean filler(int lane) {
        return fillers && ended[lane];
    }

    boolean ended(int lane) {
        return ended[lane];
    }

    void afterReset(ResetRequest request) {
        if (request.allLanes()) {
            Arrays.fill(ended, false);
            return;
        }
        for (int lane = 0; lane < ended.length; lane++) {
            ended[lane] &= !request.resets(lane);
        }
    }

    void afterStep(VectorStep step) {
        for (int lane = 0; lane < ended.length; lane++) {
            ended[lane] = step.terminated()[lane] || step.truncated()[lane];
        }
    }
}
