package keel.experiments.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import keel.training.InvalidConfigException;

/** The faults of all settings of a sweep: each told once, with the values that it comes from. */
final class DesignFaults {
    private final List<Axis> axes;
    private final Map<String, List<int[]>> points = new LinkedHashMap<>();

    DesignFaults(List<Axis> axes) {
        this.axes = axes;
    }

    /** Notes every line of a refusal. */
    void add(InvalidConfigException refusal, int[] point) {
        for (String line : refusal.getMessage().split("\n", -1)) {
            points.computeIfAbsent(line, unused -> new ArrayList<>()).add(point);
        }
    }

    void throwIfAny() {
        if (!points.isEmpty()) {
            List<String> lines = new ArrayList<>();
            points.forEach((line, where) -> lines.add(blamed(line, where)));
            throw new InvalidConfigException(String.join("\n", lines));
        }
    }

    /** A fault comes from the axes whose keys it names or, if it names none, from those with one value wherever it is. */
    private String blamed(String line, List<int[]> where) {
        if (line.startsWith("--vary ")) {
            return line;
        }
        List<String> named = new ArrayList<>();
        List<String> constant = new ArrayList<>();
        for (int a = 0; a < axes.size(); a++) {
            int at = a;
            int value = where.get(0)[a];
            Axis axis = axes.get(a);
            boolean one = where.stream().allMatch(point -> point[at] == value);
            String label = one ? axis.key() + "=" + axis.labels().get(value) : axis.text();
            if (line.contains(axis.written())) {
                named.add(label);
            } else if (one && axis.labels().size() > 1) {
                constant.add(label);
            }
        }
        List<String> blame = named.isEmpty() ? constant : named;
        return blame.isEmpty() ? line : "--vary %s: %s".formatted(String.join(", ", blame), line);
    }
}
