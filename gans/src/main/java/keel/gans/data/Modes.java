package keel.gans.data;

/** A mixture of equal round Gaussians. */
public final class Modes {
    private final double[] centres;
    private final int dimensions;
    private final double sigma;

    /**
     * Of centres.
     *
     * @param centres {@code [modes, dimensions]}
     * @param sigma standard deviation of every mode along every axis
     */
    public Modes(double[] centres, int dimensions, double sigma) {
        this.centres = centres.clone();
        this.dimensions = dimensions;
        this.sigma = sigma;
    }

    public int count() {
        return centres.length / dimensions;
    }

    /** {@code [modes, dimensions]}, a copy. */
    public double[] centres() {
        return centres.clone();
    }

    public int dimensions() {
        return dimensions;
    }

    /** Standard deviation of every mode along every axis. */
    public double sigma() {
        return sigma;
    }

    double centre(int mode, int axis) {
        return centres[mode * dimensions + axis];
    }
}
