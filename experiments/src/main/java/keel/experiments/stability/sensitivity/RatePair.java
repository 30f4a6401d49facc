package keel.experiments.stability.sensitivity;

/** Learning rates of two networks that train together, such as actor and critic, or generator and discriminator. */
public record RatePair(double rateA, double rateB) {
    /** Whether both networks have the same rate. */
    public boolean coupled() {
        return rateA == rateB;
    }
}
