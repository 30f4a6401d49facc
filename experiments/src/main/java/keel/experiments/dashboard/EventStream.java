package keel.experiments.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Server-sent events (WHATWG HTML, section 9.2): {@code clock} with the server's time in milliseconds, {@code state} with the
 * whole document, then a {@code patch} whenever there is a newer one. A page that connects again begins again.
 */
final class EventStream {
    /** Each takes a thread. */
    static final int MOST = 64;

    /** A comment so often finds out whether anybody still listens. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);

    private final LiveDocument document;
    private final Clock clock;
    private final Semaphore places = new Semaphore(MOST);

    EventStream(LiveDocument document, Clock clock) {
        this.document = document;
        this.clock = clock;
    }

    /** Streams until the page is gone or the document is closed. */
    void serve(HttpExchange exchange) throws IOException {
        if (!places.tryAcquire()) {
            Reply.sentence(503, "%d pages watch already. Close one and reload.".formatted(MOST))
                    .send(exchange);
            return;
        }
        try {
            stream(exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            places.release();
        }
    }

    private void stream(HttpExchange exchange) throws IOException, InterruptedException {
        Reply.secure(exchange.getResponseHeaders());
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
        exchange.sendResponseHeaders(200, 0);
        OutputStream to = exchange.getResponseBody();
        LiveDocument.Version seen = document.newest();
        write(to, "retry: 1000\n\n");
        write(to, event("clock", Long.toString(clock.millis())));
        write(to, event("state", seen.document().toString()));
        while (!document.isClosed()) {
            Optional<LiveDocument.Version> newer = document.newerThan(seen, HEARTBEAT);
            if (newer.isPresent()) {
                ObjectNode patch =
                        MergePatch.between(seen.document(), newer.get().document());
                write(to, event("patch", patch.toString()));
                seen = newer.get();
            } else {
                write(to, ": still here\n\n");
            }
        }
    }

    /** JSON on one line. */
    private static String event(String name, String json) {
        return "event: %s\ndata: %s\n\n".formatted(name, json);
    }

    private static void write(OutputStream to, String text) throws IOException {
        to.write(text.getBytes(StandardCharsets.UTF_8));
        to.flush();
    }
}
