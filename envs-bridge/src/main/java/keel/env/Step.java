package keel.env;

/**
 * What one step of one lane gave.
 *
 * @param observation a live buffer, valid until the next call
 * @param reward of this step
 * @param terminated the episode reached an end of the task itself: its value beyond is 0
 * @param truncated the episode was cut, by a time limit say: its value beyond is not 0; both can be true at once
 */
public record Step(Tensor observation, double reward, boolean terminated, boolean truncated) {
    /** The episode is over, for either reason. */
    public boolean ended() {
        return terminated || truncated;
    }
}
