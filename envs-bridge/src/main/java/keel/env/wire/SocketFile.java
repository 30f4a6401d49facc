package keel.env.wire;

import java.nio.file.Path;

/** A unix socket. */
public record SocketFile(Path path) implements Address {
    @Override
    public String toString() {
        return UNIX + path;
    }
}
