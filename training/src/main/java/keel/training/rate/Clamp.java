package keel.training.rate;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Another schedule held between two rates.
 *
 * @param low never below
 * @param high never above; empty for no bound
 */
public record Clamp(double low, OptionalDouble high, RateSchedule of) implements RateSchedule {
    private static final String TYPE = "clamp";

    public Clamp {
        Parameters.rate(TYPE, "low", low);
        if (high.isPresent()) {
            Parameters.rates(TYPE, low, high.getAsDouble());
        }
    }

    private double clamp(double rate) {
        return new RateRange(low, high.orElse(Double.POSITIVE_INFINITY)).nearest(rate);
    }

    @Override
    public boolean restartsAt(long update) {
        return of.restartsAt(update);
    }

    @Override
    public double at(long update) {
        return clamp(of.at(update));
    }

    @Override
    public RateRange range() {
        return new RateRange(clamp(of.range().low()), clamp(of.range().high()));
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
