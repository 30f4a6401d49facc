package keel.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import keel.env.EnvProvider;
import keel.env.EnvRequest;
import keel.env.EnvSpec;
import keel.env.NativeEnvironments;
import keel.env.VectorEnv;
import keel.env.contract.EnvContract;
import keel.env.server.EnvServer;
import keel.env.wrapper.TimeLimit;
import org.junit.jupiter.api.Test;

/** {@code keel envs list | check | bench}. */
class EnvsCommandTest {
    private static final String ID = "CartPole-v1";

    private static JsonNode json(Keel keel) throws IOException {
        return new ObjectMapper().readTree(keel.out());
    }

    private static JsonNode rule(JsonNode document, String name) {
        for (JsonNode rule : document.get("rules")) {
            if (rule.get("rule").asText().equals(name)) {
                return rule;
            }
        }
        throw new AssertionError("no rule " + name);
    }

    @Test
    void listsLimitsThresholdsAndSpaces() throws IOException {
        String line = Keel.run("envs", "list")
                .out()
                .lines()
                .filter(one -> one.startsWith(ID))
                .findFirst()
                .orElseThrow();
        for (String part : List.of("500", "475.0", "Box[4] float32", "Discrete(2)")) {
            assertTrue(line.contains(part), line);
        }
        JsonNode all = json(Keel.run("envs", "list", "--json"));
        for (JsonNode one : all) {
            if (one.get("id").asText().equals(ID)) {
                assertEquals(500, one.get("max_episode_steps").asLong());
                assertEquals(475, one.get("reward_threshold").asDouble());
                assertEquals("Discrete(2)", one.get("action_space").asText());
            }
        }
    }

    @Test
    void refusesToServeNothing() {
        Keel keel = Keel.run("envs", "serve", "--bind", "127.0.0.1:0", "--allow", "CartPol-v1");
        assertEquals(ExitCode.FAILED, keel.exitCode());
        assertTrue(keel.err().contains("No environment fits --allow CartPol-v1"), keel.err());
        assertTrue(keel.err().contains(ID), keel.err());
    }

    @Test
    void checksANativeEnvironmentRuleByRule() throws IOException {
        Keel keel = Keel.run("envs", "check", ID);
        EnvContract.rules().forEach(rule -> assertTrue(keel.out().contains(rule.name()), rule.name()));
        JsonNode document = json(Keel.run("envs", "check", ID, "--json")).get(0);
        assertEquals(EnvContract.rules().size(), document.get("rules").size());
        assertEquals("passed", rule(document, "seed.same-bits").get("verdict").asText());
        assertEquals(keel.exitCode() == 0, document.get("failed").asInt() == 0);
    }

    /** CartPole whose episodes end after 2 steps, which its spec in the list does not say. */
    private record Shortened(EnvProvider provider) implements EnvProvider {
        @Override
        public List<EnvSpec> specs() {
            return provider.specs();
        }

        @Override
        public String description() {
            return "shortened";
        }

        @Override
        public VectorEnv open(EnvRequest request) {
            return new TimeLimit(provider.open(request), 2);
        }

        @Override
        public void close() {
            provider.close();
        }
    }

    @Test
    void aBrokenRuleOfAServerIsFoundAndEndsWithOne() throws IOException {
        try (EnvProvider provider = new Shortened(new NativeEnvironments());
                EnvServer server = EnvServer.start("127.0.0.1:0", provider)) {
            Keel keel = Keel.run("envs", "check", server.address(), "--env", ID, "--json");
            assertEquals(1, keel.exitCode(), keel.err());
            JsonNode broken = rule(json(keel).get(0), "step.limit-argument");
            assertEquals("failed", broken.get("verdict").asText());
            assertEquals("false", broken.get("expected").asText());
            assertEquals("true", broken.get("got").asText());
        }
    }

    @Test
    void namesWhatItCannotCheck() {
        Keel keel = Keel.run("envs", "check", "127.0.0.1:1");
        assertEquals(1, keel.exitCode());
        assertTrue(keel.err().contains("127.0.0.1:1"), keel.err());
        Keel unknown = Keel.run("envs", "check", "CartPol-v1");
        assertEquals(1, unknown.exitCode());
        assertTrue(unknown.out().contains("Did you mean 'CartPole-v1'?"), unknown.out());
    }

    @Test
    void timesTransportsAndLanes() throws IOException {
        Keel keel = Keel.run("envs", "bench", "--lanes", "1,3", "--seconds", "0.05", "--rounds", "2", "--json");
        assertEquals(0, keel.exitCode(), keel.err());
        int tcp = 0;
        for (JsonNode cell : json(keel).get("cells")) {
            assertEquals(2, cell.get("rounds").size());
            assertTrue(cell.get("steps_per_second").asDouble() > 0);
            tcp += cell.get("transport").asText().equals("tcp") ? 1 : 0;
        }
        assertEquals(2, tcp);
        assertEquals(2, Keel.run("envs", "bench", "--lanes", "0").exitCode());
    }
}
