/**
 * Serves environments of this process to other processes: {@link keel.env.server.EnvServer}.
 */
@NullMarked
package keel.env.server;

import org.jspecify.annotations.NullMarked;
