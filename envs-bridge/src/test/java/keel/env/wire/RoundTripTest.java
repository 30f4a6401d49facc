package keel.env.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.InvalidProtocolBufferException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import keel.env.Batch;
import keel.env.Discrete;
import keel.env.ElementType;
import keel.env.EnvSpec;
import keel.env.Infos;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.ResetRequest;
import keel.env.Space;
import keel.env.Tensor;
import keel.env.Tuple;
import keel.env.Value;
import keel.env.VectorStep;
import keel.env.v1.StepReply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is encoded, sent as bytes and decoded is what it was. */
class RoundTripTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void spacesAndBatchesOfThem(long seed) throws InvalidProtocolBufferException {
        RandomSpaces random = new RandomSpaces(seed);
        for (int i = 0; i < 100; i++) {
            Space space = random.space(4);
            byte[] bytes = SpaceCodec.encode(space, "s").toByteArray();
            assertEquals(space, SpaceCodec.decode(keel.env.v1.Space.parseFrom(bytes), "s"));

            int lanes = 1 + i % 3;
            List<Value> values = new ArrayList<>();
            for (int lane = 0; lane < lanes; lane++) {
                values.add(random.value(space));
            }
            Batch batch = Batch.pack(space, values);
            StepReply sent = StepReply.parseFrom(StepReply.newBuilder()
                    .addAllObservations(BatchCodec.encode(batch))
                    .build()
                    .toByteArray());
            Batch received = BatchCodec.decode(sent.getObservationsList(), "o").check(space, lanes, "o");
            assertEquals(batch, received);
            assertEquals(values, received.unpack(space, lanes));
        }
    }

    @Test
    void aBatchOfTheSameShapesComesIntoTheSameArrays() {
        Batch first = Batch.of(Tensor.of(new float[] {1, 2}, 2), Tensor.of(new long[] {3}, 1));
        Batch second = Batch.of(Tensor.of(new float[] {4, 5}, 2), Tensor.of(new long[] {6}, 1));
        Batch third = Batch.of(Tensor.of(new float[] {7}, 1), Tensor.of(new long[] {8}, 1));
        Batch live = BatchCodec.decode(BatchCodec.encode(first), "o");
        assertSame(live, BatchCodec.decode(BatchCodec.encode(second), live, "o"));
        assertEquals(second, live);
        Batch resized = BatchCodec.decode(BatchCodec.encode(third), live, "o");
        assertEquals(third, resized);
        assertSame(live.leaves().get(1), resized.leaves().get(1));
    }

    /** Field 1 varint FLOAT32 = 11, field 2 packed [2], field 3 the floats 1 and -2, little-endian. */
    @Test
    void aTensorHasTheseBytes() {
        Tensor tensor = Tensor.of(new float[] {1, -2}, 2);
        assertEquals(
                "080b" + "120102" + "1a08" + "0000803f" + "000000c0",
                HexFormat.of().formatHex(TensorCodec.encode(tensor).toByteArray()));
    }

    /** Field 2 (Discrete) of 4 bytes: n = 5 in field 1, start = 3 in field 2. */
    @Test
    void aDiscreteHasTheseBytes() {
        assertEquals(
                "1204" + "0805" + "1003",
                HexFormat.of()
                        .formatHex(SpaceCodec.encode(new Discrete(5, 3), "s").toByteArray()));
    }

    private static Map<String, Object> everything() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("z", true);
        values.put("whole", Long.MIN_VALUE);
        values.put("big", BigInteger.ONE.shiftLeft(500).negate());
        values.put("nan", Double.NaN);
        values.put("infinite", Double.NEGATIVE_INFINITY);
        values.put("text", "ä😀");
        values.put("none", Infos.Nothing.NOTHING);
        values.put("tensor", Tensor.of(ElementType.FLOAT16, new short[] {(short) 0x7e01}, 1));
        values.put("list", List.of(1L, List.of(), Map.of("a", 2.5)));
        return values;
    }

    @Test
    void valuesWithoutASpace() throws InvalidProtocolBufferException {
        byte[] bytes = ValueCodec.encode(everything(), "arguments").toByteArray();
        Map<String, Object> back = ValueCodec.decode(keel.env.v1.ValueMap.parseFrom(bytes), "arguments");
        assertEquals(everything(), back);
        assertEquals(List.copyOf(everything().keySet()), List.copyOf(back.keySet()));
    }

    @Test
    void whatIsNestedTooDeepIsRefused() {
        Object value = 1L;
        Space space = new Discrete(2, 0);
        for (int depth = 1; depth < Depth.MOST; depth++) {
            value = List.of(value);
            space = new Tuple(List.of(space));
        }
        assertEquals(value, ValueCodec.decode(ValueCodec.encode(value, "v"), "v"));
        assertEquals(space, SpaceCodec.decode(SpaceCodec.encode(space, "s"), "s"));
        Object deepValue = List.of(value);
        Space deepSpace = new Tuple(List.of(space));
        refused(Reason.LIMIT_EXCEEDED, "v" + "[0]".repeat(Depth.MOST), () -> ValueCodec.encode(deepValue, "v"));
        refused(Reason.LIMIT_EXCEEDED, "s", () -> SpaceCodec.encode(deepSpace, "s"));
    }

    private static void refused(Reason reason, String field, Runnable call) {
        RefusedException refusal = assertThrows(RefusedException.class, call::run);
        assertEquals(reason, refusal.reason(), refusal.getMessage());
        assertEquals(field, refusal.field().orElse(""));
    }

    @Test
    void infosWithMasks() {
        boolean[] one = {true, false};
        Map<String, Infos.Column> columns = new LinkedHashMap<>();
        columns.put("prob", new Infos.Numbers(one, Tensor.of(new double[] {0.5, 0}, 2)));
        columns.put("name", new Infos.Objects(one, List.of("x", Infos.Nothing.NOTHING)));
        columns.put(
                "episode",
                new Infos.Nested(one, new Infos(Map.of("r", Infos.everywhere(Tensor.of(new long[] {1, 2}, 2))))));
        Infos infos = new Infos(columns);
        Infos back = InfosCodec.decode(InfosCodec.encode(infos, "i"), 2, "i");
        assertEquals(
                List.copyOf(infos.columns().keySet()),
                List.copyOf(back.columns().keySet()));
        assertEquals(Map.of("prob", 0.5, "name", "x", "episode", Map.of("r", 1L)), back.lane(0));
        assertEquals(Map.of(), back.lane(1));
        refused(
                Reason.INVALID_ARGUMENT,
                "i.prob.present",
                () -> InfosCodec.decode(InfosCodec.encode(infos, "i"), 3, "i"));
    }

    @Test
    void resets() {
        ResetRequest small =
                ResetRequest.seeded(1, Long.MAX_VALUE).only(true, false).with(Map.of("low", -0.5));
        ResetRequest back = ResetCodec.decode(ResetCodec.encode(small));
        assertEquals(small.seeds(), back.seeds());
        assertArrayEquals(small.lanes(), back.lanes());
        assertEquals(small.options(), back.options());
        assertEquals(2, ResetCodec.encode(small).getSeedsCount());
        ResetRequest big = new ResetRequest(
                List.of(
                        Optional.of(BigInteger.ONE.shiftLeft(64)),
                        Optional.empty(),
                        Optional.of(BigInteger.ZERO),
                        Optional.of(BigInteger.valueOf(0x80ff))),
                new boolean[0],
                Map.of());
        keel.env.v1.Reset message = ResetCodec.encode(big);
        assertEquals("ff80", HexFormat.of().formatHex(message.getBigSeeds(3).toByteArray()));
        assertEquals(big.seeds(), ResetCodec.decode(message).seeds());
    }

    @Test
    void steps() {
        VectorStep step = new VectorStep(
                Batch.of(Tensor.of(new long[] {1, 2}, 2)),
                new double[] {0.1, Double.NaN},
                new boolean[] {true, false},
                new boolean[] {false, true},
                Batch.of(Tensor.of(new long[] {3, 0}, 2)),
                new Infos(Map.of("n", Infos.everywhere(Tensor.of(new long[] {4, 5}, 2)))),
                Infos.NONE);
        StepCodec codec = new StepCodec(new Discrete(9, 0));
        VectorStep back = codec.decode(StepCodec.encode(step).build(), 2);
        assertEquals(step.observations(), back.observations());
        assertArrayEquals(step.rewards(), back.rewards());
        assertArrayEquals(step.terminated(), back.terminated());
        assertArrayEquals(step.truncated(), back.truncated());
        assertEquals(step.finalObservations(), back.finalObservations());
        assertEquals(Map.of("n", 5L), back.infos().lane(1));
        VectorStep again = codec.decode(StepCodec.encode(step).build(), 2);
        assertSame(back.observations(), again.observations());
        assertSame(back.rewards(), again.rewards());
        refused(
                Reason.INVALID_ARGUMENT,
                "step.observations",
                () -> codec.decode(StepCodec.encode(step).build(), 3));
    }

    @Test
    void specs() {
        EnvSpec full = new EnvSpec(
                "A-v0",
                OptionalLong.of(0),
                OptionalDouble.of(-1.5),
                true,
                List.of("a", "b"),
                List.of("rgb_array"),
                OptionalDouble.of(50));
        assertEquals(full, SpecCodec.decode(SpecCodec.encode(full)));
        assertEquals(EnvSpec.of("B"), SpecCodec.decode(SpecCodec.encode(EnvSpec.of("B"))));
    }
}
