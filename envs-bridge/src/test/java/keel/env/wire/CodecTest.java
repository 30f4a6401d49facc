package keel.env.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.util.Map;
import java.util.OptionalInt;
import keel.env.AutoresetMode;
import keel.env.Box;
import keel.env.Discrete;
import keel.env.ElementType;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.Space;
import keel.env.Tensor;
import keel.env.v1.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CodecTest {
    private static keel.env.v1.Tensor.Builder message(keel.env.v1.ElementType type, int bytes, int... shape) {
        keel.env.v1.Tensor.Builder message =
                keel.env.v1.Tensor.newBuilder().setElementType(type).setValues(ByteString.copyFrom(new byte[bytes]));
        for (int size : shape) {
            message.addShape(size);
        }
        return message;
    }

    @Test
    void floatsAreLittleEndianAndKeepEveryBit() {
        float[] values = {1f, -0f, Float.NaN, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, 0.1f};
        keel.env.v1.Tensor message = TensorCodec.encode(Tensor.of(values, 2, 3));
        assertEquals(
                ByteString.copyFrom(new byte[] {0, 0, (byte) 0x80, 0x3f}),
                message.getValues().substring(0, 4));
        Tensor decoded = TensorCodec.decode(message, "t");
        assertArrayEquals(new int[] {2, 3}, decoded.shape());
        assertArrayEquals(values, decoded.floats());
        Tensor target = Tensor.of(new float[6], 2, 3);
        TensorCodec.decodeInto(message, target, "t");
        assertArrayEquals(values, target.floats());
    }

    @Test
    void everyElementTypeComesBack() {
        assertArrayEquals(
                new double[] {Math.PI},
                back(Tensor.of(new double[] {Math.PI}, 1)).doubles());
        assertArrayEquals(
                new long[] {Long.MIN_VALUE, 5},
                back(Tensor.of(new long[] {Long.MIN_VALUE, 5}, 2)).longs());
        assertArrayEquals(new int[] {-7}, back(Tensor.of(new int[] {-7})).ints());
        for (ElementType type : new ElementType[] {ElementType.BOOL, ElementType.INT8, ElementType.UINT8}) {
            Tensor tensor = back(Tensor.of(type, new byte[] {0, 1}, 2));
            assertEquals(type, tensor.elementType());
            assertArrayEquals(new byte[] {0, 1}, tensor.bytes());
        }
        assertEquals(0, back(Tensor.of(new float[0], 3, 0)).length());
    }

    private static Tensor back(Tensor tensor) {
        return TensorCodec.decode(TensorCodec.encode(tensor), "t");
    }

    @Test
    void tensorsThatLieAreRefusedByField() {
        keel.env.v1.ElementType f4 = keel.env.v1.ElementType.ELEMENT_TYPE_FLOAT32;
        badTensor(Reason.INVALID_ARGUMENT, message(f4, 7, 2));
        badTensor(Reason.INVALID_ARGUMENT, message(f4, 8, 3));
        badTensor(Reason.INVALID_ARGUMENT, message(f4, 0, -1));
        badTensor(Reason.INVALID_ARGUMENT, message(f4, 0, -1, 0));
        badTensor(Reason.INVALID_ARGUMENT, message(f4, 4, 1 << 30, 1 << 30, 1 << 30, 1 << 30));
        badTensor(Reason.INVALID_ARGUMENT, message(f4, 4, new int[33]));
        badTensor(Reason.INVALID_ARGUMENT, keel.env.v1.Tensor.newBuilder());
        badTensor(
                Reason.INVALID_ARGUMENT,
                message(keel.env.v1.ElementType.ELEMENT_TYPE_BOOL, 0, 1)
                        .setValues(ByteString.copyFrom(new byte[] {2})));
        badTensor(Reason.INVALID_ARGUMENT, message(f4, 4, 1).setElementTypeValue(99));
    }

    private static void badTensor(Reason reason, keel.env.v1.Tensor.Builder message) {
        RefusedException refusal =
                assertThrows(RefusedException.class, () -> TensorCodec.decode(message.build(), "step.actions"));
        assertEquals(reason, refusal.reason(), refusal.getMessage());
        assertEquals("step.actions", refusal.field().orElseThrow());
    }

    @Test
    void spacesComeBack() {
        assertEquals(new Discrete(5, -2), SpaceCodec.decode(SpaceCodec.encode(new Discrete(5, -2), "s"), "s"));
        Space box = SpaceCodec.decode(
                SpaceCodec.encode(
                        new Box(
                                Tensor.of(new float[] {-1, Float.NEGATIVE_INFINITY}, 2),
                                Tensor.of(new float[] {1, 2}, 2)),
                        "s"),
                "s");
        assertArrayEquals(
                new float[] {-1, Float.NEGATIVE_INFINITY}, ((Box) box).low().floats());
        assertArrayEquals(new float[] {1, 2}, ((Box) box).high().floats());
        RefusedException refusal = assertThrows(
                RefusedException.class,
                () -> SpaceCodec.decode(keel.env.v1.Space.getDefaultInstance(), "action_space"));
        assertEquals(Reason.UNSUPPORTED, refusal.reason());
    }

    @Test
    void everyRefusalComesBack() {
        for (Reason reason : Reason.values()) {
            RefusedException back = ErrorCodec.decode(
                    ErrorCodec.encode(RefusedException.inLane(reason, 0, "step.actions", "what, why, how")));
            assertEquals(reason, back.reason());
            assertEquals(OptionalInt.of(0), back.lane());
            assertEquals("step.actions", back.field().orElseThrow());
            assertEquals("what, why, how", back.getMessage());
            assertTrue(ErrorCodec.decode(ErrorCodec.encode(RefusedException.of(reason, "m")))
                    .lane()
                    .isEmpty());
        }
        assertEquals(
                ErrorCode.ERROR_CODE_ENVIRONMENT_FAILED,
                ErrorCodec.encode(new IllegalStateException("boom")).getCode());
    }

    @Test
    void argumentsComeBack() {
        Map<String, Object> arguments = Map.of("a", true, "b", 3L, "c", 0.5, "d", "text");
        assertEquals(arguments, OpenCodec.decode(OpenCodec.encode(arguments)));
        assertEquals(Map.of("b", 3L), OpenCodec.decode(OpenCodec.encode(Map.of("b", 3))));
        assertThrows(RefusedException.class, () -> OpenCodec.encode(Map.of("a", new Object())));
    }

    @ParameterizedTest
    @EnumSource(AutoresetMode.class)
    void autoresetModesComeBack(AutoresetMode mode) {
        assertEquals(mode, OpenCodec.decode(OpenCodec.encode(mode)));
    }

    @Test
    void addressesAreReadStrictly() {
        assertEquals(new HostPort("::1", 50051), HostPort.parse("[::1]:50051"));
        assertEquals("[::1]:50051", HostPort.parse("[::1]:50051").toString());
        assertEquals("localhost:1", HostPort.parse("localhost:1").toString());
        for (String bad : new String[] {"", ":1", "x", "x:", "x:y", "x:-1", "x:65536", "::1:5"}) {
            assertThrows(keel.env.EnvException.class, () -> HostPort.parse(bad), bad);
        }
        assertFalse(HostPort.parse("a:0").toString().isEmpty());
    }
}
