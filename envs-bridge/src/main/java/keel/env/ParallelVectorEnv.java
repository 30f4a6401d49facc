package keel.env;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import keel.env.RefusedException.Reason;

/**
 * Lanes in groups, each group an environment of its own on a thread of its own. Lane i is seeded and stepped as without
 * groups, so results are the same.
 */
public final class ParallelVectorEnv implements GroupedVectorEnv {
    private final EnvRequest request;
    private final List<GroupWorker> workers = new ArrayList<>();
    private final Space observationSpace;
    private final Space actionSpace;

    /** Groups that were sent and not received, in order; only in the way of {@link #send}. */
    private final Deque<Integer> sent = new ArrayDeque<>();

    private final BlockingQueue<GroupWorker> done = new LinkedBlockingQueue<>();
    private final EpisodeTracker episodes;
    private int stepping;

    /** Makes the lanes of one group. */
    @FunctionalInterface
    public interface Opener {
        /** Makes an environment of these lanes, in one group. */
        VectorEnv open(EnvRequest group);
    }

    /** @param request of the whole, of one group or more */
    public ParallelVectorEnv(EnvRequest request, Opener opener) {
        this.request = request;
        try {
            for (int group = 0; group < request.groups(); group++) {
                int first = request.firstLane(group);
                int lanes = request.firstLane(group + 1) - first;
                EnvRequest part = new EnvRequest(
                        request.id(), request.arguments(), lanes, request.autoreset(), 1, request.render());
                workers.add(new GroupWorker(group, first, lanes, opener.open(part), done));
            }
            observationSpace = workers.get(0).environment().observationSpace();
            actionSpace = workers.get(0).environment().actionSpace();
            episodes = new EpisodeTracker(actionSpace, request.lanes(), request.autoreset());
        } catch (RuntimeException e) {
            workers.forEach(GroupWorker::close);
            throw e;
        }
    }

    @Override
    public int lanes() {
        return request.lanes();
    }

    @Override
    public int groups() {
        return workers.size();
    }

    @Override
    public AutoresetMode autoreset() {
        return request.autoreset();
    }

    @Override
    public Space observationSpace() {
        return observationSpace;
    }

    @Override
    public Space actionSpace() {
        return actionSpace;
    }

    @Override
    public EnvSpec spec() {
        return workers.get(0).environment().spec();
    }

    @Override
    public VectorReset reset(ResetRequest whole) {
        whole.check(lanes(), episodes.started());
        requireIdle("reset");
        List<VectorReset> parts = new ArrayList<>();
        for (GroupWorker worker : workers) {
            worker.reset(part(whole, worker), whole.allLanes() || worker.anyOf(whole.lanes()));
        }
        for (GroupWorker worker : workers) {
            parts.add(worker.awaitReset());
        }
        episodes.reset(whole);
        return GroupResults.join(observationSpace, workers, parts);
    }

    private static ResetRequest part(ResetRequest whole, GroupWorker worker) {
        int from = worker.firstLane();
        int to = from + worker.lanes();
        return new ResetRequest(
                whole.seeds().isEmpty() ? whole.seeds() : whole.seeds().subList(from, to),
                whole.allLanes() ? whole.lanes() : Arrays.copyOfRange(whole.lanes(), from, to),
                whole.options());
    }

    @Override
    public VectorStep step(Batch actions) {
        requireIdle("step");
        episodes.checkStep(actions, 0, lanes());
        int[] all = new int[groups()];
        Arrays.setAll(all, group -> group);
        dispatch(all, actions);
        VectorStep step = collect(List.copyOf(workers));
        done.clear();
        stepping = 0;
        return step;
    }

    @Override
    public void send(int group, Batch actions) {
        GroupWorker worker = workers.get(group);
        if (worker.stepping()) {
            throw busy(group);
        }
        episodes.checkStep(actions, worker.firstLane(), worker.lanes());
        worker.step(actions);
        sent.add(group);
    }

