package keel.experiments.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import keel.training.InvalidConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisGrammarTest {
    private static List<Double> numbers(String text) {
        return assertInstanceOf(Axis.Values.class, AxisGrammar.parse(text)).values().stream()
                .map(value -> value.doubleValue())
                .toList();
    }

    @Test
    void listsAndGridsAndBothTogether() {
        assertEquals(List.of(1e-4, 3e-4, 5.0), numbers("rates.q=1e-4, 3e-4,5"));
        assertEquals(List.of(1e-4, 1e-3, 1e-2, 1e-1), numbers("rates.q=1e-4..1e-1:log4"));
        assertEquals(List.of(0.0, 0.25, 0.5, 0.75, 1.0), numbers("a2c.gae-lambda=0..1:lin5"));
        assertEquals(List.of(5.0, 10.0, 15.0, 20.0), numbers("a2c.rollout-steps=5..20:lin4"));
        assertEquals(List.of(0.0, 1e-5, 1e-4, 1e-3), numbers("rates.q=0,1e-5..1e-3:log3"));
        assertEquals(List.of(-1.0, 0.0, 1.0), numbers("x=-1..1:lin3"));
    }

    /** √10 ≈ 3.16227766017, to ten digits; so that grids with common values have common settings. */
    @Test
    void gridsAreWrittenWithTenDigitsAndNestIntoEachOther() {
        assertEquals(3.16227766e-4, numbers("rates.q=1e-4..1e-3:log3").get(1));
        assertTrue(numbers("rates.q=1e-5..1e-1:log9").containsAll(numbers("rates.q=1e-4..1e-2:log5")));
    }

    @Test
    void gridsRiseFromTheirLowEndToTheirHighEnd() {
        for (int count = 2; count < 40; count++) {
            for (String spacing : List.of("log", "lin")) {
                List<Double> grid = numbers("rates.q=3e-6..7e-2:%s%d".formatted(spacing, count));
                assertEquals(count, grid.size());
                assertEquals(3e-6, grid.get(0));
                assertEquals(7e-2, grid.get(count - 1));
                for (int i = 1; i < count; i++) {
                    assertTrue(grid.get(i) > grid.get(i - 1));
                }
            }
        }
    }

    @Test
    void mappingsAndListsAndQuotationsKeepTheirCommas() {
        Axis.Values axis = assertInstanceOf(
                Axis.Values.class, AxisGrammar.parse("rates.q={type: linear, start: 1e-3, end: 0, updates: 5},7e-4"));
        assertEquals(2, axis.values().size());
        assertEquals(1e-3, axis.values().get(0).get("start").doubleValue());
        assertEquals(List.of("[64, 64]", "[32]"), AxisGrammar.split("[64, 64],[32]"));
        assertEquals(List.of("'a,b'", "\"c,{\"", "d"), AxisGrammar.split("'a,b',\"c,{\",d"));
    }

    @Test
    void ratiosAndShapes() {
        assertEquals(
                new Axis.Ratio(
                        "rates.critic=ratio(rates.actor):1,3,10",
                        "rates.critic",
                        "rates.actor",
                        List.of(1.0, 3.0, 10.0)),
                AxisGrammar.parse("rates.critic=ratio(rates.actor):1,3,10"));
        Axis grid = AxisGrammar.parse("rates.critic=ratio(rates.actor):0.1..10:log3");
        assertEquals(List.of("0.1x", "1x", "10x"), grid.labels());
        Axis shapes = AxisGrammar.parse("rates.actor.type=constant,cosine");
        assertEquals("rates.actor", assertInstanceOf(Axis.Shapes.class, shapes).rate());
        assertInstanceOf(Axis.Values.class, AxisGrammar.parse("optimizers.q.type=adam,sgd"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rates.q | expected dotted.key=values",
                "=1,2 | expected dotted.key=values",
                "rates..q=1 | expected dotted.key=values",
                "rates.q=1,,2 | a value is missing",
                "rates.q= | a value is missing",
                "rates.q=1e-3,0.001 | stands twice",
                "rates.q=1e-4..1e-1 | does not say how many values",
                "rates.q=1e-1..1e-4:log5 | from a smaller number to a larger",
                "rates.q=1e-4..1e-1:log1 | between 2 and",
                "rates.q=0..1:log3 | must begin above 0",
                "rates.q={type: linear | not valid YAML",
                "rates.critic=ratio(rates.actor) | expected rates.critic=ratio(other.key):factors",
                "rates.critic=ratio():1 | expected rates.critic=ratio(other.key):factors",
                "rates.critic=ratio(rates.actor):1,-3 | -3 is no factor",
                "rates.critic=ratio(rates.actor):fast | is no factor",
                "rates.critic=ratio(rates.actor):1e999 | is no factor",
                "rates.q.type=cosin | Did you mean 'cosine'?"
            })
    void whatCannotBeMeantIsNamed(String text, String message) {
        InvalidConfigException e = assertThrows(InvalidConfigException.class, () -> AxisGrammar.parse(text));
        assertTrue(e.getMessage().contains(message) && e.getMessage().contains("--vary " + text), e.getMessage());
    }
}
