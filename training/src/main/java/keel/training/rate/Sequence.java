package keel.training.rate;

import java.util.List;
import java.util.Optional;
import keel.training.InvalidConfigException;

/**
 * Schedules one after the other, each from its own update 0; the last one stays.
 *
 * @param of the parts
 * @param lengths updates of every part but the last
 */
public record Sequence(List<RateSchedule> of, List<Long> lengths) implements RateSchedule {
    private static final String TYPE = "sequence";

    public Sequence {
        of = List.copyOf(of);
        lengths = List.copyOf(lengths);
        InvalidConfigException.require(
                !of.isEmpty() && lengths.size() == of.size() - 1,
                "sequence schedule: it has %d parts and %d lengths, but every part needs one except for the last, which stays. Write for example lengths: [100] for two parts."
                        .formatted(of.size(), lengths.size()));
        lengths.forEach(length -> {
            Parameters.updates(TYPE, "a length", length);
            Parameters.phase(TYPE, "a length", length);
        });
    }

    @Override
    public boolean restartsAt(long update) {
        int part = 0;
        long left = update;
        while (part < lengths.size() && left >= lengths.get(part)) {
            left -= lengths.get(part++);
        }
        return of.get(part).restartsAt(left);
    }

    @Override
    public double at(long update) {
        int part = 0;
        long left = update;
        while (part < lengths.size() && left >= lengths.get(part)) {
            left -= lengths.get(part++);
        }
        return of.get(part).at(left);
    }

    @Override
    public RateRange range() {
        return of.stream().map(RateSchedule::range).reduce(RateRange::or).orElseThrow();
    }

    @Override
    public Optional<Recurrence> recurrence() {
        return of.get(of.size() - 1)
                .recurrence()
                .map(r -> r.after(lengths.stream().mapToLong(Long::longValue).sum()));
    }

    @Override
    public String type() {
        return TYPE;
    }
}
