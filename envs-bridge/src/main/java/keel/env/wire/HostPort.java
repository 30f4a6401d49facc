package keel.env.wire;

import java.net.InetAddress;
import java.net.UnknownHostException;
import keel.env.EnvException;

/**
 * Where a server listens.
 *
 * @param host a name or address, IPv6 without its brackets
 * @param port 0 .. 65535; 0 lets the operating system pick
 */
public record HostPort(String host, int port) implements Address {
    private static final int MOST = 65535;

    /**
     * Reads {@code HOST:PORT} or {@code [IPV6]:PORT}.
     *
     * @throws EnvException if it is something else
     */
    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (host.isEmpty() || (!bracketed && host.indexOf(':') >= 0)) {
            throw new EnvException(
                    "Address '" + text + "' is not HOST:PORT. Write it like 127.0.0.1:50051 or [::1]:50051.");
        }
        int port;
        try {
            port = Integer.parseInt(text.substring(colon + 1));
        } catch (NumberFormatException e) {
            throw new EnvException(
                    "Port '" + text.substring(colon + 1) + "' of address '" + text
                            + "' is not a number. Write it like 127.0.0.1:50051.",
                    e);
        }
        if (port < 0 || port > MOST) {
            throw new EnvException("Port " + port + " of address '" + text + "' is not within 0 .. " + MOST + ".");
        }
        return new HostPort(bracketed ? host.substring(1, host.length() - 1) : host, port);
    }

    @Override
    public boolean local() {
        return resolve().isLoopbackAddress();
    }

    /**
     * The address that the host has.
     *
     * @throws EnvException if it is not known
     */
    public InetAddress resolve() {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new EnvException("Host '" + host + "' is not known here. Use 127.0.0.1:" + port + ".", e);
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
