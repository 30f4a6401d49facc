package keel.env.server;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import keel.env.AutoresetMode;
import keel.env.Batch;
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
 * Counts from 0. Action 1 raises, 2 hangs until interrupted, 3 gives a wrong shape, 4 a wrong number of rewards, 5 an info
 * that cannot be sent.
 */
final class FaultyEnvironments implements EnvProvider {
    static final int RAISE = 1;
    static final int HANG = 2;
    static final int WRONG_SHAPE = 3;
    static final int WRONG_REWARDS = 4;
    static final int UNSENDABLE = 5;

    final AtomicInteger open = new AtomicInteger();

    @Override
    public List<EnvSpec> specs() {
        return List.of(EnvSpec.of("Faulty-v0"));
    }

    @Override
    public String description() {
        return "faulty";
    }

    @Override
    public VectorEnv open(EnvRequest request) {
        open.incrementAndGet();
        return new Faulty(request.lanes());
    }

    @Override
    public void close() {}

    private final class Faulty implements VectorEnv {
        private final int lanes;
        private long count;

        Faulty(int lanes) {
            this.lanes = lanes;
        }

        @Override
        public int lanes() {
            return lanes;
        }

        @Override
        public AutoresetMode autoreset() {
            return AutoresetMode.NEXT_STEP;
        }

        @Override
        public Space observationSpace() {
            return new Discrete(Long.MAX_VALUE, 0);
        }

        @Override
        public Space actionSpace() {
            return new Discrete(6, 0);
        }

        @Override
        public EnvSpec spec() {
            return EnvSpec.of("Faulty-v0");
        }

        @Override
        public VectorReset reset(ResetRequest request) {
            count = 0;
            return new VectorReset(observe(lanes), Infos.NONE);
        }

        private Batch observe(int rows) {
            long[] counts = new long[rows];
            Arrays.fill(counts, count);
            return Batch.of(Tensor.of(counts, rows));
        }

        @Override
        public VectorStep step(Batch actions) {
            long action = actions.tensor().longs()[0];
            if (action == RAISE) {
                throw new IllegalStateException("the pole broke");
            }
            if (action == HANG) {
                hang();
            }
            count++;
            return new VectorStep(
                    observe(action == WRONG_SHAPE ? lanes + 1 : lanes),
                    new double[action == WRONG_REWARDS ? lanes + 1 : lanes],
                    new boolean[lanes],
                    new boolean[lanes],
                    null,
                    action == UNSENDABLE ? unsendable() : Infos.NONE,
                    Infos.NONE);
        }

        private Infos unsendable() {
            boolean[] everywhere = new boolean[lanes];
            Arrays.fill(everywhere, true);
            List<Object> values = Collections.nCopies(lanes, new Object());
            return new Infos(Map.of("thing", new Infos.Objects(everywhere, values)));
        }

        private void hang() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }

        @Override
        public void close() {
            open.decrementAndGet();
        }
    }
}
