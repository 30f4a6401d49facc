package keel.env;

import java.util.List;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/** Environments written in Java, in this process: Keel's own and those that {@link EnvFactory} services bring. */
public final class NativeEnvironments implements EnvProvider {
    private final SortedMap<String, EnvFactory> factories = new TreeMap<>();

    public NativeEnvironments() {
        for (EnvFactory factory : ServiceLoader.load(EnvFactory.class, EnvFactory.class.getClassLoader())) {
            String id = factory.spec().id();
            EnvFactory other = factories.put(id, factory);
            if (other != null) {
                throw new EnvException("Environment '" + id + "' is brought by both "
                        + other.getClass().getName() + " and "
                        + factory.getClass().getName() + ". Take one of them off the class path.");
            }
        }
    }

    @Override
    public List<EnvSpec> specs() {
        return factories.values().stream().map(EnvFactory::spec).toList();
    }

    @Override
    public String description() {
        return "native";
    }

    @Override
    public VectorEnv open(EnvRequest request) {
        String id = request.id();
        EnvFactory factory = factories.get(id);
        if (factory == null) {
            throw RefusedException.of(
                    RefusedException.Reason.UNKNOWN_ENVIRONMENT,
                    "environment_id",
                    "Unknown environment '" + id + "'. Native ones: " + String.join(", ", factories.keySet()) + "."
                            + Suggestion.of(id, factories.keySet())
                            + " A server can bring others: python -m keel_gym serve.");
        }
        if (request.render() && factory.spec().renderModes().isEmpty()) {
            throw RefusedException.of(
                    RefusedException.Reason.UNSUPPORTED,
                    "render",
                    "Environment '" + id
                            + "' cannot be rendered here. Open it without rendering, or from a Python server.");
        }
        return request.groups() == 1
                ? open(factory, request)
                : ParallelVectorEnv.open(request, group -> open(factory, group));
    }

    private static VectorEnv open(EnvFactory factory, EnvRequest request) {
        return factory.open(
                new Arguments(request.id(), request.arguments(), factory.spec().argumentNames()),
                request.lanes(),
                request.autoreset(),
                request.render());
    }

    @Override
    public void close() {}
}
