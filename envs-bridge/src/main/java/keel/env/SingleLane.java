package keel.env;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A vector environment of one lane without its lane axis. */
final class SingleLane implements Env {
    private static final boolean[] ALL_LANES = {};

    private final VectorEnv vector;

    SingleLane(VectorEnv vector) {
        if (vector.lanes() != 1 || vector.autoreset() != AutoresetMode.DISABLED) {
            throw new EnvException("A single-lane Env needs a vector environment of 1 lane in mode DISABLED, but got "
                    + vector.lanes() + " in mode " + vector.autoreset() + ". Open it so.");
        }
        this.vector = vector;
    }

    @Override
    public Space observationSpace() {
        return vector.observationSpace();
    }

    @Override
    public Space actionSpace() {
        return vector.actionSpace();
    }

    @Override
    public EnvSpec spec() {
        return vector.spec();
    }

    @Override
    public Reset reset(Optional<BigInteger> seed, Map<String, Object> options) {
        VectorReset reset = vector.reset(new ResetRequest(List.of(seed), ALL_LANES, options));
        return new Reset(only(reset.observations()), reset.infos().lane(0));
    }

    @Override
    public Step step(Value action) {
        VectorStep step = vector.step(Batch.pack(actionSpace(), List.of(action)));
        return new Step(
                only(step.observations()),
                step.rewards()[0],
                step.terminated()[0],
                step.truncated()[0],
                step.infos().lane(0));
    }

    private Value only(Batch observations) {
        return observations.unpack(observationSpace(), 1).get(0);
    }

    @Override
    public byte[] render() {
        return vector.render(0);
    }

    @Override
    public void close() {
        vector.close();
    }
}
