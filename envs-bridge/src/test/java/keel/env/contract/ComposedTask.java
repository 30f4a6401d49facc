package keel.env.contract;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import keel.env.Arguments;
import keel.env.Batch;
import keel.env.Box;
import keel.env.Dict;
import keel.env.Discrete;
import keel.env.ElementType;
import keel.env.EnvProvider;
import keel.env.EnvRequest;
import keel.env.EnvSpec;
import keel.env.MultiBinary;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.Space;
import keel.env.Suggestion;
import keel.env.Tensor;
import keel.env.Tuple;
import keel.env.VectorEnv;
import keel.env.numpy.Pcg64;
import keel.env.task.Task;
import keel.env.task.TaskVectorEnv;

/** Dict observations, Tuple actions, an info, and steps that draw: an episode ends after each with probability 1/8. */
final class ComposedTask implements Task {
    static final String ID = "Composed-v0";

    private final double[] position = new double[2];
    private final byte[] seen = new byte[3];
    private Pcg64 random = new Pcg64(0);
    private boolean terminated;

    /** Of this environment alone, without arguments. */
    record Provider() implements EnvProvider {
        @Override
        public List<EnvSpec> specs() {
            return List.of(EnvSpec.of(ID));
        }

        @Override
        public String description() {
            return "composed";
        }

        @Override
        public VectorEnv open(EnvRequest request) {
            if (!request.id().equals(ID)) {
                throw RefusedException.of(
                        Reason.UNKNOWN_ENVIRONMENT,
                        "environment_id",
                        "Unknown environment '" + request.id() + "'." + Suggestion.of(request.id(), ids()));
            }
            for (String name : request.arguments().keySet()) {
                throw new Arguments(ID, Map.of(), List.of()).refused(name, "There is no argument '" + name + "'.");
            }
            Task[] tasks = new Task[request.lanes()];
            for (int lane = 0; lane < tasks.length; lane++) {
                tasks[lane] = new ComposedTask();
            }
            return new TaskVectorEnv(EnvSpec.of(ID), tasks, OptionalLong.empty(), request.autoreset());
        }

        @Override
        public void close() {}
    }

    private ComposedTask() {}

    @Override
    public Space observationSpace() {
        Map<String, Space> spaces = new LinkedHashMap<>();
        spaces.put("position", new Box(Tensor.of(new double[] {-99, -99}, 2), Tensor.of(new double[] {99, 99}, 2)));
        spaces.put("seen", new MultiBinary(List.of(3)));
        return new Dict(spaces);
    }

    @Override
    public Space actionSpace() {
        return new Tuple(List.of(
                new Discrete(3, 1), new Box(Tensor.of(new float[] {-1}, 1), Tensor.of(new float[] {1}, 1))));
    }

    @Override
    public void reset(Pcg64 stream, Arguments options) {
        random = stream;
        position[0] = random.random();
        position[1] = random.random();
        terminated = false;
        Arrays.fill(seen, (byte) 0);
    }

    @Override
    public double step(Batch actions, int lane) {
        long chosen = actions.leaves().get(0).longs()[lane];
        seen[(int) chosen - 1] = 1;
        position[0] += actions.leaves().get(1).floats()[lane];
        position[1] += random.random() - 0.5;
        terminated = random.integers(0, 8) == 0;
        return position[0] * chosen;
    }

    @Override
    public boolean terminated() {
        return terminated;
    }

    @Override
    public void observe(Batch observations, int lane) {
        System.arraycopy(position, 0, observations.leaves().get(0).doubles(), 2 * lane, 2);
        System.arraycopy(seen, 0, observations.leaves().get(1).bytes(), 3 * lane, 3);
    }

    @Override
    public Map<String, Tensor> infoKeys() {
        return Map.of("distance", Tensor.zeros(ElementType.FLOAT64));
    }

    @Override
    public void inform(String key, Tensor column, int lane) {
        column.doubles()[lane] = Math.abs(position[0]) + Math.abs(position[1]);
    }
}
