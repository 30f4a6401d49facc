package keel.env.task;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import keel.env.ElementType;
import keel.env.EnvException;
import keel.env.Infos;
import keel.env.Tensor;

/**
 * What the lanes of one call tell, in columns that are written in place.
 *
 * <p>Where a key's type after a reset differs from that after a step, the first lane that tells it in a call decides the
 * column's type, and the other lanes' values are cast to it as NumPy casts: towards zero. So a probability of ⅓ reads 0
 * next to a first lane that was reset. Gymnasium's {@code VectorEnv} fills its infos so.
 */
final class InfoColumns {
    private static final Set<ElementType> CASTABLE = Set.of(ElementType.INT64, ElementType.FLOAT64);

    private final String[] keys;
    private final boolean[] present;
    private final Columns ofSteps;
    private final Columns ofResets;

    /** A lane has told something in the present call. */
    private boolean begun;

    private boolean ledByReset;

    /** All keys' columns in the types of one kind of call. */
    private record Columns(Tensor[] values, Infos infos) {
        static Columns zeros(Map<String, Tensor> types, boolean[] present) {
            Map<String, Infos.Column> all = new LinkedHashMap<>();
            Tensor[] values = new Tensor[types.size()];
            types.forEach((key, zero) -> {
                Tensor column = Tensor.zeros(zero.elementType(), Tensor.withFirstAxis(present.length, zero.shape()));
                values[all.size()] = column;
                all.put(key, new Infos.Numbers(present, column));
            });
            return new Columns(values, new Infos(all));
        }

        void clear() {
            for (Tensor column : values) {
                column.clear();
            }
        }
    }

    InfoColumns(InfoSource task, int lanes) {
        Map<String, Tensor> types = task.infoKeys();
        Map<String, Tensor> resetTypes = task.resetInfoKeys();
        keys = types.keySet().toArray(String[]::new);
        if (!Arrays.equals(keys, resetTypes.keySet().toArray())) {
            throw new EnvException("A task tells " + types.keySet() + " at steps and " + resetTypes.keySet()
                    + " at resets. Let resetInfoKeys() give the keys of infoKeys() in the same order.");
        }
        present = new boolean[lanes];
        ofSteps = Columns.zeros(types, present);
        ofResets = resetTypes.equals(types) ? ofSteps : Columns.zeros(resetTypes, present);
        for (int key = 0; key < keys.length; key++) {
            checkCastable(keys[key], ofSteps.values[key].elementType(), ofResets.values[key].elementType());
        }
    }

    private static void checkCastable(String key, ElementType a, ElementType b) {
        if (a != b && !Set.of(a, b).equals(CASTABLE)) {
            throw new EnvException("A task tells '" + key + "' as " + a + " at steps and as " + b
                    + " at resets. Take one type for both, or INT64 and FLOAT64.");
        }
    }

    /** Begins a call: no lane has told anything. */
    void begin() {
        begun = false;
        Arrays.fill(present, false);
    }

    /** As {@link #begin}, for a call in which some lanes may tell nothing. */
    void beginWithZeros() {
        begin();
        ofSteps.clear();
        ofResets.clear();
    }

    /**
     * Takes what the lane's task tells.
     *
     * @param afterReset the task was reset last, not stepped
     */
    void write(InfoSource task, int lane, boolean afterReset) {
        if (keys.length == 0) {
            return;
        }
        if (!begun) {
            begun = true;
            ledByReset = afterReset;
        }
        present[lane] = true;
        Columns own = afterReset ? ofResets : ofSteps;
        Columns shown = ledByReset ? ofResets : ofSteps;
        for (int key = 0; key < keys.length; key++) {
            task.inform(keys[key], own.values[key], lane);
            if (afterReset != ledByReset) {
                cast(own.values[key], shown.values[key], lane);
            }
        }
    }

    /** Copies a lane's value; to itself where a key's types do not differ. */
    private void cast(Tensor from, Tensor to, int lane) {
        if (from.elementType() == to.elementType()) {
            from.copyRows(lane, to, lane, 1);
            return;
        }
        int row = from.length() / present.length;
        for (int i = row * lane; i < row * (lane + 1); i++) {
            if (to.elementType() == ElementType.FLOAT64) {
                to.doubles()[i] = from.longs()[i];
            } else {
                to.longs()[i] = (long) from.doubles()[i];
            }
        }
    }

    /** The first lane that told something in this call had been reset. */
    boolean ledByReset() {
        return ledByReset;
    }

    /** The live columns as they are when such a lane came first. */
    Infos infos(boolean ledByReset) {
        return ledByReset ? ofResets.infos : ofSteps.infos;
    }
}
