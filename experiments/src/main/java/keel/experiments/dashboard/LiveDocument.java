package keel.experiments.dashboard;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The newest document, for any number of threads. Nobody's document is kept for him: who is slow skips some. A published
 * document is never changed.
 */
final class LiveDocument {
    private Version newest = new Version(0, JsonNodeFactory.instance.objectNode());
    private boolean closed;

    /**
     * A document that was published.
     *
     * @param number of those before it
     */
    record Version(long number, ObjectNode document) {}

    /** Replaces it, if it is another. */
    synchronized void publish(ObjectNode document) {
        if (!document.equals(newest.document())) {
            newest = new Version(newest.number() + 1, document);
            notifyAll();
        }
    }

    synchronized Version newest() {
        return newest;
    }

    /** Waits for a newer one; empty if there is none after so long, or ever again. */
    synchronized Optional<Version> newerThan(Version seen, Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        long left = longest.toNanos();
        while (newest.number() == seen.number() && !closed && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = end - System.nanoTime();
        }
        return newest.number() == seen.number() ? Optional.empty() : Optional.of(newest);
    }

    /** Wakes everyone who waits; nothing will be newer. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized boolean isClosed() {
        return closed;
    }
}
