package keel.env;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/** Environments written in Java, in this process: Keel's own and those that {@link EnvFactory} services bring. */
public final class NativeEnvironments implements EnvProvider {
    private final SortedMap<String, EnvFactory> factories = new TreeMap<>();

    public NativeEnvironments() {
        for (EnvFactory factory : ServiceLoader.load(EnvFactory.class, EnvFactory.class.getClassLoader())) {
            EnvFactory other = factories.put(factory.id(), factory);
            if (other != null) {
                throw new EnvException("Environment '" + factory.id() + "' is brought by both "
                        + other.getClass().getName() + " and "
                        + factory.getClass().getName()
                        + ". Take one of them off the class path.");
            }
        }
    }

    @Override
    public List<String> ids() {
        return List.copyOf(factories.keySet());
    }

    @Override
    public String description() {
        return "native";
    }

    @Override
    public VectorEnv open(String id, Map<String, Object> arguments, int lanes, AutoresetMode autoreset) {
        EnvFactory factory = factories.get(id);
        if (factory == null) {
            throw RefusedException.of(
                    RefusedException.Reason.UNKNOWN_ENVIRONMENT,
                    "environment_id",
                    "Unknown environment '" + id + "'. Native ones: " + String.join(", ", factories.keySet()) + "."
                            + Suggestion.of(id, factories.keySet())
                            + " A server can bring others: python -m keel_gym serve.");
        }
        if (lanes < 1) {
            throw RefusedException.of(
                    RefusedException.Reason.INVALID_ARGUMENT,
                    "lanes",
                    "An environment needs at least 1 lane, but got " + lanes + ".");
        }
        return factory.open(new Arguments(id, arguments, factory.argumentNames()), lanes, autoreset);
    }

    @Override
    public void close() {}
}
