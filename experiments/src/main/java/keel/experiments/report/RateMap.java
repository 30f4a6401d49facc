package keel.experiments.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import keel.experiments.preset.GanSubject;
import keel.experiments.preset.PresetCatalog;
import keel.experiments.run.Outcome;
import keel.experiments.run.RunRecord;
import keel.gans.GanSpec;
import keel.gans.dynamics.LinearGame;
import keel.gans.dynamics.Spectrum;
import keel.gans.dynamics.UpdateRule;
import keel.training.InvalidConfigException;
import keel.training.telemetry.MetricRecord;

/**
 * Runs of one pair over both its rates: what became of them, and what linear theory predicts.
 *
 * @param cells one a pair of rates, by the generator's, then the discriminator's
 * @param rule what counts as held
 * @param iterations of a run
 * @param theory the game and its iteration, if it is known: that of a Dirac-GAN, or the median of what held runs measured of
 *     themselves ({@code local/f}, {@code local/gamma})
 * @param measured whether it is measured
 */
public record RateMap(List<Cell> cells, HeldRule rule, long iterations, Optional<Theory> theory, boolean measured) {
    /** A radius this far from 1 changes a distance by e² within a run: what is nearer is undecided. */
    private static final double DECIDED = 2;

    /** What became of the runs of a cell. */
    enum Result {
        HELD("held"),
        MIXED("held with some seeds"),
        LOST("not held"),
        DIVERGED("diverged");

        private final String text;

