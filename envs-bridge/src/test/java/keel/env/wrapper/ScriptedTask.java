package keel.env.wrapper;

import java.util.Arrays;
import java.util.OptionalLong;
import keel.env.Arguments;
import keel.env.AutoresetMode;
import keel.env.Batch;
import keel.env.Box;
import keel.env.EnvSpec;
import keel.env.Space;
import keel.env.Tensor;
import keel.env.VectorEnv;
import keel.env.numpy.Pcg64;
import keel.env.task.Task;
import keel.env.task.TaskVectorEnv;

/** The environment of make_wrapper_reference.py. */
final class ScriptedTask implements Task {
    private static final int TIME_LIMIT = 3;

    private final int lane;
    private int episode = -1;
    private int t;

    private ScriptedTask(int lane) {
        this.lane = lane;
    }

    static VectorEnv lanes(int count, AutoresetMode mode) {
        Task[] tasks = new Task[count];
        Arrays.setAll(tasks, ScriptedTask::new);
        return new TaskVectorEnv(EnvSpec.of("Scripted-v0"), tasks, OptionalLong.of(TIME_LIMIT), mode);
    }

    @Override
    public Space observationSpace() {
        return new Box(Tensor.of(new float[] {-10, -10}, 2), Tensor.of(new float[] {10, 10}, 2));
    }

    @Override
    public Space actionSpace() {
        return new Box(Tensor.of(new float[] {-2}, 1), Tensor.of(new float[] {3}, 1));
    }

    @Override
    public void reset(Pcg64 random, Arguments options) {
        episode++;
        t = 0;
    }

    @Override
    public double step(Batch actions, int row) {
        t++;
        return 0.1 * (lane + 1) * t - 0.3 * episode + actions.tensor().floats()[row];
    }

    @Override
    public boolean terminated() {
        return t >= 2 + (lane + episode) % 3;
    }

    @Override
    public void observe(Batch observations, int row) {
        float[] target = observations.tensor().floats();
        target[2 * row] = lane + episode / 2f;
        target[2 * row + 1] = t * (episode + 1) / 4f;
    }
}
