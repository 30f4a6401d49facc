package keel.gans;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import keel.gans.diagnostics.Oscillation;
import keel.training.checkpoint.MemberState;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;

/** How each member's discriminator loss swings between two evaluations, by what telemetry records of it. */
final class LossSwing implements MemberState {
    private static final List<String> METRICS =
            List.of("oscillation/deviation", "oscillation/period", "oscillation/share");
    private static final String LOSS = "loss/discriminator";
    /** Fewer show no swing. */
    private static final int LEAST = 8;

    private final int every;
    private final double[][] series;
    private final int[] counts;

    LossSwing(GanSpec shape, int members) {
        every = shape.telemetryEveryUpdates();
        series = new double[members][shape.evaluation().everyIterations() / every + 1];
        counts = new int[members];
    }

    /** What {@link #describe} may tell. */
    static List<String> metrics(GanSpec spec) {
        return spec.evaluation().everyIterations() / spec.telemetryEveryUpdates() >= LEAST ? METRICS : List.of();
    }

    /** Takes a member's telemetry. */
    void add(int member, Map<String, Double> values) {
        Double loss = values.get(LOSS);
        if (loss != null && counts[member] < series[member].length) {
            series[member][counts[member]++] = loss;
        }
    }

    /**
     * Adds the swing since the last call; the period is in iterations.
     *
     * @see Oscillation
     */
    void describe(int member, Map<String, Double> values) {
        int count = counts[member];
        counts[member] = 0;
        if (count >= LEAST) {
            Oscillation swing = Oscillation.of(Arrays.copyOf(series[member], count));
            values.put("oscillation/deviation", swing.deviation());
            values.put("oscillation/period", swing.period() * every);
            values.put("oscillation/share", swing.share());
        }
    }

    @Override
    public void save(int member, StateWriter to) {
        to.put("losses", Arrays.copyOf(series[member], counts[member]));
    }

    @Override
    public void restore(int member, StateReader from) {
        double[] saved = from.doubles("losses");
        counts[member] = saved.length;
        System.arraycopy(saved, 0, series[member], 0, saved.length);
    }
}
