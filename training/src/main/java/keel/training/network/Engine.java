package keel.training.network;

import java.util.Locale;
import keel.training.InvalidConfigException;

/** Who does the arithmetic of a network. */
public enum Engine {
    /** Dense networks with layer norm, spectral norm and dropout, any number of members, on a {@link Device}. */
    STACKED,
    /** {@link Dl4jNetwork}: every layer there is, one member. */
    DL4J;

    /** Name in configuration files. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As {@link #create(Device, String, int, NetworkSpec, int, int)}, on the processor. */
    public Network create(String name, int inputs, NetworkSpec spec, int outputs, int members) {
        return create(Device.CPU, name, inputs, spec, outputs, members);
    }

    /** As {@link #create(Device, NetworkShape, int)}, on the processor. */
    public Network create(NetworkShape shape, int members) {
        return create(Device.CPU, shape, members);
    }

    /**
     * A network of P members on this engine, for one that a setting names.
     *
     * @param device what computes it if this is {@link #STACKED}
     * @throws InvalidConfigException if its layers do not fit each other, its input or its output, or this engine
     *     does not know one of them; the message begins with {@code networks.<name>}
     */
    public Network create(Device device, String name, int inputs, NetworkSpec spec, int outputs, int members) {
        try {
            return create(device, new NetworkShape(inputs, spec, outputs), members);
        } catch (InvalidConfigException e) {
            throw named(name, e);
        }
    }

    /**
     * A network of P members on this engine.
     *
     * @param device what computes it if this is {@link #STACKED}
     * @throws IllegalArgumentException if the engine cannot hold that many members
     * @throws InvalidConfigException if it does not know one of the layers, or if this build's DL4J cannot run on this machine
     */
    public Network create(Device device, NetworkShape shape, int members) {
        // Every engine's networks are written by DL4J at the end, and then is too late to find out.
        Dl4jBackend.requireChecked();
        return switch (this) {
            case STACKED -> device.stack(shape, members);
            case DL4J -> {
                requireOneMember(members);
                InvalidConfigException.require(
                        !(shape.spec().output() instanceof OutputSpec.Linear linear) || linear.bias(),
                        "engine dl4j gives every output layer biases, so output: linear-without-bias does not run there. Use engine: stacked.");
                yield new Dl4jNetwork(shape);
            }
        };
    }

    /** As {@link #createEnsemble(Device, String, int, NetworkSpec, int, int, int)}, on the processor. */
    public EnsembleNetwork createEnsemble(
            String name, int inputs, NetworkSpec spec, int outputs, int heads, int members) {
        return createEnsemble(Device.CPU, name, inputs, spec, outputs, heads, members);
    }

    /**
     * K networks of one shape as one, for one name that a setting gives.
     *
     * @param heads K
     * @throws InvalidConfigException as {@link #create(Device, String, int, NetworkSpec, int, int)} does
     */
    public EnsembleNetwork createEnsemble(
            Device device, String name, int inputs, NetworkSpec spec, int outputs, int heads, int members) {
        if (this == STACKED) {
            return new EnsembleNetwork(create(device, name, inputs, spec, outputs, heads * members), heads);
        }
        requireOneMember(members);
        try {
            return new EnsembleNetwork(new Dl4jStack(new NetworkShape(inputs, spec, outputs), heads), heads);
        } catch (InvalidConfigException e) {
            throw named(name, e);
        }
    }

    private static InvalidConfigException named(String name, InvalidConfigException e) {
        return new InvalidConfigException("networks.%s: %s".formatted(name, e.getMessage()));
    }

    private static void requireOneMember(int members) {
        if (members != 1) {
            throw new IllegalArgumentException(
                    "engine dl4j trains one member at a time but the cohort has %d; split it".formatted(members));
        }
    }
}
