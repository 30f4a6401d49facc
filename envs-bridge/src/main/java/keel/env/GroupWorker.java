package keel.env;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One group of a {@link ParallelVectorEnv}: an environment of its own, on a thread of its own. */
final class GroupWorker {
    private static final long CLOSING_SECONDS = 2;
    private static final Pattern LANE = Pattern.compile("\\blane \\d+\\b");

    private final VectorEnv environment;
    private final int group;
    private final int firstLane;
    private final BlockingQueue<Integer> done;
    private final ExecutorService thread;
    private @Nullable Future<VectorStep> stepping;

    /** @param done gets this group's number whenever a step has ended */
    GroupWorker(VectorEnv environment, int group, int firstLane, BlockingQueue<Integer> done) {
        this.environment = environment;
        this.group = group;
        this.firstLane = firstLane;
        this.done = done;
        thread = Executors.newSingleThreadExecutor(task -> {
            Thread worker = new Thread(task, "keel-env-group-" + group);
            worker.setDaemon(true);
            return worker;
        });
    }

    VectorEnv environment() {
        return environment;
    }

    boolean stepping() {
        return stepping != null;
    }

    void begin(Batch actions) {
        stepping = thread.submit(() -> {
            try {
                return environment.step(actions);
            } finally {
                done.add(group);
            }
        });
    }

    /** Waits for what {@link #begin} began. */
    VectorStep finish() {
        Future<VectorStep> step = stepping;
        if (step == null) {
            throw RefusedException.of(
                    RefusedException.Reason.FAILED_PRECONDITION,
                    "step.groups",
                    "Group " + group + " is not stepping. Send it actions first.");
        }
        stepping = null;
        return await(step);
    }

    Future<VectorReset> reset(ResetRequest request) {
        return submit(() -> environment.reset(request));
    }

    <T> Future<T> submit(Callable<T> call) {
        return thread.submit(call);
    }

    /** The call's result; a failure names the lane as the whole counts it. */
    <T> T await(Future<T> call) {
        try {
            return call.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvException(
                    "Interrupted while group " + group + " was at work; where it stands is not known.", e);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
    }

    private RuntimeException failure(@Nullable Throwable cause) {
        if (cause instanceof RefusedException refused && refused.lane().isPresent()) {
            int lane = firstLane + refused.lane().getAsInt();
            String message = LANE.matcher(String.valueOf(refused.getMessage())).replaceAll("lane " + lane);
            return RefusedException.inLane(
                    refused.reason(), lane, refused.field().orElse(""), message);
        }
        if (cause instanceof RuntimeException known) {
            return known;
        }
        return new EnvException("Group " + group + " (from lane " + firstLane + ") failed: " + cause, cause);
    }

    /** Closes the environment on its thread; one that does not come to it is interrupted and left behind. */
    void close() {
        if (thread.isShutdown()) {
            return;
        }
        thread.execute(environment::close);
        thread.shutdown();
        try {
            if (thread.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.shutdownNow();
    }
}
