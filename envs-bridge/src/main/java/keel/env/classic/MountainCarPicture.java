package keel.env.classic;

import keel.env.picture.Canvas;
import keel.env.picture.Ink;

/** The valley, whose height is sin(3 · position), a flag at the goal, and the car on the slope. */
final class MountainCarPicture {
    private static final double MARGIN = 20;
    private static final double PIXELS_PER_UNIT =
            (Canvas.WIDTH - 2 * MARGIN) / (MountainCar.MAX_POSITION - MountainCar.MIN_POSITION);
    private static final double LEVEL_Y = 170;
    private static final double HEIGHT_PIXELS = 85;
    private static final double POLE_PIXELS = 40;
    private static final double CAR_LENGTH = 40;
    private static final double CAR_HEIGHT = 14;
    private static final double WHEEL = 7;

    private MountainCarPicture() {}

    static void draw(Canvas canvas, double position, double goal) {
        canvas.clear();
        hill(canvas);
        double poleX = x(goal);
        double poleY = y(goal);
        double top = poleY - POLE_PIXELS;
        canvas.line(Ink.LINE, 2, poleX, poleY, poleX, top);
        canvas.polygon(Ink.RED, poleX, top, poleX + 22, top + 8, poleX, top + 16);
        car(canvas, position);
    }

    private static double x(double position) {
        return MARGIN + (position - MountainCar.MIN_POSITION) * PIXELS_PER_UNIT;
    }

    private static double y(double position) {
        return LEVEL_Y - HEIGHT_PIXELS * Math.sin(3 * position);
    }

    /** The ground, from edge to edge of the picture, in columns of a pixel. */
    private static void hill(Canvas canvas) {
        double[] corners = new double[2 * (Canvas.WIDTH + 3)];
        for (int column = 0; column <= Canvas.WIDTH; column++) {
            corners[2 * column] = column;
            corners[2 * column + 1] = y(MountainCar.MIN_POSITION + (column - MARGIN) / PIXELS_PER_UNIT);
        }
        int bottom = 2 * (Canvas.WIDTH + 1);
        corners[bottom] = Canvas.WIDTH;
        corners[bottom + 1] = Canvas.HEIGHT;
        corners[bottom + 3] = Canvas.HEIGHT;
        canvas.polygon(Ink.GROUND, corners);
    }

    private static void car(Canvas canvas, double position) {
        double rise = HEIGHT_PIXELS * 3 * Math.cos(3 * position);
        double length = Math.hypot(PIXELS_PER_UNIT, rise);
        double alongX = PIXELS_PER_UNIT / length;
        double alongY = -rise / length;
        double baseX = x(position) + WHEEL * alongY;
        double baseY = y(position) - WHEEL * alongX;
        double half = CAR_LENGTH / 2;
        double topX = CAR_HEIGHT * alongY;
        double topY = -CAR_HEIGHT * alongX;
        canvas.polygon(
                Ink.BLUE,
                baseX - half * alongX,
                baseY - half * alongY,
                baseX + half * alongX,
                baseY + half * alongY,
                baseX + half * alongX + topX,
                baseY + half * alongY + topY,
                baseX - half * alongX + topX,
                baseY - half * alongY + topY);
        for (double wheel : new double[] {-half / 2, half / 2}) {
            canvas.disc(Ink.LINE, baseX + wheel * alongX, baseY + wheel * alongY, WHEEL);
        }
    }
}
