package keel.training.network;

import org.junit.jupiter.api.Nested;

class NetworkContractTest {
    @Nested
    class StackedMlpWithOneMember extends StackedMlpContract {
        StackedMlpWithOneMember() {
            super(1);
        }
    }

    @Nested
    class StackedMlpWithThreeMembers extends StackedMlpContract {
        StackedMlpWithThreeMembers() {
            super(3);
        }
    }

    abstract static class StackedMlpContract extends NetworkContract {
        private final int members;

        StackedMlpContract(int members) {
            this.members = members;
        }

        @Override
        int members() {
            return members;
        }

        @Override
        Network create(MlpLayout layout) {
            return Engine.STACKED.create(layout.shape(), members);
        }

        @Override
        int position(MlpLayout layout, int index) {
            return index;
        }

        /** Exact up to float rounding. */
        @Override
        double directionalTolerance() {
            return 1e-4;
        }
    }

    @Nested
    class Dl4jNetworkContract extends NetworkContract {
        @Override
        int members() {
            return 1;
        }

        @Override
        Network create(MlpLayout layout) {
            return Engine.DL4J.create(layout.shape(), 1);
        }

        @Override
        int position(MlpLayout layout, int index) {
            return dl4jPosition(layout, index);
        }

        /**
         * A central difference over 1 % of the inputs' size: its error grows with the third derivative along the direction
         * (tanh), and the difference of two float gradients loses two digits.
         */
        @Override
        double directionalTolerance() {
            return 2e-3;
        }

        @Override
        double directionalNoise() {
            return 1e-5;
        }
    }

    /** An ensemble of one head is a plain network. */
    @Nested
    class EnsembleOfOneHeadOnThreeMembers extends StackedMlpContract {
        EnsembleOfOneHeadOnThreeMembers() {
            super(3);
        }

        @Override
        Network create(MlpLayout layout) {
            return Engine.STACKED.createEnsemble(
                    "critic", layout.inputs(), layout.shape().spec(), layout.outputs(), 1, members());
        }
    }

    @Nested
    class Dl4jEnsembleOfOneHead extends Dl4jNetworkContract {
        @Override
        Network create(MlpLayout layout) {
            return Engine.DL4J.createEnsemble(
                    "critic", layout.inputs(), layout.shape().spec(), layout.outputs(), 1, members());
        }
    }

    /** DL4J keeps a layer's weights column by column, then its biases. */
    static int dl4jPosition(MlpLayout layout, int index) {
        for (int l = 0; l < layout.layers(); l++) {
            int at = index - layout.offset(l);
            if (!layout.stage(l).linear()) {
                if (at < layout.size(l)) {
                    return index;
                }
                continue;
            }
            int in = layout.width(l);
            int out = layout.width(l + 1);
            if (at < in * out) {
                return layout.offset(l) + at % out * in + at / out;
            }
            if (at < layout.size(l)) {
                return index;
            }
        }
        throw new IllegalArgumentException("no parameter " + index);
    }
}
