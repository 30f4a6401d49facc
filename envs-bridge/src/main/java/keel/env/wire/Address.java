package keel.env.wire;

import java.nio.file.Path;
import keel.env.EnvException;

/** Where a server listens. */
public sealed interface Address permits HostPort, UnixSocket {
    /** Before the path of a unix socket. */
    String SCHEME = "unix:";

    /**
     * Reads {@code HOST:PORT}, {@code [IPV6]:PORT} or {@code unix:/absolute/path}.
     *
     * @throws EnvException if it is something else
     */
    static Address parse(String text) {
        if (!text.startsWith(SCHEME)) {
            return HostPort.parse(text);
        }
        Path path = Path.of(text.substring(SCHEME.length()));
        if (!path.isAbsolute()) {
            throw new EnvException(
                    "Address '" + text + "' names no absolute path. Write it like unix:/run/user/1000/keel.sock.");
        }
        return new UnixSocket(path);
    }

    /**
     * Nobody beyond this machine can reach it.
     *
     * @throws EnvException if the host is not known
     */
    boolean local();
}
