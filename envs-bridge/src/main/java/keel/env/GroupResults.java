package keel.env;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import keel.env.RefusedException.Reason;

/** Results of several groups as one, over all of their lanes. */
final class GroupResults {
    private GroupResults() {}

    static void checkGroups(int[] groups, int count) {
        for (int i = 0; i < groups.length; i++) {
            if (groups[i] < 0 || groups[i] >= count || (i > 0 && groups[i] <= groups[i - 1])) {
                throw RefusedException.of(
                        Reason.INVALID_ARGUMENT,
                        "step.groups",
                        "Groups " + Arrays.toString(groups) + " are not increasing numbers of 0 .. " + (count - 1)
                                + ".");
            }
        }
    }

    static VectorReset join(Space space, List<GroupWorker> workers, List<VectorReset> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        List<Integer> counts = workers.stream().map(GroupWorker::lanes).toList();
        return new VectorReset(
                Batch.join(space, parts.stream().map(VectorReset::observations).toList(), counts),
                joinInfos(parts.stream().map(VectorReset::infos).toList(), counts));
    }

    static VectorStep joinSteps(Space space, List<GroupWorker> workers, List<VectorStep> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        List<Integer> counts = workers.stream().map(GroupWorker::lanes).toList();
        int total = counts.stream().mapToInt(Integer::intValue).sum();
        double[] rewards = new double[total];
        boolean[] terminated = new boolean[total];
        boolean[] truncated = new boolean[total];
        int lane = 0;
        boolean anyFinal = false;
        for (VectorStep part : parts) {
            int lanes = part.rewards().length;
            System.arraycopy(part.rewards(), 0, rewards, lane, lanes);
            System.arraycopy(part.terminated(), 0, terminated, lane, lanes);
            System.arraycopy(part.truncated(), 0, truncated, lane, lanes);
            anyFinal |= part.finalObservations() != null;
            lane += lanes;
        }
        return new VectorStep(
                Batch.join(space, parts.stream().map(VectorStep::observations).toList(), counts),
                rewards,
                terminated,
                truncated,
                anyFinal ? joinFinals(space, parts, counts) : null,
                joinInfos(parts.stream().map(VectorStep::infos).toList(), counts),
                joinInfos(parts.stream().map(VectorStep::finalInfos).toList(), counts));
    }

    private static Batch joinFinals(Space space, List<VectorStep> parts, List<Integer> counts) {
        List<Batch> finals = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Batch last = parts.get(i).finalObservations();
            finals.add(last == null ? Batch.zeros(space, counts.get(i)) : last);
        }
        return Batch.join(space, finals, counts);
    }

    private static Infos joinInfos(List<Infos> parts, List<Integer> counts) {
        Set<String> keys = new LinkedHashSet<>();
        parts.forEach(part -> keys.addAll(part.columns().keySet()));
        if (keys.isEmpty()) {
            return Infos.NONE;
        }
        Map<String, Infos.Column> columns = new LinkedHashMap<>();
        for (String key : keys) {
            columns.put(key, joinColumn(key, parts, counts));
        }
        return new Infos(columns);
    }

    private static Infos.Column joinColumn(String key, List<Infos> parts, List<Integer> counts) {
        boolean[] present =
                new boolean[counts.stream().mapToInt(Integer::intValue).sum()];
        List<Infos.Column> columns = new ArrayList<>();
        int lane = 0;
        for (int i = 0; i < parts.size(); i++) {
            Infos.Column column = parts.get(i).columns().get(key);
            if (column != null) {
                System.arraycopy(column.present(), 0, present, lane, counts.get(i));
                columns.add(column);
            }
            lane += counts.get(i);
        }
        Infos.Column first = columns.get(0);
        if (first instanceof Infos.Nested && columns.stream().allMatch(Infos.Nested.class::isInstance)) {
            return new Infos.Nested(
                    present,
                    joinInfos(each(parts, key, column -> ((Infos.Nested) column).infos(), Infos.NONE), counts));
        }
        if (first instanceof Infos.Numbers numbers && columns.stream().allMatch(column -> alike(column, numbers))) {
            return new Infos.Numbers(present, joinRows(key, parts, counts, numbers.values()));
        }
        return new Infos.Objects(present, joinObjects(key, parts, counts));
    }

    private static boolean alike(Infos.Column column, Infos.Numbers first) {
        return column instanceof Infos.Numbers numbers
                && numbers.values().elementType() == first.values().elementType()
                && Arrays.equals(rowShape(numbers.values()), rowShape(first.values()));
    }

    private static int[] rowShape(Tensor rows) {
        return Arrays.copyOfRange(rows.shape(), 1, rows.rank());
    }

    private static <T> List<T> each(List<Infos> parts, String key, Function<Infos.Column, T> value, T absent) {
        return parts.stream()
                .map(part -> part.column(key).map(value).orElse(absent))
                .toList();
    }

    private static Tensor joinRows(String key, List<Infos> parts, List<Integer> counts, Tensor like) {
        int total = counts.stream().mapToInt(Integer::intValue).sum();
        Tensor all = Tensor.zeros(like.elementType(), Tensor.withFirstAxis(total, rowShape(like)));
        int lane = 0;
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).columns().get(key) instanceof Infos.Numbers numbers) {
                numbers.values().copyRows(0, all, lane, counts.get(i));
            }
            lane += counts.get(i);
        }
        return all;
    }

    private static List<Object> joinObjects(String key, List<Infos> parts, List<Integer> counts) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Infos.Column column = parts.get(i).columns().get(key);
            for (int lane = 0; lane < counts.get(i); lane++) {
                values.add(column != null && column.present()[lane] ? column.get(lane) : Infos.Nothing.NOTHING);
            }
        }
        return values;
    }
}
