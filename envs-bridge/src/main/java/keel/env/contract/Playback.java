package keel.env.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import keel.env.AutoresetMode;
import keel.env.ResetRequest;
import keel.env.VectorEnv;

/** What lanes showed over time: first the reset, then each step. */
record Playback(List<List<LaneRow>> rows) {
    /** Resets with seeds and steps with all of these actions. */
    static Playback of(VectorEnv env, Actions actions, long... seeds) {
        List<List<LaneRow>> rows = new ArrayList<>();
        rows.add(LaneRow.ofReset(env.observationSpace(), env.lanes(), env.reset(seeds)));
        for (int t = 0; t < actions.steps(); t++) {
            rows.add(LaneRow.ofStep(env.observationSpace(), env.step(actions.at(t))));
        }
        return new Playback(rows);
    }

    /** What a mode has to show, from single lanes in mode DISABLED that are reset by hand when they have ended. */
    static Playback emulated(Subject subject, AutoresetMode mode, Actions actions, long... seeds) {
        List<Playback> lanes = new ArrayList<>();
        for (int lane = 0; lane < seeds.length; lane++) {
            try (VectorEnv env = subject.shortEpisodes(1, AutoresetMode.DISABLED)) {
                lanes.add(emulatedLane(env, mode, actions.lane(lane), seeds[lane]));
            }
        }
        return beside(lanes);
    }

    private static Playback emulatedLane(VectorEnv env, AutoresetMode mode, Actions actions, long seed) {
        List<List<LaneRow>> rows = new ArrayList<>();
        rows.add(LaneRow.ofReset(env.observationSpace(), 1, env.reset(seed)));
        boolean ended = false;
        for (int t = 0; t < actions.steps(); t++) {
            if (ended) {
                rows.add(LaneRow.ofReset(env.observationSpace(), 1, env.reset()));
                ended = false;
                continue;
            }
            LaneRow row = LaneRow.ofStep(env.observationSpace(), env.step(actions.at(t)))
                    .get(0);
            ended = row.ended();
            if (ended && mode == AutoresetMode.SAME_STEP) {
                LaneRow next =
                        LaneRow.ofReset(env.observationSpace(), 1, env.reset()).get(0);
                row = new LaneRow(
                        next.observation(),
                        row.reward(),
                        row.terminated(),
                        row.truncated(),
                        Optional.of(row.observation()));
                ended = false;
            }
            rows.add(List.of(row));
        }
        return new Playback(rows);
    }

    /** In mode DISABLED, resetting lanes when they have ended; the step's row is kept, not the reset's. */
    static Playback withMaskedResets(VectorEnv env, Actions actions, long... seeds) {
        List<List<LaneRow>> rows = new ArrayList<>();
        rows.add(LaneRow.ofReset(env.observationSpace(), env.lanes(), env.reset(seeds)));
        for (int t = 0; t < actions.steps(); t++) {
            List<LaneRow> step = LaneRow.ofStep(env.observationSpace(), env.step(actions.at(t)));
            rows.add(step);
            boolean[] mask = new boolean[env.lanes()];
            boolean any = false;
            for (int lane = 0; lane < mask.length; lane++) {
                mask[lane] = step.get(lane).ended();
                any |= mask[lane];
            }
            if (any) {
                env.reset(ResetRequest.ALL.only(mask));
            }
        }
        return new Playback(rows);
    }

    static Playback beside(List<Playback> lanes) {
        List<List<LaneRow>> rows = new ArrayList<>();
        for (int t = 0; t < lanes.get(0).rows.size(); t++) {
            int time = t;
            rows.add(lanes.stream().map(lane -> lane.rows.get(time).get(0)).toList());
        }
        return new Playback(rows);
    }

    /** Some lane ended. */
    boolean anyEnded() {
        return rows.stream().flatMap(List::stream).anyMatch(LaneRow::ended);
    }

    /** Demands the same bits in every lane at every time. */
    void mustBe(Playback expected, String what) {
        for (int t = 0; t < expected.rows.size(); t++) {
            for (int lane = 0; lane < expected.rows.get(t).size(); lane++) {
                String where = what + ", " + (t == 0 ? "reset" : "step " + t) + ", lane " + lane;
                LaneRow wanted = expected.rows.get(t).get(lane);
                LaneRow got = rows.get(t).get(lane);
                Finding.same(where + ", observation", wanted.observation(), got.observation());
                Finding.same(where + ", reward", wanted.reward(), got.reward());
                Finding.same(where + ", terminated", wanted.terminated(), got.terminated());
                Finding.same(where + ", truncated", wanted.truncated(), got.truncated());
                Finding.same(where + ", final observation", wanted.finalObservation(), got.finalObservation());
            }
        }
    }
}
