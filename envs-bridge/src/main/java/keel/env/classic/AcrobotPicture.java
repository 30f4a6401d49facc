package keel.env.classic;

import keel.env.picture.Canvas;
import keel.env.picture.Ink;

/** Two links on a hinge, and the line that the free end has to reach. */
final class AcrobotPicture {
    private static final double PIXELS_PER_METRE = 65;
    private static final double HINGE_X = Canvas.WIDTH / 2.0;
    private static final double HINGE_Y = Canvas.HEIGHT / 2.0;
    private static final double GOAL_METRES = 1;

    private AcrobotPicture() {}

    /**
     * @param first angle of the first link from straight down, in radians
     * @param second angle of the second link from the first
     */
    static void draw(Canvas canvas, double first, double second) {
        canvas.clear();
        double goal = HINGE_Y - GOAL_METRES * PIXELS_PER_METRE;
        canvas.line(Ink.GREEN, 2, 0, goal, Canvas.WIDTH, goal);
        double jointX = HINGE_X + PIXELS_PER_METRE * Math.sin(first);
        double jointY = HINGE_Y + PIXELS_PER_METRE * Math.cos(first);
        double endX = jointX + PIXELS_PER_METRE * Math.sin(first + second);
        double endY = jointY + PIXELS_PER_METRE * Math.cos(first + second);
        canvas.line(Ink.BLUE, 12, HINGE_X, HINGE_Y, jointX, jointY);
        canvas.line(Ink.RED, 12, jointX, jointY, endX, endY);
        canvas.disc(Ink.LINE, HINGE_X, HINGE_Y, 7);
        canvas.disc(Ink.YELLOW, jointX, jointY, 6);
    }
}
