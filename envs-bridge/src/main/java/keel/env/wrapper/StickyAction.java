package keel.env.wrapper;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import keel.env.Batch;
import keel.env.EnvException;
import keel.env.ResetRequest;
import keel.env.Value;
import keel.env.VectorEnv;
import keel.env.VectorReset;
import keel.env.VectorStep;
import keel.env.numpy.Pcg64;
import org.jspecify.annotations.Nullable;

/**
 * Repeats a lane's last action instead of the given one with some probability, as Gymnasium's {@code StickyAction}; a
 * repetition goes on for a number of steps drawn from a range. An episode's first action is always the given one. Each lane
 * draws from a stream of its own, which a seeded reset begins anew; a refused step draws nothing. Source: Machado et al.,
 * <i>Revisiting the Arcade Learning Environment</i> (2018), section 5.2.
 */
public final class StickyAction extends VectorWrapper {
    private final double probability;
    private final int shortest;
    private final int longest;
    private final LaneStreams streams;
    private final EndedLanes ends;
    private final Lane[] states;

    /** What one lane repeats. */
    private static final class Lane {
        /** None before an episode's first action. */
        private @Nullable Value last;

        private long remaining;

        /** How long to repeat from now on, drawn for the coming step and kept if that is refused. */
        private OptionalLong drawn = OptionalLong.empty();

        void forget() {
            last = null;
            remaining = 0;
            drawn = OptionalLong.empty();
        }
    }

    /** Repeats for one step at a time. */
    public StickyAction(VectorEnv wrapped, double probability, long seed) {
        this(wrapped, probability, 1, 1, seed);
    }

    /**
     * @param probability of beginning to repeat, 0 up to but without 1
     * @param shortest repetition, in steps, 1 and up
     * @param longest repetition, in steps
     * @param seed 0 and up
     */
    public StickyAction(VectorEnv wrapped, double probability, int shortest, int longest, long seed) {
        super(wrapped);
        if (!(probability >= 0 && probability < 1)) {
            throw new EnvException(
                    "StickyAction got the probability " + probability + ": it takes 0 up to but without 1.");
        }
        if (shortest < 1 || longest < shortest) {
            throw new EnvException("StickyAction got repetitions of " + shortest + " .. " + longest
                    + " steps: it takes 1 <= shortest <= longest.");
        }
        this.probability = probability;
        this.shortest = shortest;
        this.longest = longest;
        streams = new LaneStreams(seed, wrapped.lanes(), "StickyAction");
        ends = new EndedLanes(wrapped.lanes(), wrapped.autoreset());
        states = new Lane[wrapped.lanes()];
        for (int lane = 0; lane < states.length; lane++) {
            states[lane] = new Lane();
        }
    }

    @Override
    public VectorReset reset(ResetRequest request) {
        VectorReset reset = wrapped().reset(request);
        streams.afterReset(request);
        for (int lane = 0; lane < states.length; lane++) {
            if (request.resets(lane)) {
                states[lane].forget();
            }
        }
        ends.afterReset(request);
        return reset;
    }

    @Override
    public VectorStep step(Batch actions) {
        actions.check(actionSpace(), lanes(), "step.actions");
        List<Value> given = actions.unpack(actionSpace(), lanes());
        List<Value> taken = new ArrayList<>(given.size());
        for (int lane = 0; lane < states.length; lane++) {
            Value last = states[lane].last;
            taken.add(last != null && repetition(lane) > 0 ? last : given.get(lane));
        }
        VectorStep step = wrapped().step(Batch.pack(actionSpace(), taken));
        for (int lane = 0; lane < states.length; lane++) {
            Lane state = states[lane];
            boolean ended = step.terminated()[lane] || step.truncated()[lane];
            if (ended || ends.filler(lane)) {
                state.forget();
            } else {
                state.remaining = Math.max(0, state.drawn.orElse(0) - 1);
                state.drawn = OptionalLong.empty();
                state.last = taken.get(lane);
            }
        }
        ends.afterStep(step);
        return step;
    }

    /** For how many steps from the coming one on the lane repeats its last action; 0: not. */
    private long repetition(int lane) {
        Lane state = states[lane];
        if (state.drawn.isEmpty()) {
            state.drawn = OptionalLong.of(state.remaining > 0 ? state.remaining : draw(streams.of(lane)));
        }
        return state.drawn.getAsLong();
    }

    private long draw(Pcg64 random) {
        return random.random() < probability ? random.integers(shortest, longest + 1L) : 0;
    }
}
