package keel.env.contract;

import java.util.ArrayList;
import java.util.List;
import keel.env.Batch;
import keel.env.Space;
import keel.env.Value;

/** Actions of lanes over time, drawn beforehand: those of lane i do not depend on how many lanes there are. */
record Actions(Space space, List<List<Value>> byLane) {
    private static final long FIRST_SEED = 90_000;

    static Actions drawn(Space space, int lanes, int steps) {
        return drawn(space, lanes, steps, FIRST_SEED);
    }

    /** Another choice of actions for each first seed. */
    static Actions drawn(Space space, int lanes, int steps, long firstSeed) {
        List<List<Value>> byLane = new ArrayList<>();
        for (int lane = 0; lane < lanes; lane++) {
            AllowedValues sampler = new AllowedValues(firstSeed + lane);
            List<Value> values = new ArrayList<>();
            for (int t = 0; t < steps; t++) {
                values.add(sampler.sample(space));
            }
            byLane.add(values);
        }
        return new Actions(space, byLane);
    }

    int steps() {
        return byLane.get(0).size();
    }

    /** One step's actions of the lanes {@code from .. to - 1}. */
    Batch at(int t, int from, int to) {
        return Batch.pack(
                space,
                byLane.subList(from, to).stream().map(values -> values.get(t)).toList());
    }

    /** One step's actions of all lanes. */
    Batch at(int t) {
        return at(t, 0, byLane.size());
    }

    /** As these, but one lane acts otherwise at one time. */
    Actions with(int lane, int t, Value action) {
        List<List<Value>> changed = new ArrayList<>(byLane);
        List<Value> values = new ArrayList<>(byLane.get(lane));
        values.set(t, action);
        changed.set(lane, values);
        return new Actions(space, changed);
    }

    /** Of one lane alone. */
    Actions lane(int lane) {
        return new Actions(space, List.of(byLane.get(lane)));
    }
}
