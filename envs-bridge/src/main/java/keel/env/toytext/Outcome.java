package keel.env.toytext;

/**
 * What an action in a state can lead to.
 *
 * @param probability of this outcome, as told in the info {@code prob}; several outcomes may lead to the same state
 * @param state the next one, from 0
 * @param terminated the episode ends with it
 */
record Outcome(double probability, int state, double reward, boolean terminated) {}