        Result(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /** Runs with equal rates. */
    record Cell(double rateGenerator, double rateDiscriminator, int runs, Result result) {}

    /** A game and how its players move. */
    record Theory(LinearGame game, UpdateRule rule) {
        double radius(double rateGenerator, double rateDiscriminator) {
            return Spectrum.of(rule.step(game, rateGenerator, rateDiscriminator))
                    .radius();
        }
    }

    /**
     * Of runs that ended.
     *
     * @throws InvalidConfigException if they are not all of pairs that differ in rates alone, or if too few ended
     */
    public static RateMap of(List<RunRecord> runs, HeldRule rule) {
        SortedMap<Double, SortedMap<Double, List<RunRecord>>> byRates = new TreeMap<>();
        List<GanSpec> specs = new ArrayList<>();
        for (RunRecord run : runs) {
            if (run.outcome()
                    .map(Outcome::status)
                    .filter(Outcome.Status::isFinal)
                    .isPresent()) {
                GanSpec spec = pair(run);
                specs.add(spec);
                byRates.computeIfAbsent(highest(spec, "generator"), rate -> new TreeMap<>())
                        .computeIfAbsent(highest(spec, "discriminator"), rate -> new ArrayList<>())
                        .add(run);
            }
        }
        InvalidConfigException.require(
                !specs.isEmpty(),
                "None of these runs has ended, so there is nothing to draw. Go on with them: keel resume.");
        InvalidConfigException.require(
                specs.stream().map(GanSpec::cohortKey).distinct().count() == 1,
                "These runs differ in more than rates, so one map cannot show them. Name the folder of one sweep.");
        List<Cell> cells = new ArrayList<>();
        byRates.forEach((g, row) ->
                row.forEach((d, some) -> cells.add(new Cell(g, d, some.size(), result(some, rule)))));
        PairTheory known = new PairTheory(specs.get(0));
        Optional<Theory> theory = known.game()
                .or(() -> measuredGame(runs, rule))
                .filter(game -> specs.get(0).updates().generator() == 1
                        && specs.get(0).updates().discriminator() == 1)
                .map(game -> new Theory(game, known.rule()));
        return new RateMap(
                List.copyOf(cells),
                rule,
                specs.get(0).iterations(),
                theory,
                known.game().isEmpty());
    }

    private static GanSpec pair(RunRecord run) {
        if (PresetCatalog.reread(run.preset(), run.config()).subject() instanceof GanSubject subject) {
            return subject.spec();
        }
        throw new InvalidConfigException(
                "%s is no pair of generator and discriminator, which a map of two rates is of. Leave it out."
                        .formatted(run.path()));
    }

    private static double highest(GanSpec spec, String network) {
        return spec.networks().get(network).rate().schedule().range().high();
    }

    private static Result result(List<RunRecord> runs, HeldRule rule) {
        int held = 0;
        int diverged = 0;
        for (RunRecord run : runs) {
            if (run.outcome().orElseThrow().status() == Outcome.Status.COMPLETED) {
                held += rule.held(run)
                                .orElseThrow(() -> new InvalidConfigException(
                                        "%s did not measure whether it was held (%s). Say with --held which metric tells, such as --held 'modes/high_quality>=0.9'."
                                                .formatted(run.path(), rule.text())))
                        ? 1
                        : 0;
            } else {
                diverged++;
            }
        }
        if (held == runs.size()) {
            return Result.HELD;
        }
        return held > 0 ? Result.MIXED : diverged == runs.size() ? Result.DIVERGED : Result.LOST;
    }

    /** The medians of what runs that were held measured last. */
    private static Optional<LinearGame> measuredGame(List<RunRecord> runs, HeldRule rule) {
        List<Double> slopes = new ArrayList<>();
        List<Double> gammas = new ArrayList<>();
        for (RunRecord run : runs) {
            boolean completed = run.outcome()
                    .map(outcome -> outcome.status() == Outcome.Status.COMPLETED)
                    .orElse(false);
            if (completed && rule.held(run).orElse(false)) {
                run.metrics().stream()
                        .map(MetricRecord::values)
                        .filter(values -> values.containsKey("local/f"))
                        .reduce((first, last) -> last)
                        .ifPresent(values -> {
                            slopes.add(values.get("local/f"));
                            gammas.add(values.get("local/gamma"));
                        });
            }
        }
        return slopes.isEmpty() ? Optional.empty() : Optional.of(new LinearGame(median(slopes), median(gammas)));
    }

    private static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** Whether theory says clearly, within the length of a run, what a cell should do. */
    private boolean decided(Theory known, Cell cell) {
        double radius = known.radius(cell.rateGenerator(), cell.rateDiscriminator());
        return Math.abs(radius - 1) * iterations > DECIDED;
    }

    /** Cells, those of which theory is sure, and those of them in which it is right. */
    public int[] agreement() {
        int sure = 0;
        int right = 0;
        for (Cell cell : cells) {
            if (theory.isPresent() && decided(theory.get(), cell)) {
                boolean stable = theory.get().radius(cell.rateGenerator(), cell.rateDiscriminator()) < 1;
                sure++;
                right += stable == (cell.result() == Result.HELD) ? 1 : 0;
            }
        }
        return new int[] {cells.size(), sure, right};
    }

    /** One sentence a line for a person. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Result result : Result.values()) {
            long count = cells.stream().filter(cell -> cell.result() == result).count();
            text.append("%4d of %d pairs of rates: %s%n".formatted(count, cells.size(), result.text()));
        }
        text.append("Held means: %s.%n".formatted(rule.text()));
        theory.ifPresent(known -> {
            int[] agreement = agreement();
            text.append("Theory (f %.4g, gamma %.4g, %s): right in %d of %d cells off its boundary%s.%n"
                    .formatted(
                            known.game().f(),
                            known.game().gamma(),
                            measured ? "medians of what held runs measured of themselves" : "of this Dirac-GAN",
                            agreement[2],
                            agreement[1],
                            agreement[1] == 0 ? "" : " (%.1f %%)".formatted(100.0 * agreement[2] / agreement[1])));
        });
        return text.toString();
    }

    /** Smallest and largest rate of one network. */
    double[] reach(boolean generator) {
        double[] rates = cells.stream()
                .mapToDouble(cell -> generator ? cell.rateGenerator() : cell.rateDiscriminator())
                .toArray();
        return new double[] {
            Arrays.stream(rates).min().orElseThrow(), Arrays.stream(rates).max().orElseThrow()
        };
    }
}
