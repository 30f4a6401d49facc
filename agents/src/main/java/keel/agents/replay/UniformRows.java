package keel.agents.replay;

import java.util.Map;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;

/** Uniform, with replacement; remembers nothing. */
final class UniformRows implements RowSampler {
    @Override
    public void added(int row) {}

    @Override
    public void draw(RandomStream random, int size, long environmentSteps, int member, TransitionBatch into) {
        for (int i = member * into.rows; i < (member + 1) * into.rows; i++) {
            into.drawn[i] = random.nextInt(size);
        }
    }

    @Override
    public void judge(int member, TransitionBatch batch) {}

    @Override
    public void describe(Map<String, Double> values) {}

    @Override
    public void save(StateWriter to, int size) {}

    @Override
    public void restore(StateReader from, int size) {}
}
