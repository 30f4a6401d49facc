package keel.env;

import java.util.Arrays;
import keel.env.RefusedException.Reason;
import org.jspecify.annotations.Nullable;

/** Which lanes have an episode going on, and whether a step may be taken: what every environment checks alike. */
public final class EpisodeTracker {
    private static final long[] NONE = {};

    private final Space actionSpace;
    private final @Nullable ElementType elementType;
    private final int[] rowShape;
    private final AutoresetMode autoreset;
    private final boolean[] ended;
    private boolean started;

    public EpisodeTracker(Space actionSpace, int lanes, AutoresetMode autoreset) {
        this.actionSpace = actionSpace;
        this.autoreset = autoreset;
        ended = new boolean[lanes];
        elementType = actionSpace instanceof ArraySpace arrays ? arrays.elementType() : null;
        rowShape = actionSpace instanceof ArraySpace arrays ? arrays.shape() : new int[0];
    }

    /** Every lane has been reset once. */
    public boolean started() {
        return started;
    }

    /** The lane's episode has ended and no other has begun. */
    public boolean ended(int lane) {
        return ended[lane];
    }

    /** Of every lane, as {@link #ended(int)}: a live array, to read only. */
    public boolean[] ended() {
        return ended;
    }

    /** A reset was carried out. */
    public void reset(ResetRequest request) {
        for (int lane = 0; lane < ended.length; lane++) {
            if (request.resets(lane)) {
                ended[lane] = false;
            }
        }
        started = true;
    }

    /** A lane was stepped. In mode SAME_STEP its next episode has begun already. */
    public void stepped(int lane, boolean episodeEnded) {
        ended[lane] = episodeEnded && autoreset != AutoresetMode.SAME_STEP;
    }

    /**
     * Checks the actions of a run of lanes before any lane is stepped.
     *
     * @param actions of the lanes {@code firstLane .. firstLane + lanes - 1}
     * @throws RefusedException if they are no batch of the action space, a Discrete one is out of range (that of a lane which
     *     is to be reset does not matter, those of other spaces are the environment's business), no episode is going on,
     *     or in mode DISABLED one has ended
     */
    public void checkStep(Batch actions, int firstLane, int lanes) {
        if (!isBatch(actions, lanes)) {
            actions.check(actionSpace, lanes, "step.actions");
        }
        if (!started) {
            throw RefusedException.of(
                    Reason.FAILED_PRECONDITION, "step", "No episode is going on. Call reset before the first step.");
        }
        long[] chosen = actionSpace instanceof Discrete ? actions.tensor().longs() : NONE;
        if (mayBeWrong(chosen, firstLane, lanes)) {
            checkLanes(chosen, firstLane, lanes);
        }
    }

    /** Whether the actions are the one array that the space takes: the usual case of the check, without allocating. */
    private boolean isBatch(Batch actions, int lanes) {
        return elementType != null
                && actions.leaves().size() == 1
                && actions.leaves().get(0).holds(lanes, elementType, rowShape);
    }

    /** Whether a lane may have a fault, found without branches: what {@link #checkLanes} costs only then. */
    private boolean mayBeWrong(long[] chosen, int firstLane, int lanes) {
        boolean wrong = false;
        if (autoreset == AutoresetMode.DISABLED) {
            for (int lane = firstLane; lane < firstLane + lanes; lane++) {
                wrong |= ended[lane];
            }
        }
        if (chosen.length > 0) {
            Discrete space = (Discrete) actionSpace;
            long last = space.n() - 1;
            long outside = 0;
            for (int i = 0; i < chosen.length; i++) {
                long place = chosen[i] - space.start();
                outside |= place | (last - place);
            }
            wrong |= outside < 0;
        }
        return wrong;
    }

    private void checkLanes(long[] chosen, int firstLane, int lanes) {
        for (int i = 0; i < lanes; i++) {
            int lane = firstLane + i;
            if (!ended[lane]) {
                if (chosen.length > 0) {
                    checkRange((Discrete) actionSpace, chosen[i], lane);
                }
            } else if (autoreset == AutoresetMode.DISABLED) {
                throw RefusedException.inLane(
                        Reason.FAILED_PRECONDITION,
                        lane,
                        "step",
                        "The episode of lane " + lane + " has ended and autoreset is DISABLED. Reset the lane first.");
            }
        }
    }

    private static void checkRange(Discrete space, long action, int lane) {
        if (!space.contains(action)) {
            throw RefusedException.inLane(
                    Reason.INVALID_ARGUMENT,
                    lane,
                    "step.actions",
                    "Action " + action + " of lane " + lane + " is outside the action space " + space.start() + " .. "
                            + (space.start() + space.n() - 1) + ".");
        }
    }

    @Override
    public String toString() {
        return started ? "ended: " + Arrays.toString(ended) : "not started";
    }
}
