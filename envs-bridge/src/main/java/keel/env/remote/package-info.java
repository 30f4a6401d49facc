/**
 * Environments behind a server, in Java or Python: {@link keel.env.remote.RemoteEnvironments} connects and opens lanes that look like local ones.
 */
@NullMarked
package keel.env.remote;

import org.jspecify.annotations.NullMarked;
