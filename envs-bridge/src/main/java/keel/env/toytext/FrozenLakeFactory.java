package keel.env.toytext;

import keel.env.Arguments;
import keel.env.AutoresetMode;
import keel.env.EnvFactory;
import keel.env.EnvSpec;
import keel.env.VectorEnv;

/**
 * {@code FrozenLake-v1}: across the ice to the goal, around the holes. Arguments, all optional:
 *
 * <ul>
 *   <li>{@code map_name}: {@code 4x4} (default) or {@code 8x8};
 *   <li>{@code desc}: the tiles instead, a list of rows of one length of the letters S (start), F (frozen), H (hole) and G
 *       (goal). Gymnasium takes any other letter as F; here it is refused;
 *   <li>{@code is_slippery}: boolean, default true;
 *   <li>{@code success_rate}: probability of going as intended on slippery ice, 0 .. 1, default ⅓; Gymnasium does not check
 *       the range;
 *   <li>{@code reward_schedule}: a list of the rewards for reaching the goal, a hole and any other tile, default 1, 0, 0;
 *   <li>{@code max_episode_steps}: whole number, default 100; −1 for no limit.
 * </ul>
 *
 * <p>Info: {@code prob}, the probability of what happened.
 */
public final class FrozenLakeFactory implements EnvFactory {
    private final EnvFactory registration = new FrozenLakeRegistration("FrozenLake-v1", "4x4", 100, 0.70);

    @Override
    public EnvSpec spec() {
        return registration.spec();
    }

    @Override
    public VectorEnv open(Arguments arguments, int lanes, AutoresetMode autoreset, boolean render) {
        return registration.open(arguments, lanes, autoreset, render);
    }
}
