package keel.env;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import keel.env.RefusedException.Reason;

/**
 * Lanes in groups, each an environment of its own on a worker thread of its own. Whole steps and resets give the same as one
 * environment of all lanes; failures name the lane as the whole counts it. Results are copies of the groups' own, except
 * those of {@link #receive}, which are live.
 */
public final class ParallelVectorEnv implements GroupedVectorEnv {
    private final EnvRequest request;
    private final GroupWorker[] workers;
    private final BlockingQueue<Integer> done = new LinkedBlockingQueue<>();
    private final Deque<Integer> sent = new ArrayDeque<>();
    private final boolean[] ended;
    private final List<Batch> latest = new ArrayList<>();
    private boolean started;

    private ParallelVectorEnv(EnvRequest request, List<VectorEnv> groups) {
        this.request = request;
        ended = new boolean[request.lanes()];
        workers = new GroupWorker[groups.size()];
        for (int group = 0; group < workers.length; group++) {
            workers[group] = new GroupWorker(groups.get(group), group, request.firstLane(group), done);
            latest.add(Batch.zeros(observationSpace(), lanes(group)));
        }
    }

    /**
     * Opens the groups.
     *
     * @param open makes the environment of one group; asked with the group's lanes and one group
     */
    public static ParallelVectorEnv open(EnvRequest request, Function<EnvRequest, VectorEnv> open) {
        List<VectorEnv> groups = new ArrayList<>();
        try {
            for (int group = 0; group < request.groups(); group++) {
                groups.add(open.apply(new EnvRequest(
                        request.id(),
                        request.arguments(),
                        request.firstLane(group + 1) - request.firstLane(group),
                        request.autoreset(),
                        1,
                        request.render())));
            }
        } catch (RuntimeException e) {
            groups.forEach(VectorEnv::close);
            throw e;
        }
        return new ParallelVectorEnv(request, groups);
    }

    @Override
    public int lanes() {
        return request.lanes();
    }

    @Override
    public int groups() {
        return request.groups();
    }

    @Override
    public AutoresetMode autoreset() {
        return request.autoreset();
    }

    @Override
    public Space observationSpace() {
        return workers[0].environment().observationSpace();
    }

    @Override
    public Space actionSpace() {
        return workers[0].environment().actionSpace();
    }

    @Override
    public EnvSpec spec() {
        return workers[0].environment().spec();
    }

    private int lanes(int group) {
        return firstLane(group + 1) - firstLane(group);
    }

    @Override
    public VectorReset reset(ResetRequest asked) {
        asked.check(lanes(), started);
        for (int group = 0; group < workers.length; group++) {
            refuseStepping(group);
        }
        List<Future<VectorReset>> calls = new ArrayList<>();
        List<Integer> groups = new ArrayList<>();
        for (int group = 0; group < workers.length; group++) {
            if (resets(asked, group)) {
                groups.add(group);
                calls.add(workers[group].reset(part(asked, group)));
            }
        }
        List<Infos> infos = new ArrayList<>(Collections.nCopies(workers.length, Infos.NONE));
        List<VectorReset> resets = awaitAll(groups, calls);
        for (int i = 0; i < groups.size(); i++) {
            int group = groups.get(i);
            infos.set(group, resets.get(i).infos());
            latest.set(group, copy(resets.get(i).observations(), group));
        }
        for (int lane = 0; lane < ended.length; lane++) {
            ended[lane] &= !asked.resets(lane);
        }
        started = true;
        return new VectorReset(Batch.join(observationSpace(), latest, counts()), JoinedSteps.infos(infos, counts()));
    }

