package keel.agents.dqn;

/**
 * A value and the advantages of actions in place of their values (Wang et al. 2016, equation 9): {@code Q(a) = V + A(a) - mean A}.
 * With N numbers an action, each number has a V and advantages of its own. Outputs are N of V, then N of each action.
 */
final class DuelingHead implements QHead {
    private final int actions;
    private final int atoms;
    private float[] values = {};
    private float[] gradient = {};

    DuelingHead(int actions, int atoms) {
        this.actions = actions;
        this.atoms = atoms;
    }

    @Override
    public int outputs() {
        return (1 + actions) * atoms;
    }

    @Override
    public float[] values(float[] outputs, int rows) {
        if (values.length < rows * actions * atoms) {
            values = new float[rows * actions * atoms];
        }
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < atoms; i++) {
                int from = row * outputs() + i;
                float sum = 0;
                for (int a = 1; a <= actions; a++) {
                    sum += outputs[from + a * atoms];
                }
                float common = outputs[from] - sum / actions;
                for (int a = 0; a < actions; a++) {
                    values[(row * actions + a) * atoms + i] = common + outputs[from + (a + 1) * atoms];
                }
            }
        }
        return values;
    }

    /** {@code dL/dV = Σ_a dL/dQ(a)} and {@code dL/dA(a) = dL/dQ(a) - (Σ_b dL/dQ(b)) / |A|}. */
    @Override
    public float[] outputGradient(float[] byValues, int rows) {
        if (gradient.length != rows * outputs()) {
            gradient = new float[rows * outputs()];
        }
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < atoms; i++) {
                int to = row * outputs() + i;
                float sum = 0;
                for (int a = 0; a < actions; a++) {
                    sum += byValues[(row * actions + a) * atoms + i];
                }
                gradient[to] = sum;
                for (int a = 0; a < actions; a++) {
                    gradient[to + (a + 1) * atoms] = byValues[(row * actions + a) * atoms + i] - sum / actions;
                }
            }
        }
        return gradient;
    }
}
