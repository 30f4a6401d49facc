package keel.env.wire;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import keel.env.v1.EnvironmentsGrpc;
import keel.env.v1.health.HealthCheckRequest;
import keel.env.v1.health.HealthCheckResponse;
import keel.env.v1.health.HealthCheckResponse.ServingStatus;
import keel.env.v1.health.HealthGrpc;

/** gRPC's health service for the environments and for the server as a whole: serving until told that it drains. */
public final class HealthService extends HealthGrpc.HealthImplBase {
    private final List<StreamObserver<HealthCheckResponse>> watchers = new ArrayList<>();
    private ServingStatus status = ServingStatus.SERVING;

    /** From now on the answer is NOT_SERVING. */
    public synchronized void stopServing() {
        if (status == ServingStatus.SERVING) {
            status = ServingStatus.NOT_SERVING;
            watchers.forEach(watcher -> watcher.onNext(answer(status)));
        }
    }

    @Override
    public synchronized void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> replies) {
        if (known(request)) {
            replies.onNext(answer(status));
            replies.onCompleted();
        } else {
            replies.onError(Status.NOT_FOUND
                    .withDescription("There is no service '" + request.getService() + "' here; there is "
                            + EnvironmentsGrpc.SERVICE_NAME + ".")
                    .asRuntimeException());
        }
    }

    @Override
    public synchronized void watch(HealthCheckRequest request, StreamObserver<HealthCheckResponse> replies) {
        replies.onNext(answer(known(request) ? status : ServingStatus.SERVICE_UNKNOWN));
        if (known(request)) {
            watchers.add(replies);
            ((ServerCallStreamObserver<HealthCheckResponse>) replies).setOnCancelHandler(() -> forget(replies));
        }
    }

    private synchronized void forget(StreamObserver<HealthCheckResponse> watcher) {
        watchers.remove(watcher);
    }

    private static boolean known(HealthCheckRequest request) {
        return request.getService().isEmpty() || request.getService().equals(EnvironmentsGrpc.SERVICE_NAME);
    }

    private static HealthCheckResponse answer(ServingStatus status) {
        return HealthCheckResponse.newBuilder().setStatus(status).build();
    }
}
