package keel.experiments.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import keel.experiments.preset.GanSubject;
import keel.experiments.preset.PresetCatalog;
import keel.experiments.preset.Subject;
import keel.gans.dynamics.Cycle;
import keel.gans.dynamics.LinearGame;
import keel.gans.dynamics.Resonance;
import keel.gans.dynamics.Resonance.Band;
import keel.gans.dynamics.Verdict;
import keel.training.InvalidConfigException;

/**
 * What linear theory says of a generator's and a discriminator's rates that come again and again, for people to read.
 *
 * @param warns whether the cycles can make the pair grow
 * @param sentences what, what to do, and how far to trust it
 */
public record CycleNote(boolean warns, List<String> sentences) {
    /** Bands of slopes less wide are met by chance only. */
    private static final double NARROW = 1.01;

    public CycleNote {
        sentences = List.copyOf(sentences);
    }

    /** Of what a setting trains; nothing if it is no pair, if no rate cycles, or if no pair would resonate. */
    public static Optional<CycleNote> of(Subject subject) {
        return subject instanceof GanSubject pair ? PairCycle.of(pair.spec()).flatMap(CycleNote::of) : Optional.empty();
    }

    /** Of a configuration that was written before; nothing also if this Keel can no longer read it. */
    static Optional<CycleNote> of(String preset, ObjectNode config) {
        try {
            return of(PresetCatalog.reread(preset, config.deepCopy()).subject());
        } catch (InvalidConfigException e) {
            return Optional.empty();
        }
    }

    private static Optional<CycleNote> of(PairCycle pair) {
        return pair.theory().game().map(game -> ofGame(pair, game)).or(() -> ofAnyGame(pair));
    }

    /** Where the game is known, so is what becomes of it. */
    private static CycleNote ofGame(PairCycle pair, LinearGame game) {
        Cycle cycle = Cycle.of(game, pair.theory().rule(), pair.played());
        String about = "%s, where this Dirac-GAN (f %s, gamma %s)".formatted(pair.cycles(), game.f(), game.gamma());
        if (Verdict.of(cycle.radius()) != Verdict.UNSTABLE) {
            boolean stable = Verdict.of(cycle.radius()) == Verdict.STABLE;
            return new CycleNote(
                    false,
                    List.of(format(
                            "%s %s: its Floquet radius is %.4f a period.",
                            about, stable ? "dies out" : "neither grows nor dies out", cycle.radius())));
        }
        List<String> sentences = new ArrayList<>();
        if (Verdict.of(cycle.worstFrozenRadius()) == Verdict.UNSTABLE) {
            sentences.add(format("%s is unstable: its Floquet radius is %.4f a period.", about, cycle.radius()));
            sentences.add(format(
                    "Lower the rates: those of one iteration, held, have a spectral radius of %.4f.",
                    cycle.worstFrozenRadius()));
        } else {
            sentences.add(format(
                    "%s resonates: its Floquet radius is %.4f a period, although no rates of one iteration, held, let it grow.",
                    about, cycle.radius()));
            sentences.add(advice(
                    pair,
                    lead -> Cycle.of(game, pair.theory().rule(), pair.played().delayed(lead))
                            .radius()));
        }
        return new CycleNote(true, sentences);
    }

    /** Where the game is unknown: what becomes of those that rotate in certain times. */
    private static Optional<CycleNote> ofAnyGame(PairCycle pair) {
        return Resonance.of(pair.theory().rule(), pair.theory().gamma(), pair.played())
                .filter(found -> found.widest().width() > NARROW)
                .map(found -> {
                    Band widest = found.widest();
                    return new CycleNote(
                            true,
                            List.of(
                                    format(
                                            "%s, and resonate with pairs of networks that rotate once in %s iterations%s: these grow, by up to %.2f times a period, although no rates of one iteration, held, let them grow.",
                                            pair.cycles(), interval(widest), others(found), widest.radius()),
                                    advice(pair, found::radiusDelayed),
                                    trust(pair)));
                });
    }

    private static String interval(Band band) {
        return Double.isFinite(band.longestRotation())
                ? "%s to %s".formatted(count(band.shortestRotation()), count(band.longestRotation()))
                : "%s or more".formatted(count(band.shortestRotation()));
    }

    private static String others(Resonance found) {
        List<Band> wide = found.bands().stream()
                .filter(band -> band.width() > NARROW && !band.equals(found.widest()))
                .toList();
        return wide.isEmpty()
                ? ""
                : " (and in %d narrower intervals, down to once in %s)"
                        .formatted(wide.size(), count(wide.get(wide.size() - 1).shortestRotation()));
    }

    private static String count(double iterations) {
        return format(iterations < 20 ? "%.1f" : "%.0f", iterations);
    }

    /** Radius by how much later the discriminator's cycle comes. */
    @FunctionalInterface
    private interface Radius {
        double delayed(int iterations);
    }

    private static String advice(PairCycle pair, Radius radius) {
        OptionalInt lead = pair.rates().lead();
        String otherwise = "change the period, or raise gan.r1-gamma";
        if (lead.orElse(0) != 0) {
            double inPhase = radius.delayed(lead.getAsInt());
            if (Verdict.of(inPhase) == Verdict.STABLE) {
                return format(
                        "Put them in phase, by a phase of rates.generator that is %d updates larger (the factor there is %.4f), or %s.",
                        lead.getAsInt() * pair.generatorUpdates(), inPhase, otherwise);
            }
        }
        return (lead.isPresent() ? "To avoid it, " : "Give both the same period in iterations and the same phase, ")
                + otherwise + ".";
    }

    private static String trust(PairCycle pair) {
        TreeSet<String> optimizers = new TreeSet<>(pair.theory().otherSteps());
        return "This is the linear theory of plain gradient steps, damped by gan.r1-gamma and gan.r2-gamma as in the Dirac-GAN%s; how a pair rotates shows only when it trains."
                .formatted(
                        optimizers.isEmpty()
                                ? ""
                                : ", and a rough guide for %s".formatted(String.join(" and ", optimizers)));
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    /** All in one paragraph. */
    public String text() {
        return String.join(" ", sentences);
    }
}
