package keel.experiments.stability.verdict;

import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.Predicate;
import keel.experiments.run.RunRecord;
import keel.training.telemetry.MetricRecord;

/**
 * A network, how far an update moved its parameters, and the rate that did it.
 *
 * @param ratio what nine in ten of its recorded {@code update_ratio}s do not exceed: norm of the change over norm of the
 *     parameters. The median would miss a break, as a policy that has become certain, or a unit that died, hardly moves any more
 * @param rate median of the rates applied at the same records
 */
public record Blame(String network, double ratio, double rate) {
    /** A ratio that trainings usually bear: a thousandth of the parameters an update (Karpathy's rule of thumb). */
    public static final double USUAL_RATIO = 1e-3;

    private static final String RATIO = "update_ratio/";
    private static final double NEARLY_ALL = 0.9;
    private static final double MEDIAN = 0.5;

    /** The rate at which the ratio would be the usual one, if it grows with the rate. */
    public double usualRate() {
        return rate * USUAL_RATIO / ratio;
    }

    /** The network that moved fastest in the records that this picks; nothing if none has a ratio above 0. */
    static Optional<Blame> fastest(RunRecord run, Predicate<MetricRecord> picked) {
        return most(run, picked, Comparator.comparingDouble(Blame::ratio));
    }

    /** The network that moved slowest. */
    static Optional<Blame> slowest(RunRecord run, Predicate<MetricRecord> picked) {
        return most(run, picked, Comparator.comparingDouble(Blame::ratio).reversed());
    }

    private static Optional<Blame> most(RunRecord run, Predicate<MetricRecord> picked, Comparator<Blame> order) {
        TreeSet<String> networks = new TreeSet<>();
        run.metrics()
                .forEach(record -> record.values().keySet().stream()
                        .filter(metric -> metric.startsWith(RATIO))
                        .map(metric -> metric.substring(RATIO.length()))
                        .forEach(networks::add));
        return networks.stream()
                .flatMap(network -> of(run, network, picked).stream())
                .max(order);
    }

    /** One network's; nothing if no picked record has a ratio above 0. */
    static Optional<Blame> of(RunRecord run, String network, Predicate<MetricRecord> picked) {
        OptionalDouble ratio = quantile(run, RATIO + network, picked, NEARLY_ALL);
        OptionalDouble rate = quantile(run, "rate/" + network, picked, MEDIAN);
        return ratio.isPresent() && rate.isPresent() && ratio.getAsDouble() > 0
                ? Optional.of(new Blame(network, ratio.getAsDouble(), rate.getAsDouble()))
                : Optional.empty();
    }

    private static OptionalDouble quantile(RunRecord run, String metric, Predicate<MetricRecord> picked, double share) {
        double[] sorted = run.metrics().stream()
                .filter(record -> record.values().containsKey(metric))
                .filter(picked)
                .mapToDouble(record -> record.values().get(metric))
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        return sorted.length == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(sorted[(int) (share * (sorted.length - 1))]);
    }
}
