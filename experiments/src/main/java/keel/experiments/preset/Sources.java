package keel.experiments.preset;

import keel.env.EnvProvider;
import keel.env.NativeEnvironments;
import keel.gans.data.DataFolder;

/**
 * Where runs find on this machine what they learn from. No part of a setting.
 *
 * @param environments of agents
 * @param data files of GANs
 */
public record Sources(EnvProvider environments, DataFolder data) implements AutoCloseable {
    /** Environments alone. */
    public static Sources of(EnvProvider environments) {
        return new Sources(environments, DataFolder.NONE);
    }

    /** Native environments, and the folder of data that a person may have named. */
    public static Sources ofNative(DataFolder data) {
        return new Sources(new NativeEnvironments(), data);
    }

    @Override
    public void close() {
        environments.close();
    }
}
