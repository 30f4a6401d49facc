package keel.env.wrapper;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import keel.env.Infos;
import keel.env.Tensor;
import org.jspecify.annotations.Nullable;

/** Infos of which some lanes come from one place and the rest from another. */
final class MixedInfos {
    private final Infos first;
    private final Infos second;
    private final boolean[] fromSecond;

    private MixedInfos(Infos first, Infos second, boolean[] fromSecond) {
        this.first = first;
        this.second = second;
        this.fromSecond = fromSecond;
    }

    /**
     * A copy.
     *
     * @param fromSecond one a lane: whether it shows the second's keys and values instead of the first's
     */
    static Infos of(Infos first, Infos second, boolean[] fromSecond) {
        if (first.isEmpty() && second.isEmpty()) {
            return Infos.NONE;
        }
        return new MixedInfos(first, second, fromSecond).mixed();
    }

    private Infos mixed() {
        Set<String> keys = new LinkedHashSet<>(first.columns().keySet());
        keys.addAll(second.columns().keySet());
        Map<String, Infos.Column> columns = new LinkedHashMap<>();
        for (String key : keys) {
            Infos.@Nullable Column one = first.columns().get(key);
            Infos.@Nullable Column other = second.columns().get(key);
            boolean[] present = new boolean[fromSecond.length];
            boolean any = false;
            for (int lane = 0; lane < present.length; lane++) {
                Infos.@Nullable Column source = fromSecond[lane] ? other : one;
                present[lane] = source != null && source.present()[lane];
                any |= present[lane];
            }
            if (any) {
                columns.put(key, column(one, other, present));
            }
        }
        return new Infos(columns);
    }

    private Infos.Column column(Infos.@Nullable Column one, Infos.@Nullable Column other, boolean[] present) {
        if (alike(one, other, Infos.Nested.class)) {
            return new Infos.Nested(present, of(nested(one), nested(other), fromSecond));
        }
        if (alike(one, other, Infos.Numbers.class)) {
            Tensor either = one != null ? ((Infos.Numbers) one).values() : ((Infos.Numbers) other).values();
            Tensor values = Tensor.zeros(either.elementType(), either.shape());
            if (sameForm(one, either) && sameForm(other, either)) {
                for (int lane = 0; lane < present.length; lane++) {
                    if (present[lane]) {
                        ((Infos.Numbers) (fromSecond[lane] ? other : one))
                                .values()
                                .copyRows(lane, values, lane, 1);
                    }
                }
                return new Infos.Numbers(present, values);
            }
        }
        List<Object> values = new ArrayList<>();
        for (int lane = 0; lane < present.length; lane++) {
            values.add(present[lane] ? (fromSecond[lane] ? other : one).get(lane) : Infos.Nothing.NOTHING);
        }
        return new Infos.Objects(present, values);
    }

    private static boolean alike(Infos.@Nullable Column one, Infos.@Nullable Column other, Class<?> kind) {
        return (one == null || kind.isInstance(one)) && (other == null || kind.isInstance(other));
    }

    private static Infos nested(Infos.@Nullable Column column) {
        return column == null ? Infos.NONE : ((Infos.Nested) column).infos();
    }

    private static boolean sameForm(Infos.@Nullable Column column, Tensor form) {
        if (column == null) {
            return true;
        }
        Tensor values = ((Infos.Numbers) column).values();
        return values.elementType() == form.elementType() && Arrays.equals(values.shape(), form.shape());
    }
}
