package keel.training.gpu;

import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.optimizer.GradientClipping;
import keel.training.optimizer.OptimizerSpec;
import keel.training.optimizer.ParameterUpdates;
import keel.training.optimizer.RestartReset;
import keel.training.optimizer.StepLengths;
import keel.training.optimizer.StepSize;

/** Updates of parameters on a device: a launch to clip all chosen members, a launch for their steps. */
final class GpuUpdates implements ParameterUpdates, AutoCloseable {
    private final GpuParameters parameters;
    private final FlatArrays arrays;
    private final GpuOptimizer optimizer;
    private final GpuKernel clip;
    private final GpuBuffer bounds;
    private final MemberList chosen;
    private final MemberList moving;
    private final MemberList measuring;
    /** Parameters before a measured step, once one is measured. */
    private Optional<GpuBuffer> before = Optional.empty();

    /** For as many members as there are specifications: each has an equal share of the parameters. */
    GpuUpdates(
            GpuDevice device,
            GpuParameters parameters,
            List<? extends OptimizerSpec> specs,
            List<GradientClipping> clippings) {
        this.parameters = parameters;
        OptimizerSpec.requireOneClass(specs);
        int members = specs.size();
        arrays = new FlatArrays(device, members, parameters.members() * parameters.count() / members);
        optimizer = GpuOptimizer.create(arrays, specs);
        clip = arrays.kernel("clip");
        bounds = device.allocate(2L * members * Double.BYTES);
        bounds.put(clippings.stream()
                .flatMapToDouble(clipping -> DoubleStream.of(
                        clipping.maxValue().orElse(0.0), clipping.maxNorm().orElse(0.0)))
                .toArray());
        chosen = arrays.list();
        moving = arrays.list();
        measuring = arrays.list();
    }

    @Override
    public boolean extrapolates() {
        return optimizer.extrapolates();
    }

    @Override
    public void clip(boolean[] which, double[] norms, double[] clippedNorms) {
        chosen.set(which);
        clip.withSums()
                .with(parameters.gradients())
                .with((long) arrays.count())
                .with(chosen.buffer())
                .with(bounds)
                .with(arrays.norms())
                .run(chosen.size());
        double[] both = arrays.fetch(2 * chosen.size());
        for (int slot = 0; slot < chosen.size(); slot++) {
            norms[chosen.at(slot)] = both[2 * slot];
            clippedNorms[chosen.at(slot)] = both[2 * slot + 1];
        }
    }

    @Override
    public void extrapolate(boolean[] which, StepSize[] sizes) {
        moving.set(which);
        optimizer.extrapolate(parameters, moving, sizes);
    }

    @Override
    public void retract(int member) {
        optimizer.retract(parameters, member);
    }

    @Override
    public void reset(int member, RestartReset what) {
        optimizer.reset(member, what);
    }

    @Override
    public void step(boolean[] which, StepSize[] sizes) {
        moving.set(which);
        optimizer.step(parameters, moving, sizes);
    }

    @Override
    public void step(boolean[] which, StepSize[] sizes, boolean[] measured, StepLengths lengths) {
        GpuBuffer start = before.orElseGet(arrays::zeros);
        before = Optional.of(start);
        optimizer.copyOwn(parameters, start);
        step(which, sizes);
        measuring.set(measured);
        double[] all = arrays.lengths(start, parameters.current(), measuring);
        for (int slot = 0; slot < measuring.size(); slot++) {
            lengths.change()[measuring.at(slot)] = all[3 * slot];
            lengths.before()[measuring.at(slot)] = all[3 * slot + 1];
            lengths.after()[measuring.at(slot)] = all[3 * slot + 2];
        }
    }

    @Override
    public void synchronize(boolean[] which) {
        optimizer.synchronize(parameters, which);
    }

    @Override
    public void parameterNorms(boolean[] which, double[] norms) {
        chosen.set(which);
        double[] all = arrays.norms(parameters.current(), chosen);
        for (int slot = 0; slot < chosen.size(); slot++) {
            norms[chosen.at(slot)] = all[slot];
        }
    }

    @Override
    public void save(int member, StateWriter to) {
        optimizer.save(member, to);
    }

    @Override
    public void restore(int member, StateReader from) {
        optimizer.restore(member, from);
    }

    @Override
    public void close() {
        optimizer.close();
        arrays.close();
        clip.close();
        bounds.close();
        chosen.close();
        moving.close();
        measuring.close();
        before.ifPresent(GpuBuffer::close);
    }
}
