package keel.env.remote;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import keel.env.AutoresetMode;
import keel.env.Batch;
import keel.env.EnvProvider;
import keel.env.EnvRequest;
import keel.env.EnvSpec;
import keel.env.NativeEnvironments;
import keel.env.ResetRequest;
import keel.env.Space;
import keel.env.VectorEnv;
import keel.env.VectorReset;
import keel.env.VectorStep;

/** Our own environments, counting how often they are stepped. */
final class CountedSteps implements EnvProvider {
    private final EnvProvider environments = new NativeEnvironments();
    private final AtomicInteger steps = new AtomicInteger();

    int steps() {
        return steps.get();
    }

    @Override
    public List<EnvSpec> specs() {
        return environments.specs();
    }

    @Override
    public String description() {
        return "counted";
    }

    @Override
    public VectorEnv open(EnvRequest request) {
        return new Counted(environments.open(request), steps);
    }

    @Override
    public void close() {
        environments.close();
    }

    private record Counted(VectorEnv env, AtomicInteger steps) implements VectorEnv {
        @Override
        public int lanes() {
            return env.lanes();
        }

        @Override
        public AutoresetMode autoreset() {
            return env.autoreset();
        }

        @Override
        public Space observationSpace() {
            return env.observationSpace();
        }

        @Override
        public Space actionSpace() {
            return env.actionSpace();
        }

        @Override
        public EnvSpec spec() {
            return env.spec();
        }

        @Override
        public VectorReset reset(ResetRequest request) {
            return env.reset(request);
        }

        @Override
        public VectorStep step(Batch actions) {
            steps.incrementAndGet();
            return env.step(actions);
        }

        @Override
        public void close() {
            env.close();
        }
    }
}
