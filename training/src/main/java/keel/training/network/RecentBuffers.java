package keel.training.network;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Buffers by batch size. Trainings use few sizes again and again; when there are more than {@link #KEPT}, those not used for
 * longest go, so that a caller with ever new sizes does not fill the memory.
 */
public final class RecentBuffers<T extends BatchBuffers> implements AutoCloseable {
    static final int KEPT = 8;

    private final IntFunction<T> make;
    /** Most recently used first. */
    private final List<T> buffers = new ArrayList<>();

    /** Makes buffers by batch size when they are first asked for. */
    public RecentBuffers(IntFunction<T> make) {
        this.make = make;
    }

    /** Those for this batch size; what came before for another size may be gone when the next is asked for. */
    public T get(int batch) {
        for (int i = 0; i < buffers.size(); i++) {
            T found = buffers.get(i);
            if (found.batch() == batch) {
                buffers.remove(i);
                buffers.add(0, found);
                return found;
            }
        }
        if (buffers.size() == KEPT) {
            buffers.remove(KEPT - 1).close();
        }
        T made = make.apply(batch);
        buffers.add(0, made);
        return made;
    }

    int size() {
        return buffers.size();
    }

    @Override
    public void close() {
        buffers.forEach(BatchBuffers::close);
        buffers.clear();
    }
}
