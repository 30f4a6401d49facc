/**
 * Gymnasium's contract as a list of rules that any environment can be held against, local or behind a server, with any
 * space: {@link keel.env.contract.EnvContract}. Every {@link keel.env.contract.Rule} opens lanes of its own, plays with
 * actions drawn from a fixed seed, and gives a {@link keel.env.contract.Verdict} of its own, so one broken rule hides no
 * other.
 *
 * <pre>{@code
 * try (EnvProvider provider = new NativeEnvironments()) {
 *     EnvContract.check(provider, "CartPole-v1").forEach((rule, verdict) -> System.out.println(rule.name() + ": " + verdict));
 * }
 * }</pre>
 */
@NullMarked
package keel.env.contract;

import org.jspecify.annotations.NullMarked;
