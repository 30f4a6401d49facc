package keel.training.rate;

import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;

/**
 * Starts the schedule again at its update 0 whenever the metric has stopped getting better: a warm restart by need instead of by
 * the clock. The best value so far is then forgotten, because a high rate makes the metric worse at first.
 */
public record RestartOnPlateau(String metric, Plateau plateau) implements RateControllerSpec {
    @Override
    public String type() {
        return "restart-on-plateau";
    }

    @Override
    public RateController start() {
        return new Running(plateau);
    }

    private static final class Running implements RateController {
        private final PlateauWatch watch;
        private long origin;

        Running(Plateau plateau) {
            watch = new PlateauWatch(plateau);
        }

        @Override
        public double at(RateSchedule schedule, long update) {
            return schedule.at(scheduleUpdate(update));
        }

        @Override
        public long scheduleUpdate(long update) {
            return update - origin;
        }

        @Override
        public boolean restartsAt(RateSchedule schedule, long update) {
            return (origin > 0 && update == origin) || schedule.restartsAt(scheduleUpdate(update));
        }

        @Override
        public void observe(double value, RateSchedule schedule, long next) {
            if (watch.observe(value)) {
                watch.forgetBest();
                origin = next;
            }
        }

        @Override
        public String reads() {
            return "schedule_update";
        }

        @Override
        public double reading(long update) {
            return (double) scheduleUpdate(update);
        }

        @Override
        public void save(StateWriter to) {
            watch.save(to);
            to.put("origin", origin);
        }

        @Override
        public void restore(StateReader from) {
            watch.restore(from);
            origin = from.whole("origin");
        }
    }
}
