package keel.env.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import keel.env.Arguments;
import keel.env.Batch;
import keel.env.Discrete;
import keel.env.ElementType;
import keel.env.EnvException;
import keel.env.Infos;
import keel.env.Space;
import keel.env.Tensor;
import keel.env.numpy.Pcg64;
import org.junit.jupiter.api.Test;

/** Types of infos that differ between steps and resets. */
class InfoColumnsTest {
    private static final Tensor REAL = Tensor.zeros(ElementType.FLOAT64);
    private static final Tensor WHOLE = Tensor.zeros(ElementType.INT64);

    @Test
    void theFirstLaneDecidesTheType() {
        Telling task = new Telling(Map.of("x", REAL), Map.of("x", WHOLE));
        InfoColumns columns = new InfoColumns(task, 3);
        columns.beginWithZeros();
        columns.write(task, 0, true);
        columns.write(task, 2, false);
        assertTrue(columns.ledByReset());
        assertEquals(Tensor.of(new long[] {7, 0, -1}, 3), shown(columns).values());
        assertArrayEquals(new boolean[] {true, false, true}, shown(columns).present());

        columns.begin();
        columns.write(task, 0, false);
        columns.write(task, 1, true);
        columns.write(task, 2, true);
        assertEquals(Tensor.of(new double[] {-1.75, 7, 7}, 3), shown(columns).values());
        assertArrayEquals(new boolean[] {true, true, true}, shown(columns).present());

        columns.beginWithZeros();
        columns.write(task, 1, false);
        assertEquals(Tensor.of(new double[] {0, -1.75, 0}, 3), shown(columns).values());
    }

    @Test
    void refusesTypesThatNumPyWouldNotCastSo() {
        Tensor mask = Tensor.zeros(ElementType.INT8);
        message("INT8", new Telling(Map.of("x", REAL), Map.of("x", mask)));
        message("[y]", new Telling(Map.of("x", REAL), Map.of("y", REAL)));
    }

    private static void message(String part, Task task) {
        EnvException failure = assertThrows(EnvException.class, () -> new InfoColumns(task, 1));
        assertTrue(failure.getMessage().contains(part), failure.getMessage());
    }

    private static Infos.Numbers shown(InfoColumns columns) {
        return (Infos.Numbers) columns.infos(columns.ledByReset()).column("x").orElseThrow();
    }

    /** Tells 7 where a whole number is asked for, and −1.75 where a real one is. */
    private record Telling(Map<String, Tensor> infoKeys, Map<String, Tensor> resetInfoKeys) implements Task {
        @Override
        public Space observationSpace() {
            return new Discrete(1, 0);
        }

        @Override
        public Space actionSpace() {
            return new Discrete(1, 0);
        }

        @Override
        public void reset(Pcg64 random, Arguments options) {}

        @Override
        public double step(Batch actions, int lane) {
            return 0;
        }

        @Override
        public boolean terminated() {
            return false;
        }

        @Override
        public void observe(Batch observations, int lane) {}

        @Override
        public void inform(String key, Tensor column, int lane) {
            if (column.elementType() == ElementType.INT64) {
                column.longs()[lane] = 7;
            } else {
                column.doubles()[lane] = -1.75;
            }
        }
    }
}
