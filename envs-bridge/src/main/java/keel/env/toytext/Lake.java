package keel.env.toytext;

import java.util.ArrayList;
import java.util.List;
import keel.env.picture.Canvas;
import keel.env.picture.Ink;

/**
 * A frozen lake: rows of tiles, S where episodes start, F frozen, H a hole, G the goal; holes and goals end an episode. A
 * tile's number is row · columns + column. Actions: 0 left, 1 down, 2 right, 3 up; the edge holds the walker back.
 *
 * <p>On slippery ice the walker goes as intended with {@code successRate}, and to either side of that direction with half
 * of the rest.
 *
 * @param rows of one length, at least one tile
 * @param successRate 0 .. 1; only for slippery ice
 */
record Lake(List<String> rows, boolean slippery, double successRate, TileRewards rewards) {
    static final int ACTIONS = 4;

    private static final int LEFT = 0;
    private static final int DOWN = 1;
    private static final int RIGHT = 2;

    /** For reaching a goal, a hole, or any other tile. */
    record TileRewards(double goal, double hole, double frozen) {}

    Lake {
        rows = List.copyOf(rows);
    }

    private int columns() {
        return rows.get(0).length();
    }

    private int tiles() {
        return rows.size() * columns();
    }

    private char tile(int number) {
        return rows.get(number / columns()).charAt(number % columns());
    }

    private boolean end(int number) {
        return tile(number) == 'G' || tile(number) == 'H';
    }

    /** Every tile S alike; the first tile if there is none. */
    Distribution starts() {
        boolean[] possible = new boolean[tiles()];
        for (int number = 0; number < possible.length; number++) {
            possible[number] = tile(number) == 'S';
        }
        return Distribution.uniform(possible);
    }

    OutcomeTable table() {
        return new OutcomeTable(tiles(), ACTIONS, this::outcomes);
    }

    private List<Outcome> outcomes(int from, int action) {
        if (end(from)) {
            return List.of(new Outcome(1, from, 0, true));
        }
        if (!slippery) {
            return List.of(reached(1, from, action));
        }
        double sideways = (1 - successRate) / 2;
        List<Outcome> outcomes = new ArrayList<>();
        outcomes.add(reached(sideways, from, (action + ACTIONS - 1) % ACTIONS));
        outcomes.add(reached(successRate, from, action));
        outcomes.add(reached(sideways, from, (action + 1) % ACTIONS));
        return outcomes;
    }

    private Outcome reached(double probability, int from, int direction) {
        int row = from / columns();
        int column = from % columns();
        switch (direction) {
            case LEFT -> column = Math.max(column - 1, 0);
            case DOWN -> row = Math.min(row + 1, rows.size() - 1);
            case RIGHT -> column = Math.min(column + 1, columns() - 1);
            default -> row = Math.max(row - 1, 0);
        }
        int to = row * columns() + column;
        double reward = switch (tile(to)) {
            case 'G' -> rewards.goal();
            case 'H' -> rewards.hole();
            default -> rewards.frozen();
        };
        return new Outcome(probability, to, reward, end(to));
    }

    void draw(Canvas canvas, int state) {
        Grid grid = Grid.of(rows.size(), columns());
        canvas.clear();
        for (int number = 0; number < tiles(); number++) {
            boolean hole = tile(number) == 'H';
            grid.tile(canvas, number, hole ? Ink.WATER : Ink.ICE);
            if (tile(number) == 'S' || tile(number) == 'G') {
                grid.letter(canvas, number, Ink.WATER, String.valueOf(tile(number)));
            }
        }
        grid.walker(canvas, state);
    }
}
