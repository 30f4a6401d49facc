package keel.env.wire;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import keel.env.Batch;
import keel.env.EnvException;
import keel.env.EnvRequest;
import keel.env.EnvSpec;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.ResetRequest;
import keel.env.Space;
import keel.env.VectorReset;
import keel.env.VectorStep;
import keel.env.v1.Close;
import keel.env.v1.DriveReply;
import keel.env.v1.DriveRequest;
import keel.env.v1.Render;
import keel.env.v1.Step;
import org.jspecify.annotations.Nullable;

/**
 * One session, seen from the client: requests go out on a stream, and replies come back in their order. When the stream
 * breaks, another one takes the session over, and the requests without reply go out again under their old numbers, so
 * nothing is carried out twice. Belongs to one thread.
 */
public final class SessionStream implements AutoCloseable {
    private static final Duration CLOSING_LIMIT = Duration.ofSeconds(5);

    /** What a reply may take longer than the server's own limit. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final EnvironmentClient client;
    private final String sessionId;
    private final EnvRequest opened;
    private final Space observationSpace;
    private final Space actionSpace;
    private final EnvSpec spec;
    private final Deque<DriveRequest> unanswered = new ArrayDeque<>();
    private Wire wire;
    private long sequence;
    private @Nullable EnvException broken;

    SessionStream(
            EnvironmentClient client,
            String sessionId,
            EnvRequest opened,
            Space observationSpace,
            Space actionSpace,
            EnvSpec spec) {
        this.client = client;
        this.sessionId = sessionId;
        this.opened = opened;
        this.observationSpace = observationSpace;
        this.actionSpace = actionSpace;
        this.spec = spec;
        wire = new Wire(client);
    }

    /** What it was opened with. */
    public EnvRequest opened() {
        return opened;
    }

    /** Space of one lane's observation. */
    public Space observationSpace() {
        return observationSpace;
    }

    /** Space of one lane's action. */
    public Space actionSpace() {
        return actionSpace;
    }

    public EnvSpec spec() {
        return spec;
    }

    /** Replies over some lanes are decoded into the same arrays every time. */
    public Decoded over(int lanes) {
        return new Decoded(lanes);
    }

    /** Buffers for replies over a number of lanes. */
    public final class Decoded {
        private final int lanes;
        private final StepCodec steps = new StepCodec(observationSpace);
        private Batch first = Batch.of();

        private Decoded(int lanes) {
            this.lanes = lanes;
        }

        /** Starts episodes and waits for them. */
        public VectorReset reset(ResetRequest request) {
            send(next().setReset(ResetCodec.encode(request)));
            DriveReply reply = receive();
            if (!reply.hasReset()) {
                throw astray("a reset with " + reply.getResultCase());
            }
            VectorReset reset = ResetCodec.decode(reply.getReset(), lanes, first);
            first = reset.observations().check(observationSpace, lanes, "reset.observations");
            return reset;
        }

        /** Waits for the reply to the step that was sent first among those without reply. */
        public VectorStep receiveStep() {
            return steps.decode(stepReply(receive()), lanes);
        }
    }

    /**
     * Sends a step, and does not wait.
     *
     * @param ready 0: of exactly these groups; k: the first k groups that are done
     * @param groups which; none for all
     */
    public void sendStep(Batch actions, int ready, int... groups) {
        Step.Builder step =
                Step.newBuilder().addAllActions(BatchCodec.encode(actions)).setReady(ready);
        for (int group : groups) {
            step.addGroups(group);
        }
        send(next().setStep(step));
    }

    /** What came first: which groups, and their step, in new arrays. */
    public ReadyGroups receiveReady() {
        keel.env.v1.StepReply reply = stepReply(receive());
        int[] groups = reply.getGroupsCount() == 0
                ? IntStream.range(0, opened.groups()).toArray()
                : reply.getGroupsList().stream().mapToInt(Integer::intValue).toArray();
        int lanes = 0;
        for (int group : groups) {
            if (group < 0 || group >= opened.groups()) {
                throw astray("a step with the group " + group + " of " + opened.groups());
            }
            lanes += opened.firstLane(group + 1) - opened.firstLane(group);
        }
        return new ReadyGroups(groups, new StepCodec(observationSpace).decode(reply, lanes));
    }

    /**
     * Some groups' step.
     *
     * @param groups increasing
     */
    public record ReadyGroups(int[] groups, VectorStep step) {}

    private keel.env.v1.StepReply stepReply(DriveReply reply) {
        if (!reply.hasStep()) {
            throw astray("a step with " + reply.getResultCase());
        }
        return reply.getStep();
    }

    /** A picture of one lane, PNG. */
    public byte[] render(int lane) {
        send(next().setRender(Render.newBuilder().setLane(lane)));
        DriveReply reply = receive();
        if (!reply.hasRender()) {
            throw astray("a picture with " + reply.getResultCase());
        }
        return reply.getRender().getPng().toByteArray();
    }

    /** Requests without reply. */
    public int inFlight() {
        return unanswered.size();
    }

    /** With a limit for the server too, if one was chosen: watching over every request costs time there. */
    private DriveRequest.Builder next() {
        DriveRequest.Builder request = DriveRequest.newBuilder().setSequence(sequence + 1);
        Duration limit = client.stepLimit();
        return limit.equals(ConnectionOptions.DEFAULT_STEP_LIMIT)
                ? request
                : request.setTimeLimitMs((int) Math.min(limit.toMillis(), Integer.MAX_VALUE));
    }

