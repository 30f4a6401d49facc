package keel.env.server;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import keel.env.EnvException;

/** The file of a unix socket. */
final class SocketFile {
    private final Path path;

    SocketFile(Path path) {
        this.path = path;
    }

    /**
     * Removes a socket that an earlier server left behind.
     *
     * @throws EnvException if a server listens there, or the file is no socket
     */
    void clear() {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                || Files.isSymbolicLink(path)) {
            throw new EnvException(path + " exists and is no socket. Bind to another path.");
        }
        if (listening()) {
            throw new EnvException(
                    "Socket " + path + " is in use by another program. Bind to another path, or stop that server.");
        }
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new EnvException("Cannot remove the stale socket " + path + ": " + e.getMessage() + ".", e);
        }
    }

    private boolean listening() {
        try (SocketChannel connection = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return connection.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Keeps other users out. */
    void restrict() throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    }

    void remove() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            System.getLogger(SocketFile.class.getName())
                    .log(System.Logger.Level.WARNING, "Cannot remove the socket " + path + ".", e);
        }
    }
}
