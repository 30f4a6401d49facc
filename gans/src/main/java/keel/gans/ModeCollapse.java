package keel.gans;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.gans.data.GanData;
import keel.gans.features.ClassifierSpec;
import keel.training.checkpoint.MemberState;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;

/**
 * When each member first lost its modes: fewer than half of the modes, or of the classes of images, after it had at least three
 * quarters of them. It stays recorded, also if they come back.
 */
final class ModeCollapse implements MemberState {
    private static final String METRIC = "collapse/iteration";

    private final Optional<String> covered;
    private final int all;
    private final boolean[] had;
    /** 0 while there was none. */
    private final long[] since;

    ModeCollapse(GanData data, int members) {
        covered = data.modes()
                .map(modes -> "modes/captured")
                .or(() -> data.images().map(images -> "classes/covered"));
        all = data.modes()
                .map(modes -> modes.count())
                .or(() -> data.images().map(images -> images.heldOut().classes()))
                .orElse(0);
        had = new boolean[members];
        since = new long[members];
    }

    /** What {@link #describe} may tell. */
    static List<String> metrics(GanSpec spec) {
        boolean images = ClassifierSpec.of(spec.data()).isPresent();
        return spec.data().mixes() || images ? List.of(METRIC) : List.of();
    }

    /** Looks at an evaluation after so many iterations, and adds when the member collapsed, if it has. */
    void describe(int member, long iterations, Map<String, Double> values) {
        covered.map(values::get).ifPresent(count -> {
            had[member] |= 4 * count >= 3 * all;
            if (had[member] && 2 * count < all && since[member] == 0) {
                since[member] = iterations;
            }
        });
        if (since[member] > 0) {
            values.put(METRIC, (double) since[member]);
        }
    }

    @Override
    public void save(int member, StateWriter to) {
        to.put("had_modes", had[member] ? 1 : 0);
        to.put("collapsed", since[member]);
    }

    @Override
    public void restore(int member, StateReader from) {
        had[member] = from.ints("had_modes", 1)[0] == 1;
        since[member] = from.whole("collapsed");
    }
}
