/**
 * Gymnasium's toy-text tasks in Java, equal to the originals bit for bit: observation, reward, flags, infos and random
 * numbers. The states of all but Blackjack are few and numbered, so each task is an {@code OutcomeTable}, filled once for
 * all lanes, and a state; start at {@code CliffWalkingRegistration} for the smallest one. Only factories are public:
 * environments come from {@link keel.env.NativeEnvironments}.
 *
 * <p>Nothing here is safe for use by several threads, except for {@code OutcomeTable} and {@code Distribution}, which do
 * not change.
 */
@NullMarked
package keel.env.toytext;

import org.jspecify.annotations.NullMarked;
