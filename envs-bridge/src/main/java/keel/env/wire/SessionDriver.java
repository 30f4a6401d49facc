package keel.env.wire;

import io.grpc.stub.StreamObserver;
import keel.env.Batch;
import keel.env.ElementType;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.ResetRequest;
import keel.env.Tensor;
import keel.env.VectorEnv;
import keel.env.VectorStep;
import keel.env.v1.CloseReply;
import keel.env.v1.DriveReply;
import keel.env.v1.DriveRequest;
import keel.env.v1.Reset;
import keel.env.v1.ResetReply;
import keel.env.v1.StepReply;
import org.jspecify.annotations.Nullable;

/** One stream on the server: answers its requests one after the other, and closes its session when it ends. */
final class SessionDriver implements StreamObserver<DriveRequest> {
    private static final boolean[] ALL_LANES = {};

    private final SessionTable sessions;
    private final StreamObserver<DriveReply> replies;
    private final DriveRequest malformed;

    /** Set by the first request. */
    private @Nullable VectorEnv environment;

    private String sessionId = "";
    private long sequence;
    private boolean ended;

    /** @param malformed stands for bytes that are not a request */
    SessionDriver(SessionTable sessions, StreamObserver<DriveReply> replies, DriveRequest malformed) {
        this.sessions = sessions;
        this.replies = replies;
        this.malformed = malformed;
    }

    @Override
    public void onNext(DriveRequest request) {
        if (ended) {
            return;
        }
        DriveReply.Builder reply = DriveReply.newBuilder().setSequence(request.getSequence());
        boolean last = false;
        try {
            last = answer(request, reply);
        } catch (RuntimeException e) {
            reply.setError(ErrorCodec.encode(e));
            last = e instanceof RefusedException refused && refused.reason() == Reason.UNKNOWN_SESSION;
        }
        replies.onNext(reply.build());
        if (last) {
            end();
            replies.onCompleted();
        }
    }

    @Override
    public void onError(Throwable failure) {
        end();
    }

    @Override
    public void onCompleted() {
        if (!ended) {
            end();
            replies.onCompleted();
        }
    }

    /** Fills the reply; true if it is the stream's last. */
    private boolean answer(DriveRequest request, DriveReply.Builder reply) {
        if (request.equals(malformed)) {
            throw invalid("", "The bytes are not a DriveRequest of environment protocol 1.0.");
        }
        if (request.getSequence() != sequence + 1) {
            throw invalid(
                    "sequence",
                    "Request number " + Long.toUnsignedString(request.getSequence()) + " should be "
                            + Long.toUnsignedString(sequence + 1) + ": requests count up from 1.");
        }
        sequence++;
        VectorEnv lanes = attached(request.getSessionId());
        switch (request.getCommandCase()) {
            case RESET -> reply.setReset(reset(lanes, request.getReset()));
            case STEP -> reply.setStep(step(lanes, request.getStep().getActions(0)));
            case CLOSE -> reply.setClose(CloseReply.getDefaultInstance());
            case RENDER, COMMAND_NOT_SET ->
                throw invalid("command", "The request has no command: set reset, step or close.");
        }
        return request.hasClose();
    }

    private VectorEnv attached(String requested) {
        if (environment == null) {
            environment = sessions.attach(requested);
            sessionId = requested;
        } else if (!requested.isEmpty() && !requested.equals(sessionId)) {
            throw invalid(
                    "session_id",
                    "This stream drives session '" + sessionId + "', not '" + requested + "'. Leave it empty.");
        }
        return environment;
    }

    private static ResetReply reset(VectorEnv environment, Reset reset) {
        long[] seeds = new long[reset.getSeedsCount()];
        for (int i = 0; i < seeds.length; i++) {
            seeds[i] = reset.getSeeds(i);
        }
        boolean[] mask = reset.getLanesCount() == 0 ? ALL_LANES : new boolean[reset.getLanesCount()];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = reset.getLanes(i);
        }
        ResetRequest request = ResetRequest.seeded(seeds);
        Tensor observations = environment
                .reset(mask.length == 0 ? request : request.only(mask))
                .observations()
                .tensor();
        return ResetReply.newBuilder()
                .addObservations(TensorCodec.encode(observations))
                .build();
    }

    private static StepReply step(VectorEnv environment, keel.env.v1.Tensor message) {
        Tensor actions = TensorCodec.decode(message, "step.actions");
        ElementType expected = ((keel.env.ArraySpace) environment.actionSpace()).elementType();
        if (actions.elementType() != expected) {
            throw invalid("step.actions", "Actions are " + expected + ", but got " + actions.elementType() + ".");
        }
        VectorStep step = environment.step(actions);
        StepReply.Builder reply = StepReply.newBuilder()
                .addObservations(TensorCodec.encode(step.observations().tensor()))
                .setRewards(TensorCodec.bytes(step.rewards()))
                .setTerminated(TensorCodec.bytes(step.terminated()))
                .setTruncated(TensorCodec.bytes(step.truncated()));
        Batch finalObservations = step.finalObservations();
        if (finalObservations != null) {
            reply.addFinalObservations(TensorCodec.encode(finalObservations.tensor()));
        }
        return reply.build();
    }

    private void end() {
        ended = true;
        if (environment != null) {
            sessions.close(sessionId);
            environment = null;
        }
    }

    private static RefusedException invalid(String field, String message) {
        return RefusedException.of(Reason.INVALID_ARGUMENT, field, message);
    }
}
