package keel.agents;

import java.util.Arrays;
import java.util.List;
import keel.env.AutoresetMode;
import keel.env.Batch;
import keel.env.Box;
import keel.env.EnvProvider;
import keel.env.EnvRequest;
import keel.env.EnvSpec;
import keel.env.Infos;
import keel.env.ResetRequest;
import keel.env.Space;
import keel.env.Tensor;
import keel.env.VectorEnv;
import keel.env.VectorReset;
import keel.env.VectorStep;
import keel.training.random.RandomStream;

/**
 * One-channel pictures of 4 × 4 pixels with one bright column; an action is worth what a scoring makes of it and that column's
 * number. Every step is an episode of its own.
 */
final class PictureEnvironments implements EnvProvider {
    static final int SIDE = 4;
    private static final EnvSpec SPEC = EnvSpec.of("Picture-v0");

    private final Space actionSpace;
    private final Scoring scoring;

    /** What an action of one lane is worth. */
    interface Scoring {
        /** The action's numbers are {@code all[from ..]}. */
        double score(Tensor all, int from, int column);
    }

    PictureEnvironments(Space actionSpace, Scoring scoring) {
        this.actionSpace = actionSpace;
        this.scoring = scoring;
    }

    @Override
    public List<EnvSpec> specs() {
        return List.of(SPEC);
    }

    @Override
    public String description() {
        return "pictures";
    }

    @Override
    public VectorEnv open(EnvRequest request) {
        return new Pictures(request.lanes());
    }

    @Override
    public void close() {}

    private final class Pictures implements VectorEnv {
        private final int lanes;
        private final int[] columns;
        private RandomStream random = RandomStream.named(0, "pictures");

        Pictures(int lanes) {
            this.lanes = lanes;
            columns = new int[lanes];
        }

        @Override
        public int lanes() {
            return lanes;
        }

        @Override
        public AutoresetMode autoreset() {
            return AutoresetMode.SAME_STEP;
        }

        @Override
        public Space observationSpace() {
            float[] ones = new float[SIDE * SIDE];
            Arrays.fill(ones, 1);
            return new Box(Tensor.of(new float[SIDE * SIDE], 1, SIDE, SIDE), Tensor.of(ones, 1, SIDE, SIDE));
        }

        @Override
        public Space actionSpace() {
            return actionSpace;
        }

        @Override
        public EnvSpec spec() {
            return SPEC;
        }

        @Override
        public VectorReset reset(ResetRequest request) {
            random = RandomStream.named(request.seed(0).orElseThrow().longValueExact(), "pictures");
            draw();
            return new VectorReset(Batch.of(show()), Infos.NONE);
        }

        private void draw() {
            for (int lane = 0; lane < lanes; lane++) {
                columns[lane] = random.nextInt(SIDE);
            }
        }

        private Tensor show() {
            float[] pixels = new float[lanes * SIDE * SIDE];
            for (int lane = 0; lane < lanes; lane++) {
                for (int row = 0; row < SIDE; row++) {
                    pixels[(lane * SIDE + row) * SIDE + columns[lane]] = 1;
                }
            }
            return Tensor.of(pixels, lanes, 1, SIDE, SIDE);
        }

        @Override
        public VectorStep step(Batch actions) {
            Tensor chosen = actions.tensor();
            double[] rewards = new double[lanes];
            boolean[] ended = new boolean[lanes];
            for (int lane = 0; lane < lanes; lane++) {
                rewards[lane] = scoring.score(chosen, lane * (chosen.length() / lanes), columns[lane]);
                ended[lane] = true;
            }
            Tensor last = show();
            draw();
            return new VectorStep(show(), rewards, ended, new boolean[lanes], last);
        }

        @Override
        public void close() {}
    }
}
