package keel.training.rate;

import java.util.List;
import java.util.Optional;
import keel.training.InvalidConfigException;

/**
 * The product of schedules, all on the same clock: a rate and factors of it.
 *
 * @param of at least one
 */
public record Product(List<RateSchedule> of) implements RateSchedule {
    private static final String TYPE = "product";

    public Product {
        of = List.copyOf(of);
        InvalidConfigException.require(
                !of.isEmpty(), "product schedule: it has no factors, but it needs at least one. List them under of.");
    }

    /** Wherever one of the factors restarts. */
    @Override
    public boolean restartsAt(long update) {
        return of.stream().anyMatch(factor -> factor.restartsAt(update));
    }

    @Override
    public double at(long update) {
        double product = 1;
        for (RateSchedule factor : of) {
            product *= factor.at(update);
        }
        return product;
    }

    @Override
    public RateRange range() {
        return of.stream()
                .map(RateSchedule::range)
                .reduce((a, b) -> a.with(b, (x, y) -> x * y))
                .orElseThrow();
    }

    @Override
    public Optional<Recurrence> recurrence() {
        Optional<Recurrence> all = Optional.of(new Recurrence(1, 0));
        for (RateSchedule factor : of) {
            all = all.flatMap(r -> factor.recurrence().flatMap(r::with));
        }
        return all;
    }

    @Override
    public String type() {
        return TYPE;
    }
}
