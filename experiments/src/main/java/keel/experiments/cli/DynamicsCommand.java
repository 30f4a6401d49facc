package keel.experiments.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import keel.experiments.cli.DynamicsOptions.Question;
import keel.gans.dynamics.Cycle;
import keel.gans.dynamics.Spectrum;
import keel.gans.dynamics.Verdict;
import org.hipparchus.complex.Complex;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keel dynamics}. */
@Command(
        name = "dynamics",
        description = {
            "Print what linear theory says of two rates, or of a cycle of them, in a generator's game with a discriminator:",
            "eigenvalues of a step, their spectral radius, the period of rotation, whether the game is stable, why,",
            "and by how much both rates would have to be scaled, or could be.",
            "It is exact for the Dirac-GAN near its equilibrium, under plain descent."
        })
final class DynamicsCommand extends PrintingCommand implements Callable<Integer> {
    @Mixin
    private DynamicsOptions options = new DynamicsOptions();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Override
    public Integer call() {
        Question question = options.question();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("slope", question.game().f());
        answer.put("gamma", question.game().gamma());
        if (question.cycles()) {
            cycle(question, answer);
        } else {
            step(question, answer);
        }
        out().flush();
        return ExitCode.DONE;
    }

    private void step(Question question, ObjectNode answer) {
        Spectrum spectrum = Spectrum.of(question.rule()
                .step(
                        question.game(),
                        question.rates().generator()[0],
                        question.rates().discriminator()[0]));
        answer.put("verdict", Verdict.of(spectrum.radius()).key());
        describe(answer, "eigenvalues", spectrum);
        DynamicsAdvice advice = DynamicsAdvice.ofStep(question, spectrum);
        advice.describe(answer);
        if (json) {
            out().println(Output.json(answer));
            return;
        }
        out().printf(
                        Locale.ROOT,
                        "%s: spectral radius %.6f%neigenvalues %s%nrotation period %s%n%s",
                        Verdict.of(spectrum.radius()).key(),
                        spectrum.radius(),
                        text(spectrum),
                        period(spectrum, "steps"),
                        advice.text());
    }

    private void cycle(Question question, ObjectNode answer) {
        Cycle cycle = Cycle.of(question.game(), question.rule(), question.rates());
        answer.put("verdict", Verdict.of(cycle.radius()).key());
        answer.put("resonance", cycle.resonates());
        answer.put("cycle_steps", cycle.steps());
        describe(answer, "multipliers", cycle.multipliers());
        answer.put("radius_per_step", cycle.radiusPerStep());
        answer.put("worst_frozen_radius", cycle.worstFrozenRadius());
        DynamicsAdvice advice = DynamicsAdvice.ofCycle(question, cycle);
        advice.describe(answer);
        if (json) {
            out().println(Output.json(answer));
            return;
        }
        out().printf(
                        Locale.ROOT,
                        "%s: a cycle of %d steps has radius %.6f, %.6f a step%nmultipliers %s%nworst frozen pair of rates: radius %.6f%n%s",
                        Verdict.of(cycle.radius()).key(),
                        cycle.steps(),
                        cycle.radius(),
                        cycle.radiusPerStep(),
                        text(cycle.multipliers()),
                        cycle.worstFrozenRadius(),
                        advice.text());
    }

    private static void describe(ObjectNode answer, String name, Spectrum spectrum) {
        ArrayNode values = answer.putArray(name);
        for (Complex value : spectrum.eigenvalues()) {
            values.addArray().add(value.getReal()).add(value.getImaginary());
        }
        answer.put("spectral_radius", spectrum.radius());
        if (Double.isFinite(spectrum.period())) {
            answer.put("rotation_period", spectrum.period());
        }
    }

    private static String text(Spectrum spectrum) {
        return spectrum.eigenvalues().stream()
                .map(value -> value.getImaginary() == 0
                        ? String.format(Locale.ROOT, "%.6f", value.getReal())
                        : String.format(Locale.ROOT, "%.6f%+.6fi", value.getReal(), value.getImaginary()))
                .collect(Collectors.joining(", "));
    }

    private static String period(Spectrum spectrum, String unit) {
        return Double.isFinite(spectrum.period())
                ? String.format(Locale.ROOT, "%.2f %s", spectrum.period(), unit)
                : "none: it does not rotate";
    }
}
