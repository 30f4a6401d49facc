package keel.experiments.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import keel.training.InvalidConfigException;

/** In which order axes are resolved: each after those whose values it needs, whatever the order of {@code --vary}. */
final class AxisOrder {
    private static final String RATES = "rates.";

    private AxisOrder() {}

    /**
     * Positions in the list, first to resolve first.
     *
     * @throws InvalidConfigException if axes need each other in a circle; names them
     */
    static List<Integer> of(List<Axis> axes) {
        List<Integer> order = new ArrayList<>();
        boolean found = true;
        while (found) {
            found = false;
            for (int a = 0; a < axes.size() && !found; a++) {
                if (!order.contains(a) && isFree(a, axes, order)) {
                    order.add(a);
                    found = true;
                }
            }
        }
        if (order.size() < axes.size()) {
            String circle = axes.stream()
                    .filter(axis -> !order.contains(axes.indexOf(axis)))
                    .map(axis -> "--vary " + axis.text())
                    .collect(Collectors.joining(", "));
            throw new InvalidConfigException(
                    "%s: a value would be a multiple of itself. Give one of these keys plain values, such as 1e-4,1e-3."
                            .formatted(circle));
        }
        return order;
    }

    private static boolean isFree(int a, List<Axis> axes, List<Integer> before) {
        for (int b = 0; b < axes.size(); b++) {
            if (!before.contains(b) && needs(axes.get(a), axes.get(b), a == b)) {
                return false;
            }
        }
        return true;
    }

    /** Whether one axis can only be resolved after another. */
    private static boolean needs(Axis axis, Axis other, boolean same) {
        if (axis instanceof Axis.Ratio ratio && overlap(ratio.of(), other.written())) {
            return true;
        }
        if (same) {
            return false;
        }
        if (axis instanceof Axis.Shapes shapes && shapedLater(shapes, other)) {
            return true;
        }
        return isUnder(axis.written(), other.written());
    }

    /** A shape needs the rate, and all that decides how many updates there are. */
    private static boolean shapedLater(Axis.Shapes shapes, Axis other) {
        if (other.key().equals(shapes.rate())) {
            return true;
        }
        boolean ofARate = other.written().startsWith(RATES);
        boolean ofThisRate = other instanceof Axis.Ratio ratio && overlap(ratio.of(), shapes.rate());
        return !ofARate && !ofThisRate;
    }

    private static boolean overlap(String one, String other) {
        return one.equals(other) || isUnder(one, other) || isUnder(other, one);
    }

    private static boolean isUnder(String key, String above) {
        return key.startsWith(above + ".");
    }
}
