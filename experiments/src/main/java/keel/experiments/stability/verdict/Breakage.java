package keel.experiments.stability.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import keel.experiments.run.Outcome;
import keel.experiments.run.RunRecord;
import keel.experiments.stability.ScoreCurve;
import keel.experiments.stability.ScoreScale;
import keel.training.MemberResult.DivergenceReport;
import keel.training.telemetry.MetricRecord;
import keel.training.telemetry.UpdateRecord;

/** Signs in a run's records that something broke. */
final class Breakage {
    private static final String ENTROPY = "policy/entropy";
    /** Of the largest entropy of the policy: below, it hardly explores. */
    private static final double CERTAIN = 0.05;
    /** Share of hidden units that answer every input alike. */
    private static final double DEAD = 0.5;
    /** Parameters that change by a hundredth an update forget what they knew within a hundred. */
    private static final double VIOLENT = 1e-2;
    /** How many updates a loss is compared over. */
    private static final int FIRST = 10;

    private Breakage() {}

    /** Of a run that never learned anything: collapsed where a sign shows that it could not; else nothing. */
    static Optional<RunVerdict> beforeItLearned(RunRecord run, ScoreScale scale) {
        double early = length(run) / 10;
        Optional<Blame> fastest = Blame.fastest(run, record -> place(run, record) <= early);
        List<String> signs = new ArrayList<>(signs(run));
        fastest.filter(blame -> blame.ratio() > VIOLENT)
                .ifPresent(blame -> signs.add("%s's parameters changed by %s of their norm an update"
                        .formatted(blame.network(), VerdictRules.number(blame.ratio()))));
        if (signs.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new RunVerdict(
                Verdict.COLLAPSED,
                "never scored above %s (solved is %s): %s"
                        .formatted(
                                VerdictRules.number(ScoreCurve.of(run).finite().best()),
                                VerdictRules.number(scale.solved()),
                                String.join(", ", signs)),
                certainty(run).flatMap(by -> actor(run, by)).or(() -> fastest)));
    }

    /** Of a run that fell at this place: the network that most likely broke it. */
    static Optional<Blame> ofFall(RunRecord run, double from) {
        return certainty(run)
                .flatMap(by -> actor(run, by))
                .or(() -> Blame.fastest(run, record -> place(run, record) <= from));
    }

    /** What shows at the end that cannot learn any more. */
    static List<String> signs(RunRecord run) {
        List<String> signs = new ArrayList<>();
        certainty(run).ifPresent(place -> {
            ScoreCurve entropy = ScoreCurve.of(run, ENTROPY).finite();
            signs.add("the policy's entropy fell from %s to %s"
                    .formatted(
                            VerdictRules.number(entropy.best()),
                            VerdictRules.number(entropy.lastTenth().mean())));
        });
        dead(run).ifPresent(signs::add);
        lostModes(run).ifPresent(signs::add);
        return signs;
    }

    /** Where a policy that hardly explores at the end had become so; nothing of others. */
    private static Optional<Double> certainty(RunRecord run) {
        ScoreCurve entropy = ScoreCurve.of(run, ENTROPY).finite();
        double bound = CERTAIN * entropy.best();
        if (entropy.isEmpty() || entropy.best() <= 0 || entropy.lastTenth().mean() >= bound) {
            return Optional.empty();
        }
        return IntStream.range(0, entropy.y().length)
                .filter(i -> entropy.y()[i] < bound)
                .mapToObj(i -> entropy.x()[i])
                .findFirst();
    }

    /** The network that acts, while it became certain. */
    private static Optional<Blame> actor(RunRecord run, double by) {
        return Blame.of(run, "actor", record -> place(run, record) <= by);
    }

    private static Optional<String> dead(RunRecord run) {
        return networks(run).stream()
                .filter(network -> {
                    ScoreCurve share =
                            ScoreCurve.of(run, "dead_units/" + network).finite();
                    return !share.isEmpty() && share.lastTenth().mean() > DEAD;
                })
                .map(network -> "more than half of %s's hidden units are dead".formatted(network))
                .findFirst();
    }

    private static Optional<String> lostModes(RunRecord run) {
        return run.outcome()
                .map(outcome -> outcome.finalScores().get("collapse/iteration"))
                .map(iteration -> String.format(Locale.ROOT, "modes were lost by iteration %,.0f", iteration));
    }

    private static List<String> networks(RunRecord run) {
        return run.config().path("rates").properties().stream()
                .map(entry -> entry.getKey())
                .toList();
    }

    /** Of a run that the divergence rule ended. */
    static RunVerdict diverged(RunRecord run, Outcome outcome) {
        if (outcome.divergence().isEmpty()) {
            return RunVerdict.of(Verdict.DIVERGED, outcome.reason());
        }
        DivergenceReport report = outcome.divergence().get();
        String network = report.divergence().network();
        Optional<Blame> blamed = Blame.of(run, network, record -> true).or(() -> Blame.fastest(run, record -> true));
        String growth = growth(report.recentUpdates().getOrDefault(network, List.of()))
                .map(text -> "; " + network + "'s loss " + text)
                .orElse("");
        String ratio = blamed.map(blame ->
                        "; %s's update ratio %s".formatted(blame.network(), VerdictRules.number(blame.ratio())))
                .orElse("");
        return new RunVerdict(Verdict.DIVERGED, report.divergence().sentence() + ratio + growth, blamed);
    }

    /** How the size of a loss grew over the updates before the end; nothing if it did not. */
    private static Optional<String> growth(List<UpdateRecord> updates) {
        List<UpdateRecord> finite = updates.stream()
                .filter(update -> Double.isFinite(update.loss()) && update.loss() != 0)
                .toList();
        if (finite.size() < 2) {
            return Optional.empty();
        }
        List<UpdateRecord> first = finite.subList(0, Math.min(FIRST, finite.size() / 2));
        double before = first.stream()
                .mapToDouble(update -> Math.abs(update.loss()))
                .sorted()
                .toArray()[first.size() / 2];
        UpdateRecord last = finite.get(finite.size() - 1);
        double times = Math.abs(last.loss()) / before;
        return times < 2
                ? Optional.empty()
                : Optional.of("grew %s times in the %,d updates before"
                        .formatted(
                                VerdictRules.number(times),
                                last.update() - finite.get(0).update()));
    }

    /** Where a record lies, in the unit of the run's score curve. */
    static double place(RunRecord run, MetricRecord record) {
        return run.kind().equals("gan") ? record.update() + 1.0 : record.environmentStep();
    }

    static String unitOfPlace(RunRecord run) {
        return run.kind().equals("gan") ? "iterations" : "steps";
    }

    private static double length(RunRecord run) {
        return run.metrics().isEmpty()
                ? 0
                : place(run, run.metrics().get(run.metrics().size() - 1));
    }
}
