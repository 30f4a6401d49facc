package keel.env.wire;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import keel.env.EnvException;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.Space;
import keel.env.Tensor;
import keel.env.VectorStep;
import keel.env.v1.Close;
import keel.env.v1.DriveReply;
import keel.env.v1.DriveRequest;
import keel.env.v1.EnvironmentsGrpc.EnvironmentsStub;
import keel.env.v1.Reset;
import keel.env.v1.Step;
import keel.env.v1.StepReply;
import org.jspecify.annotations.Nullable;

/**
 * One session's stream, seen from the client: each call sends one request and waits for its reply, which is decoded into
 * the same buffers every time. Belongs to one thread.
 */
public final class SessionStream implements AutoCloseable {
    private static final Duration CLOSING_LIMIT = Duration.ofSeconds(5);

    private final HostPort address;
    private final String sessionId;
    private final int lanes;
    private final Space observationSpace;
    private final Space actionSpace;
    private final Duration limit;
    private final Inbox inbox = new Inbox();
    private final ClientCallStreamObserver<DriveRequest> outbox;

    private final Tensor observations;
    private final VectorStep step;
    private final VectorStep stepWithFinal;
    private final Tensor finalObservations;
    private long sequence;
    private @Nullable EnvException broken;

    SessionStream(
            HostPort address,
            EnvironmentsStub calls,
            String sessionId,
            int lanes,
            Space observationSpace,
            Space actionSpace,
            Duration limit) {
        this.address = address;
        this.sessionId = sessionId;
        this.lanes = lanes;
        this.observationSpace = observationSpace;
        this.actionSpace = actionSpace;
        this.limit = limit;
        int[] shape = Tensor.withFirstAxis(lanes, ((keel.env.ArraySpace) observationSpace).shape());
        observations = Tensor.zeros(((keel.env.ArraySpace) observationSpace).elementType(), shape);
        finalObservations = Tensor.zeros(((keel.env.ArraySpace) observationSpace).elementType(), shape);
        step = new VectorStep(observations, new double[lanes], new boolean[lanes], new boolean[lanes], null);
        stepWithFinal =
                new VectorStep(observations, step.rewards(), step.terminated(), step.truncated(), finalObservations);
        outbox = (ClientCallStreamObserver<DriveRequest>) calls.drive(inbox);
    }

    public int lanes() {
        return lanes;
    }

    /** Space of one lane's observation. */
    public Space observationSpace() {
        return observationSpace;
    }

    /** Space of one lane's action. */
    public Space actionSpace() {
        return actionSpace;
    }

    /**
     * Starts episodes.
     *
     * @param seeds one a lane, or none
     * @param mask which lanes; empty for all
     * @return observations, a live buffer
     */
    public Tensor reset(long[] seeds, boolean[] mask) {
        Reset.Builder reset = Reset.newBuilder();
        for (long seed : seeds) {
            reset.addSeeds(seed);
        }
        for (boolean lane : mask) {
            reset.addLanes(lane);
        }
        DriveReply reply = exchange(request().setReset(reset).build(), limit);
        if (!reply.hasReset()) {
            throw astray("a reset with " + reply.getResultCase());
        }
        TensorCodec.decodeInto(reply.getReset().getObservations(0), observations, "reset.observations");
        return observations;
    }

    /**
     * Steps every lane.
     *
     * @return what happened, in live buffers
     */
    public VectorStep step(Tensor actions) {
        DriveReply reply = exchange(
                request()
                        .setStep(Step.newBuilder().addActions(TensorCodec.encode(actions)))
                        .build(),
                limit);
        if (!reply.hasStep()) {
            throw astray("a step with " + reply.getResultCase());
        }
        StepReply message = reply.getStep();
        TensorCodec.decodeInto(message.getObservations(0), observations, "step.observations");
        TensorCodec.decodeInto(message.getRewards(), step.rewards(), "step.rewards");
        TensorCodec.decodeInto(message.getTerminated(), step.terminated(), "step.terminated");
        TensorCodec.decodeInto(message.getTruncated(), step.truncated(), "step.truncated");
        if (message.getFinalObservationsCount() == 0) {
            return step;
        }
        TensorCodec.decodeInto(message.getFinalObservations(0), finalObservations, "step.final_observations");
        return stepWithFinal;
    }

    /** Ends the session; waits up to 5 seconds for the server to say so. Closing twice does nothing more. */
    @Override
    public void close() {
        if (broken != null) {
            return;
        }
        try {
            exchange(request().setClose(Close.getDefaultInstance()).build(), CLOSING_LIMIT);
            outbox.onCompleted();
        } catch (EnvException e) {
            outbox.cancel("closed while the server did not answer", e);
        }
        broken = new EnvException("This environment is closed. Open another.");
    }

    private DriveRequest.Builder request() {
        DriveRequest.Builder request = DriveRequest.newBuilder().setSequence(sequence + 1);
        return sequence == 0 ? request.setSessionId(sessionId) : request;
    }

    private DriveReply exchange(DriveRequest request, Duration longest) {
        if (broken != null) {
            throw broken;
        }
        outbox.onNext(request);
        Object received;
        try {
            received = inbox.arrived.poll(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw abandon(
                    new EnvException("Interrupted while waiting for the environment server at " + address + ".", e));
        }
        if (received == null) {
            throw abandon(new EnvException("The environment server at " + address + " did not answer within "
                    + longest.toSeconds() + " seconds. See whether the environment hangs, then run again."));
        }
        if (received instanceof Status status) {
            throw abandon(EnvironmentClient.lost(address, status));
        }
        DriveReply reply = (DriveReply) received;
        if (reply.getSequence() != request.getSequence()) {
            throw astray("request " + request.getSequence() + " with a reply to " + reply.getSequence());
        }
        sequence++;
        if (reply.hasError()) {
            RefusedException refusal = ErrorCodec.decode(reply.getError());
            if (refusal.reason() == Reason.UNKNOWN_SESSION) {
                throw abandon(refusal);
            }
            throw refusal;
        }
        return reply;
    }

    /** Marks the stream as ended, and gives the failure back to throw. */
    private EnvException abandon(EnvException failure) {
        broken = failure;
        outbox.cancel("abandoned", failure);
        return failure;
    }

    private EnvException astray(String how) {
        return abandon(new EnvException("The environment server at " + address
                + " does not keep to the protocol: it answered " + how + ". Update it."));
    }

    /** Replies, or the status that ended the stream. */
    private static final class Inbox implements ClientResponseObserver<DriveRequest, DriveReply> {
        /** A server sends one reply a request, so more than two waiting is a server astray. */
        private final BlockingQueue<Object> arrived = new ArrayBlockingQueue<>(4);

        @Override
        public void beforeStart(ClientCallStreamObserver<DriveRequest> call) {}

        @Override
        public void onNext(DriveReply reply) {
            put(reply);
        }

        @Override
        public void onError(Throwable failure) {
            put(Status.fromThrowable(failure));
        }

        @Override
        public void onCompleted() {
            put(Status.UNAVAILABLE.withDescription("the server ended the session"));
        }

        private void put(Object arrival) {
            if (!arrived.offer(arrival)) {
                throw Status.CANCELLED
                        .withDescription("more replies than requests")
                        .asRuntimeException();
            }
        }
    }
}
