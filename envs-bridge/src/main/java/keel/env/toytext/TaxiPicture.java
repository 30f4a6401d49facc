package keel.env.toytext;

import keel.env.picture.Canvas;
import keel.env.picture.Ink;

/**
 * The town with its walls and stands, the destination framed, the taxi, and the passenger: a disc at a stand, or within the
 * taxi.
 */
final class TaxiPicture {
    private static final Grid GRID = Grid.of(Streets.SIZE, Streets.SIZE);
    private static final Ink[] STAND_INKS = {Ink.RED, Ink.GREEN, Ink.YELLOW, Ink.BLUE};
    private static final String[] STAND_LETTERS = {"R", "G", "Y", "B"};

    private TaxiPicture() {}

    static void draw(Canvas canvas, int state) {
        canvas.clear();
        for (int cell = 0; cell < Streets.SIZE * Streets.SIZE; cell++) {
            GRID.tile(canvas, cell, Ink.FAINT);
        }
        stands(canvas, Streets.destination(state));
        walls(canvas);
        taxi(canvas, Streets.cell(state));
        boolean rides = Streets.passenger(state) == Streets.IN_TAXI;
        int cell = rides ? Streets.cell(state) : Streets.STAND_CELLS[Streets.passenger(state)];
        double aside = rides ? 0 : GRID.side() * 0.28;
        canvas.disc(Ink.LINE, GRID.x(cell) - aside, GRID.y(cell) - aside, GRID.side() * 0.14);
        canvas.disc(Ink.PAPER, GRID.x(cell) - aside, GRID.y(cell) - aside, GRID.side() * 0.09);
    }

    private static void stands(Canvas canvas, int destination) {
        for (int stand = 0; stand < Streets.STANDS; stand++) {
            int cell = Streets.STAND_CELLS[stand];
            GRID.tile(canvas, cell, stand == destination ? Ink.LINE : Ink.FAINT);
            double side = GRID.side() * 0.8;
            canvas.rectangle(STAND_INKS[stand], GRID.x(cell) - side / 2, GRID.y(cell) - side / 2, side, side);
            GRID.letter(canvas, cell, Ink.PAPER, STAND_LETTERS[stand]);
        }
    }

    private static void walls(Canvas canvas) {
        double half = GRID.side() / 2;
        for (int cell = 0; cell < Streets.SIZE * Streets.SIZE; cell++) {
            if (Streets.wallEast(cell) && (cell + 1) % Streets.SIZE != 0) {
                double x = GRID.x(cell) + half;
                canvas.line(Ink.LINE, 4, x, GRID.y(cell) - half, x, GRID.y(cell) + half);
            }
        }
    }

    private static void taxi(Canvas canvas, int cell) {
        double side = GRID.side();
        double x = GRID.x(cell);
        double y = GRID.y(cell);
        canvas.rectangle(Ink.LINE, x - side * 0.36, y - side * 0.2, side * 0.72, side * 0.4);
        canvas.rectangle(Ink.YELLOW, x - side * 0.32, y - side * 0.16, side * 0.64, side * 0.32);
        canvas.disc(Ink.LINE, x - side * 0.2, y + side * 0.22, side * 0.09);
        canvas.disc(Ink.LINE, x + side * 0.2, y + side * 0.22, side * 0.09);
    }
}
