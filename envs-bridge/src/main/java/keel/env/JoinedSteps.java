package keel.env;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Copies results of neighbouring groups into one, in order. */
final class JoinedSteps {
    private JoinedSteps() {}

    static VectorStep join(Space space, List<VectorStep> steps) {
        List<Integer> counts = steps.stream().map(step -> step.rewards().length).toList();
        int total = counts.stream().mapToInt(Integer::intValue).sum();
        double[] rewards = new double[total];
        boolean[] terminated = new boolean[total];
        boolean[] truncated = new boolean[total];
        int at = 0;
        for (VectorStep step : steps) {
            int lanes = step.rewards().length;
            System.arraycopy(step.rewards(), 0, rewards, at, lanes);
            System.arraycopy(step.terminated(), 0, terminated, at, lanes);
            System.arraycopy(step.truncated(), 0, truncated, at, lanes);
            at += lanes;
        }
        return new VectorStep(
                Batch.join(space, steps.stream().map(VectorStep::observations).toList(), counts),
                rewards,
                terminated,
                truncated,
                finals(space, steps, counts),
                infos(steps.stream().map(VectorStep::infos).toList(), counts),
                infos(steps.stream().map(VectorStep::finalInfos).toList(), counts));
    }

    private static @Nullable Batch finals(Space space, List<VectorStep> steps, List<Integer> counts) {
        List<Batch> finals = new ArrayList<>();
        boolean any = false;
        for (int i = 0; i < counts.size(); i++) {
            Batch last = steps.get(i).finalObservations();
            any |= last != null;
            finals.add(last != null ? last : Batch.zeros(space, counts.get(i)));
        }
        return any ? Batch.join(space, finals, counts) : null;
    }

    /** Columns of every group that has them, absent in the lanes of the others. */
    static Infos infos(List<Infos> parts, List<Integer> counts) {
        Set<String> keys = new LinkedHashSet<>();
        parts.forEach(part -> keys.addAll(part.columns().keySet()));
        if (keys.isEmpty()) {
            return Infos.NONE;
        }
        Map<String, Infos.Column> columns = new LinkedHashMap<>();
        for (String key : keys) {
            columns.put(key, column(parts.stream().map(part -> part.column(key)).toList(), counts));
        }
        return new Infos(columns);
    }

    private static Infos.Column column(List<Optional<Infos.Column>> parts, List<Integer> counts) {
        boolean[] present =
                new boolean[counts.stream().mapToInt(Integer::intValue).sum()];
        int at = 0;
        for (int i = 0; i < counts.size(); i++) {
            if (parts.get(i).isPresent()) {
                System.arraycopy(parts.get(i).get().present(), 0, present, at, counts.get(i));
            }
            at += counts.get(i);
        }
        List<Infos.Column> given = parts.stream().flatMap(Optional::stream).toList();
        if (given.stream().allMatch(Infos.Nested.class::isInstance)) {
            List<Infos> nested = parts.stream()
                    .map(part ->
                            part.map(column -> ((Infos.Nested) column).infos()).orElse(Infos.NONE))
                    .toList();
            return new Infos.Nested(present, infos(nested, counts));
        }
        if (sameNumbers(given)) {
            Tensor first = ((Infos.Numbers) given.get(0)).values();
            int[] shape = first.shape();
            shape[0] = present.length;
            return new Infos.Numbers(present, numbers(parts, counts, Tensor.zeros(first.elementType(), shape)));
        }
        return new Infos.Objects(present, objects(parts, counts));
    }

    private static boolean sameNumbers(List<Infos.Column> columns) {
        return columns.stream().allMatch(Infos.Numbers.class::isInstance)
                && columns.stream()
                                .map(column -> ((Infos.Numbers) column).values())
                                .map(values -> values.elementType() + " "
                                        + Arrays.toString(Tensor.withFirstAxis(0, rowShape(values))))
                                .distinct()
                                .count()
                        == 1;
    }

    private static int[] rowShape(Tensor values) {
        int[] shape = values.shape();
        return Arrays.copyOfRange(shape, 1, shape.length);
    }

    private static Tensor numbers(List<Optional<Infos.Column>> parts, List<Integer> counts, Tensor joined) {
        int at = 0;
        for (int i = 0; i < counts.size(); i++) {
            if (parts.get(i).isPresent()) {
                ((Infos.Numbers) parts.get(i).get()).values().copyRows(0, joined, at, counts.get(i));
            }
            at += counts.get(i);
        }
        return joined;
    }

    private static List<Object> objects(List<Optional<Infos.Column>> parts, List<Integer> counts) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < counts.size(); i++) {
            if (parts.get(i).isEmpty()) {
                values.addAll(Collections.nCopies(counts.get(i), Infos.Nothing.NOTHING));
                continue;
            }
            Infos.Column column = parts.get(i).get();
            for (int lane = 0; lane < counts.get(i); lane++) {
                values.add(column.present()[lane] ? column.get(lane) : Infos.Nothing.NOTHING);
            }
        }
        return values;
    }
}
