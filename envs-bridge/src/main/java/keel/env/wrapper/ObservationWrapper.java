package keel.env.wrapper;

import keel.env.AutoresetMode;
import keel.env.Batch;
import keel.env.Box;
import keel.env.ResetRequest;
import keel.env.Tensor;
import keel.env.VectorEnv;
import keel.env.VectorReset;
import keel.env.VectorStep;

/**
 * Shows observations of a Box changed lane by lane. Which of them begins an episode and which goes on with one, in
 * whatever autoreset mode, is settled here.
 */
abstract class ObservationWrapper extends VectorWrapper {
    private final Box space;
    private final Tensor shown;
    private final Tensor finals;
    private final EndedLanes ends;

    ObservationWrapper(VectorEnv wrapped, Box space) {
        super(wrapped);
        this.space = space;
        int[] shape = Tensor.withFirstAxis(wrapped.lanes(), space.shape());
        shown = Tensor.zeros(space.elementType(), shape);
        finals = Tensor.zeros(space.elementType(), shape);
        ends = new EndedLanes(wrapped.lanes(), wrapped.autoreset());
    }

    /** An episode's first observation, from row {@code lane} to row {@code lane}. */
    abstract void begin(int lane, Tensor from, Tensor to);

    /** A later observation. */
    abstract void goOn(int lane, Tensor from, Tensor to);

    /** Comes after a reset was done, before the lanes' {@link #begin}. */
    void afterReset(ResetRequest request, Tensor observations) {}

    /** Comes after a step was done, before the lanes are written. */
    void afterStep(VectorStep step) {}

    @Override
    public Box observationSpace() {
        return space;
    }

    @Override
    public VectorReset reset(ResetRequest request) {
        VectorReset reset = wrapped().reset(request);
        Tensor observations = reset.observations().tensor();
        afterReset(request, observations);
        for (int lane = 0; lane < lanes(); lane++) {
            if (request.resets(lane)) {
                begin(lane, observations, shown);
            }
        }
        ends.afterReset(request);
        return new VectorReset(Batch.of(shown), reset.infos());
    }

    @Override
    public VectorStep step(Batch actions) {
        VectorStep step = wrapped().step(actions);
        afterStep(step);
        Tensor observations = step.observations().tensor();
        Batch ended = autoreset() == AutoresetMode.SAME_STEP ? step.finalObservations() : null;
        if (ended != null) {
            finals.clear();
        }
        for (int lane = 0; lane < lanes(); lane++) {
            if (ends.filler(lane)) {
                begin(lane, observations, shown);
            } else if (ended != null && (step.terminated()[lane] || step.truncated()[lane])) {
                goOn(lane, ended.tensor(), finals);
                begin(lane, observations, shown);
            } else {
                goOn(lane, observations, shown);
            }
        }
        ends.afterStep(step);
        return new VectorStep(
                Batch.of(shown),
                step.rewards(),
                step.terminated(),
                step.truncated(),
                ended == null ? null : Batch.of(finals),
                step.infos(),
                step.finalInfos());
    }
}
