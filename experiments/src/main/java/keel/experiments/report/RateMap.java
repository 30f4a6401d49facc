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
import keel.training.InvalidConfigException;

/**
 * Runs of one pair over both its rates: what became of them, and what linear theory predicts.
 *
 * @param cells one a pair of rates, by the generator's, then the discriminator's
 * @param rule what counts as held
 * @param iterations of a run
 * @param theory the game and its iteration, if it is known
 */
public record RateMap(List<Cell> cells, HeldRule rule, long iterations, Optional<PlaneTheory> theory) {
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
        return new RateMap(
                List.copyOf(cells), rule, specs.get(0).iterations(), PlaneTheory.of(specs.get(0), held(runs, rule)));
    }

    private static List<RunRecord> held(List<RunRecord> runs, HeldRule rule) {
        return runs.stream()
                .filter(run -> run.outcome()
                        .filter(outcome -> outcome.status() == Outcome.Status.COMPLETED)
                        .isPresent())
                .filter(run -> rule.held(run).orElse(false))
                .toList();
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

    /** Whether theory says clearly, within the length of a run, what a cell should do. */
    private boolean decided(PlaneTheory known, Cell cell) {
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
                            known.measured() ? "medians of what held runs measured of themselves" : "of this Dirac-GAN",
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
