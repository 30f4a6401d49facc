package keel.env.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Passes bytes between clients and a server on loopback, and loses connections when it is told to. */
final class FaultyProxy implements AutoCloseable {
    private static final int CHUNK_BYTES = 1 << 16;

    private final ServerSocket listener;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean holding = new AtomicBoolean();
    private final AtomicBoolean dropsReply = new AtomicBoolean();
    private final AtomicInteger accepted = new AtomicInteger();

    private FaultyProxy(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
    }

    /** Listens on a free port, for this server port. */
    static FaultyProxy before(int target) {
        try {
            FaultyProxy proxy = new FaultyProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
            start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** Connections that clients made so far. */
    int accepted() {
        return accepted.get();
    }

    /** Cuts every connection now. */
    void drop() {
        open.forEach(FaultyProxy::close);
        open.clear();
    }

    /**
     * Cuts every connection in place of the server's next bytes: what they answer has been done, and the client does not
     * learn of it.
     */
    void dropNextReply() {
        dropsReply.set(true);
    }

    /** From now on, nothing that the server says is passed on. */
    void hold() {
        holding.set(true);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                accepted.incrementAndGet();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                open.add(client);
                open.add(server);
                start(() -> pass(client, server, false));
                start(() -> pass(server, client, true));
            } catch (IOException e) {
                // The proxy was closed, or the server is gone; the client sees a connection that ends.
                drop();
            }
        }
    }

    private void pass(Socket from, Socket to, boolean replies) {
        byte[] bytes = new byte[CHUNK_BYTES];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                if (replies && holding.get()) {
                    continue;
                }
                if (replies && isData(bytes, count) && dropsReply.compareAndSet(true, false)) {
                    drop();
                    return;
                }
                out.write(bytes, 0, count);
            }
        } catch (IOException e) {
            // One of the two ended the connection; both are closed now.
            return;
        }
    }

    /** Some HTTP/2 frame in it is a DATA frame (type 0): a reply, not an acknowledgement of the connection's own. */
    private static boolean isData(byte[] bytes, int count) {
        int at = 0;
        while (at + 9 <= count) {
            if (bytes[at + 3] == 0) {
                return true;
            }
            at += 9 + (((bytes[at] & 0xff) << 16) | ((bytes[at + 1] & 0xff) << 8) | (bytes[at + 2] & 0xff));
        }
        return false;
    }

    private static void close(Socket socket) {
        try {
            // Without lingering the peer sees a reset, as when a machine is gone.
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It was closed already.
            return;
        }
    }

    private static void start(Runnable task) {
        CountDownLatch running = new CountDownLatch(1);
        Thread thread = new Thread(
                () -> {
                    running.countDown();
                    task.run();
                },
                "faulty-proxy");
        thread.setDaemon(true);
        thread.start();
        try {
            running.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        drop();
    }
}
