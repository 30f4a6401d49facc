package keel.gans.diagnostics;

import java.util.function.UnaryOperator;

/**
 * How a game's field points along the line between two checkpoints (Berard et al. 2020): near an attracting equilibrium its
 * cosine with the line jumps from 1 to -1 there, around one that rotates it stays at 0 or shows a bump.
 *
 * @param cosine between the field and the line's direction
 * @param norm of the field
 */
public record PathAngle(double cosine, double norm) {
    /**
     * At {@code from + share (to - from)}.
     *
     * @param field of both players' parameters: the way they move, at rate 1
     */
    public static PathAngle at(double[] from, double[] to, double share, UnaryOperator<double[]> field) {
        double[] point = new double[from.length];
        for (int i = 0; i < point.length; i++) {
            point[i] = from[i] + share * (to[i] - from[i]);
        }
        double[] move = field.apply(point);
        double along = 0;
        double squares = 0;
        double length = 0;
        for (int i = 0; i < point.length; i++) {
            along += move[i] * (to[i] - from[i]);
            squares += move[i] * move[i];
            length += (to[i] - from[i]) * (to[i] - from[i]);
        }
        return new PathAngle(along / Math.sqrt(squares * length), Math.sqrt(squares));
    }
}