    /** Waits for every call before it throws what the first failed one threw, so that no group is left at work. */
    private <T> List<T> awaitAll(List<Integer> groups, List<Future<T>> calls) {
        List<T> results = new ArrayList<>();
        List<RuntimeException> failures = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            try {
                results.add(workers[groups.get(i)].await(calls.get(i)));
            } catch (RuntimeException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
        return results;
    }

    private List<Integer> counts() {
        List<Integer> counts = new ArrayList<>();
        for (int group = 0; group < workers.length; group++) {
            counts.add(lanes(group));
        }
        return counts;
    }

    private boolean resets(ResetRequest asked, int group) {
        for (int lane = firstLane(group); lane < firstLane(group + 1); lane++) {
            if (asked.resets(lane)) {
                return true;
            }
        }
        return false;
    }

    private ResetRequest part(ResetRequest asked, int group) {
        int from = firstLane(group);
        int to = firstLane(group + 1);
        return new ResetRequest(
                asked.seeds().isEmpty() ? List.of() : asked.seeds().subList(from, to),
                asked.allLanes() ? asked.lanes() : Arrays.copyOfRange(asked.lanes(), from, to),
                asked.options());
    }

    private Batch copy(Batch observations, int group) {
        return observations.slice(observationSpace(), lanes(group), 0, lanes(group));
    }

    @Override
    public VectorStep step(Batch actions) {
        int[] all = new int[workers.length];
        for (int group = 0; group < all.length; group++) {
            all[group] = group;
        }
        return exchange(all, actions, all.length).step();
    }

    @Override
    public void send(int group, Batch actions) {
        check(new int[] {group}, actions);
        begin(group, actions.slice(actionSpace(), lanes(group), 0, lanes(group)));
        sent.add(group);
    }

    @Override
    public VectorStep receive(int group) {
        Integer first = sent.peek();
        if (first == null || first != group) {
            throw RefusedException.of(
                    Reason.FAILED_PRECONDITION,
                    "step.groups",
                    "Group " + group + " is not the next to receive, but " + (first == null ? "none" : "group " + first)
                            + ". Receive groups in the order in which they were sent.");
        }
        sent.remove();
        return finish(group);
    }

    @Override
    public ReadyStep exchange(int[] groups, Batch actions, int count) {
        check(groups, actions);
        int stepping = groups.length;
        for (GroupWorker worker : workers) {
            stepping += worker.stepping() ? 1 : 0;
        }
        if (count < 1 || count > stepping) {
            throw RefusedException.of(
                    Reason.INVALID_ARGUMENT,
                    "step.ready",
                    "Asked for the first " + count + " groups, but " + stepping + " are stepping.");
        }
        int at = 0;
        int total = Arrays.stream(groups).map(this::lanes).sum();
        for (int group : groups) {
            begin(group, actions.slice(actionSpace(), total, at, at + lanes(group)));
            at += lanes(group);
        }
        return collect(takeReady(count));
    }

    private void begin(int group, Batch actions) {
        workers[group].begin(actions);
    }

    private int[] takeReady(int count) {
        int[] ready = new int[count];
        for (int i = 0; i < count; i++) {
            try {
                ready[i] = done.take();
            } catch (InterruptedException e) {
                for (int taken = 0; taken < i; taken++) {
                    done.add(ready[taken]);
                }
                Thread.currentThread().interrupt();
                throw new EnvException("Interrupted while groups were stepping; where they stand is not known.", e);
            }
        }
        Arrays.sort(ready);
        return ready;
    }

    private ReadyStep collect(int[] ready) {
        List<VectorStep> steps = new ArrayList<>();
        List<RuntimeException> failures = new ArrayList<>();
        for (int group : ready) {
            try {
                steps.add(take(group));
            } catch (RuntimeException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
        return new ReadyStep(ready, JoinedSteps.join(observationSpace(), steps));
    }

    private VectorStep finish(int group) {
        try {
            return take(group);
        } finally {
            done.remove(group);
        }
    }

    private VectorStep take(int group) {
        VectorStep step = workers[group].finish();
        for (int lane = 0; lane < lanes(group); lane++) {
            ended[firstLane(group) + lane] = request.autoreset() != AutoresetMode.SAME_STEP
                    && (step.terminated()[lane] || step.truncated()[lane]);
        }
        latest.set(group, copy(step.observations(), group));
        return step;
    }

    /** So that a refusal leaves every group as it was, whatever groups could refuse is refused before any of them steps. */
    private void check(int[] groups, Batch actions) {
        if (!started) {
            throw RefusedException.of(
                    Reason.FAILED_PRECONDITION, "step", "No episode is going on. Call reset before the first step.");
        }
        int total = 0;
        for (int group : groups) {
            refuseStepping(group);
            total += lanes(group);
        }
        actions.check(actionSpace(), total, "step.actions");
        int row = 0;
        for (int group : groups) {
            for (int lane = firstLane(group); lane < firstLane(group + 1); lane++, row++) {
                check(actions, row, lane);
            }
        }
    }

    private void check(Batch actions, int row, int lane) {
        if (ended[lane]) {
            if (request.autoreset() == AutoresetMode.DISABLED) {
                throw RefusedException.inLane(
                        Reason.FAILED_PRECONDITION,
                        lane,
                        "step",
                        "The episode of lane " + lane + " has ended and autoreset is DISABLED. Reset the lane first.");
            }
            return;
        }
        if (actionSpace() instanceof Discrete discrete
                && !discrete.contains(actions.tensor().longs()[row])) {
            throw RefusedException.inLane(
                    Reason.INVALID_ARGUMENT,
                    lane,
                    "step.actions",
                    "Action " + actions.tensor().longs()[row] + " of lane " + lane + " is outside the action space "
                            + discrete.start() + " .. " + (discrete.start() + discrete.n() - 1) + ".");
        }
    }

    private void refuseStepping(int group) {
        if (workers[group].stepping()) {
            throw RefusedException.of(
                    Reason.FAILED_PRECONDITION,
                    "step.groups",
                    "Group " + group + " is stepping already. Take its result first.");
        }
    }

    @Override
    public byte[] render(int lane) {
        int group = 0;
        while (lane >= firstLane(group + 1)) {
            group++;
        }
        GroupWorker worker = workers[group];
        refuseStepping(group);
        int within = lane - firstLane(group);
        return worker.await(worker.submit(() -> worker.environment().render(within)));
    }

    @Override
    public void close() {
        for (GroupWorker worker : workers) {
            worker.close();
        }
    }
}
