package keel.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Heap bytes that the measuring thread itself allocates. JMH's {@code gc} profiler divides what all threads allocate, JMH's
 * own included, by the calls of an iteration; with calls of many milliseconds that says more about JMH than about the code.
 */
@AuxCounters(AuxCounters.Type.EVENTS)
@State(Scope.Thread)
public class HeapBytes {
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long atStart;
    private long calls;

    @Setup(Level.Iteration)
    public void start() {
        calls = 0;
        atStart = threads.getCurrentThreadAllocatedBytes();
    }

    /** To be said once for every call measured. */
    void call() {
        calls++;
    }

    /** Mean of this iteration. */
    public long heapBytes() {
        return calls == 0 ? 0 : (threads.getCurrentThreadAllocatedBytes() - atStart) / calls;
    }
}
