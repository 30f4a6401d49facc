package keel.training.gpu;

import java.util.Arrays;
import keel.training.network.DropoutStreams;
import keel.training.network.MlpLayout;
import keel.training.network.MlpStage;
import keel.training.random.RandomStream;

/** Masks for dropout, drawn on the processor from each member's stream in the order in which the processor's networks draw. */
final class GpuDropout {
    private final MlpLayout layout;
    private final DropoutStreams streams;

    GpuDropout(MlpLayout layout, DropoutStreams streams) {
        this.layout = layout;
        this.streams = streams;
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
                fill(masks[l], p * each, each, layout.stage(l), streams.of(p).orElseThrow());
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
}
