package keel.env.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import keel.env.EnvException;
import keel.env.wire.HostPort;

/** Where a server listens. */
public sealed interface BindAddress {
    /** A TCP port; port 0 has one picked. */
    record Tcp(HostPort hostPort) implements BindAddress {
        @Override
        public boolean local() {
            return resolve().isLoopbackAddress();
        }

        InetAddress resolve() {
            try {
                return InetAddress.getByName(hostPort.host());
            } catch (UnknownHostException e) {
                throw new EnvException(
                        "Host '" + hostPort.host() + "' is not known here. Bind to 127.0.0.1:" + hostPort.port() + ".",
                        e);
            }
        }

        @Override
        public String toString() {
            return hostPort.toString();
        }
    }

    /** A unix socket, which only this user of this machine can reach. */
    record Unix(Path path) implements BindAddress {
        @Override
        public boolean local() {
            return true;
        }

        @Override
        public String toString() {
            return SCHEME + path;
        }
    }

    /** Before the path of a unix socket. */
    String SCHEME = "unix:";

    /**
     * Reads {@code HOST:PORT}, {@code [IPV6]:PORT} or {@code unix:/absolute/path}.
     *
     * @throws EnvException if it is something else
     */
    static BindAddress parse(String text) {
        if (!text.startsWith(SCHEME)) {
            return new Tcp(HostPort.parse(text));
        }
        Path path = Path.of(text.substring(SCHEME.length()));
        if (!path.isAbsolute()) {
            throw new EnvException(
                    "Address '" + text + "' names no absolute path. Write it like unix:/run/user/1000/keel.sock.");
        }
        return new Unix(path);
    }

    /**
     * Nobody beyond this machine can reach it.
     *
     * @throws EnvException if the host is not known
     */
    boolean local();
}