    @Override
    public VectorStep receive(int group) {
        Integer oldest = sent.peek();
        if (oldest == null || oldest != group) {
            throw RefusedException.of(
                    Reason.FAILED_PRECONDITION,
                    "step.groups",
                    "Group " + group + " is not the one sent first among those in flight, which are " + sent
                            + ". Receive them in order.");
        }
        sent.remove();
        try {
            return collect(List.of(workers.get(group)));
        } finally {
            done.clear();
        }
    }

    @Override
    public ReadyStep exchange(int[] groups, Batch actions, int count) {
        if (!sent.isEmpty()) {
            throw busy(sent.peek());
        }
        GroupResults.checkGroups(groups, groups());
        for (int group : groups) {
            if (workers.get(group).stepping()) {
                throw busy(group);
            }
        }
        checkStep(groups, actions);
        if (count < 1 || count > stepping + groups.length) {
            throw RefusedException.of(
                    Reason.INVALID_ARGUMENT,
                    "step.ready",
                    "Asked for the first " + count + " groups to be done, but " + (stepping + groups.length)
                            + " are stepping.");
        }
        dispatch(groups, actions);
        List<GroupWorker> first = new ArrayList<>();
        while (first.size() < count) {
            first.add(GroupWorker.take(done));
        }
        first.sort((a, b) -> Integer.compare(a.group(), b.group()));
        stepping -= count;
        return new ReadyStep(first.stream().mapToInt(GroupWorker::group).toArray(), collect(first));
    }

    private void checkStep(int[] groups, Batch actions) {
        int total = lanesOf(groups);
        actions.check(actionSpace, total, "step.actions");
        int from = 0;
        for (int group : groups) {
            GroupWorker worker = workers.get(group);
            Batch part = actions.slice(actionSpace, total, from, from + worker.lanes());
            episodes.checkStep(part, worker.firstLane(), worker.lanes());
            from += worker.lanes();
        }
    }

    private int lanesOf(int[] groups) {
        return Arrays.stream(groups).map(group -> workers.get(group).lanes()).sum();
    }

    private void dispatch(int[] groups, Batch actions) {
        int total = lanesOf(groups);
        int from = 0;
        for (int group : groups) {
            GroupWorker worker = workers.get(group);
            int to = from + worker.lanes();
            worker.step(groups.length == 1 ? actions : actions.slice(actionSpace, total, from, to));
            from = to;
        }
        stepping += groups.length;
    }

    /** Waits for all of them, also when one fails, so that none is left stepping. */
    private VectorStep collect(List<GroupWorker> some) {
        List<VectorStep> steps = new ArrayList<>();
        EnvException failure = null;
        for (GroupWorker worker : some) {
            try {
                VectorStep step = worker.awaitStep();
                for (int i = 0; i < worker.lanes(); i++) {
                    episodes.stepped(worker.firstLane() + i, step.terminated()[i] || step.truncated()[i]);
                }
                steps.add(step);
            } catch (EnvException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return GroupResults.joinSteps(observationSpace, some, steps);
    }

    private void requireIdle(String call) {
        if (!sent.isEmpty() || stepping > 0) {
            throw RefusedException.of(
                    Reason.FAILED_PRECONDITION,
                    call,
                    "Groups are still stepping. Receive what was sent before a " + call + " of all lanes.");
        }
    }

    private static RefusedException busy(int group) {
        return RefusedException.of(
                Reason.FAILED_PRECONDITION,
                "step.groups",
                "Group " + group + " is still stepping. Receive its result before it is stepped again.");
    }

    @Override
    public byte[] render(int lane) {
        for (GroupWorker worker : workers) {
            if (lane >= worker.firstLane() && lane < worker.firstLane() + worker.lanes()) {
                return worker.environment().render(lane - worker.firstLane());
            }
        }
        throw RefusedException.of(
                Reason.INVALID_ARGUMENT, "render.lane", "There is no lane " + lane + "; there are " + lanes() + ".");
    }

    /** Closes every group; waits a little for groups that are stepping. */
    @Override
    public void close() {
        workers.forEach(GroupWorker::close);
    }
}
