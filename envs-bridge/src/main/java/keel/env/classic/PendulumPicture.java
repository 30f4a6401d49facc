package keel.env.classic;

import keel.env.picture.Canvas;
import keel.env.picture.Ink;

/** A rod on a hinge. */
final class PendulumPicture {
    private static final double ROD_PIXELS = 110;
    private static final double HINGE_X = Canvas.WIDTH / 2.0;
    private static final double HINGE_Y = Canvas.HEIGHT / 2.0;

    private PendulumPicture() {}

    /** @param angle from upright, in radians, counted against the clock, so that 90° points to the left */
    static void draw(Canvas canvas, double angle) {
        canvas.clear();
        double endX = HINGE_X - ROD_PIXELS * Math.sin(angle);
        double endY = HINGE_Y - ROD_PIXELS * Math.cos(angle);
        canvas.line(Ink.FAINT, 2, HINGE_X, HINGE_Y, HINGE_X, HINGE_Y - ROD_PIXELS);
        canvas.line(Ink.RED, 22, HINGE_X, HINGE_Y, endX, endY);
        canvas.disc(Ink.LINE, HINGE_X, HINGE_Y, 7);
    }
}
