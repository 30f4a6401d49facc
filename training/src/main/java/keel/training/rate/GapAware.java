package keel.training.rate;

import keel.training.InvalidConfigException;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;

/**
 * Keeps a discriminator near the loss that it would have if it could tell nothing apart (Hazimeh &amp; Ponomareva, "Mind the
 * (optimality) gap", AISTATS 2023). With V the moving average of its loss and V* the ideal, the rate is multiplied by
 * {@code highest^min(1, (V - V*) / gapAbove)} where V is at least V*, and by {@code lowest^min(1, (V* - V) / gapBelow)} where it
 * is below: a discriminator that wins learns slower, one that loses learns faster.
 *
 * <p>Ideal losses: 2 ln 2 = 1.386 for the minimax and the non-saturating loss, 2 for the hinge loss, 1/2 for least squares with
 * targets 0 and 1 (sums over real and generated samples). Values that are not finite are passed over.
 *
 * @param metric the discriminator's loss, such as {@code loss/discriminator}
 * @param ideal V*
 * @param below gap under the ideal at which the factor is lowest, as a share of |V*| (of 1 where V* is 0)
 * @param above gap over the ideal at which the factor is highest, likewise
 * @param lowest factor, in (0, 1]; 0.1 in the paper
 * @param highest factor, at least 1; 2 in the paper
 * @param smoothing weight of the past in the moving average, in [0, 1); the average begins at V*
 */
public record GapAware(
        String metric, double ideal, double below, double above, double lowest, double highest, double smoothing)
        implements RateControllerSpec {
    public GapAware {
        require(Double.isFinite(ideal), "ideal", ideal, "finite: it is the loss at equilibrium", "1.386");
        require(below > 0 && Double.isFinite(below), "below", below, "above 0: it is a share of the ideal", "0.1");
        require(above > 0 && Double.isFinite(above), "above", above, "above 0: it is a share of the ideal", "0.1");
        require(lowest > 0 && lowest <= 1, "lowest", lowest, "in (0, 1]: it slows a winning network down", "0.1");
        require(
                highest >= 1 && Double.isFinite(highest),
                "highest",
                highest,
                "at least 1: it speeds a losing one up",
                "2");
        require(smoothing >= 0 && smoothing < 1, "smoothing", smoothing, "in [0, 1): it weighs the past", "0.95");
    }

    private static void require(boolean valid, String parameter, double value, String rule, String example) {
        InvalidConfigException.require(
                valid,
                "gap-aware controller: %s is %s, but it must be %s. Use for example %s."
                        .formatted(parameter, value, rule, example));
    }

    @Override
    public String type() {
        return "gap-aware";
    }

    /** The factor for a loss that stays at this value. */
    public double factor(double loss) {
        double scale = ideal == 0 ? 1 : Math.abs(ideal);
        double gap = (loss - ideal) / scale;
        return gap >= 0
                ? StrictMath.pow(highest, Math.min(1, gap / above))
                : StrictMath.pow(lowest, Math.min(1, -gap / below));
    }

    @Override
    public RateController start() {
        return new Running(this);
    }

    private static final class Running implements RateController {
        private final GapAware spec;
        private double average;

        Running(GapAware spec) {
            this.spec = spec;
            average = spec.ideal;
        }

        @Override
        public double at(RateSchedule schedule, long update) {
            return schedule.at(update) * spec.factor(average);
        }

        @Override
        public void observe(double value, RateSchedule schedule, long next) {
            if (Double.isFinite(value)) {
                average = spec.smoothing * average + (1 - spec.smoothing) * value;
            }
        }

        @Override
        public String reads() {
            return "controller_factor";
        }

        @Override
        public double reading(long update) {
            return spec.factor(average);
        }

        @Override
        public void save(StateWriter to) {
            to.put("average", average);
        }

        @Override
        public void restore(StateReader from) {
            average = from.number("average");
        }
    }
}
