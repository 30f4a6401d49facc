package keel.env;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One group: its environment, and the thread that drives it. Commands come from one thread, one at a time. */
final class GroupWorker {
    private static final long CLOSING_SECONDS = 5;

    private final int group;
    private final int firstLane;
    private final int lanes;
    private final VectorEnv environment;
    private final BlockingQueue<GroupWorker> done;
    private final ExecutorService thread;

    private volatile boolean stepping;
    private CountDownLatch finished = new CountDownLatch(0);
    private @Nullable VectorReset reset;
    private @Nullable VectorStep step;
    private @Nullable RuntimeException failure;

    /** @param done where this worker puts itself after a step */
    GroupWorker(int group, int firstLane, int lanes, VectorEnv environment, BlockingQueue<GroupWorker> done) {
        this.group = group;
        this.firstLane = firstLane;
        this.lanes = lanes;
        this.environment = environment;
        this.done = done;
        thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, "keel-group-" + group);
            made.setDaemon(true);
            return made;
        });
    }

    int group() {
        return group;
    }

    int firstLane() {
        return firstLane;
    }

    int lanes() {
        return lanes;
    }

    VectorEnv environment() {
        return environment;
    }

    /** A step was handed in and its result not taken. */
    boolean stepping() {
        return stepping;
    }

    boolean anyOf(boolean[] mask) {
        for (int lane = firstLane; lane < firstLane + lanes; lane++) {
            if (mask[lane]) {
                return true;
            }
        }
        return false;
    }

    /** @param needed false: no lane of this group is reset, and its latest observations are asked for */
    void reset(ResetRequest request, boolean needed) {
        if (needed) {
            run(() -> reset = environment.reset(request));
        } else {
            finished = new CountDownLatch(0);
        }
    }

    VectorReset awaitReset() {
        await();
        VectorReset result = reset;
        if (result == null) {
            throw new IllegalStateException("group " + group + " was never reset");
        }
        return result;
    }

    void step(Batch actions) {
        stepping = true;
        run(() -> {
            try {
                step = environment.step(actions);
                reset = new VectorReset(step.observations(), Infos.NONE);
            } finally {
                done.add(this);
            }
        });
    }

    VectorStep awaitStep() {
        try {
            await();
        } finally {
            stepping = false;
        }
        VectorStep result = step;
        if (result == null) {
            throw new IllegalStateException("group " + group + " was never stepped");
        }
        return result;
    }

    private void run(Runnable command) {
        CountDownLatch latch = new CountDownLatch(1);
        finished = latch;
        failure = null;
        thread.execute(() -> {
            try {
                command.run();
            } catch (RuntimeException e) {
                failure = e;
            } catch (Error e) {
                failure = new EnvException("The environment failed: " + e, e);
                throw e;
            } finally {
                latch.countDown();
            }
        });
    }

    private void await() {
        try {
            finished.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvException(
                    "Interrupted while lanes " + firstLane + " .. " + (firstLane + lanes - 1) + " were stepping.", e);
        }
        RuntimeException failed = failure;
        if (failed instanceof RefusedException refused) {
            throw refused.shiftedBy(firstLane);
        }
        if (failed instanceof EnvException known) {
            throw known;
        }
        if (failed != null) {
            throw RefusedException.of(
                    RefusedException.Reason.ENVIRONMENT_FAILED,
                    "",
                    "The environment of lanes " + firstLane + " .. " + (firstLane + lanes - 1) + " failed: " + failed);
        }
    }

    static GroupWorker take(BlockingQueue<GroupWorker> done) {
        try {
            return done.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvException("Interrupted while waiting for the first groups to be done.", e);
        }
    }

    void close() {
        thread.execute(environment::close);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
