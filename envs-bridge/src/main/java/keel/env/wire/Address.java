package keel.env.wire;

import java.nio.file.Path;
import keel.env.EnvException;

/** Where a server listens. */
public sealed interface Address permits HostPort, SocketFile {
    /** What begins the address of a unix socket. */
    String UNIX = "unix:";

    /**
     * Reads {@code HOST:PORT}, {@code [IPV6]:PORT} or {@code unix:/PATH}.
     *
     * @throws EnvException if it is something else
     */
    static Address parse(String text) {
        if (!text.startsWith(UNIX)) {
            return HostPort.parse(text);
        }
        Path path = Path.of(text.substring(UNIX.length()));
        if (!path.isAbsolute()) {
            throw new EnvException(
                    "Socket '" + text + "' is not unix:/PATH. Give the whole path, like unix:/run/keel.sock.");
        }
        return new SocketFile(path);
    }
}
