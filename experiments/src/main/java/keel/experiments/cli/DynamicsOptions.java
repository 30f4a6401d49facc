package keel.experiments.cli;

import static keel.training.InvalidConfigException.require;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import keel.env.Suggestion;
import keel.experiments.preset.RateText;
import keel.gans.dynamics.LinearGame;
import keel.gans.dynamics.RatePeriod;
import keel.gans.dynamics.UpdateRule;
import keel.gans.loss.GanLoss;
import keel.training.InvalidConfigException;
import keel.training.rate.RateSchedule;
import picocli.CommandLine.Option;

/** A game, two rates, and how the players move. */
final class DynamicsOptions {
    private static final String ALTERNATING = "alternating";
    private static final String SIMULTANEOUS = "simultaneous";

    @Option(
            names = "--loss",
            paramLabel = "LOSS",
            description =
                    "Loss of the Dirac-GAN: hinge, least-squares, minimax, non-saturating, relativistic, wasserstein (default: non-saturating).")
    private String loss = "non-saturating";

    @Option(
            names = "--slope",
            paramLabel = "F",
            description = "How strongly the players pull at each other, where it was measured; in place of --loss.")
    private Optional<Double> slope = Optional.empty();

    @Option(names = "--gamma", description = "Weight of R1, or of R1 and R2 together (default: 0).")
    private double gamma;

    @Option(names = "--rate-generator", required = true, paramLabel = "RATE", description = "A number or a schedule.")
    private String generator = "";

    @Option(
            names = "--rate-discriminator",
            required = true,
            paramLabel = "RATE",
            description = "A number or a schedule, such as '{type: triangular, low: 0.1, high: 1, period: 8}'.")
    private String discriminator = "";

    @Option(
            names = "--cycle",
            paramLabel = "STEPS",
            description = "Steps after which both rates come again; needed if one of them moves.")
    private Optional<Integer> cycle = Optional.empty();

    @Option(names = "--updates", description = "alternating or simultaneous (default: alternating).")
    private String updates = ALTERNATING;

    @Option(
            names = "--generator-updates",
            paramLabel = "N",
            description = "Updates of the generator in a step (default: 1).")
    private int generatorUpdates = 1;

    @Option(
            names = "--discriminator-updates",
            paramLabel = "N",
            description = "Updates of the discriminator in a step (default: 1).")
    private int discriminatorUpdates = 1;

    @Option(names = "--method", description = "descent, extragradient or optimistic (default: descent).")
    private String method = "descent";

    @Option(names = "--momentum", paramLabel = "BETA", description = "Heavy-ball momentum in (-1, 1) (default: 0).")
    private double momentum;

    @Option(
            names = "--lookahead",
            paramLabel = "EVERY:SHARE",
            description = "After so many steps, take a share of the way, such as 5:0.5.")
    private Optional<String> lookahead = Optional.empty();

    /**
     * What was asked for.
     *
     * @param rates the cycle's, or the one pair
     */
    record Question(LinearGame game, UpdateRule rule, RatePeriod rates, boolean cycles) {}

    /**
     * Everything, checked.
     *
     * @throws InvalidConfigException with one line a fault
     */
    Question question() {
        List<String> faults = new ArrayList<>();
        Optional<LinearGame> game = collect(faults, this::game);
        Optional<UpdateRule> rule = collect(faults, this::rule);
        Optional<RateSchedule> g = collect(faults, () -> rate("rate-generator", generator));
        Optional<RateSchedule> d = collect(faults, () -> rate("rate-discriminator", discriminator));
        boolean moves = g.filter(DynamicsOptions::moves).isPresent()
                || d.filter(DynamicsOptions::moves).isPresent();
        if (moves && cycle.isEmpty()) {
            faults.add(
                    "A rate moves, but --cycle is missing: give the steps after which both rates come again, such as the period.");
        }
        Optional<RatePeriod> rates = g.flatMap(ofGenerator -> d.flatMap(ofDiscriminator ->
                collect(faults, () -> RatePeriod.firstSteps(ofGenerator, ofDiscriminator, cycle.orElse(1)))));
        if (!faults.isEmpty()) {
            throw new InvalidConfigException(String.join("\n", faults));
        }
        return new Question(game.orElseThrow(), rule.orElseThrow(), rates.orElseThrow(), cycle.isPresent());
    }

    private static <T> Optional<T> collect(List<String> faults, Supplier<T> reading) {
        try {
            return Optional.of(reading.get());
        } catch (InvalidConfigException e) {
            faults.add(e.getMessage());
            return Optional.empty();
        }
    }

    private static boolean moves(RateSchedule rate) {
        return rate.range().low() != rate.range().high();
    }

    private static RateSchedule rate(String name, String text) {
        return RateText.parse(name, text);
    }

    private LinearGame game() {
        if (slope.isPresent()) {
            return new LinearGame(slope.get(), gamma);
        }
        return LinearGame.dirac(named("--loss", loss, GanLoss.plain()), gamma);
    }

    private static <T> T named(String option, String name, Map<String, T> known) {
        T found = known.get(name);
        if (found == null) {
            throw new InvalidConfigException("%s is '%s', which is none of: %s.%s"
                    .formatted(option, name, String.join(", ", known.keySet()), Suggestion.of(name, known.keySet())));
        }
        return found;
    }

    private UpdateRule rule() {
        boolean alternating = named("--updates", updates, Map.of(ALTERNATING, true, SIMULTANEOUS, false));
        boolean several = generatorUpdates != 1 || discriminatorUpdates != 1;
        require(
                !several || (alternating && momentum == 0 && method.equals("descent")),
                "--generator-updates and --discriminator-updates are for plain alternating descent. Leave out --momentum and --method, or leave both at 1.");
        require(
                momentum == 0 || method.equals("descent"),
                "--momentum is for --method descent, but the method is %s. Leave one of them out.".formatted(method));
        Map<String, Supplier<UpdateRule>> methods = Map.of(
                "descent", () -> descent(alternating),
                "extragradient", UpdateRule.Extragradient::new,
                "optimistic", UpdateRule.Optimistic::new);
        UpdateRule base = named("--method", method, methods).get();
        return lookahead.map(text -> lookahead(base, text)).orElse(base);
    }

    private UpdateRule descent(boolean alternating) {
        if (momentum != 0) {
            return new UpdateRule.Momentum(momentum, alternating);
        }
        return alternating
                ? new UpdateRule.Alternating(generatorUpdates, discriminatorUpdates)
                : new UpdateRule.Simultaneous();
    }

    private static UpdateRule lookahead(UpdateRule base, String text) {
        String[] parts = text.split(":", -1);
        try {
            require(parts.length == 2, "");
            return new UpdateRule.Lookahead(base, Integer.parseInt(parts[0]), Double.parseDouble(parts[1]));
        } catch (NumberFormatException | InvalidConfigException e) {
            String why = e.getMessage();
            throw new InvalidConfigException(
                    "--lookahead is '%s', but it must be steps and a share in (0, 1], such as 5:0.5.%s"
                            .formatted(
                                    text,
                                    why == null || why.isEmpty() || e instanceof NumberFormatException
                                            ? ""
                                            : " " + why));
        }
    }
}
