package keel.experiments.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import keel.experiments.cli.DynamicsOptions.Question;
import keel.gans.dynamics.Cycle;
import keel.gans.dynamics.LinearGame;
import keel.gans.dynamics.RatePeriod;
import keel.gans.dynamics.Spectrum;
import keel.gans.dynamics.StableFactor;
import keel.gans.dynamics.Verdict;
import org.hipparchus.complex.Complex;

/**
 * What a verdict comes from, and what to do about it.
 *
 * @param largestStableFactor both rates times any factor below this are stable; empty if there is none, or a
 *     cycle is too long to look for it
 */
record DynamicsAdvice(String reason, String suggestion, OptionalDouble largestStableFactor) {
    /** Steps of a cycle whose factor takes a few seconds to find. */
    private static final int LONGEST_SEARCHED = 10_000;

    /** Multiples of gamma to try. */
    private static final double[] MORE = {1.5, 2, 3, 5, 10};

    static DynamicsAdvice ofStep(Question question, Spectrum spectrum) {
        Verdict verdict = Verdict.of(spectrum.radius());
        OptionalDouble factor = factor(question);
        String reason = switch (verdict) {
            case STABLE -> damped(question);
            case MARGINAL -> undamped(question);
            case UNSTABLE -> growth(question, spectrum.eigenvalues().get(0));
        };
        return new DynamicsAdvice(reason, suggestion(question, verdict, factor), factor);
    }

    static DynamicsAdvice ofCycle(Question question, Cycle cycle) {
        Verdict verdict = Verdict.of(cycle.radius());
        Verdict frozen = Verdict.of(cycle.worstFrozenRadius());
        OptionalDouble factor = factor(question);
        String reason;
        if (cycle.resonates()) {
            reason =
                    "resonance: every pair of rates in the cycle is stable on its own, but the cycle feeds the rotation";
        } else if (verdict == Verdict.STABLE) {
            reason = frozen == Verdict.STABLE
                    ? damped(question)
                    : "pairs of rates in the cycle that would not die out on their own are outweighed by the others";
        } else if (verdict == Verdict.UNSTABLE && frozen != Verdict.UNSTABLE) {
            reason = "the cycle feeds the rotation, and " + undamped(question);
        } else if (verdict == Verdict.UNSTABLE) {
            reason = "pairs of rates in the cycle are unstable on their own";
        } else {
            reason = undamped(question);
        }
        String suggestion = suggestion(question, verdict, factor);
        return new DynamicsAdvice(
                reason, verdict == Verdict.UNSTABLE ? suggestion + otherPhase(question) : suggestion, factor);
    }

    private static boolean longCycle(Question question) {
        return question.rates().steps() > LONGEST_SEARCHED;
    }

    private static OptionalDouble factor(Question question) {
        return longCycle(question)
                ? OptionalDouble.empty()
                : StableFactor.of(question.game(), question.rule(), question.rates());
    }

    private static String damped(Question question) {
        return question.game().gamma() > 0
                ? "gamma damps more than the steps add"
                : "this way to update damps the rotation, without a gamma";
    }

    private static String undamped(Question question) {
        if (question.rates().generator()[0] == 0 || question.rates().discriminator()[0] == 0) {
            return "a rate of 0 leaves its player where it is";
        }
        return question.game().gamma() == 0
                ? "nothing damps the rotation: gamma is 0"
                : "the rates are on the edge of what gamma can damp";
    }

    private static String growth(Question question, Complex leading) {
        if (leading.getImaginary() != 0) {
            return question.game().gamma() == 0
                    ? "the steps widen the rotation, and nothing damps it: gamma is 0"
                    : "the steps widen the rotation by more than gamma damps it";
        }
        return leading.getReal() < 0
                ? "a step overshoots the equilibrium by more than it was away"
                : "states move away without rotating";
    }

    private static String suggestion(Question question, Verdict verdict, OptionalDouble factor) {
        if (factor.isPresent()) {
            String below = String.format(Locale.ROOT, "stable below %.4g times these rates", factor.getAsDouble());
            return verdict == Verdict.STABLE ? below : below + moreGamma(question);
        }
        if (longCycle(question)) {
            return "try the rates times other factors: the cycle is too long to look for the largest stable one";
        }
        if (verdict == Verdict.STABLE) {
            return "stable at any multiple of these rates";
        }
        return question.game().gamma() == 0
                ? "no multiple of these rates is stable without gamma: add R1 (--gamma above 0), or try --method extragradient"
                : "no multiple of these rates from 1e-6 to 1 is stable: try another gamma, or another ratio of the rates";
    }

    /** A larger gamma, if it would do: where the discriminator overshoots, it would make things worse. */
    private static String moreGamma(Question question) {
        LinearGame game = question.game();
        return Arrays.stream(MORE)
                .map(factor -> game.gamma() * factor)
                .filter(gamma -> gamma > 0)
                .filter(gamma -> {
                    LinearGame damped = new LinearGame(game.f(), gamma);
                    Cycle cycle = Cycle.of(damped, question.rule(), question.rates());
                    return Verdict.of(cycle.radius()) == Verdict.STABLE;
                })
                .mapToObj(gamma -> String.format(Locale.ROOT, "; or raise gamma to %.4g", gamma))
                .findFirst()
                .orElse("");
    }

    private static String otherPhase(Question question) {
        OptionalInt lead = question.rates().lead();
        if (lead.orElse(0) == 0) {
            return "; or try another phase between the two, or another period";
        }
        RatePeriod delayed = question.rates().delayed(lead.getAsInt());
        double inPhase = Cycle.of(question.game(), question.rule(), delayed).radius();
        return Verdict.of(inPhase) == Verdict.STABLE
                ? String.format(
                        Locale.ROOT,
                        "; or put the two in phase, the discriminator's cycle %d steps later: radius %.6f",
                        lead.getAsInt(),
                        inPhase)
                : "; or try another period";
    }

    /** Adds everything to a JSON document. */
    void describe(ObjectNode answer) {
        answer.put("reason", reason);
        answer.put("suggestion", suggestion);
        largestStableFactor.ifPresent(factor -> answer.put("largest_stable_factor", factor));
    }

    /** Two lines. */
    String text() {
        return "reason: %s%nsuggestion: %s%n".formatted(reason, suggestion);
    }
}
