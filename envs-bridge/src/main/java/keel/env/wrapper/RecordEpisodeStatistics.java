package keel.env.wrapper;

import java.util.LinkedHashMap;
import java.util.Map;
import keel.env.Batch;
import keel.env.EnvException;
import keel.env.Infos;
import keel.env.ResetRequest;
import keel.env.Tensor;
import keel.env.VectorEnv;
import keel.env.VectorReset;
import keel.env.VectorStep;

/**
 * Tells of every ended episode its return and length, as Gymnasium's {@code vector.RecordEpisodeStatistics}: the step that
 * ends one has the info {@code episode} with {@code r} (sum of rewards, float64) and {@code l} (steps, int64) in that lane;
 * in mode SAME_STEP, too, it is among the step's infos, not the final ones. Gymnasium's {@code t}, the wall time, is left
 * out: infos are reproducible. In mode SAME_STEP every step counts; Gymnasium 1.3 leaves out each later episode's first.
 */
public final class RecordEpisodeStatistics extends VectorWrapper {
    private static final String KEY = "episode";

    private final double[] returns;
    private final long[] lengths;
    private final EndedLanes ends;
    private long episodes;

    public RecordEpisodeStatistics(VectorEnv wrapped) {
        super(wrapped);
        returns = new double[wrapped.lanes()];
        lengths = new long[wrapped.lanes()];
        ends = new EndedLanes(wrapped.lanes(), wrapped.autoreset());
    }

    /** How many have ended, in all lanes together. */
    public long episodes() {
        return episodes;
    }

    @Override
    public VectorReset reset(ResetRequest request) {
        VectorReset reset = wrapped().reset(request);
        for (int lane = 0; lane < returns.length; lane++) {
            if (request.resets(lane)) {
                begin(lane);
            }
        }
        ends.afterReset(request);
        return reset;
    }

    private void begin(int lane) {
        returns[lane] = 0;
        lengths[lane] = 0;
    }

    @Override
    public VectorStep step(Batch actions) {
        VectorStep step = wrapped().step(actions);
        boolean[] ended = new boolean[returns.length];
        double[] endedReturns = new double[returns.length];
        long[] endedLengths = new long[returns.length];
        boolean any = false;
        for (int lane = 0; lane < returns.length; lane++) {
            if (ends.filler(lane)) {
                continue;
            }
            returns[lane] += step.rewards()[lane];
            lengths[lane]++;
            if (step.terminated()[lane] || step.truncated()[lane]) {
                any = true;
                episodes++;
                ended[lane] = true;
                endedReturns[lane] = returns[lane];
                endedLengths[lane] = lengths[lane];
                begin(lane);
            }
        }
        ends.afterStep(step);
        return any ? with(step, ended, endedReturns, endedLengths) : step;
    }

    private static VectorStep with(VectorStep step, boolean[] ended, double[] returns, long[] lengths) {
        if (step.infos().column(KEY).isPresent()) {
            throw new EnvException("The environment already gives an info '" + KEY
                    + "': it seems to record its episodes itself. Leave out RecordEpisodeStatistics.");
        }
        Map<String, Infos.Column> statistics = new LinkedHashMap<>();
        statistics.put("r", new Infos.Numbers(ended, Tensor.of(returns, returns.length)));
        statistics.put("l", new Infos.Numbers(ended, Tensor.of(lengths, lengths.length)));
        Map<String, Infos.Column> columns = new LinkedHashMap<>(step.infos().columns());
        columns.put(KEY, new Infos.Nested(ended, new Infos(statistics)));
        return new VectorStep(
                step.observations(),
                step.rewards(),
                step.terminated(),
                step.truncated(),
                step.finalObservations(),
                new Infos(columns),
                step.finalInfos());
    }
}
