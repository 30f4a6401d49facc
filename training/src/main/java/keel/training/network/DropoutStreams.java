package keel.training.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import keel.training.checkpoint.MemberState;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;

/** Where each member's dropout masks come from; nothing is kept for a network without dropout. */
public final class DropoutStreams implements MemberState {
    private static final String ENTRY = "dropout";

    private final boolean drops;
    private final List<Optional<RandomStream>> streams;

    /** None known yet. */
    public DropoutStreams(MlpLayout layout, int members) {
        drops = layout.drops();
        streams = new ArrayList<>(Collections.nCopies(members, Optional.empty()));
    }

    /** Takes one member's masks from this stream from now on. */
    public void keep(int member, RandomStream random) {
        if (drops) {
            streams.set(member, Optional.of(random));
        }
    }

    /** That of one member; empty if there is none. */
    public Optional<RandomStream> of(int member) {
        return streams.get(member);
    }

    /**
     * Throws unless a training pass has what it draws from.
     *
     * @param active by member, whether it is computed
     */
    public void requireAll(boolean[] active) {
        for (int p = 0; drops && p < active.length; p++) {
            if (active[p] && streams.get(p).isEmpty()) {
                throw new IllegalStateException(
                        "member %d has no random stream for its dropout masks; initialize or restore it before training"
                                .formatted(p));
            }
        }
    }

    @Override
    public void save(int member, StateWriter to) {
        streams.get(member).ifPresent(random -> to.put(ENTRY, random.state()));
    }

    @Override
    public void restore(int member, StateReader from) {
        if (from.has(ENTRY)) {
            keep(member, RandomStream.of(from.longs(ENTRY, RandomStream.STATE_LENGTH)));
        }
    }
}
