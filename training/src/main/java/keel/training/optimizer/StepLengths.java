package keel.training.optimizer;

/**
 * How far one step went, by member. A member that was extrapolated starts from where it was before.
 *
 * @param change 2-norm of the difference that the step made
 * @param before 2-norm of the parameters that it started from
 * @param after 2-norm of the parameters that it led to
 */
public record StepLengths(double[] change, double[] before, double[] after) {
    /** Room for P members. */
    public StepLengths(int members) {
        this(new double[members], new double[members], new double[members]);
    }
}
