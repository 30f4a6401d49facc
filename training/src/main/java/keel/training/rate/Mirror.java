package keel.training.rate;

import java.util.Optional;

/**
 * Another schedule upside down within its own range: high where that one is low. For a momentum that falls while the rate rises
 * (Smith 2018).
 */
public record Mirror(RateSchedule of) implements RateSchedule {
    private static final String TYPE = "mirror";

    @Override
    public boolean restartsAt(long update) {
        return of.restartsAt(update);
    }

    @Override
    public double at(long update) {
        RateRange range = of.range();
        return range.nearest(range.low() + range.high() - of.at(update));
    }

    @Override
    public RateRange range() {
        return of.range();
    }

    @Override
    public Optional<Recurrence> recurrence() {
        return of.recurrence();
    }

    @Override
    public String type() {
        return TYPE;
    }
}
