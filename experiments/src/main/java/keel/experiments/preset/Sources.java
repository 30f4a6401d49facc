package keel.experiments.preset;

import keel.env.EnvProvider;
import keel.env.NativeEnvironments;
import keel.gans.data.DataFolder;
import keel.training.gpu.GpuDevice;
import keel.training.network.Device;

/**
 * What runs find on this machine: what they learn from, and what computes their networks. No part of a setting.
 *
 * @param environments of agents
 * @param data files of GANs
 * @param device of networks of engine {@code stacked}; whoever opened it closes it
 */
public record Sources(EnvProvider environments, DataFolder data, Device device) implements AutoCloseable {
    /** Networks on the processor. */
    public Sources(EnvProvider environments, DataFolder data) {
        this(environments, data, Device.CPU);
    }

    /** The same with networks on another device. */
    public Sources on(Device other) {
        return new Sources(environments, data, other);
    }

    /** Whether networks of engine {@code stacked} are on a GPU, or what OpenCL takes for one. */
    boolean onGpu() {
        return device instanceof GpuDevice;
    }

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
