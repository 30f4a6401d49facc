package keel.env;

import java.util.List;
import java.util.Map;

/** Environments written in Java, in this process. */
public final class NativeEnvironments implements EnvProvider {
    @Override
    public List<String> ids() {
        return List.of();
    }

    @Override
    public String description() {
        return "native";
    }

    @Override
    public VectorEnv open(String id, Map<String, Object> arguments, int lanes, AutoresetMode autoreset) {
        throw new EnvException("Unknown environment '" + id + "'.");
    }

    @Override
    public void close() {}
}
