package keel.env.server;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import keel.env.v1.AutoresetMode;
import keel.env.v1.Close;
import keel.env.v1.DriveReply;
import keel.env.v1.DriveRequest;
import keel.env.v1.ElementType;
import keel.env.v1.EnvironmentsGrpc;
import keel.env.v1.EnvironmentsGrpc.EnvironmentsBlockingStub;
import keel.env.v1.OpenSessionReply;
import keel.env.v1.OpenSessionRequest;
import keel.env.v1.ProtocolVersion;
import keel.env.v1.RenewLeasesRequest;
import keel.env.v1.Reset;
import keel.env.v1.Step;
import keel.env.v1.Tensor;

/** The protocol by its messages, without a client's help. */
final class RawClient {
    final ManagedChannel channel;

    RawClient(ManagedChannel channel) {
        this.channel = channel;
    }

    EnvironmentsBlockingStub calls() {
        return EnvironmentsGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
    }

    static OpenSessionRequest.Builder request(String id, int lanes) {
        return OpenSessionRequest.newBuilder()
                .setProtocol(ProtocolVersion.newBuilder().setMajor(1).setMinor(1))
                .setEnvironmentId(id)
                .setLanes(lanes)
                .setAutoreset(AutoresetMode.AUTORESET_MODE_NEXT_STEP);
    }

    OpenSessionReply open(String id, int lanes) {
        return calls().openSession(request(id, lanes).build());
    }

    static DriveRequest.Builder reset(long sequence) {
        return DriveRequest.newBuilder().setSequence(sequence).setReset(Reset.getDefaultInstance());
    }

    static DriveRequest.Builder step(long sequence, long... actions) {
        ByteBuffer bytes = ByteBuffer.allocate(actions.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(actions);
        return DriveRequest.newBuilder()
                .setSequence(sequence)
                .setStep(Step.newBuilder()
                        .addActions(Tensor.newBuilder()
                                .setElementType(ElementType.ELEMENT_TYPE_INT64)
                                .addShape(actions.length)
                                .setValues(ByteString.copyFrom(bytes.array()))));
    }

    static DriveRequest.Builder close(long sequence) {
        return DriveRequest.newBuilder().setSequence(sequence).setClose(Close.getDefaultInstance());
    }

    DriveReply once(String session, DriveRequest.Builder request) {
        return calls().driveOnce(request.setSessionId(session).build());
    }

    List<String> renew(String... sessions) {
        return calls().renewLeases(RenewLeasesRequest.newBuilder()
                        .addAllSessionIds(List.of(sessions))
                        .build())
                .getUnknownSessionIdsList();
    }

    /** A stream of one session. */
    final class Stream implements StreamObserver<DriveReply> {
        final BlockingQueue<DriveReply> replies = new LinkedBlockingQueue<>();
        final BlockingQueue<String> end = new LinkedBlockingQueue<>();
        private final StreamObserver<DriveRequest> requests =
                EnvironmentsGrpc.newStub(channel).drive(this);

        DriveReply ask(DriveRequest.Builder request) throws InterruptedException {
            requests.onNext(request.build());
            DriveReply reply = replies.poll(10, TimeUnit.SECONDS);
            if (reply == null) {
                throw new AssertionError("no reply within 10 seconds");
            }
            return reply;
        }

        @Override
        public void onNext(DriveReply reply) {
            replies.add(reply);
        }

        @Override
        public void onError(Throwable failure) {
            end.add(String.valueOf(failure.getMessage()));
        }

        @Override
        public void onCompleted() {
            end.add("completed");
        }
    }
}
