package keel.env.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.env.AutoresetMode;
import keel.env.EnvException;
import keel.env.EnvRequest;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.Suggestion;
import keel.env.v1.ElementType;
import keel.env.v1.MultiBinary;
import keel.env.v1.Space;
import keel.env.v1.Tensor;
import keel.env.v1.Value;
import keel.env.v1.ValueEntry;
import keel.env.v1.ValueList;
import keel.env.v1.ValueMap;
import org.junit.jupiter.api.Test;

/** Small messages that ask for much. */
class HostileMessagesTest {
    @Test
    void aTensorWithoutElementsMayNotHaveEndlessAxes() {
        Tensor message = Tensor.newBuilder()
                .setElementType(ElementType.ELEMENT_TYPE_FLOAT32)
                .addAllShape(List.of(Integer.MAX_VALUE, Integer.MAX_VALUE, 0))
                .build();
        RefusedException refusal =
                assertThrows(RefusedException.class, () -> TensorCodec.decode(message, "step.actions"));
        assertEquals(Reason.INVALID_ARGUMENT, refusal.reason());
        Tensor small = message.toBuilder().setShape(0, 9).setShape(1, 3).build();
        assertEquals(0, TensorCodec.decode(small, "step.actions").length());
    }

    /** 60,000 values under a key of 4 MiB: a path for each of them would be 240 GB of text. */
    @Test
    void longKeysAreNotRepeatedForEachValue() {
        ValueList.Builder values = ValueList.newBuilder();
        for (int i = 0; i < 60_000; i++) {
            values.addValues(Value.newBuilder().setInteger(i));
        }
        ValueMap map = ValueMap.newBuilder()
                .addEntries(ValueEntry.newBuilder()
                        .setKey("k".repeat(4 << 20))
                        .setValue(Value.newBuilder().setList(values)))
                .build();
        Map<String, Object> decoded =
                assertTimeoutPreemptively(Duration.ofSeconds(5), () -> ValueCodec.decode(map, "reset.options"));
        assertEquals(4 << 20, decoded.keySet().iterator().next().length());
    }

    @Test
    void endlessNamesResembleNothing() {
        String suggestion = assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> Suggestion.of("x".repeat(32 << 20), List.of("y".repeat(100))));
        assertEquals("", suggestion);
    }

    @Test
    void aSpaceThatNoMessageHoldsIsRefusedAndItsSessionClosed() throws IOException, InterruptedException {
        Space space = Space.newBuilder()
                .setMultiBinary(MultiBinary.newBuilder().addShape(1 << 30))
                .build();
        assertClosed(space, Reason.LIMIT_EXCEEDED);
        assertClosed(Space.getDefaultInstance(), Reason.UNSUPPORTED);
    }

    private static void assertClosed(Space space, Reason reason) throws IOException, InterruptedException {
        try (OddServer server = new OddServer(space, (session, request) -> Optional.empty());
                EnvironmentClient client = EnvironmentClient.connect(ConnectionOptions.to(server.address()))) {
            EnvRequest request = new EnvRequest("Huge-v0", Map.of(), 1, AutoresetMode.SAME_STEP);
            RefusedException refusal = assertThrows(RefusedException.class, () -> client.open(request));
            assertEquals(reason, refusal.reason());
            assertEquals(List.of("1"), server.closed());
            Thread.sleep(600);
            assertTrue(server.renewed().isEmpty(), "nobody has this session");
        }
    }

    /** 192.0.2.1 is an address of nobody. */
    @Test
    void aTokenDoesNotTravelInTheClear() {
        assertThrows(
                EnvException.class,
                () -> ConnectionOptions.to("192.0.2.1:50051").withToken("secret"));
        assertEquals(
                Optional.of("secret"),
                ConnectionOptions.to("tls:192.0.2.1:50051").withToken("secret").token());
        assertEquals(
                Optional.of("secret"),
                ConnectionOptions.to("127.0.0.1:50051").withToken("secret").token());
    }
}
