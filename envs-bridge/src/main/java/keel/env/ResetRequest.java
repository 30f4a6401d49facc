package keel.env;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a reset asks for.
 *
 * @param seeds one a lane, not negative, of any size, as Gymnasium's {@code reset(seed=[…])}; a lane without one keeps its
 *     random stream going. An empty list: no lane has one. Those of lanes that are not reset are ignored
 * @param lanes one a lane, at least one of them true; only these are reset (Gymnasium's {@code reset_mask}), and every lane
 *     must have been reset before. Empty: all lanes
 * @param options Gymnasium's {@code reset(options=…)}, the same for each lane: booleans, numbers, strings, tensors, lists
 *     and maps of them
 */
public record ResetRequest(List<Optional<BigInteger>> seeds, boolean[] lanes, Map<String, Object> options) {
    /** Every lane, its random stream going on, without options. */
    public static final ResetRequest ALL = seeded();

    public ResetRequest {
        seeds = seeds.stream().allMatch(Optional::isEmpty) ? List.of() : List.copyOf(seeds);
        lanes = lanes.clone();
        options = Map.copyOf(options);
    }

    /** Every lane; one seed each, or none. */
    public static ResetRequest seeded(long... seeds) {
        List<Optional<BigInteger>> all = new ArrayList<>(seeds.length);
        for (long seed : seeds) {
            all.add(Optional.of(BigInteger.valueOf(seed)));
        }
        return new ResetRequest(all, new boolean[0], Map.of());
    }

    /** Only these lanes; one value a lane. An empty mask is not "all" here, but one of the wrong length. */
    public ResetRequest only(boolean... mask) {
        if (mask.length == 0) {
            throw RefusedException.of(
                    RefusedException.Reason.INVALID_ARGUMENT,
                    "reset.lanes",
                    "Got a mask of 0 lanes. Pass one value a lane.");
        }
        return new ResetRequest(seeds, mask, options);
    }

    /** With these options. */
    public ResetRequest with(Map<String, Object> newOptions) {
        return new ResetRequest(seeds, lanes, newOptions);
    }

    /** Every lane is reset. */
    public boolean allLanes() {
        return lanes.length == 0;
    }

    /** The lane is reset. */
    public boolean resets(int lane) {
        return lanes.length == 0 || lanes[lane];
    }

    /** The lane's seed. */
    public Optional<BigInteger> seed(int lane) {
        return seeds.isEmpty() ? Optional.empty() : seeds.get(lane);
    }

    /**
     * Checks what every environment has to.
     *
     * @param laneCount of the environment
     * @param started every lane has been reset before
     * @throws RefusedException if the number of seeds or of mask values is not the number of lanes, a seed is negative, or
     *     some lanes would be without an episode
     */
    public void check(int laneCount, boolean started) {
        if (!seeds.isEmpty() && seeds.size() != laneCount) {
            throw RefusedException.of(
                    RefusedException.Reason.INVALID_ARGUMENT,
                    "reset.seeds",
                    "Got " + seeds.size() + " seeds for " + laneCount
                            + " lanes. Pass one a lane, or none to keep each lane's random stream going.");
        }
        checkMask(laneCount, started);
        for (int lane = 0; lane < seeds.size(); lane++) {
            BigInteger seed = seeds.get(lane).orElse(BigInteger.ZERO);
            if (seed.signum() < 0 && resets(lane)) {
                throw RefusedException.inLane(
                        RefusedException.Reason.INVALID_ARGUMENT,
                        lane,
                        "reset.seeds",
                        "Seed " + seed + " of lane " + lane + " is negative; seeds are 0 and up.");
            }
        }
    }

    private void checkMask(int laneCount, boolean started) {
        if (lanes.length == 0) {
            return;
        }
        if (lanes.length != laneCount) {
            throw RefusedException.of(
                    RefusedException.Reason.INVALID_ARGUMENT,
                    "reset.lanes",
                    "Got a mask of " + lanes.length + " for " + laneCount + " lanes. Pass one value a lane.");
        }
        boolean any = false;
        for (boolean lane : lanes) {
            any |= lane;
        }
        if (!any) {
            throw RefusedException.of(
                    RefusedException.Reason.INVALID_ARGUMENT,
                    "reset.lanes",
                    "The mask selects no lane. Set at least one to true.");
        }
        if (!started) {
            throw RefusedException.of(
                    RefusedException.Reason.FAILED_PRECONDITION,
                    "reset.lanes",
                    "Some lanes would be without an episode. Reset every lane once before resetting single ones.");
        }
    }
}
