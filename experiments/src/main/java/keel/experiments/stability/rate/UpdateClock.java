package keel.experiments.stability.rate;

import java.util.OptionalLong;
import keel.experiments.preset.Subject;

/**
 * Which of its own updates a network is at when a record says how many the most-updated one has had. Networks that are updated
 * every so many updates of the fastest (a delayed actor, one of two players) are so all along.
 */
record UpdateClock(Subject subject) {
    /** Updates of one network over the whole run; 0 if the setting alone does not decide it. */
    long updates(String network) {
        return subject.expectedUpdates(network).orElse(0);
    }

    private long fastest() {
        return subject.kind().equals("gan")
                ? subject.length()
                : subject.networks().keySet().stream()
                        .map(subject::expectedUpdates)
                        .filter(OptionalLong::isPresent)
                        .mapToLong(OptionalLong::getAsLong)
                        .max()
                        .orElse(0);
    }

    /** The network's own update index at a record's. */
    long updateOf(String network, long recorded) {
        long fastest = fastest();
        return fastest == 0 ? recorded : (long) ((double) recorded * updates(network) / fastest);
    }
}
