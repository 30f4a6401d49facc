package keel.training.rate;

import java.util.List;
import keel.training.InvalidConfigException;

/**
 * A rate at each of some updates, and a way from each to the next; the last rate stays for ever.
 *
 * @param at update indices, rising, the first 0
 * @param values the rate at each
 * @param curve from one to the next
 */
public record Piecewise(List<Long> at, List<Double> values, Curve curve) implements RateSchedule {
    private static final String TYPE = "piecewise";

    public Piecewise {
        at = List.copyOf(at);
        values = List.copyOf(values);
        Parameters.rising(TYPE, "at", at, 0);
        InvalidConfigException.require(
                at.get(0) == 0 && at.size() == values.size(),
                "piecewise schedule: at is %s and values is %s, but there must be a value for every update listed, and one for update 0. Write for example at: [0, 500], values: [1e-3, 1e-4]."
                        .formatted(at, values));
        values.forEach(value -> Parameters.rate(TYPE, "a value", value));
    }

    @Override
    public double at(long update) {
        int next = 1;
        while (next < at.size() && at.get(next) <= update) {
            next++;
        }
        if (next == at.size()) {
            return values.get(next - 1);
        }
        long from = at.get(next - 1);
        return curve.at(values.get(next - 1), values.get(next), (double) (update - from) / (at.get(next) - from));
    }

    @Override
    public RateRange range() {
        return values.stream()
                .map(value -> new RateRange(value, value))
                .reduce(RateRange::or)
                .orElseThrow();
    }

    @Override
    public String type() {
        return TYPE;
    }
}
