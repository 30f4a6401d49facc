package keel.env;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** One lane of an environment: Gymnasium's {@code Env}. Belongs to one thread. */
public interface Env extends AutoCloseable {
    Space observationSpace();

    Space actionSpace();

    EnvSpec spec();

    /**
     * Starts an episode.
     *
     * @param seed not negative, as Gymnasium's {@code reset(seed=…)}; empty keeps the random stream going
     * @param options as Gymnasium's {@code reset(options=…)}
     */
    Reset reset(Optional<BigInteger> seed, Map<String, Object> options);

    /** Starts an episode, and gives its first observation. */
    default Value reset(OptionalLong seed) {
        return reset(seed.isPresent() ? Optional.of(BigInteger.valueOf(seed.getAsLong())) : Optional.empty(), Map.of())
                .observation();
    }

    /**
     * Goes on by one step.
     *
     * @param action of the action space; for Discrete an int64 scalar (shape {@code []})
     * @throws RefusedException if the action does not fit, or no episode is going on
     */
    Step step(Value action);

    /** As {@link VectorEnv#render}. */
    byte[] render();

    @Override
    void close();

    /**
     * An episode's beginning.
     *
     * @param observation a copy
     * @param info what else the environment told
     */
    record Reset(Value observation, Map<String, Object> info) {}

    /**
     * The single lane of a vector environment, which closing this closes too.
     *
     * @param vector of one lane, in mode {@link AutoresetMode#DISABLED}
     */
    static Env of(VectorEnv vector) {
        return new SingleLane(vector);
    }
}
