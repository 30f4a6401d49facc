package keel.env;

import java.util.Map;

/**
 * What one step of one lane gave.
 *
 * @param observation a copy
 * @param reward of this step
 * @param terminated the episode reached an end of the task itself: its value beyond is 0
 * @param truncated the episode was cut, by a time limit say: its value beyond is not 0; both can be true at once
 * @param info what else the environment told
 */
public record Step(Value observation, double reward, boolean terminated, boolean truncated, Map<String, Object> info) {
    /** The episode is over, for either reason. */
    public boolean ended() {
        return terminated || truncated;
    }
}
