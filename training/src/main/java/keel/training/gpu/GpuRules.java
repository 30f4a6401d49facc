package keel.training.gpu;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.optimizer.RestartReset;
import keel.training.optimizer.RuleSteps;
import keel.training.optimizer.StepSize;
import keel.training.optimizer.UpdateRule;

/** Applies an {@link UpdateRule}: one launch a step. */
final class GpuRules implements GpuOptimizer {
    /** Coefficients, and whether the segment moves. */
    private static final int FIELDS = UpdateRule.COEFFICIENTS + 1;

    private final FlatArrays arrays;
    private final RuleSteps steps;
    private final List<String> names;
    private final List<GpuBuffer> memory;
    private final GpuKernel kernel;
    private final MemberList one;
    private final float[] coefficients = new float[UpdateRule.COEFFICIENTS];
    /** What the device has of them. */
    private int[] lastEnds = {};

    private int segments;
    private GpuBuffer endBuffer;
    private GpuBuffer coefficientBuffer;

    GpuRules(FlatArrays arrays, List<UpdateRule> rules) {
        this.arrays = arrays;
        steps = new RuleSteps(rules, arrays.count());
        names = rules.get(0).memory();
        memory = IntStream.range(0, names.size()).mapToObj(i -> arrays.zeros()).toList();
        kernel = arrays.kernel(rules.get(0).type().replace('-', '_'));
        one = arrays.list();
        endBuffer = arrays.device().allocate(0);
        coefficientBuffer = arrays.device().allocate(0);
    }

    @Override
    public void step(GpuParameters parameters, MemberList which, StepSize[] sizes) {
        if (which.size() == 0) {
            return;
        }
        int most = 1;
        for (int slot = 0; slot < which.size(); slot++) {
            most = Math.max(most, steps.segments(sizes[which.at(slot)]));
        }
        makeRoom(most);
        int[] ends = new int[which.size() * most];
        float[] all = new float[ends.length * FIELDS];
        for (int slot = 0; slot < which.size(); slot++) {
            fill(which.at(slot), sizes[which.at(slot)], most, slot * most, ends, all);
        }
        if (!Arrays.equals(ends, lastEnds)) {
            endBuffer.put(ends);
            lastEnds = ends;
        }
        coefficientBuffer.put(0, all, 0, all.length);
        kernel.with(parameters.current()).with(parameters.gradients());
        for (int i = 0; i < 3; i++) {
            // A rule that remembers less never touches the others.
            kernel.with(memory.get(Math.min(i, memory.size() - 1)));
        }
        kernel.with((long) arrays.count())
                .with(which.buffer())
                .with(arrays.blocks())
                .with(most)
                .with(endBuffer)
                .with(coefficientBuffer)
                .run(arrays.groups(which));
        parameters.deviceChanged();
    }

    private void makeRoom(int most) {
        if (most > segments) {
            segments = most;
            lastEnds = new int[0];
            endBuffer.close();
            coefficientBuffer.close();
            long room = (long) arrays.members() * most;
            endBuffer = arrays.device().allocate(room * Integer.BYTES);
            coefficientBuffer = arrays.device().allocate(room * FIELDS * Float.BYTES);
        }
    }

    /** Segments of one member from {@code at} on; what it lacks of the most is never looked at. */
    private void fill(int member, StepSize size, int most, int at, int[] ends, float[] all) {
        steps.begin(member, size);
        for (int k = 0; k < steps.segments(size); k++) {
            ends[at + k] = steps.end(size, k);
            int to = (at + k) * FIELDS;
            if (steps.prepare(member, size, k, coefficients)) {
                System.arraycopy(coefficients, 0, all, to, coefficients.length);
                all[to + coefficients.length] = 1;
            }
        }
        for (int k = steps.segments(size); k < most; k++) {
            ends[at + k] = arrays.count();
        }
    }

    @Override
    public void reset(int member, RestartReset what) {
        if (what == RestartReset.NOTHING) {
            return;
        }
        steps.restart(member);
        if (what == RestartReset.MOMENTS) {
            one.set(member);
            memory.forEach(array -> arrays.clear(array, one));
        }
    }

    @Override
    public void save(int member, StateWriter to) {
        steps.save(member, to);
        for (int i = 0; i < memory.size(); i++) {
            to.put(names.get(i), memory.get(i).member(member, arrays.count()));
        }
    }

    @Override
    public void restore(int member, StateReader from) {
        steps.restore(member, from);
        for (int i = 0; i < memory.size(); i++) {
            float[] values = from.floats(names.get(i), arrays.count());
            memory.get(i).put((long) member * values.length, values, 0, values.length);
        }
    }

    @Override
    public void close() {
        memory.forEach(GpuBuffer::close);
        kernel.close();
        one.close();
        endBuffer.close();
        coefficientBuffer.close();
    }
}
