package keel.agents;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import keel.env.AutoresetMode;
import keel.env.Batch;
import keel.env.Box;
import keel.env.Discrete;
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
 * One pixel of an image of 4 by 4 is lit, and the action tells whether it is in the left or in the right half: reward 1 if so.
 * An episode is one step, which terminates it, so values are 0 and 1, and an agent that looks at nothing earns 1/2.
 */
final class PixelEnvironments implements EnvProvider {
    static final int SIDE = 4;
    static final int PIXELS = SIDE * SIDE;
    private static final EnvSpec SPEC = EnvSpec.of("Pixel-v0");

    @Override
    public List<EnvSpec> specs() {
        return List.of(SPEC);
    }

    @Override
    public String description() {
        return "test";
    }

    @Override
    public VectorEnv open(EnvRequest request) {
        return new Pixel(request.lanes());
    }

    @Override
    public void close() {}

    private static final class Pixel implements VectorEnv {
        private final int[] lit;
        private final List<RandomStream> streams = new ArrayList<>();

        Pixel(int lanes) {
            lit = new int[lanes];
        }

        @Override
        public int lanes() {
            return lit.length;
        }

        @Override
        public AutoresetMode autoreset() {
            return AutoresetMode.SAME_STEP;
        }

        @Override
        public Space observationSpace() {
            float[] ones = new float[PIXELS];
            Arrays.fill(ones, 1f);
            return new Box(Tensor.of(new float[PIXELS], 1, SIDE, SIDE), Tensor.of(ones, 1, SIDE, SIDE));
        }

        @Override
        public Space actionSpace() {
            return new Discrete(2, 0);
        }

        @Override
        public EnvSpec spec() {
            return SPEC;
        }

        private Tensor images() {
            float[] images = new float[lit.length * PIXELS];
            for (int lane = 0; lane < lit.length; lane++) {
                images[lane * PIXELS + lit[lane]] = 1f;
            }
            return Tensor.of(images, lit.length, 1, SIDE, SIDE);
        }

        @Override
        public VectorReset reset(ResetRequest request) {
            streams.clear();
            for (int lane = 0; lane < lit.length; lane++) {
                long seed = request.seeds().get(lane).orElseThrow().longValueExact();
                streams.add(RandomStream.named(seed, "pixels"));
                lit[lane] = streams.get(lane).nextInt(PIXELS);
            }
            return new VectorReset(Batch.of(images()), Infos.NONE);
        }

        @Override
        public VectorStep step(Batch actions) {
            Tensor before = images();
            double[] rewards = new double[lit.length];
            boolean[] ended = new boolean[lit.length];
            Arrays.fill(ended, true);
            for (int lane = 0; lane < lit.length; lane++) {
                boolean right = lit[lane] % SIDE >= SIDE / 2;
                rewards[lane] = actions.leaves().get(0).whole(lane) == (right ? 1 : 0) ? 1 : 0;
                lit[lane] = streams.get(lane).nextInt(PIXELS);
            }
            return new VectorStep(images(), rewards, ended, new boolean[lit.length], before);
        }

        @Override
        public void close() {}
    }
}
