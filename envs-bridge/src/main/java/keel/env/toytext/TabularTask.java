package keel.env.toytext;

import java.util.Map;
import keel.env.Arguments;
import keel.env.Batch;
import keel.env.Discrete;
import keel.env.ElementType;
import keel.env.Tensor;
import keel.env.numpy.Pcg64;
import keel.env.picture.Canvas;
import keel.env.task.Task;

/**
 * A walk through an {@link OutcomeTable} whose observation is the state. Info {@code prob}: probability of the outcome that
 * was drawn, float64; after a reset the whole number 1, int64, as Gymnasium's FrozenLake and CliffWalking tell it.
 */
final class TabularTask implements Task {
    private static final String PROBABILITY = "prob";
    private static final Outcome NOWHERE = new Outcome(1, 0, 0, false);

    private final OutcomeTable table;
    private final Distribution starts;
    private final StateMap map;
    private Outcome last = NOWHERE;
    private boolean justReset = true;
    private Pcg64 random = new Pcg64(0);

    TabularTask(OutcomeTable table, Distribution starts, StateMap map) {
        this.table = table;
        this.starts = starts;
        this.map = map;
    }

    @Override
    public Discrete observationSpace() {
        return new Discrete(table.states(), 0);
    }

    @Override
    public Discrete actionSpace() {
        return new Discrete(table.actions(), 0);
    }

    @Override
    public void reset(Pcg64 newRandom, Arguments options) {
        random = newRandom;
        last = new Outcome(1, starts.sample(random), 0, false);
        justReset = true;
    }

    @Override
    public double step(Batch actions, int lane) {
        last = table.sample(last.state(), (int) actions.tensor().longs()[lane], random);
        justReset = false;
        return last.reward();
    }

    @Override
    public boolean terminated() {
        return last.terminated();
    }

    @Override
    public void observe(Batch observations, int lane) {
        observations.tensor().longs()[lane] = last.state();
    }

    @Override
    public void draw(Canvas canvas) {
        map.draw(canvas, last.state());
    }

    @Override
    public Map<String, Tensor> infoKeys() {
        return Map.of(PROBABILITY, Tensor.zeros(ElementType.FLOAT64));
    }

    @Override
    public Map<String, Tensor> resetInfoKeys() {
        return Map.of(PROBABILITY, Tensor.zeros(ElementType.INT64));
    }

    @Override
    public void inform(String key, Tensor column, int lane) {
        if (justReset) {
            column.longs()[lane] = 1;
        } else {
            column.doubles()[lane] = last.probability();
        }
    }
}
