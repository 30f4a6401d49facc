package keel.agents;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import keel.agents.diagnostics.EpisodeTrace;
import keel.agents.diagnostics.ValueBias;

/** What a critic expects of the first episode in every lane, and what comes. */
final class ValueTraces {
    private final int lanes;
    private final EpisodeTrace[] episodes;
    private final boolean[] open;
    private final boolean[] terminated;
    private Optional<float[]> expected = Optional.empty();

    ValueTraces(int members, int lanes) {
        this.lanes = lanes;
        episodes =
                Stream.generate(EpisodeTrace::new).limit((long) members * lanes).toArray(EpisodeTrace[]::new);
        open = new boolean[members * lanes];
        terminated = new boolean[members * lanes];
    }

    /** An episode begins in every lane. */
    void begin() {
        for (EpisodeTrace episode : episodes) {
            episode.clear();
        }
        Arrays.fill(open, true);
    }

    /** What is expected of the next step and those after it, {@code [P,L]}; empty if nothing is. */
    void expect(Optional<float[]> values) {
        expected = values;
    }

    /** That step was taken by this member. */
    void stepped(int member, Lanes on) {
        if (expected.isEmpty()) {
            return;
        }
        float[] values = expected.get();
        for (int i = member * lanes; i < (member + 1) * lanes; i++) {
            if (open[i]) {
                episodes[i].add(values[i], on.rewards()[i]);
                terminated[i] = on.terminated()[i];
                open[i] = !terminated[i] && !on.truncated()[i];
            }
        }
    }

    /** Over the episodes that ended. */
    ValueBias bias(int member, double discount) {
        ValueBias bias = new ValueBias();
        for (int i = member * lanes; i < (member + 1) * lanes; i++) {
            if (!open[i]) {
                bias.add(episodes[i], terminated[i], discount);
            }
        }
        return bias;
    }
}
