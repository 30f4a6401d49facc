package keel.env;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import keel.env.RefusedException.Reason;
import org.junit.jupiter.api.Test;

class NativeEnvironmentsTest extends ProviderContract {
    private final NativeEnvironments provider = new NativeEnvironments();

    @Override
    protected EnvProvider provider() {
        return provider;
    }

    @Override
    protected List<String> contractIds() {
        return provider.ids();
    }

    @Test
    void suggestsTheOtherVersion() {
        RefusedException refusal = refused(
                Reason.UNKNOWN_ENVIRONMENT,
                "environment_id",
                null,
                () -> provider.open("CartPole-v0", Map.of(), 1, AutoresetMode.NEXT_STEP));
        assertTrue(refusal.getMessage().contains("Did you mean 'CartPole-v1'?"), refusal.getMessage());
    }

    @Test
    void refusesArgumentsOfTheWrongKind() {
        badArgument("sutton_barto_reward", "yes");
        badArgument("max_episode_steps", 1.5);
        badArgument("max_episode_steps", 0);
    }

    private void badArgument(String name, Object value) {
        refused(
                Reason.INVALID_ARGUMENT,
                "arguments." + name,
                null,
                () -> provider.open("CartPole-v1", Map.of(name, value), 1, AutoresetMode.NEXT_STEP));
    }
}
