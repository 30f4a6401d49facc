package keel.training.rate;

import keel.training.InvalidConfigException;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;

/**
 * Multiplies the rate by a factor whenever the metric has stopped getting better: PyTorch's ReduceLROnPlateau, on any schedule.
 *
 * @param factor in (0, 1)
 * @param minRate the rate is never reduced below it; a schedule that falls below by itself is left alone
 * @param eps a reduction by no more than this is not made
 */
public record ReduceOnPlateau(String metric, Plateau plateau, double factor, double minRate, double eps)
        implements RateControllerSpec {
    private static final String TYPE = "reduce-on-plateau";

    public ReduceOnPlateau {
        InvalidConfigException.require(
                factor > 0 && factor < 1,
                "reduce-on-plateau controller: factor is %s, but the rate is multiplied by it at every plateau and it must lie between 0 and 1, ends excluded. Use 0.5 to halve."
                        .formatted(factor));
        Parameters.rate(TYPE, "min-rate", minRate);
        InvalidConfigException.require(
                eps >= 0,
                "reduce-on-plateau controller: eps is %s, but smaller reductions than it are left out and it must be at least 0. Use 1e-8."
                        .formatted(eps));
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public RateController start() {
        return new Running(this);
    }

    private static final class Running implements RateController {
        private final ReduceOnPlateau spec;
        private final PlateauWatch watch;
        private double factor = 1;

        Running(ReduceOnPlateau spec) {
            this.spec = spec;
            watch = new PlateauWatch(spec.plateau);
        }

        @Override
        public double at(RateSchedule schedule, long update) {
            double scheduled = schedule.at(update);
            return Math.max(scheduled * factor, Math.min(scheduled, spec.minRate));
        }

        @Override
        public void observe(double value, RateSchedule schedule, long next) {
            if (!watch.observe(value)) {
                return;
            }
            double now = at(schedule, Math.max(0, next - 1));
            double reduced = Math.max(now * spec.factor, spec.minRate);
            if (now - reduced > spec.eps) {
                factor *= spec.factor;
            }
        }

        @Override
        public String reads() {
            return "controller_factor";
        }

        @Override
        public double reading(long update) {
            return factor;
        }

        @Override
        public void save(StateWriter to) {
            watch.save(to);
            to.put("factor", factor);
        }

        @Override
        public void restore(StateReader from) {
            watch.restore(from);
            factor = from.number("factor");
        }
    }
}
