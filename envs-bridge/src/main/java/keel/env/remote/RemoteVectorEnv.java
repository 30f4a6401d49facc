package keel.env.remote;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import keel.env.AutoresetMode;
import keel.env.Batch;
import keel.env.EnvException;
import keel.env.EnvRequest;
import keel.env.EnvSpec;
import keel.env.GroupedVectorEnv;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.ResetRequest;
import keel.env.Space;
import keel.env.VectorReset;
import keel.env.VectorStep;
import keel.env.wire.EnvironmentClient;
import keel.env.wire.SessionLostException;
import keel.env.wire.SessionStream;

/**
 * Lanes behind a server. A refusal leaves them usable; a lost connection is made again, and only a server that does not
 * come back, or an answer that does not come in time, ends them, and every later call says so. What happens when the
 * server comes back without the session is told at {@link RemoteEnvironments}.
 */
final class RemoteVectorEnv implements GroupedVectorEnv {
    /** Sessions lost one after the other before an episode begins. */
    private static final int MOST_LOST = 5;

    private final EnvironmentClient client;
    private final EnvRequest request;
    private final Restarts restarts;
    private final List<SessionStream.Decoded> groupReplies = new ArrayList<>();

    /** Groups that were sent and not received, in order. */
    private final Deque<Integer> sent = new ArrayDeque<>();

    private SessionStream session;
    private SessionStream.Decoded replies;

    RemoteVectorEnv(EnvironmentClient client, EnvRequest request) {
        this.client = client;
        this.request = request;
        session = client.open(request);
        replies = session.over(request.lanes());
        restarts = new Restarts(session.observationSpace(), request.lanes(), request.autoreset());
        openBuffers();
    }

    private void openBuffers() {
        replies = session.over(request.lanes());
        groupReplies.clear();
        for (int group = 0; group < request.groups(); group++) {
            groupReplies.add(session.over(firstLane(group + 1) - firstLane(group)));
        }
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
        return session.observationSpace();
    }

    @Override
    public Space actionSpace() {
        return session.actionSpace();
    }

    @Override
    public EnvSpec spec() {
        return session.spec();
    }

    @Override
    public VectorReset reset(ResetRequest asked) {
        refuseInFlight();
        if (!asked.allLanes() && restarts.fillerDue()) {
            throw RefusedException.of(
                    Reason.FAILED_PRECONDITION,
                    "reset.lanes",
                    "The server was restarted, and the next step shows where the new episodes of all lanes begin."
                            + " Step once, or reset every lane.");
        }
        VectorReset reset;
        try {
            reset = replies.reset(asked);
        } catch (SessionLostException e) {
            if (!asked.allLanes()) {
                // The other lanes' episodes are gone too, which only a step can tell: the next one does.
                throw e;
            }
            reset = anew(() -> {
                replies.reset(restarts.reseeded());
                return replies.reset(asked);
            });
        }
        sent.clear();
        restarts.seeded(asked);
        restarts.seen(reset.observations());
        return reset;
    }

    @Override
    public VectorStep step(Batch actions) {
        refuseInFlight();
        restarts.checkStep();
        VectorStep pending = restarts.filler();
        if (pending != null) {
            return pending;
        }
        try {
            session.sendStep(actions, 0);
            VectorStep step = replies.receiveStep();
            restarts.seen(step.observations());
            return step;
        } catch (SessionLostException e) {
            return restarted();
        }
    }

    @Override
    public void send(int group, Batch actions) {
        if (sent.contains(group)) {
            throw RefusedException.of(
                    Reason.FAILED_PRECONDITION,
                    "step.groups",
                    "Group " + group + " is still stepping. Receive its result before it is stepped again.");
        }
        session.sendStep(actions, 0, group);
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
        return groupReplies.get(group).receiveStep();
    }

    @Override
    public ReadyStep exchange(int[] groups, Batch actions, int count) {
        refuseInFlight();
        session.sendStep(actions, count, groups);
        SessionStream.ReadyGroups ready = session.receiveReady();
        return new ReadyStep(ready.groups(), ready.step());
    }

    @Override
    public byte[] render(int lane) {
        refuseInFlight();
        return session.render(lane);
    }

    /** Replies come in the order of the requests, so the next one would be another request's. */
    private void refuseInFlight() {
        if (session.inFlight() > 0) {
            throw RefusedException.of(
                    Reason.FAILED_PRECONDITION,
                    "step.groups",
                    "Groups " + sent + " are still stepping. Receive their results first.");
        }
    }

    private void openAgain() {
        sent.clear();
        SessionStream opened = client.open(request);
        if (!opened.observationSpace().equals(session.observationSpace())
                || !opened.actionSpace().equals(session.actionSpace())) {
            opened.close();
            throw new EnvException("The server was restarted, and its " + request.id()
                    + " has other spaces now. Open the environment anew.");
        }
        session = opened;
        openBuffers();
    }

    /** The step in flight when the server lost the session: every lane is cut off, and new episodes begin. */
    private VectorStep restarted() {
        return anew(() -> {
            ResetRequest reseeded = restarts.reseeded();
            return restarts.cutOff(replies.reset(reseeded), reseeded);
        });
    }

    /** Opens the environment anew and begins its episodes; once more if the server loses that session, too. */
    private <T> T anew(Supplier<T> begin) {
        for (int lost = 1; ; lost++) {
            openAgain();
            try {
                return begin.get();
            } catch (SessionLostException e) {
                if (lost == MOST_LOST) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
