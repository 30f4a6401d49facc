package keel.env.toytext;

import java.util.ArrayList;
import java.util.List;

/**
 * Taxi's town: 5 × 5 cells with some walls between neighbours in a row, and four stands, 0 red, 1 green, 2 yellow, 3 blue.
 *
 * <p>A state is ((row · 5 + column) · 5 + passenger) · 4 + destination, where the passenger waits at a stand or rides in
 * the taxi (4), and the destination is a stand. Actions: 0 south, 1 north, 2 east, 3 west, 4 pick up, 5 drop off.
 *
 * <p>Reward: −1 a step, −10 for picking up or dropping off where that cannot be, 20 for dropping off at the destination,
 * which ends the episode. Source: Dietterich, <i>Hierarchical Reinforcement Learning with the MAXQ Value Function
 * Decomposition</i> (2000).
 */
final class Streets {
    static final int STATES = 500;
    static final int ACTIONS = 6;
    static final int STANDS = 4;

    /** Where the passenger is when not at a stand. */
    static final int IN_TAXI = 4;

    static final int SIZE = 5;
    private static final int SOUTH = 0;
    private static final int NORTH = 1;
    private static final int EAST = 2;
    private static final int WEST = 3;
    private static final int PICK_UP = 4;
    private static final int DROP_OFF = 5;

    /** To the left of each direction. */
    private static final int[] LEFT_OF = {EAST, WEST, NORTH, SOUTH};

    /** To the right of each direction. */
    private static final int[] RIGHT_OF = {WEST, EAST, SOUTH, NORTH};

    /** Cells of the stands: row · 5 + column. */
    static final int[] STAND_CELLS = {0, 4, 20, 23};

    /** A wall to the east of the cell, by row and column. */
    private static final boolean[][] WALL_EAST = {
        {false, true, false, false, true},
        {false, true, false, false, true},
        {false, false, false, false, true},
        {true, false, true, false, true},
        {true, false, true, false, true},
    };

    private Streets() {}

    static int state(int cell, int passenger, int destination) {
        return (cell * (STANDS + 1) + passenger) * STANDS + destination;
    }

    static int cell(int state) {
        return state / (STANDS * (STANDS + 1));
    }

    static int passenger(int state) {
        return state / STANDS % (STANDS + 1);
    }

    static int destination(int state) {
        return state % STANDS;
    }

    /** Any cell, with the passenger at a stand other than the destination. */
    static Distribution starts() {
        boolean[] possible = new boolean[STATES];
        for (int state = 0; state < STATES; state++) {
            possible[state] = passenger(state) != IN_TAXI && passenger(state) != destination(state);
        }
        return Distribution.uniform(possible);
    }

    /** Every move and action does what it should. */
    static OutcomeTable dry() {
        return new OutcomeTable(STATES, ACTIONS, (state, action) -> List.of(outcome(1, state, action)));
    }

    /**
     * Moves go as intended with this probability, and to the left or right with half of the rest each; a move that is not
     * possible leaves the taxi where it is for sure, as three outcomes all the same.
     */
    static OutcomeTable rainy(double intended) {
        double sideways = (1 - intended) / 2;
        return new OutcomeTable(STATES, ACTIONS, (state, action) -> {
            if (action >= PICK_UP) {
                return List.of(outcome(1, state, action));
            }
            boolean possible = moved(cell(state), action) != cell(state);
            List<Outcome> outcomes = new ArrayList<>();
            outcomes.add(outcome(intended, state, action));
            outcomes.add(outcome(sideways, state, possible ? LEFT_OF[action] : action));
            outcomes.add(outcome(sideways, state, possible ? RIGHT_OF[action] : action));
            return outcomes;
        });
    }

    /** Whether the action changes anything in this state, in dry weather. */
    static boolean effective(int state, int action) {
        return switch (action) {
            case PICK_UP -> waitsHere(state);
            case DROP_OFF -> passenger(state) == IN_TAXI && standAt(cell(state)) >= 0;
            default -> moved(cell(state), action) != cell(state);
        };
    }

    private static Outcome outcome(double probability, int state, int action) {
        int cell = cell(state);
        int destination = destination(state);
        if (action < PICK_UP) {
            int next = state(moved(cell, action), passenger(state), destination);
            return new Outcome(probability, next, -1, false);
        }
        if (!effective(state, action)) {
            return new Outcome(probability, state, -10, false);
        }
        if (action == PICK_UP) {
            return new Outcome(probability, state(cell, IN_TAXI, destination), -1, false);
        }
        int stand = standAt(cell);
        boolean arrived = stand == destination;
        return new Outcome(probability, state(cell, stand, destination), arrived ? 20 : -1, arrived);
    }

    /** A wall or the edge of the town is to the east of the cell. */
    static boolean wallEast(int cell) {
        return WALL_EAST[cell / SIZE][cell % SIZE];
    }

    private static boolean waitsHere(int state) {
        return passenger(state) != IN_TAXI && STAND_CELLS[passenger(state)] == cell(state);
    }

    private static int standAt(int cell) {
        for (int stand = 0; stand < STANDS; stand++) {
            if (STAND_CELLS[stand] == cell) {
                return stand;
            }
        }
        return -1;
    }

    /** The cell in that direction, or the same one if an edge or a wall is between. */
    private static int moved(int cell, int direction) {
        int row = cell / SIZE;
        int column = cell % SIZE;
        return switch (direction) {
            case SOUTH -> row < SIZE - 1 ? cell + SIZE : cell;
            case NORTH -> row > 0 ? cell - SIZE : cell;
            case EAST -> WALL_EAST[row][column] ? cell : cell + 1;
            default -> column == 0 || WALL_EAST[row][column - 1] ? cell : cell - 1;
        };
    }
}
