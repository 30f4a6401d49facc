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

    /** A fault comes from an axis if it has one value wherever the fault is and others elsewhere, or if it names its key. */
    private String blamed(String line, List<int[]> where) {
        if (line.startsWith("--vary ")) {
            return line;
        }
        List<String> blame = new ArrayList<>();
        for (int a = 0; a < axes.size(); a++) {
            int at = a;
            int value = where.get(0)[a];
            Axis axis = axes.get(a);
            boolean one = where.stream().allMatch(point -> point[at] == value);
            if (one && (axis.labels().size() > 1 || line.contains(axis.written()))) {
                blame.add(axis.key() + "=" + axis.labels().get(value));
            } else if (line.contains(axis.written())) {
                blame.add(axis.text());
            }
        }
        return blame.isEmpty() ? line : "--vary %s: %s".formatted(String.join(", ", blame), line);
    }
}
