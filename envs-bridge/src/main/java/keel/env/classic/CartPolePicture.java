package keel.env.classic;

import keel.env.picture.Canvas;
import keel.env.picture.Ink;

/** A rail from one end of the allowed positions to the other, a cart on it, a pole on the cart. */
final class CartPolePicture {
    private static final double PIXELS_PER_METRE = 75;
    private static final double RAIL_Y = 225;
    private static final double CART_WIDTH = 60;
    private static final double CART_HEIGHT = 30;
    private static final double POLE_METRES = 1;
    private static final double STOP_HEIGHT = 16;

    private CartPolePicture() {}

    /**
     * @param position of the cart from the middle, in metres
     * @param angle of the pole from upright, in radians; positive leans to the right
     */
    static void draw(Canvas canvas, double position, double angle) {
        canvas.clear();
        double middle = Canvas.WIDTH / 2.0;
        double reach = CartPoleLanes.POSITION_LIMIT * PIXELS_PER_METRE;
        canvas.line(Ink.LINE, 2, middle - reach, RAIL_Y, middle + reach, RAIL_Y);
        for (double end : new double[] {middle - reach, middle + reach}) {
            canvas.line(Ink.LINE, 2, end, RAIL_Y - STOP_HEIGHT, end, RAIL_Y + STOP_HEIGHT);
        }
        double x = middle + position * PIXELS_PER_METRE;
        double hinge = RAIL_Y - CART_HEIGHT / 2;
        double length = POLE_METRES * 2 * PIXELS_PER_METRE;
        canvas.rectangle(Ink.LINE, x - CART_WIDTH / 2, RAIL_Y - CART_HEIGHT / 2, CART_WIDTH, CART_HEIGHT);
        canvas.line(Ink.BLUE, 10, x, hinge, x + length * Math.sin(angle), hinge - length * Math.cos(angle));
        canvas.disc(Ink.YELLOW, x, hinge, 5);
    }
}
