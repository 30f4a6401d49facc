package keel.env.task;

import java.util.List;
import java.util.Map;
import keel.env.Arguments;
import keel.env.Batch;
import keel.env.Space;
import keel.env.Tensor;
import keel.env.numpy.Pcg64;
import keel.env.picture.Canvas;

/** Tasks of one lane each as one task of all lanes, stepped one after the other. */
final class TaskLanes implements BatchTask {
    private final Task[] tasks;

    /** @param tasks one a lane, of equal spaces */
    TaskLanes(Task[] tasks) {
        this.tasks = tasks.clone();
    }

    @Override
    public int lanes() {
        return tasks.length;
    }

    @Override
    public Space observationSpace() {
        return tasks[0].observationSpace();
    }

    @Override
    public Space actionSpace() {
        return tasks[0].actionSpace();
    }

    @Override
    public List<String> optionNames() {
        return tasks[0].optionNames();
    }

    @Override
    public void reset(int lane, Pcg64 random, Arguments options, Batch observations) {
        tasks[lane].reset(random, options);
        tasks[lane].observe(observations, lane);
    }

    @Override
    public void step(Batch actions, boolean[] idle, Batch observations, double[] rewards, boolean[] terminated) {
        for (int lane = 0; lane < tasks.length; lane++) {
            if (!idle[lane]) {
                Task task = tasks[lane];
                rewards[lane] = task.step(actions, lane);
                terminated[lane] = task.terminated();
                task.observe(observations, lane);
            }
        }
    }

    @Override
    public void draw(int lane, Canvas canvas) {
        tasks[lane].draw(canvas);
    }

    @Override
    public Map<String, Tensor> infoKeys() {
        return tasks[0].infoKeys();
    }

    @Override
    public Map<String, Tensor> resetInfoKeys() {
        return tasks[0].resetInfoKeys();
    }

    @Override
    public void inform(String key, Tensor column, int lane) {
        tasks[lane].inform(key, column, lane);
    }
}
