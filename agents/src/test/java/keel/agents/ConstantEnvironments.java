package keel.agents;

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

/**
 * One state, two actions, reward 1 a step, episodes of a fixed length: every value is known in closed form. An episode that is
 * terminated at its first step is worth 1; one that is truncated there is worth 1 / (1 - γ).
 */
final class ConstantEnvironments implements EnvProvider {
    private static final EnvSpec SPEC = EnvSpec.of("Constant-v0");

    private final int length;
    private final boolean truncates;
    private final Space actionSpace;

    ConstantEnvironments(int length, boolean truncates) {
        this(length, truncates, new Discrete(2, 0));
    }

    ConstantEnvironments(int length, boolean truncates, Space actionSpace) {
        this.length = length;
        this.truncates = truncates;
        this.actionSpace = actionSpace;
    }

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
        return new Constant(request.lanes());
    }

    @Override
    public void close() {}

    private final class Constant implements VectorEnv {
        private final int lanes;
        private final int[] steps;

        Constant(int lanes) {
            this.lanes = lanes;
            steps = new int[lanes];
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
            return new Box(Tensor.of(new float[] {-1}, 1), Tensor.of(new float[] {1}, 1));
        }

        @Override
        public Space actionSpace() {
            return actionSpace;
        }

        private Tensor ones() {
            float[] ones = new float[lanes];
            Arrays.fill(ones, 1f);
            return Tensor.of(ones, lanes, 1);
        }

        @Override
        public EnvSpec spec() {
            return SPEC;
        }

        @Override
        public VectorReset reset(ResetRequest request) {
            Arrays.fill(steps, 0);
            return new VectorReset(Batch.of(ones()), Infos.NONE);
        }

        @Override
        public VectorStep step(Batch actions) {
            double[] rewards = new double[lanes];
            boolean[] ended = new boolean[lanes];
            Arrays.fill(rewards, 1);
            for (int lane = 0; lane < lanes; lane++) {
                if (++steps[lane] == length) {
                    ended[lane] = true;
                    steps[lane] = 0;
                }
            }
            boolean[] none = new boolean[lanes];
            return new VectorStep(ones(), rewards, truncates ? none : ended, truncates ? ended : none, ones());
        }

        @Override
        public void close() {}
    }
}
