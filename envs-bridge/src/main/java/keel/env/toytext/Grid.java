package keel.env.toytext;

import keel.env.picture.Canvas;
import keel.env.picture.Ink;

/**
 * Square cells of one size in rows and columns, as large as the canvas allows, in its middle.
 *
 * @param left edge of the first column, in pixels
 * @param top edge of the first row
 * @param side of a cell
 */
record Grid(int rows, int columns, double left, double top, double side) {
    private static final double MARGIN = 10;
    private static final double GAP = 1;

    static Grid of(int rows, int columns) {
        double side = Math.min((Canvas.WIDTH - 2 * MARGIN) / columns, (Canvas.HEIGHT - 2 * MARGIN) / rows);
        return new Grid(rows, columns, (Canvas.WIDTH - columns * side) / 2, (Canvas.HEIGHT - rows * side) / 2, side);
    }

    /** The middle of a cell, numbered row by row. */
    double x(int cell) {
        return left + (cell % columns + 0.5) * side;
    }

    double y(int cell) {
        return top + (Math.floorDiv(cell, columns) + 0.5) * side;
    }

    /** Fills a cell but for a thin edge. */
    void tile(Canvas canvas, int cell, Ink ink) {
        canvas.rectangle(ink, x(cell) - side / 2 + GAP, y(cell) - side / 2 + GAP, side - 2 * GAP, side - 2 * GAP);
    }

    void letter(Canvas canvas, int cell, Ink ink, String letter) {
        canvas.text(ink, letter, x(cell), y(cell), side / 14);
    }

    /** Who walks here. */
    void walker(Canvas canvas, int cell) {
        canvas.disc(Ink.LINE, x(cell), y(cell), side * 0.38);
        canvas.disc(Ink.YELLOW, x(cell), y(cell), side * 0.31);
    }
}
