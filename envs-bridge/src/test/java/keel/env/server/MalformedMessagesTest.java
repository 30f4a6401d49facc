package keel.env.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import keel.env.NativeEnvironments;
import keel.env.v1.DriveReply;
import keel.env.v1.EnvironmentsGrpc;
import keel.env.v1.ErrorCode;
import keel.env.v1.OpenSessionReply;
import keel.env.wire.RawRequests;
import keel.env.wire.ServerLimits;
import org.junit.jupiter.api.Test;

/** Messages that no client should send. */
class MalformedMessagesTest {
    private static final int MESSAGES = 10_000;
    private static final int MOST_BYTES = 1 << 16;
    private static final long MOST_GROWTH_BYTES = 16 << 20;

    private static long usedBytes() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }

    /** Noise, or a legal message with some of its bytes changed, cut off or repeated. */
    private static byte[] mutated(byte[] legal, SplittableRandom random) {
        if (random.nextInt(4) == 0) {
            byte[] noise = new byte[random.nextInt(64)];
            random.nextBytes(noise);
            return noise;
        }
        byte[] bytes = Arrays.copyOf(legal, Math.max(1, random.nextInt(legal.length + 8)));
        for (int i = random.nextInt(4); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    /** Half mutated steps of one session, half mutated openings; each answered in-band, and the session steps on. */
    @Test
    void tenThousandMalformedMessages() {
        ServerLimits limits = new ServerLimits(MOST_BYTES, 64, 8, 60);
        try (EnvServer server = EnvServer.start("127.0.0.1:0", new NativeEnvironments(), limits)) {
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                    .usePlaintext()
                    .build();
            RawClient client = new RawClient(channel);
            String id = client.open("CartPole-v1", 2).getSessionId();
            assertTrue(client.once(id, RawClient.reset(1)).hasReset());
            byte[] opening = RawClient.request("CartPole-v1", 2).build().toByteArray();
            SplittableRandom random = new SplittableRandom(7);
            Map<ErrorCode, Integer> errors = new EnumMap<>(ErrorCode.class);
            long sequence = 2;
            long before = 0;
            for (int i = 0; i < MESSAGES; i++) {
                if (i == MESSAGES / 5) {
                    before = usedBytes();
                }
                if (i % 2 == 0) {
                    OpenSessionReply reply = ClientCalls.blockingUnaryCall(
                            channel,
                            RawRequests.of(EnvironmentsGrpc.getOpenSessionMethod()),
                            CallOptions.DEFAULT,
                            mutated(opening, random));
                    errors.merge(reply.getError().getCode(), 1, Integer::sum);
                    if (!reply.hasError()) {
                        client.once(reply.getSessionId(), RawClient.close(1));
                    }
                } else {
                    byte[] step = RawClient.step(sequence, 0, 1)
                            .setSessionId(id)
                            .build()
                            .toByteArray();
                    DriveReply reply = ClientCalls.blockingUnaryCall(
                            channel,
                            RawRequests.of(EnvironmentsGrpc.getDriveOnceMethod()),
                            CallOptions.DEFAULT,
                            mutated(step, random));
                    errors.merge(reply.getError().getCode(), 1, Integer::sum);
                    sequence += consumed(client, id, sequence);
                }
            }
            assertTrue(errors.getOrDefault(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, 0) > MESSAGES / 3, errors.toString());
            assertFalse(errors.containsKey(ErrorCode.ERROR_CODE_ENVIRONMENT_FAILED), errors.toString());
            assertTrue(client.once(id, RawClient.step(sequence, 0, 1)).hasStep());
            long growth = usedBytes() - before;
            assertTrue(growth < MOST_GROWTH_BYTES, growth + " bytes");
            channel.shutdownNow();
        }
    }

    /** A mutated request may be legal by chance; asking for the next step shows whether the last number was used up. */
    private static long consumed(RawClient client, String id, long sequence) {
        DriveReply reply = client.once(id, RawClient.reset(sequence + 1));
        return reply.getError().getField().equals("sequence") ? 0 : 2;
    }

    @Test
    void anOversizedMessageIsRefusedByGrpcAndTheServerGoesOn() {
        ServerLimits limits = new ServerLimits(MOST_BYTES, 64, 8, 60);
        try (EnvServer server = EnvServer.start("127.0.0.1:0", new NativeEnvironments(), limits)) {
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                    .usePlaintext()
                    .build();
            RawClient client = new RawClient(channel);
            for (int i = 0; i < 100; i++) {
                Status.Code code = Status.Code.OK;
                try {
                    client.once("x", RawClient.step(1, new long[MOST_BYTES / 8 + i]));
                } catch (StatusRuntimeException e) {
                    code = e.getStatus().getCode();
                }
                assertEquals(Status.Code.RESOURCE_EXHAUSTED, code);
            }
            assertFalse(client.open("CartPole-v1", 1).hasError());
            channel.shutdownNow();
        }
    }
}
