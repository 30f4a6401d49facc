package keel.experiments.stability.rate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import keel.experiments.preset.GanSubject;
import keel.experiments.preset.Subject;
import keel.experiments.run.RunRecord;
import keel.experiments.stability.SettingRates;
import keel.training.NetworkTraining;
import keel.training.rate.BatchScaling;
import keel.training.rate.NetworkRate;
import keel.training.telemetry.MetricRecord;

/**
 * Whether the rates that runs of one setting recorded as applied are those of the configured schedule at the same update, times
 * what the batch scaling and a recorded controller's factor make of it.
 *
 * @param records with a rate of this network, over all runs
 * @param equal those that agree to nine digits
 * @param firstOther the first that does not, in words; empty if all do
 */
public record AppliedRates(String network, int records, int equal, Optional<String> firstOther) {
    private static final double TOLERANCE = 1e-9;

    /** One a network; none if this Keel can no longer read the configuration. */
    public static List<AppliedRates> of(List<RunRecord> runs) {
        List<AppliedRates> all = new ArrayList<>();
        SettingRates.subject(runs.get(0))
                .ifPresent(subject -> subject.networks()
                        .forEach((network, training) -> all.add(of(runs, subject, network, training))));
        return all;
    }

    private static AppliedRates of(List<RunRecord> runs, Subject subject, String network, NetworkTraining training) {
        int records = 0;
        int equal = 0;
        Optional<String> firstOther = Optional.empty();
        for (RunRecord run : runs) {
            for (MetricRecord record : run.metrics()) {
                Double applied = record.values().get("rate/" + network);
                if (applied == null) {
                    continue;
                }
                records++;
                double expected = nearest(applied, subject, network, training.rate(), record);
                if (Math.abs(applied - expected) <= TOLERANCE * Math.abs(expected)) {
                    equal++;
                } else if (firstOther.isEmpty()) {
                    firstOther = Optional.of(String.format(
                            Locale.ROOT,
                            "seed %d applied %s at update %,d, where %s was configured",
                            run.seed(),
                            applied,
                            record.update(),
                            expected));
                }
            }
        }
        return new AppliedRates(network, records, equal, firstOther);
    }

    /** Of the updates that a record may stand for, the configured rate that is nearest to the applied one. */
    private static double nearest(
            double applied, Subject subject, String network, NetworkRate rate, MetricRecord record) {
        int each = subject instanceof GanSubject pair ? updates(pair, network) : 1;
        double best = Double.NaN;
        for (int k = 0; k < each; k++) {
            double expected = expected(network, rate, record.update() * each + k, record.values());
            if (Double.isNaN(best) || Math.abs(expected - applied) < Math.abs(best - applied)) {
                best = expected;
            }
        }
        return best;
    }

    /** Of one player in an iteration. */
    private static int updates(GanSubject pair, String network) {
        return network.equals("generator")
                ? pair.spec().updates().generator()
                : pair.spec().updates().discriminator();
    }

    private static double expected(String network, NetworkRate rate, long update, Map<String, Double> values) {
        Double restarted = values.get("schedule_update/" + network);
        double scheduled = rate.schedule().at(restarted == null ? update : restarted.longValue());
        return scheduled
                * values.getOrDefault("controller_factor/" + network, 1.0)
                * rate.scaling().map(BatchScaling::factor).orElse(1.0);
    }
}
