package keel.training.gpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.network.MlpLayout;
import keel.training.network.MlpStage;
import keel.training.random.RandomStream;

/** Masks for dropout, drawn on the processor from each member's stream in the order in which the processor's networks draw. */
final class GpuDropout {
    private final MlpLayout layout;
    private final List<Optional<RandomStream>> streams;

    GpuDropout(MlpLayout layout, int members) {
        this.layout = layout;
        streams = new ArrayList<>(Collections.nCopies(members, Optional.empty()));
    }

    void keep(int member, RandomStream random) {
        if (layout.drops()) {
            streams.set(member, Optional.of(random));
        }
    }

    void requireStreams(boolean[] active) {
        for (int p = 0; layout.drops() && p < active.length; p++) {
            if (streams.get(p).isEmpty() && active[p]) {
                throw new IllegalStateException(
                        "member %d has no random stream for its dropout masks; initialize or restore it before training"
                                .formatted(p));
            }
        }
    }

    /** Inverted dropout: new masks for every active member. */
    void draw(GpuArena arena, boolean[] active) {
        if (!layout.drops()) {
            return;
        }
        float[][] masks = new float[layout.layers()][];
        for (int l = 0; l < masks.length; l++) {
            int each = layout.stage(l).drops() ? arena.batch() * layout.width(l + 1) : 0;
            masks[l] = new float[active.length * each];
        }
        for (int p = 0; p < active.length; p++) {
            for (int l = 0; l < masks.length && active[p]; l++) {
                int each = masks[l].length / active.length;
                fill(masks[l], p * each, each, layout.stage(l), streams.get(p).orElseThrow());
            }
        }
        for (int l = 0; l < masks.length; l++) {
            if (layout.stage(l).drops()) {
                arena.memory().put(arena.places().mask(l), masks[l], 0, masks[l].length);
            }
        }
    }

    private static void fill(float[] mask, int from, int count, MlpStage stage, RandomStream random) {
        float kept = (float) (1 / (1 - stage.dropout()));
        Arrays.fill(mask, from, from + count, kept);
        for (int i = from; i < from + count; i++) {
            if (random.nextDouble() < stage.dropout()) {
                mask[i] = 0;
            }
        }
    }

    void save(int member, StateWriter to) {
        streams.get(member).ifPresent(random -> to.put("dropout", random.state()));
    }

    void restore(int member, StateReader from) {
        if (from.has("dropout")) {
            keep(member, RandomStream.of(from.longs("dropout", RandomStream.STATE_LENGTH)));
        }
    }
}
