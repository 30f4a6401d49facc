/**
 * Gymnasium's classic-control tasks in Java, equal to the originals bit for bit: state, observation, reward, flags and
 * random numbers. Start at {@code CartPole} for one task's physics; {@code TaskVectorEnv} adds what Gymnasium's wrappers
 * add: time limit, order of calls, autoreset. Only factories are public: environments come from {@link
 * keel.env.NativeEnvironments}.
 *
 * <p>Units are the task's (metres, radians, seconds). Nothing here is safe for use by several threads.
 */
@NullMarked
package keel.env.classic;

import org.jspecify.annotations.NullMarked;
