package keel.gans.dynamics;

import static keel.training.InvalidConfigException.require;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import keel.training.rate.RateSchedule;
import keel.training.rate.Recurrence;

/**
 * The rates of both players over one period after which both come again: one pair a step.
 *
 * <p>Thread-safe as long as nobody writes to the arrays.
 *
 * @param generator rate in each step
 * @param discriminator rate in each step, as many
 */
public record RatePeriod(double[] generator, double[] discriminator) {
    /** A first harmonic below this share of the mean is a rounding error. */
    private static final double NO_HARMONIC = 1e-9;

    private static final int LONGEST = 10_000_000;

    public RatePeriod {
        require(
                generator.length >= 1 && generator.length == discriminator.length,
                "a period with %d rates of the generator and %d of the discriminator: there must be one of each in a step."
                        .formatted(generator.length, discriminator.length));
    }

    /** The first steps of two schedules, of which each is read once a step. */
    public static RatePeriod firstSteps(RateSchedule generator, RateSchedule discriminator, int steps) {
        require(
                steps >= 1 && steps <= LONGEST,
                "a cycle of %d steps: it must have between 1 and %,d.".formatted(steps, LONGEST));
        return new RatePeriod(read(generator, 0, 1, steps), read(discriminator, 0, 1, steps));
    }

    /**
     * The period of two schedules that come again, by iteration.
     *
     * @param generatorUpdates of the generator in an iteration; its schedule, which counts updates, is read at the first of them
     * @param longest iterations that a period, with all that comes before it, may have
     * @return nothing if the two do not come again together within as many
     */
    public static Optional<RatePeriod> of(
            RateSchedule generator,
            int generatorUpdates,
            RateSchedule discriminator,
            int discriminatorUpdates,
            long longest) {
        Optional<Recurrence> both = generator
                .recurrence()
                .map(r -> r.inIterations(generatorUpdates))
                .flatMap(g -> discriminator.recurrence().flatMap(r -> g.with(r.inIterations(discriminatorUpdates))))
                .filter(r -> r.period() <= Math.min(longest, LONGEST) && r.first() <= longest - r.period());
        return both.map(r -> new RatePeriod(
                read(generator, r.first(), generatorUpdates, (int) r.period()),
                read(discriminator, r.first(), discriminatorUpdates, (int) r.period())));
    }

    private static double[] read(RateSchedule schedule, long first, int updates, int steps) {
        return IntStream.range(0, steps)
                .mapToDouble(t -> schedule.at((first + t) * updates))
                .toArray();
    }

    /** How many steps there are. */
    public int steps() {
        return generator.length;
    }

    /** All rates of each player times a factor. */
    public RatePeriod scaled(double ofGenerator, double ofDiscriminator) {
        return new RatePeriod(
                Arrays.stream(generator).map(h -> h * ofGenerator).toArray(),
                Arrays.stream(discriminator).map(h -> h * ofDiscriminator).toArray());
    }

    /**
     * By how many steps the discriminator's cycle is ahead of the generator's, from 0 to below the period: how far apart the
     * peaks of their first harmonics are, which for cycles of one shape is their shift. Nothing if one of them has no such
     * harmonic, because it is constant or goes round more than once.
     */
    public OptionalInt lead() {
        double[] g = harmonic(generator);
        double[] d = harmonic(discriminator);
        if (Math.hypot(g[0], g[1]) < NO_HARMONIC || Math.hypot(d[0], d[1]) < NO_HARMONIC) {
            return OptionalInt.empty();
        }
        double angle = Math.atan2(d[1], d[0]) - Math.atan2(g[1], g[0]);
        return OptionalInt.of(Math.floorMod((int) Math.round(angle / (2 * Math.PI) * steps()), steps()));
    }

    /** {@code Σ h(t) e^(2πit/P) / Σ h(t)}, whose angle grows with a cycle's lead. */
    private static double[] harmonic(double[] rates) {
        double cosine = 0;
        double sine = 0;
        double sum = 0;
        for (int t = 0; t < rates.length; t++) {
            double angle = 2 * Math.PI * t / rates.length;
            cosine += rates[t] * Math.cos(angle);
            sine -= rates[t] * Math.sin(angle);
            sum += rates[t];
        }
        return sum == 0 ? new double[2] : new double[] {cosine / sum, sine / sum};
    }

    /** The same cycles with the discriminator's later by some steps. */
    public RatePeriod delayed(int steps) {
        int period = steps();
        return new RatePeriod(
                generator,
                IntStream.range(0, period)
                        .mapToDouble(t -> discriminator[Math.floorMod(t - steps, period)])
                        .toArray());
    }
}
