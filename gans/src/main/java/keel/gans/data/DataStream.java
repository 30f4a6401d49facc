package keel.gans.data;

import keel.training.checkpoint.MemberState;

/** Endless training samples for one member. Saved and restored, it goes on with the samples that would have come. */
public interface DataStream extends MemberState {
    /** Fills {@code [count, size]} of {@code to} at {@code offset}. */
    void next(float[] to, int offset, int count);
}
