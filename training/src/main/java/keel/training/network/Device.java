package keel.training.network;

/** What computes the networks of {@link Engine#STACKED}. */
public interface Device {
    /** This machine's processor. */
    Device CPU = new Device() {
        @Override
        public Network stack(NetworkShape shape, int members) {
            return new StackedMlp(shape, members);
        }

        @Override
        public RowTable table(int members, int rows, int width, float[] values) {
            return new RowTable(members, rows, width, values);
        }

        @Override
        public String toString() {
            return "cpu";
        }
    };

    /**
     * P networks of one shape, all parameters 0.
     *
     * @throws keel.training.InvalidConfigException if the network has layers that are not dense
     */
    Network stack(NetworkShape shape, int members);

    /**
     * Rows that its networks read again and again.
     *
     * @param values live, {@code [P, rows, width]}
     */
    RowTable table(int members, int rows, int width, float[] values);
}