    private void send(DriveRequest.Builder request) {
        if (broken != null) {
            throw broken;
        }
        if (unanswered.size() >= client.server().maxInFlight()) {
            throw RefusedException.of(
                    Reason.FAILED_PRECONDITION,
                    "step",
                    "There are " + unanswered.size() + " requests without reply already, as many as the server allows."
                            + " Receive one first.");
        }
        sequence++;
        DriveRequest numbered = request.build();
        unanswered.add(numbered);
        wire.send(numbered, sessionId);
    }

    /** The reply to the first request without one. */
    private DriveReply receive() {
        return receive(client.stepLimit().plus(GRACE));
    }

    private DriveReply receive(Duration longest) {
        if (broken != null) {
            throw broken;
        }
        long start = System.nanoTime();
        int losses = 0;
        while (true) {
            Object received = await(longest);
            if (received instanceof Status status) {
                if (losses == 0) {
                    start = System.nanoTime();
                } else if (Duration.ofNanos(System.nanoTime() - start).compareTo(client.reconnectLimit()) > 0) {
                    throw abandon(Failures.lost(client.address(), status));
                }
                resume(status, losses);
                losses++;
                continue;
            }
            DriveReply reply = (DriveReply) received;
            if (isUnknownSession(reply)) {
                throw abandon(gone(reply.getError().getMessage()));
            }
            DriveRequest request = unanswered.remove();
            if (reply.getSequence() != request.getSequence()) {
                throw astray("request " + request.getSequence() + " with a reply to " + reply.getSequence());
            }
            if (reply.hasError()) {
                RefusedException refusal = ErrorCodec.decode(reply.getError());
                throw refusal.reason() == Reason.DEADLINE_EXCEEDED ? abandon(refusal) : refusal;
            }
            return reply;
        }
    }

    private static boolean isUnknownSession(DriveReply reply) {
        return reply.hasError() && reply.getError().getCode() == keel.env.v1.ErrorCode.ERROR_CODE_UNKNOWN_SESSION;
    }

    private Object await(Duration longest) {
        Object received;
        try {
            received = wire.arrived.poll(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw abandon(new EnvException(
                    "Interrupted while waiting for the environment server at " + client.address() + ".", e));
        }
        if (received == null) {
            throw abandon(new EnvException("The environment server at " + client.address() + " did not answer within "
                    + longest.toSeconds() + " seconds. See whether the environment hangs, then run again."));
        }
        return received;
    }

    /**
     * Takes the session over with another stream, and sends what has no reply again. Whether the server still has the
     * session only its answer tells: an instance id from the last greeting may be older than the session.
     */
    private void resume(Status lost, int before) {
        if (!Failures.passing(lost)) {
            throw abandon(Failures.lost(client.address(), lost));
        }
        try {
            client.reconnect(lost, before);
        } catch (EnvException e) {
            throw abandon(e);
        }
        wire = new Wire(client);
        for (DriveRequest request : unanswered) {
            wire.send(request, sessionId);
        }
    }

    private SessionLostException gone(String how) {
        return new SessionLostException("The environment server at " + client.address()
                + " no longer has this session, and its episodes are gone. " + how);
    }

    /** Ends the session; waits up to 5 seconds for the server to say so. Closing twice does nothing more. */
    @Override
    public void close() {
        if (broken != null) {
            return;
        }
        try {
            long until = System.nanoTime() + CLOSING_LIMIT.toNanos();
            DriveRequest close = next().setClose(Close.getDefaultInstance()).build();
            wire.send(close, sessionId);
            Object received;
            do {
                received = wire.arrived.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            } while (received instanceof DriveReply reply && reply.getSequence() != close.getSequence());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        abandon(new EnvException("This environment is closed. Open another."));
    }

    /** Marks the session as ended, and gives the failure back to throw. */
    private <E extends EnvException> E abandon(E failure) {
        broken = failure;
        unanswered.clear();
        client.forget(sessionId);
        wire.cancel(failure);
        return failure;
    }

    private EnvException astray(String how) {
        return abandon(new EnvException("The environment server at " + client.address()
                + " does not keep to the protocol: it answered " + how + ". Update it."));
    }

    /** One stream: replies, or the status that ended it. */
    private static final class Wire implements ClientResponseObserver<DriveRequest, DriveReply> {
        private final BlockingQueue<Object> arrived = new LinkedBlockingQueue<>();
        private final ClientCallStreamObserver<DriveRequest> outbox;
        private boolean attached;

        Wire(EnvironmentClient client) {
            outbox = (ClientCallStreamObserver<DriveRequest>) client.streams().drive(this);
        }

        void send(DriveRequest request, String sessionId) {
            try {
                outbox.onNext(
                        attached
                                ? request
                                : request.toBuilder().setSessionId(sessionId).build());
                attached = true;
            } catch (IllegalStateException cancelled) {
                // The stream has ended; its status waits among what arrived.
                return;
            }
        }

        void cancel(EnvException why) {
            outbox.cancel("ended by the client", why);
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<DriveRequest> call) {}

        @Override
        public void onNext(DriveReply reply) {
            arrived.add(reply);
        }

        @Override
        public void onError(Throwable failure) {
            arrived.add(Status.fromThrowable(failure));
        }

        @Override
        public void onCompleted() {
            arrived.add(Status.UNAVAILABLE.withDescription("the server ended the session"));
        }
    }
}
