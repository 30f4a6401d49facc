package keel.env.toytext;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import keel.env.Arguments;
import keel.env.Batch;
import keel.env.Discrete;
import keel.env.ElementType;
import keel.env.Tensor;
import keel.env.numpy.Pcg64;
import keel.env.picture.Canvas;
import keel.env.task.Task;

/**
 * A taxi that fetches a passenger and takes them to their destination, through {@link Streets}. The observation is the
 * state.
 *
 * <p>A fickle passenger makes up their mind at the reset, with the given probability, to change the destination to one of
 * the three others: at the first move of the taxi with them in it that changes its cell.
 *
 * <p>Infos: {@code prob}, the probability of the drawn outcome, float64, 1 after a reset, of fickleness nothing; {@code
 * action_mask}, int8 {@code [6]}, 1 for each action that changes the state in dry weather.
 */
final class Taxi implements Task {
    private static final String PROBABILITY = "prob";
    private static final String MASK = "action_mask";

    private final OutcomeTable table;
    private final Distribution starts;
    private final OptionalDouble fickleness;
    private int state;
    private double probability;
    private boolean terminated;
    private boolean willChangeDestination;
    private Pcg64 random = new Pcg64(0);

    /** @param fickleness probability of a change of destination; empty: there is none and nothing is drawn for it */
    Taxi(OutcomeTable table, Distribution starts, OptionalDouble fickleness) {
        this.table = table;
        this.starts = starts;
        this.fickleness = fickleness;
    }

    @Override
    public Discrete observationSpace() {
        return new Discrete(Streets.STATES, 0);
    }

    @Override
    public Discrete actionSpace() {
        return new Discrete(Streets.ACTIONS, 0);
    }

    @Override
    public void reset(Pcg64 newRandom, Arguments options) {
        random = newRandom;
        state = starts.sample(random);
        probability = 1;
        terminated = false;
        willChangeDestination = fickleness.isPresent() && random.random() < fickleness.getAsDouble();
    }

    @Override
    public double step(Batch actions, int lane) {
        Outcome outcome = table.sample(state, (int) actions.tensor().longs()[lane], random);
        int next = outcome.state();
        if (willChangeDestination
                && Streets.passenger(state) == Streets.IN_TAXI
                && Streets.cell(next) != Streets.cell(state)) {
            willChangeDestination = false;
            next = Streets.state(Streets.cell(next), Streets.passenger(next), otherThan(Streets.destination(state)));
        }
        state = next;
        probability = outcome.probability();
        terminated = outcome.terminated();
        return outcome.reward();
    }

    private int otherThan(int destination) {
        int drawn = (int) random.integers(0, Streets.STANDS - 1);
        return drawn < destination ? drawn : drawn + 1;
    }

    @Override
    public boolean terminated() {
        return terminated;
    }

    @Override
    public void observe(Batch observations, int lane) {
        observations.tensor().longs()[lane] = state;
    }

    @Override
    public void draw(Canvas canvas) {
        TaxiPicture.draw(canvas, state);
    }

    @Override
    public Map<String, Tensor> infoKeys() {
        Map<String, Tensor> keys = new LinkedHashMap<>();
        keys.put(PROBABILITY, Tensor.zeros(ElementType.FLOAT64));
        keys.put(MASK, Tensor.zeros(ElementType.INT8, Streets.ACTIONS));
        return keys;
    }

    @Override
    public void inform(String key, Tensor column, int lane) {
        if (key.equals(PROBABILITY)) {
            column.doubles()[lane] = probability;
            return;
        }
        for (int action = 0; action < Streets.ACTIONS; action++) {
            column.bytes()[lane * Streets.ACTIONS + action] = (byte) (Streets.effective(state, action) ? 1 : 0);
        }
    }
}
