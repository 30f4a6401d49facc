package keel.experiments.stability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import keel.experiments.preset.PresetCatalog;
import keel.experiments.preset.Subject;
import keel.experiments.run.RunRecord;
import keel.training.InvalidConfigException;
import keel.training.NetworkTraining;
import keel.training.rate.BatchScaling;
import keel.training.rate.RateSchedule;

/**
 * The rates of a setting as points on axes.
 *
 * @param highest by network: the highest rate that its schedule can reach, its batch scaling included, as schedules of one shape
 *     are told apart by how high they go
 */
public record SettingRates(SortedMap<String, Double> highest) {
    /** A prime, so that cycles of no round period hide between the points. */
    private static final int COURSE_POINTS = 97;

    private static final double FALLEN = 0.1;

    /** Of what a setting trains. */
    public static SettingRates of(Subject subject) {
        SortedMap<String, Double> highest = new TreeMap<>();
        subject.networks().forEach((network, training) -> highest.put(network, highest(training)));
        return new SettingRates(highest);
    }

    /** Of a run; without any rate if this Keel can no longer read its configuration. */
    public static SettingRates of(RunRecord run) {
        return subject(run).map(SettingRates::of).orElseGet(() -> new SettingRates(new TreeMap<>()));
    }

    /** What a run trains; nothing if this Keel can no longer read its configuration. */
    public static Optional<Subject> subject(RunRecord run) {
        try {
            return Optional.of(
                    PresetCatalog.reread(run.preset(), run.config().deepCopy()).subject());
        } catch (InvalidConfigException e) {
            return Optional.empty();
        }
    }

    private static double highest(NetworkTraining training) {
        RateSchedule schedule = training.rate().schedule();
        return schedule.range().high()
                * training.rate().scaling().map(BatchScaling::factor).orElse(1.0);
    }

    /**
     * What settings must have in common to differ in rates alone: everything else, and the courses of their schedules, each
     * divided by its highest rate.
     */
    public static String shape(RunRecord run) {
        ObjectNode rest = run.config().deepCopy();
        JsonNode rates = rest.remove("rates");
        String courses = subject(run)
                .map(subject -> subject.networks().entrySet().stream()
                        .map(network -> network.getKey()
                                + course(
                                        network.getValue().rate().schedule(),
                                        subject.expectedUpdates(network.getKey())
                                                .orElse(subject.length())))
                        .collect(Collectors.joining()))
                .orElseGet(() -> String.valueOf(rates));
        return run.preset() + courses + rest;
    }

    /** Rates over a run, in shares of the highest one; of a rate of 0 those of any constant rate. */
    private static String course(RateSchedule schedule, long updates) {
        double highest = schedule.range().high();
        return IntStream.range(0, COURSE_POINTS)
                .mapToDouble(i -> highest == 0 ? 1 : schedule.at(updates * i / COURSE_POINTS) / highest)
                .mapToObj(share -> String.format(Locale.ROOT, " %.6f", share))
                .collect(Collectors.joining());
    }

    /** Whether every network's rate ends at a tenth of its highest or below. */
    public static boolean fall(RunRecord run) {
        return subject(run)
                .filter(subject -> subject.networks().entrySet().stream().allMatch(network -> {
                    RateSchedule schedule = network.getValue().rate().schedule();
                    long updates = subject.expectedUpdates(network.getKey()).orElse(0);
                    return updates > 0
                            && schedule.at(updates - 1)
                                    <= FALLEN * schedule.range().high();
                }))
                .isPresent();
    }

    /** How far two settings lie apart: Euclidean, in decades of the rates both have; infinite if they have none. */
    public double decadesTo(SettingRates other) {
        double squares = 0;
        int common = 0;
        for (var entry : highest.entrySet()) {
            Double there = other.highest.get(entry.getKey());
            if (there != null && there > 0 && entry.getValue() > 0) {
                squares += Math.pow(Math.log10(there / entry.getValue()), 2);
                common++;
            }
        }
        return common == 0 ? Double.POSITIVE_INFINITY : Math.sqrt(squares);
    }

    /** Such as {@code actor 7e-04, critic 0.002}. */
    public String text() {
        return highest.entrySet().stream()
                .map(entry -> entry.getKey() + " " + text(entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** Three significant digits. */
    public static String text(double rate) {
        String plain = String.format(Locale.ROOT, "%.2e", rate);
        return plain.replaceAll("\\.?0+e", "e")
                .replaceAll("e([+-])0?", "e$1")
                .replace("e+0", "")
                .replace("e+", "e");
    }
}
