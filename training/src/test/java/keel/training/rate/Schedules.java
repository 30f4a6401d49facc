package keel.training.rate;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import keel.training.random.RandomStream;

/** Schedules of every type with random parameters. */
final class Schedules {
    private static final int ROUNDS = 40;

    private Schedules() {}

    /** Schedules that are not made of others, some of them with low and high or a part equal, or a length of 1. */
    static Stream<RateSchedule> simple() {
        return simple("simple", ROUNDS);
    }

    /** Simple ones, combinations of them, and combinations of combinations. */
    static Stream<RateSchedule> all() {
        List<RateSchedule> parts = simple("parts", ROUNDS / 4).toList();
        List<RateSchedule> combined = combine("combined", parts).toList();
        return Stream.of(simple(), combined.stream(), combine("nested", combined))
                .flatMap(s -> s);
    }

    /** Three of {@link #all} of each type, for checks that take long. */
    static List<RateSchedule> threeOfEveryType() {
        return all()
                .collect(Collectors.groupingBy(schedule -> schedule.type(), TreeMap::new, Collectors.toList()))
                .values()
                .stream()
                .flatMap(ofOneType ->
                        Stream.of(0, ofOneType.size() / 2, ofOneType.size() - 1).map(ofOneType::get))
                .toList();
    }

    private static double rate(RandomStream random) {
        return random.nextInt(9) == 0 ? 0 : StrictMath.pow(10, -6 + 6 * random.nextDouble());
    }

    private static Stream<RateSchedule> simple(String seed, int rounds) {
        RandomStream random = RandomStream.named(1, seed);
        return IntStream.range(0, rounds).boxed().flatMap(i -> {
            double a = rate(random);
            double b = i % 7 == 0 ? a : rate(random);
            double low = Math.min(a, b);
            double high = Math.max(a, b);
            double c = rate(random);
            long n = 1L + random.nextInt(i % 5 == 0 ? 1 : 500);
            long m = random.nextInt(300);
            long phase = random.nextInt(2000);
            double factor = 1 - random.nextDouble();
            double power = 0.1 + 4 * random.nextDouble();
            double rise = 0.01 + 0.49 * random.nextDouble();
            double multiplier = i % 3 == 0 ? 1 : 1.01 + 2 * random.nextDouble();
            OptionalLong cycles = i % 2 == 0 ? OptionalLong.empty() : OptionalLong.of(1 + random.nextInt(6));
            Curve curve = List.of(Curve.values()).get(random.nextInt(4));
            return Stream.of(
                    new Constant(high),
                    new Linear(a, b, n),
                    new Geometric(a + 1e-9, b + 1e-9, n),
                    new Step(high, factor, n),
                    new MultiStep(high, factor, List.of(n, n + 1, n + 1 + phase + 1)),
                    new Exponential(high, factor, n),
                    new InverseTime(high, factor, power),
                    new InverseSquareRoot(high, n, phase),
                    new Noam(high, n, m + 1),
                    new Polynomial(high, low, n, power, i % 2 == 0),
                    new Cosine(high, low, n, power),
                    new CosineRestarts(high, low, n, multiplier, factor, cycles, phase),
                    new Triangular(low, high, n, rise, phase),
                    new Triangular2(low, high, n, 1 - rise, phase),
                    new ExpRange(low, high, n, factor, rise, phase),
                    new OneCycle(high, n, rise, 1 / factor, 1 + power, curve, i % 2 == 0),
                    new WarmUpStableDecay(high, m, phase, n, low, low, curve),
                    new Sigmoid(a, b, phase, power),
                    new Tanh(high, low, n, -6 * factor, 4 * factor),
                    new Piecewise(List.of(0L, n, n + phase + 1), List.of(a, b, c), curve));
        });
    }

    private static Stream<RateSchedule> combine(String seed, List<RateSchedule> parts) {
        RandomStream random = RandomStream.named(2, seed);
        return parts.stream().flatMap(part -> {
            RateSchedule other = parts.get(random.nextInt(parts.size()));
            double a = rate(random);
            double b = rate(random);
            long n = 1L + random.nextInt(300);
            OptionalDouble high = a < b ? OptionalDouble.of(b) : OptionalDouble.empty();
            Jitter.Distribution distribution =
                    List.of(Jitter.Distribution.values()).get(random.nextInt(2));
            return Stream.of(
                    new WarmUp(n, a, part),
                    new Sequence(List.of(part, other, part), List.of(n, 3L)),
                    new Product(List.of(part, other)),
                    new Clamp(a, high, part),
                    new PhaseShift(n, part),
                    new Mirror(part),
                    new Jitter(distribution, 0.9 * random.nextDouble(), random.nextLong(), part));
        });
    }
}
