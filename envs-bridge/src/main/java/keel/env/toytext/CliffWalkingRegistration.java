package keel.env.toytext;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import keel.env.Arguments;
import keel.env.AutoresetMode;
import keel.env.EnvFactory;
import keel.env.EnvSpec;
import keel.env.VectorEnv;
import keel.env.picture.Canvas;
import keel.env.picture.Ink;
import keel.env.task.EpisodeLimit;
import keel.env.task.Task;
import keel.env.task.TaskVectorEnv;

/**
 * Four rows of twelve cells, numbered row by row; start bottom left, goal bottom right, and between them the cliff, off
 * which the walker falls back to the start. Actions: 0 up, 1 right, 2 down, 3 left; the edge holds the walker back. Reward
 * −1 a step, −100 for a fall. {@link CliffWalkingFactory} tells the arguments.
 *
 * <p>Source: Sutton, Barto, <i>Reinforcement Learning: An Introduction</i> (2020), example 6.6.
 */
final class CliffWalkingRegistration implements EnvFactory {
    private static final String SLIPPERY = "is_slippery";
    private static final int ROWS = 4;
    private static final int COLUMNS = 12;
    private static final int CELLS = ROWS * COLUMNS;
    private static final int ACTIONS = 4;
    private static final int START = CELLS - COLUMNS;
    private static final int GOAL = CELLS - 1;
    private static final int UP = 0;
    private static final int RIGHT = 1;
    private static final int DOWN = 2;

    private static final double PICTURES_PER_SECOND = 4;

    private final EnvSpec spec;
    private final boolean slippery;

    /** @param slippery the default of {@code is_slippery} */
    CliffWalkingRegistration(String id, boolean slippery) {
        this.slippery = slippery;
        spec = new EnvSpec(
                        id,
                        OptionalLong.empty(),
                        OptionalDouble.empty(),
                        false,
                        List.of(SLIPPERY, EpisodeLimit.ARGUMENT),
                        List.of(),
                        OptionalDouble.empty())
                .drawn(PICTURES_PER_SECOND);
    }

    @Override
    public EnvSpec spec() {
        return spec;
    }

    @Override
    public VectorEnv open(Arguments arguments, int lanes, AutoresetMode autoreset, boolean render) {
        boolean slips = arguments.bool(SLIPPERY, slippery);
        OutcomeTable table = new OutcomeTable(CELLS, ACTIONS, (from, action) -> outcomes(from, action, slips));
        boolean[] possible = new boolean[CELLS];
        possible[START] = true;
        Distribution starts = Distribution.uniform(possible);
        Task[] tasks = new Task[lanes];
        Arrays.setAll(tasks, lane -> new TabularTask(table, starts, CliffWalkingRegistration::draw));
        return new TaskVectorEnv(spec, tasks, EpisodeLimit.of(arguments, spec.maxEpisodeSteps()), autoreset, render);
    }

    /** On slippery ground the walker goes as intended or to either side of that direction, with ⅓ each. */
    private static List<Outcome> outcomes(int from, int action, boolean slips) {
        if (!slips) {
            return List.of(reached(1, from, action));
        }
        return IntStream.of((action + ACTIONS - 1) % ACTIONS, action, (action + 1) % ACTIONS)
                .mapToObj(direction -> reached(1.0 / 3, from, direction))
                .toList();
    }

    private static Outcome reached(double probability, int from, int direction) {
        int row = from / COLUMNS;
        int column = from % COLUMNS;
        switch (direction) {
            case UP -> row = Math.max(row - 1, 0);
            case RIGHT -> column = Math.min(column + 1, COLUMNS - 1);
            case DOWN -> row = Math.min(row + 1, ROWS - 1);
            default -> column = Math.max(column - 1, 0);
        }
        int to = row * COLUMNS + column;
        return cliff(to) ? new Outcome(probability, START, -100, false) : new Outcome(probability, to, -1, to == GOAL);
    }

    private static boolean cliff(int cell) {
        return cell > START && cell < GOAL;
    }

    private static void draw(Canvas canvas, int state) {
        Grid grid = Grid.of(ROWS, COLUMNS);
        canvas.clear();
        for (int cell = 0; cell < CELLS; cell++) {
            grid.tile(canvas, cell, cliff(cell) ? Ink.LINE : Ink.GROUND);
        }
        grid.letter(canvas, START, Ink.PAPER, "S");
        grid.letter(canvas, GOAL, Ink.PAPER, "G");
        grid.walker(canvas, state);
    }
}
