package keel.training.rate;

import java.util.Locale;
import keel.training.InvalidConfigException;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;

/**
 * Steers the rate until a discriminator is right as often as wanted, in the way adaptive augmentation steers its strength (Karras
 * et al. 2020): at every value of the metric the factor moves by one step of fixed size, by which side of the target the value is
 * on. Steps multiply: {@code exp(speed)} up or {@code exp(-speed)} down, so that a factor is as fast to rise as to fall. Values
 * equal to the target or not finite change nothing.
 *
 * <p>Karras et al. aim at {@code E[sign D(real)]} = 0.6, which is an accuracy on real samples of 0.8.
 *
 * @param metric such as {@code discriminator/accuracy_real}
 * @param target of the metric
 * @param aboveTarget what happens to the rate while the metric is above
 * @param speed size of a step of the factor's logarithm
 * @param lowest factor, in (0, 1]
 * @param highest factor, at least 1
 */
public record AccuracyTarget(
        String metric, double target, Response aboveTarget, double speed, double lowest, double highest)
        implements RateControllerSpec {
    /** Which way the rate goes. */
    public enum Response {
        /** For the network that is too good: the discriminator. */
        LOWER(-1),
        /** For its opponent. */
        RAISE(1);

        private final int sign;

        Response(int sign) {
            this.sign = sign;
        }

        /** Name in configuration files, in kebab case. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public AccuracyTarget {
        require(Double.isFinite(target), "target", target, "finite", "0.8");
        require(speed > 0 && Double.isFinite(speed), "speed", speed, "a finite number > 0", "0.01");
        require(lowest > 0 && lowest <= 1, "lowest", lowest, "in (0, 1]: the factor starts at 1", "0.1");
        require(
                highest >= 1 && Double.isFinite(highest),
                "highest",
                highest,
                "at least 1: the factor starts at 1",
                "2");
    }

    private static void require(boolean valid, String parameter, double value, String rule, String example) {
        InvalidConfigException.require(
                valid,
                "accuracy-target controller: %s is %s, but it must be %s. Use for example %s."
                        .formatted(parameter, value, rule, example));
    }

    @Override
    public String type() {
        return "accuracy-target";
    }

    @Override
    public RateController start() {
        return new Running(this);
    }

    private static final class Running implements RateController {
        private final AccuracyTarget spec;
        private double factor = 1;

        Running(AccuracyTarget spec) {
            this.spec = spec;
        }

        @Override
        public double at(RateSchedule schedule, long update) {
            return schedule.at(update) * factor;
        }

        @Override
        public void observe(double value, RateSchedule schedule, long next) {
            if (Double.isFinite(value)) {
                double step = spec.aboveTarget.sign * Math.signum(value - spec.target) * spec.speed;
                factor = Math.max(spec.lowest, Math.min(spec.highest, factor * StrictMath.exp(step)));
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
            to.put("factor", factor);
        }

        @Override
        public void restore(StateReader from) {
            factor = from.number("factor");
        }
    }
}
