package keel.training.gpu;

import keel.training.network.Activation;
import keel.training.network.MlpLayout;
import keel.training.network.MlpStage;

/**
 * Where the arrays of one batch size lie in an arena, and what its kernels must know of every stage: the table that {@code
 * passes.cl} reads. All arrays are {@code [P, rows, width]}.
 */
final class StageTable {
    /** What an arena is for: every use has the arrays of those before it, at the same places. */
    enum Use {
        PREDICTION,
        TRAINING,
        DIRECTIONAL
    }

    private static final int FIELDS = 32;

    private final MlpLayout layout;
    private final int layers;
    private final long each;
    private final Use use;
    private final long[] table;
    private long floats;

    private final long[] values;
    private final long[] deltas;
    private final long[] tangents;
    private final long[] mus;

    StageTable(MlpLayout layout, int members, int rows, Use use) {
        this.layout = layout;
        this.use = use;
        layers = layout.layers();
        each = Math.multiplyExact((long) members, rows);
        table = new long[FIELDS * layers];
        values = use == Use.PREDICTION ? alternating() : everyActivation();
        boolean training = use != Use.PREDICTION;
        deltas = training ? everyActivation() : new long[layers + 1];
        for (int l = 0; l < layers; l++) {
            describe(l, training);
        }
        boolean directional = use == Use.DIRECTIONAL;
        tangents = directional ? everyActivation() : new long[layers + 1];
        mus = directional ? everyActivation() : new long[layers + 1];
        if (directional) {
            boolean curvedAbove = false;
            for (int l = layers - 1; l >= 0; l--) {
                curvedAbove = directional(l, curvedAbove);
            }
        }
    }

    private long room(int width) {
        long at = floats;
        floats = Math.addExact(floats, Math.multiplyExact(each, (long) width));
        return at;
    }

    private long[] everyActivation() {
        long[] at = new long[layers + 1];
        for (int l = 0; l <= layers; l++) {
            at[l] = room(layout.width(l));
        }
        return at;
    }

    /** Nobody looks back at hidden activations after a prediction: two arrays serve all of them. */
    private long[] alternating() {
        int widest = 0;
        for (int l = 1; l < layers; l++) {
            widest = Math.max(widest, layout.width(l));
        }
        long[] pair = {room(widest), room(widest)};
        long[] at = new long[layers + 1];
        for (int l = 1; l < layers; l++) {
            at[l] = pair[l % 2];
        }
        at[0] = room(layout.inputs());
        at[layers] = room(layout.outputs());
        return at;
    }

    private void describe(int l, boolean training) {
        MlpStage stage = layout.stage(l);
        boolean separate = training && (stage.activation().needsPreActivation() || stage.drops());
        boolean bias = stage.linear() && (l < layers - 1 || layout.outputBias());
        int at = l * FIELDS;
        table[at] = stage.linear() ? 1 : 0;
        table[at + 1] = stage.in();
        table[at + 2] = stage.out();
        table[at + 3] = stage.offset();
        table[at + 4] = code(stage.activation());
        table[at + 5] = values[l];
        table[at + 6] = values[l + 1];
        table[at + 7] = separate ? room(stage.out()) : values[l + 1];
        table[at + 8] = separate ? 1 : 0;
        table[at + 9] = training && stage.drops() ? room(stage.out()) : 0;
        table[at + 10] = stage.drops() ? 1 : 0;
        table[at + 11] = deltas[l + 1];
        table[at + 12] = deltas[l];
        table[at + 13] = stage.linear() ? 0 : room(stage.out());
        table[at + 14] = stage.linear() ? 0 : room(1);
        table[at + 15] = bias ? 1 : 0;
    }

    /** λ lies where backward passes have deltas. */
    private boolean directional(int l, boolean curvedAbove) {
        MlpStage stage = layout.stage(l);
        boolean curved = stage.activation().curved();
        int at = l * FIELDS;
        table[at + 16] = tangents[l];
        table[at + 17] = tangents[l + 1];
        table[at + 18] = curved ? room(stage.out()) : 0;
        table[at + 19] = stage.linear() ? 0 : room(stage.out());
        table[at + 20] = deltas[l + 1];
        table[at + 21] = deltas[l];
        table[at + 22] = mus[l + 1];
        table[at + 23] = mus[l];
        table[at + 24] = curvedAbove || curved ? 1 : 0;
        table[at + 25] = curved ? 1 : 0;
        return curvedAbove || curved || !stage.linear();
    }

    private static int code(Activation activation) {
        return switch (activation) {
            case RELU -> 0;
            case LEAKY_RELU -> 1;
            case TANH -> 2;
            case IDENTITY -> 3;
            case ELU -> 4;
            case SILU -> 5;
            case SIGMOID -> 6;
            case SOFTPLUS -> 7;
        };
    }

    long[] table() {
        return table;
    }

    /** Floats of the whole arena. */
    long floats() {
        return floats;
    }

    Use use() {
        return use;
    }

    /** Where activation l is: 0 the input, the last one the output. */
    long values(int l) {
        return values[l];
    }

    /** Where the gradient by activation l is to be put, or comes to be. */
    long deltas(int l) {
        return deltas[l];
    }

    /** Where the input's tangent is to be put. */
    long direction() {
        return tangents[0];
    }

    /** Where the dropout mask of stage l is. */
    long mask(int l) {
        return table[l * FIELDS + 9];
    }
}
