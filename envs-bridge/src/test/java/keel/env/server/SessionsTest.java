package keel.env.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import keel.env.v1.DriveReply;
import keel.env.v1.Error;
import keel.env.v1.ErrorCode;
import keel.env.v1.HandshakeRequest;
import keel.env.v1.OpenSessionReply;
import keel.env.v1.ProtocolVersion;
import keel.env.v1.health.HealthCheckRequest;
import keel.env.v1.health.HealthCheckResponse.ServingStatus;
import keel.env.v1.health.HealthGrpc;
import keel.env.wire.ServerLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions whose client is slow, gone, back again, or whose environment is at fault. */
class SessionsTest {
    private final AtomicLong clock = new AtomicLong();
    private final FaultyEnvironments environments = new FaultyEnvironments();
    private EnvServer server;
    private RawClient client;

    @BeforeEach
    void start() {
        ServerOptions options = ServerOptions.at("127.0.0.1:0").withLimits(new ServerLimits(1 << 20, 100, 10, 60));
        server = EnvServer.start(options, environments, clock::get);
        client = new RawClient(NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                .usePlaintext()
                .build());
    }

    @AfterEach
    void stop() {
        client.channel.shutdownNow();
        server.close();
    }

    private static void awaitTrue(java.util.function.BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 1000 && !condition.getAsBoolean(); i++) {
            Thread.sleep(10);
        }
        assertTrue(condition.getAsBoolean());
    }

    private static void assertError(ErrorCode code, DriveReply reply, String... parts) {
        Error error = reply.getError();
        assertEquals(code, error.getCode(), error.getMessage());
        for (String part : parts) {
            assertTrue(error.getMessage().contains(part), error.getMessage());
        }
    }

    /** A lease of 60 s: who renews every 20 s keeps the session for 8 hours, who is gone loses it after the first 60. */
    @Test
    void eightHoursOfLeases() throws InterruptedException {
        String kept = client.open("Faulty-v0", 1).getSessionId();
        String gone = client.open("Faulty-v0", 1).getSessionId();
        assertTrue(client.once(kept, RawClient.reset(1)).hasReset());
        for (int i = 1; i <= 8 * 60 * 3; i++) {
            clock.addAndGet(Duration.ofSeconds(20).toNanos());
            if (i == 2) {
                assertEquals(2, server.openSessions());
            }
            assertEquals(List.of(), client.renew(kept));
        }
        awaitTrue(() -> server.openSessions() == 1 && environments.open.get() == 1);
        assertEquals(List.of(gone), client.renew(kept, gone));
        assertTrue(client.once(kept, RawClient.step(2, 0)).hasStep());
        assertError(ErrorCode.ERROR_CODE_UNKNOWN_SESSION, client.once(gone, RawClient.reset(1)), gone);
        clock.addAndGet(Duration.ofSeconds(61).toNanos());
        awaitTrue(() -> server.openSessions() == 0 && environments.open.get() == 0);
    }

    @Test
    void aLeaseMayBeShorterButNotLonger() {
        assertEquals(60, client.open("Faulty-v0", 1).getLeaseSeconds());
        OpenSessionReply shorter = client.calls()
                .openSession(
                        RawClient.request("Faulty-v0", 1).setLeaseSeconds(7).build());
        assertEquals(7, shorter.getLeaseSeconds());
        OpenSessionReply longer = client.calls()
                .openSession(
                        RawClient.request("Faulty-v0", 1).setLeaseSeconds(99).build());
        assertEquals(60, longer.getLeaseSeconds());
    }

    @Test
    void aSessionOutlivesItsStreamAndStepsNothingTwice() throws InterruptedException {
        String id = client.open("Faulty-v0", 1).getSessionId();
        RawClient.Stream first = client.new Stream();
        assertTrue(first.ask(RawClient.reset(1).setSessionId(id)).hasReset());
        DriveReply second = first.ask(RawClient.step(2, 0));
        DriveReply third = first.ask(RawClient.step(3, 0));
        RawClient.Stream next = client.new Stream();
        assertEquals(third, next.ask(RawClient.step(3, 0).setSessionId(id)));
        assertEquals(second, next.ask(RawClient.step(2, 0)));
        assertTrue(String.valueOf(first.end.poll(10, TimeUnit.SECONDS)).contains("taken this session over"));
        DriveReply fourth = client.once(id, RawClient.step(4, 0));
        assertEquals(3, fourth.getStep().getObservations(0).getValues().byteAt(0));
        assertTrue(String.valueOf(next.end.poll(10, TimeUnit.SECONDS)).contains("taken this session over"));
        for (int i = 5; i <= 8; i++) {
            assertTrue(client.once(id, RawClient.step(i, 0)).hasStep());
        }
        assertError(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, client.once(id, RawClient.step(4, 0)), "should be 9");
        assertTrue(client.once(id, RawClient.close(9)).hasClose());
        assertEquals(0, server.openSessions());
    }

    @Test
    void anEnvironmentThatRaisesIsNamedAndStaysOpen() {
        String id = client.open("Faulty-v0", 2).getSessionId();
        client.once(id, RawClient.reset(1));
        assertError(
                ErrorCode.ERROR_CODE_ENVIRONMENT_FAILED,
                client.once(id, RawClient.step(2, FaultyEnvironments.RAISE, 0)),
                "IllegalStateException",
                "the pole broke");
        assertTrue(client.once(id, RawClient.reset(3)).hasReset());
    }

    @Test
    void anEnvironmentThatGivesAWrongShapeIsNamed() {
        String id = client.open("Faulty-v0", 2).getSessionId();
        client.once(id, RawClient.reset(1));
        assertError(
                ErrorCode.ERROR_CODE_ENVIRONMENT_FAILED,
                client.once(id, RawClient.step(2, FaultyEnvironments.WRONG_SHAPE, 0)),
                "observations",
                "INT64 [2]",
                "INT64 [3]");
        assertError(
                ErrorCode.ERROR_CODE_ENVIRONMENT_FAILED,
                client.once(id, RawClient.step(3, FaultyEnvironments.WRONG_REWARDS, 0)),
                "3 rewards");
    }

    @Test
    void anInfoThatCannotBeSentIsTheEnvironmentsFailure() {
        String id = client.open("Faulty-v0", 2).getSessionId();
        client.once(id, RawClient.reset(1));
        assertError(
                ErrorCode.ERROR_CODE_ENVIRONMENT_FAILED,
                client.once(id, RawClient.step(2, FaultyEnvironments.UNSENDABLE, 0)),
                "step.infos.thing");
    }

    @Test
    void anEnvironmentThatHangsLosesItsSessionAndHoldsUpNobody() throws InterruptedException {
        String id = client.open("Faulty-v0", 1).getSessionId();
        String other = client.open("Faulty-v0", 1).getSessionId();
        RawClient.Stream stream = client.new Stream();
        stream.ask(RawClient.reset(1).setSessionId(id));
        DriveReply late = stream.ask(RawClient.step(2, FaultyEnvironments.HANG).setTimeLimitMs(100));
        assertError(ErrorCode.ERROR_CODE_DEADLINE_EXCEEDED, late, "100 ms");
        assertEquals(2, late.getSequence());
        assertEquals("completed", stream.end.poll(10, TimeUnit.SECONDS));
        assertError(ErrorCode.ERROR_CODE_UNKNOWN_SESSION, client.once(id, RawClient.step(3, 0)));
        assertTrue(client.once(other, RawClient.reset(1).setTimeLimitMs(5000)).hasReset());
        awaitTrue(() -> server.openSessions() == 1 && environments.open.get() == 1);
    }

    @Test
    void aDrainingServerOpensNothingAndLetsSessionsEnd() throws InterruptedException {
        String id = client.open("Faulty-v0", 1).getSessionId();
        HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(client.channel);
        HealthCheckRequest asked = HealthCheckRequest.newBuilder()
                .setService("keel.env.v1.Environments")
                .build();
        assertEquals(ServingStatus.SERVING, health.check(asked).getStatus());
        Thread draining = new Thread(() -> {
            try {
                server.drain(Duration.ofSeconds(20));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        draining.start();
        awaitTrue(() -> health.check(asked).getStatus() == ServingStatus.NOT_SERVING);
        awaitTrue(() -> client.open("Faulty-v0", 1).getError().getCode() == ErrorCode.ERROR_CODE_UNAVAILABLE);
        assertTrue(client.once(id, RawClient.reset(1)).hasReset());
        assertTrue(client.once(id, RawClient.close(2)).hasClose());
        draining.join(10_000);
        assertFalse(draining.isAlive());
    }

    @Test
    void everyStartHasItsOwnName() {
        HandshakeRequest hello = HandshakeRequest.newBuilder()
                .setProtocol(ProtocolVersion.newBuilder().setMajor(1).setMinor(1))
                .build();
        String name = client.calls().handshake(hello).getInstanceId();
        assertFalse(name.isEmpty());
        assertEquals(name, client.calls().handshake(hello).getInstanceId());
        stop();
        start();
        assertFalse(name.equals(client.calls().handshake(hello).getInstanceId()));
    }
}
