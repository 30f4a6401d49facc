package keel.env;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.env.RefusedException.Reason;
import org.junit.jupiter.api.Test;

/** What lanes tell, and what a reset asks for. */
class InfosTest {
    @Test
    void aLaneHasTheKeysThatItsMasksSay() {
        boolean[] both = {true, true};
        boolean[] second = {false, true};
        Map<String, Infos.Column> columns = new LinkedHashMap<>();
        columns.put("prob", new Infos.Numbers(both, Tensor.of(new double[] {0.5, 1}, 2)));
        columns.put("lives", new Infos.Numbers(second, Tensor.of(new long[] {0, 3}, 2)));
        columns.put("mask", new Infos.Numbers(both, Tensor.of(ElementType.INT8, new byte[] {0, 1, 1, 1}, 2, 2)));
        columns.put("note", new Infos.Objects(second, List.of(Infos.Nothing.NOTHING, "end")));
        columns.put(
                "episode",
                new Infos.Nested(
                        second,
                        new Infos(Map.of(
                                "won", new Infos.Numbers(second, Tensor.of(ElementType.BOOL, new byte[] {0, 1}, 2))))));
        Infos infos = new Infos(columns);
        assertEquals(Map.of("prob", 0.5, "mask", Tensor.of(ElementType.INT8, new byte[] {0, 1}, 2)), infos.lane(0));
        assertEquals(
                Map.of(
                        "prob",
                        1.0,
                        "lives",
                        3L,
                        "mask",
                        Tensor.of(ElementType.INT8, new byte[] {1, 1}, 2),
                        "note",
                        "end",
                        "episode",
                        Map.of("won", true)),
                infos.lane(1));
        assertTrue(infos.column("lives").isPresent());
        assertTrue(Infos.NONE.isEmpty());
    }

    @Test
    void aResetIsCheckedAgainstItsLanes() {
        ResetRequest.seeded(1, 2).check(2, false);
        ResetRequest.ALL.only(true, false).check(2, true);
        ResetRequest.seeded(1, -5).only(true, false).check(2, true);
        refused(Reason.INVALID_ARGUMENT, "reset.seeds", ResetRequest.seeded(1), false);
        refused(Reason.INVALID_ARGUMENT, "reset.seeds", ResetRequest.seeded(1, -5), false);
        refused(Reason.INVALID_ARGUMENT, "reset.lanes", ResetRequest.ALL.only(true), true);
        refused(Reason.INVALID_ARGUMENT, "reset.lanes", ResetRequest.ALL.only(false, false), true);
        refused(Reason.FAILED_PRECONDITION, "reset.lanes", ResetRequest.ALL.only(true, false), false);
        assertThrows(RefusedException.class, ResetRequest.ALL::only);
    }

    private static void refused(Reason reason, String field, ResetRequest request, boolean started) {
        RefusedException refusal = assertThrows(RefusedException.class, () -> request.check(2, started));
        assertEquals(reason, refusal.reason());
        assertEquals(field, refusal.field().orElseThrow());
    }

    @Test
    void someLanesMayBeWithoutSeed() {
        BigInteger large = BigInteger.TWO.pow(200);
        ResetRequest request =
                new ResetRequest(List.of(Optional.of(large), Optional.empty()), new boolean[0], Map.of("low", 0.5));
        request.check(2, false);
        assertEquals(Optional.of(large), request.seed(0));
        assertEquals(Optional.empty(), request.seed(1));
        ResetRequest none = new ResetRequest(List.of(Optional.empty(), Optional.empty()), new boolean[0], Map.of());
        assertEquals(List.of(), none.seeds());
        assertTrue(request.allLanes() && request.resets(1));
    }
}
