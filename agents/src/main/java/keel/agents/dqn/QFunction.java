package keel.agents.dqn;

import keel.training.network.Network;

/** A network whose outputs are read as the values of actions. */
final class QFunction {
    private final Network network;
    private final int actions;
    private final QHead head;
    private final ActionValues values;

    /**
     * Reads a network.
     *
     * @param head with as many outputs as the network
     * @param values of as many actions and numbers as the head
     */
    QFunction(Network network, int actions, QHead head, ActionValues values) {
        this.network = network;
        this.actions = actions;
        this.head = head;
        this.values = values;
    }

    Network network() {
        return network;
    }

    int actions() {
        return actions;
    }

    /** {@code [P,rows,actions,N]} or longer, live until the next call. */
    float[] predict(float[] observations, int rows) {
        return head.values(network.predict(observations, rows), network.members() * rows);
    }

    /** As {@link #predict}, to learn from. */
    float[] forward(float[] observations, int rows) {
        return head.values(network.forward(observations, rows), network.members() * rows);
    }

    /** Takes a loss's gradient by what {@link #forward} gave to the network's parameters. */
    void backward(float[] gradient, int rows) {
        network.backward(head.outputGradient(gradient, network.members() * rows));
    }

    /** Expected returns {@code [P,rows,actions]} or longer of what {@link #predict} gave, live until the next call. */
    float[] expected(float[] of, int rows) {
        return values.expected(of, network.members() * rows);
    }

    /** The best actions {@code [P,rows]} by what {@link #predict} gave. */
    void best(float[] of, float[] into) {
        float[] expected = values.expected(of, into.length);
        for (int row = 0; row < into.length; row++) {
            into[row] = values.best(expected, row);
        }
    }

    /** Euclidean distance of one member's parameters from another network's, as a share of their own norm. */
    double distance(QFunction other, int member) {
        int n = network.parameterCount();
        float[] own = network.parameters();
        float[] others = other.network.parameters();
        double squares = 0;
        double norm = 0;
        for (int i = member * n; i < (member + 1) * n; i++) {
            double difference = own[i] - others[i];
            squares += difference * difference;
            norm += (double) own[i] * own[i];
        }
        return norm == 0 ? 0 : Math.sqrt(squares / norm);
    }
}
