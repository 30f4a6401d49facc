package keel.env.classic;

/** Equations of motion of {@link Acrobot}, and one fourth-order Runge-Kutta step of them. Holds its intermediate values. */
final class AcrobotMotion {
    /** Of a state: two angles, two angular velocities. */
    static final int SIZE = 4;

    private static final double STEP_SECONDS = 0.2;
    private static final double GRAVITY = 9.8;
    private static final double HALF_LENGTH = 0.5;
    private static final double HALF_LENGTH_SQUARED = 0.25;

    /** Moment of inertia of either link, kg·m². */
    private static final double INERTIA = 1;

    private final double[][] slopes = new double[SIZE][SIZE];
    private final double[] point = new double[SIZE];

    /** Moves a state on by one step under a torque (N·m) on the joint. */
    void advance(double[] state, double torque) {
        slope(state, torque, slopes[0]);
        along(state, STEP_SECONDS / 2, slopes[0]);
        slope(point, torque, slopes[1]);
        along(state, STEP_SECONDS / 2, slopes[1]);
        slope(point, torque, slopes[2]);
        along(state, STEP_SECONDS, slopes[2]);
        slope(point, torque, slopes[3]);
        for (int i = 0; i < SIZE; i++) {
            double sum = slopes[0][i] + 2 * slopes[1][i] + 2 * slopes[2][i] + slopes[3][i];
            state[i] += STEP_SECONDS / 6 * sum;
        }
    }

    private void along(double[] state, double seconds, double[] slope) {
        for (int i = 0; i < SIZE; i++) {
            point[i] = state[i] + seconds * slope[i];
        }
    }

    /** Lengths, masses and inertias of 1 are left out: they change no bit. */
    private static void slope(double[] state, double torque, double[] slope) {
        double angle1 = state[0];
        double angle2 = state[1];
        double velocity1 = state[2];
        double velocity2 = state[3];
        double cosine2 = GnuTrigonometry.cos(angle2);
        double sine2 = GnuTrigonometry.sin(angle2);
        double d1 = HALF_LENGTH_SQUARED + (1 + HALF_LENGTH_SQUARED + cosine2) + INERTIA + INERTIA;
        double d2 = HALF_LENGTH_SQUARED + HALF_LENGTH * cosine2 + INERTIA;
        double phi2 = HALF_LENGTH * GRAVITY * GnuTrigonometry.cos(angle1 + angle2 - Math.PI / 2);
        double phi1 = -HALF_LENGTH * GnuPower.square(velocity2) * sine2
                - velocity2 * velocity1 * sine2
                + (HALF_LENGTH + 1) * GRAVITY * GnuTrigonometry.cos(angle1 - Math.PI / 2)
                + phi2;
        double acceleration2 = (torque + d2 / d1 * phi1 - HALF_LENGTH * GnuPower.square(velocity1) * sine2 - phi2)
                / (HALF_LENGTH_SQUARED + INERTIA - GnuPower.square(d2) / d1);
        slope[0] = velocity1;
        slope[1] = velocity2;
        slope[2] = -(d2 * acceleration2 + phi1) / d1;
        slope[3] = acceleration2;
    }
}
