package keel.agents;

import java.util.ArrayList;
import java.util.List;
import keel.env.AutoresetMode;
import keel.env.Batch;
import keel.env.EnvProvider;
import keel.env.EnvRequest;
import keel.env.EnvSpec;
import keel.env.Infos;
import keel.env.ResetRequest;
import keel.env.Space;
import keel.env.Tensor;
import keel.env.Value;
import keel.env.VectorEnv;
import keel.env.VectorReset;
import keel.env.VectorStep;

/** An environment whose lanes show, give and end what a script says, in the order in which members open it. */
final class ScriptedEnvironments implements EnvProvider {
    private final Space observationSpace;
    private final Space actionSpace;
    private final Script script;
    private final List<List<List<Value>>> actions = new ArrayList<>();

    /** What happens. */
    interface Script {
        /** What a lane shows after its step {@code t}; 0 is the reset. */
        Value observation(int member, int lane, int t);

        default double reward(int member, int lane, int t) {
            return 1;
        }

        /** Whether the episode ends with step {@code t}. */
        default boolean ends(int member, int lane, int t) {
            return false;
        }

        /** What a lane shows instead if its episode ended with step {@code t}: the next one's first. */
        default Value next(int member, int lane, int t) {
            return observation(member, lane, 0);
        }
    }

    ScriptedEnvironments(Space observationSpace, Space actionSpace, Script script) {
        this.observationSpace = observationSpace;
        this.actionSpace = actionSpace;
        this.script = script;
    }

    /** By step, by lane, what the environment opened as number {@code index} was told to do. */
    List<List<Value>> actions(int index) {
        return actions.get(index);
    }

    @Override
    public List<EnvSpec> specs() {
        return List.of(EnvSpec.of("Scripted-v0"));
    }

    @Override
    public String description() {
        return "scripted";
    }

    @Override
    public VectorEnv open(EnvRequest request) {
        actions.add(new ArrayList<>());
        return new Scripted(actions.size() - 1, request.lanes());
    }

    @Override
    public void close() {}

    private final class Scripted implements VectorEnv {
        private final int member;
        private final int lanes;
        private int t;

        Scripted(int member, int lanes) {
            this.member = member;
            this.lanes = lanes;
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
            return observationSpace;
        }

        @Override
        public Space actionSpace() {
            return actionSpace;
        }

        @Override
        public EnvSpec spec() {
            return EnvSpec.of("Scripted-v0");
        }

        @Override
        public VectorReset reset(ResetRequest request) {
            t = 0;
            return new VectorReset(show(new boolean[lanes]), Infos.NONE);
        }

        private Batch show(boolean[] anew) {
            List<Value> values = new ArrayList<>();
            for (int lane = 0; lane < lanes; lane++) {
                values.add(anew[lane] ? script.next(member, lane, t) : script.observation(member, lane, t));
            }
            return Batch.pack(observationSpace, values);
        }

        @Override
        public VectorStep step(Batch chosen) {
            t++;
            Batch checked = chosen.check(actionSpace, lanes, "actions");
            actions.get(member).add(checked.unpack(actionSpace, lanes));
            double[] rewards = new double[lanes];
            boolean[] ended = new boolean[lanes];
            for (int lane = 0; lane < lanes; lane++) {
                rewards[lane] = script.reward(member, lane, t);
                ended[lane] = script.ends(member, lane, t);
            }
            return new VectorStep(
                    show(ended), rewards, ended, new boolean[lanes], show(new boolean[lanes]), Infos.NONE, Infos.NONE);
        }

        @Override
        public void close() {}
    }

    /** A row of numbers. */
    static Tensor row(float... values) {
        return Tensor.of(values, values.length);
    }
}
