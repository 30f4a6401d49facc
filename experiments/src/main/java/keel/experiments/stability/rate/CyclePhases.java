package keel.experiments.stability.rate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import keel.experiments.preset.Subject;
import keel.experiments.run.RunRecord;
import keel.experiments.run.Score;
import keel.experiments.stability.Estimate;
import keel.experiments.stability.SettingRates;
import keel.training.rate.RateSchedule;
import keel.training.rate.Recurrence;
import keel.training.telemetry.MetricRecord;

/**
 * Scores by the phase of a network's cyclical rate, over the second half of the training, where learning moves them less than the
 * cycle does. Each seed counts once: its mean in a bin.
 *
 * @param network whose rate cycles; of several, the one whose rate reaches highest
 * @param period in updates of this network
 * @param rate the rate in the middle of each bin; bin 0 is centred on the beginning of a cycle
 * @param score mean over the seeds that were evaluated in a bin
 * @param drop mean fall since the evaluation before, a rise counting 0, in the score's unit
 * @param trough bin with the lowest rate
 * @param peak bin with the highest rate
 */
public record CyclePhases(
        String network, long period, double[] rate, List<Estimate> score, List<Estimate> drop, int trough, int peak) {
    /** How many equal parts a cycle is cut into. */
    public static final int BINS = 8;

    private static final int FEWEST_CYCLES = 2;

    /** Of runs of one setting; nothing if no rate comes again at least twice, or nothing was measured in the second half. */
    public static Optional<CyclePhases> of(List<RunRecord> runs) {
        return SettingRates.subject(runs.get(0)).flatMap(subject -> {
            UpdateClock clock = new UpdateClock(subject);
            return subject.networks().keySet().stream()
                    .filter(network -> cycles(subject, clock, network))
                    .max((one, other) -> Double.compare(highest(subject, one), highest(subject, other)))
                    .flatMap(network -> of(runs, subject, clock, network));
        });
    }

    private static double highest(Subject subject, String network) {
        return schedule(subject, network).range().high();
    }

    private static RateSchedule schedule(Subject subject, String network) {
        return subject.networks().get(network).rate().schedule();
    }

    private static boolean cycles(Subject subject, UpdateClock clock, String network) {
        return schedule(subject, network)
                .recurrence()
                .filter(again ->
                        again.period() > 1 && again.first() + FEWEST_CYCLES * again.period() <= clock.updates(network))
                .isPresent();
    }

    private static Optional<CyclePhases> of(List<RunRecord> runs, Subject subject, UpdateClock clock, String network) {
        RateSchedule schedule = schedule(subject, network);
        Recurrence again = schedule.recurrence().orElseThrow();
        List<double[]> scores = new ArrayList<>();
        List<double[]> drops = new ArrayList<>();
        for (RunRecord run : runs) {
            Bins bins = new Bins();
            bins.fill(run, clock, network, again);
            scores.add(bins.means(bins.score));
            drops.add(bins.means(bins.drop));
        }
        if (scores.stream().allMatch(row -> Arrays.stream(row).allMatch(Double::isNaN))) {
            return Optional.empty();
        }
        double[] rate = IntStream.range(0, BINS)
                .mapToDouble(bin -> schedule.at(again.first() + Math.round((double) bin / BINS * again.period())))
                .toArray();
        return Optional.of(new CyclePhases(
                network,
                again.period(),
                rate,
                overSeeds(scores),
                overSeeds(drops),
                place(rate, Arrays.stream(rate).min().orElseThrow()),
                place(rate, Arrays.stream(rate).max().orElseThrow())));
    }

    private static int place(double[] rates, double rate) {
        return IntStream.range(0, rates.length)
                .filter(bin -> rates[bin] == rate)
                .findFirst()
                .orElseThrow();
    }

    private static List<Estimate> overSeeds(List<double[]> rows) {
        return IntStream.range(0, BINS)
                .mapToObj(bin -> Estimate.of(rows.stream()
                        .mapToDouble(row -> row[bin])
                        .filter(Double::isFinite)
                        .toArray()))
                .toList();
    }

    /** Sums of one run's evaluations. */
    private static final class Bins {
        private final double[] score = new double[BINS];
        private final double[] drop = new double[BINS];
        private final int[] count = new int[BINS];

        void fill(RunRecord run, UpdateClock clock, String network, Recurrence again) {
            String metric = Score.metric(run);
            double before = Double.NaN;
            for (MetricRecord record : run.metrics()) {
                double value = Score.of(record.values(), metric).orElse(Double.NaN);
                if (!Double.isFinite(value)) {
                    continue;
                }
                long update = clock.updateOf(network, record.update());
                if (2 * update >= clock.updates(network) && !Double.isNaN(before) && update >= again.first()) {
                    double phase = (double) Math.floorMod(update - again.first(), again.period()) / again.period();
                    int bin = (int) Math.floor(phase * BINS + 0.5) % BINS;
                    score[bin] += value;
                    drop[bin] += Math.max(0, before - value);
                    count[bin]++;
                }
                before = value;
            }
        }

        double[] means(double[] sums) {
            return IntStream.range(0, BINS)
                    .mapToDouble(bin -> count[bin] == 0 ? Double.NaN : sums[bin] / count[bin])
                    .toArray();
        }
    }
}
