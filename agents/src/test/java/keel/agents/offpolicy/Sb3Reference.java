package keel.agents.offpolicy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import keel.agents.AgentSpec;
import keel.agents.EnvironmentSpec;
import keel.agents.EvaluationSpec;
import keel.agents.ExplorationSpec;
import keel.agents.ReplaySpec;
import keel.agents.replay.TransitionBatch;
import keel.training.NetworkTraining;
import keel.training.network.Activation;
import keel.training.network.Engine;
import keel.training.network.Network;
import keel.training.network.NetworkSpec;
import keel.training.optimizer.AdamSpec;
import keel.training.optimizer.GradientClipping;
import keel.training.optimizer.OptimizerSpec;
import keel.training.optimizer.SgdSpec;
import keel.training.rate.Constant;

/**
 * One update of an algorithm as Stable-Baselines3 did it, recorded by a script in benchmarks/peers. With gradient descent at rate
 * 1 instead of Adam, parameters move by minus their gradient, so gradients are compared that way.
 */
public final class Sb3Reference {
    private static final OptimizerSpec DESCENT = new SgdSpec(0, false, 0);

    private final JsonNode root;

    public Sb3Reference(String algorithm) {
        try (InputStream in = Sb3Reference.class.getResourceAsStream("/reference/sb3-updates.json")) {
            root = new ObjectMapper().readTree(in).path(algorithm);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public double number(String... path) {
        return at(path).doubleValue();
    }

    private JsonNode at(String... path) {
        JsonNode node = root;
        for (String key : path) {
            node = node.path(key);
        }
        if (node.isMissingNode()) {
            throw new IllegalArgumentException("no " + String.join(".", path) + " in the reference");
        }
        return node;
    }

    public float[] floats(String... path) {
        JsonNode node = at(path);
        float[] values = new float[node.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = node.get(i).floatValue();
        }
        return values;
    }

    /** All parameters of a network, layer by layer, weights before biases, as stacked networks keep them. */
    public float[] network(String part, String name) {
        JsonNode layers = at(part, name, "layers");
        int count = 0;
        for (JsonNode layer : layers) {
            count += layer.path("weights").size() + layer.path("biases").size();
        }
        float[] all = new float[count];
        int i = 0;
        for (JsonNode layer : layers) {
            for (String key : List.of("weights", "biases")) {
                for (JsonNode value : layer.path(key)) {
                    all[i++] = value.floatValue();
                }
            }
        }
        return all;
    }

    /** Gives a network of one member these parameters, one reference network after the other. */
    public void load(Network network, String... names) {
        int at = 0;
        for (String name : names) {
            float[] values = network("networks", name);
            System.arraycopy(values, 0, network.parameters(), at, values.length);
            at += values.length;
        }
        assertEquals(at, network.parameters().length);
        network.parametersChanged();
    }

    /** Compares parameters with those that the reference has afterwards. */
    public void assertAfter(Network network, double tolerance, String... names) {
        int at = 0;
        for (String name : names) {
            float[] expected = network("after", name);
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i], network.parameters()[at + i], tolerance, name + " at " + i);
            }
            at += expected.length;
        }
    }

    /** Compares what gradient descent at rate 1 moved with the reference's gradients, relative to the largest. */
    public void assertMovedByGradient(Network network, double tolerance, String... names) {
        int at = 0;
        for (String name : names) {
            float[] before = network("networks", name);
            float[] expected = network("gradients", name);
            double largest = 0;
            for (float value : expected) {
                largest = Math.max(largest, Math.abs(value));
            }
            for (int i = 0; i < expected.length; i++) {
                double moved = (double) before[i] - network.parameters()[at + i];
                assertEquals(expected[i], moved, tolerance * largest, name + " at " + i);
            }
            at += expected.length;
        }
    }

    public TransitionBatch batch() {
        int rows = at("batch", "rows").intValue();
        TransitionBatch batch = new TransitionBatch(1, rows, 3, 1);
        System.arraycopy(floats("batch", "observations"), 0, batch.observations, 0, 3 * rows);
        System.arraycopy(floats("batch", "nextObservations"), 0, batch.nextObservations, 0, 3 * rows);
        System.arraycopy(floats("batch", "actions"), 0, batch.actions, 0, rows);
        System.arraycopy(floats("batch", "rewards"), 0, batch.rewards, 0, rows);
        for (int i = 0; i < rows; i++) {
            batch.terminated[i] = at("batch", "terminated").get(i).booleanValue();
        }
        return batch;
    }

    public ReplaySpec replay() {
        int rows = at("batch", "rows").intValue();
        return new ReplaySpec(rows, rows, 0, 1, 1);
    }

    /** With the reference's network of two hidden layers of 8, and its rate or gradient descent at rate 1. */
    public NetworkTraining training(boolean descent) {
        OptimizerSpec adam = new AdamSpec(0.9, 0.999, number("settings", "epsilon"));
        return training(new NetworkSpec(List.of(8, 8), Activation.RELU), descent ? DESCENT : adam, descent);
    }

    /** The same of one free number. */
    public NetworkTraining freeNumber(boolean descent) {
        OptimizerSpec adam = new AdamSpec(0.9, 0.999, number("settings", "epsilon"));
        return training(new NetworkSpec(List.of(), Activation.IDENTITY), descent ? DESCENT : adam, descent);
    }

    private NetworkTraining training(NetworkSpec network, OptimizerSpec optimizer, boolean descent) {
        return NetworkTraining.of(
                network, optimizer, new Constant(descent ? 1 : number("settings", "rate")), GradientClipping.NONE);
    }

    public static AgentSpec.CommonSpec common() {
        return new AgentSpec.CommonSpec(
                new EnvironmentSpec("Pendulum-v1", Map.of(), 1),
                1000,
                new EvaluationSpec(1000, 1, 1),
                1,
                Engine.STACKED);
    }

    public static ExplorationSpec noExploration() {
        return new ExplorationSpec(new Constant(0), 0, 1);
    }
}
