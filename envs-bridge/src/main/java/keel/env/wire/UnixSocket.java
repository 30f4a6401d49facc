package keel.env.wire;

import java.nio.file.Path;

/** A unix socket, which only this machine can reach. */
public record UnixSocket(Path path) implements Address {
    @Override
    public boolean local() {
        return true;
    }

    @Override
    public String toString() {
        return SCHEME + path;
    }
}
