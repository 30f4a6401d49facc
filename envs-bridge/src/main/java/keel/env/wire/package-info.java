/**
 * The environment protocol as Java sees it: plain types on the outside, generated ones within. No other package may use the generated types, so a new version of the protocol is met here alone. {@link keel.env.wire.EnvironmentClient} is the client's half, {@link keel.env.wire.EnvironmentService} the server's.
 */
@NullMarked
package keel.env.wire;

import org.jspecify.annotations.NullMarked;
