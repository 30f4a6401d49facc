package keel.experiments.stability.rate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import keel.experiments.report.Comparison;
import keel.experiments.run.MadeRun;
import keel.experiments.run.RunRecord;
import keel.experiments.stability.SettingRates;
import keel.experiments.stability.verdict.JudgedSetting;
import org.junit.jupiter.api.Test;

class RateViewsTest {
    private static final double[] GOOD = {10, 500, 500, 500, 500, 500};
    private static final double[] BAD = {10, 10, 10, 10, 10, 10};

    /** Actor's and critic's rates; good where the actor's is the smaller one. */
    private static List<JudgedSetting> grid() {
        List<RunRecord> runs = new ArrayList<>();
        for (double actor : new double[] {1e-4, 1e-3, 1e-2}) {
            for (double critic : new double[] {1e-3, 1e-2}) {
                for (int seed = 0; seed < 2; seed++) {
                    runs.add(MadeRun.of("cartpole-a2c", seed, "rates.actor=" + actor, "rates.critic=" + critic)
                            .scores(actor < critic ? GOOD : BAD)
                            .completed());
                }
            }
        }
        return Comparison.of(runs).settings();
    }

    @Test
    void everyLineVariesOneRateAndHoldsTheOther() {
        List<RateLine> lines = RateLine.all(grid());
        assertEquals(
                List.of(
                        "actor at critic 1e-3",
                        "actor at critic 1e-2",
                        "critic at actor 1e-4",
                        "critic at actor 1e-3",
                        "critic at actor 1e-2"),
                lines.stream()
                        .map(line -> line.network() + " at " + line.name())
                        .toList());
        assertArrayEquals(new double[] {1e-4, 1e-3, 1e-2}, lines.get(0).rates());
        // At 1e-3 only 1e-4 is good: half a decade beyond it, and open below.
        StableWidth narrow = lines.get(0).width().orElseThrow();
        assertEquals(0.5, narrow.width(), 1e-12);
        assertTrue(narrow.openBelow());
        assertEquals(1.5, lines.get(1).width().orElseThrow().width(), 1e-12);
        assertEquals(Optional.empty(), lines.get(4).width());
    }

    @Test
    void aPlaneHasItsSettingsAtTheirRates() {
        List<RatePlane> planes = RatePlane.all(grid());
        assertEquals(1, planes.size());
        RatePlane plane = planes.get(0);
        assertArrayEquals(new double[] {1e-4, 1e-3, 1e-2}, plane.xRates());
        assertArrayEquals(new double[] {1e-3, 1e-2}, plane.yRates());
        assertEquals(
                Map.of("actor", 1e-3, "critic", 1e-2),
                plane.at(1, 1).orElseThrow().rates().highest());
    }

    @Test
    void distancesAreInDecadesOfTheRatesBothHave() {
        SettingRates one = new SettingRates(new TreeMap<>(Map.of("actor", 1e-3, "critic", 1e-2)));
        SettingRates other = new SettingRates(new TreeMap<>(Map.of("actor", 1e-6, "critic", 1e-6)));
        assertEquals(5, one.decadesTo(other), 1e-9);
        assertEquals(Double.POSITIVE_INFINITY, one.decadesTo(new SettingRates(new TreeMap<>(Map.of("q", 1.0)))));
    }

    @Test
    void rateTextsAreShort() {
        assertEquals("1e-3", SettingRates.text(1e-3));
        assertEquals("5.62e-4", SettingRates.text(5.623413252e-4));
        assertEquals("2.5e-1", SettingRates.text(0.25));
        assertEquals("1e1", SettingRates.text(10));
        assertEquals("0", SettingRates.text(0));
    }

    private static List<JudgedSetting> settings(String[]... assignments) {
        List<RunRecord> runs = new ArrayList<>();
        for (String[] some : assignments) {
            runs.add(MadeRun.of(some[0], 0, Arrays.copyOfRange(some, 1, some.length))
                    .scores(GOOD)
                    .completed());
        }
        return Comparison.of(runs).settings();
    }

    @Test
    void settingsOfOtherPeriodsOrEndsAreOfOtherShapes() {
        List<String> shapes = settings(
                        new String[] {
                            "cartpole-a2c", "rates.actor={type: triangular, low: 1e-4, high: 1e-2, period: 100}"
                        },
                        new String[] {
                            "cartpole-a2c", "rates.actor={type: triangular, low: 1e-5, high: 1e-3, period: 100}"
                        },
                        new String[] {
                            "cartpole-a2c", "rates.actor={type: triangular, low: 1e-4, high: 1e-2, period: 130}"
                        },
                        new String[] {"cartpole-a2c", "rates.actor=1e-2"},
                        new String[] {"cartpole-a2c", "rates.actor=0"})
                .stream()
                .map(setting -> SettingRates.shape(setting.summary().runs().get(0)))
                .toList();
        assertEquals(3, shapes.stream().distinct().count());
    }

    /** SAC has three rates: a plane for each temperature, and none mixes two of them. */
    @Test
    void aThirdRateIsHeldInEveryPlane() {
        List<String[]> all = new ArrayList<>();
        for (String actor : List.of("1e-4", "1e-3")) {
            for (String critic : List.of("1e-4", "1e-3")) {
                for (String temperature : List.of("1e-4", "1e-3")) {
                    all.add(new String[] {
                        "pendulum-sac",
                        "rates.actor=" + actor,
                        "rates.critic=" + critic,
                        "rates.temperature=" + temperature
                    });
                }
            }
        }
        List<RatePlane> planes = RatePlane.all(settings(all.toArray(String[][]::new)));
        assertEquals(6, planes.size());
        assertEquals("temperature 1e-4", planes.get(0).name());
        planes.forEach(plane -> assertEquals(4, plane.settings().size()));
    }

    /** A frozen network has no place on an axis of logarithms, and the line goes on without it. */
    @Test
    void aRateOfZeroIsOnNoLine() {
        List<RateLine> lines = RateLine.all(settings(
                new String[] {"cartpole-a2c", "rates.actor=0", "rates.critic=1e-3"},
                new String[] {"cartpole-a2c", "rates.actor=1e-3", "rates.critic=1e-3"},
                new String[] {"cartpole-a2c", "rates.actor=1e-2", "rates.critic=1e-3"}));
        assertArrayEquals(new double[] {1e-3, 1e-2}, lines.get(0).rates());
        assertEquals(1, lines.get(0).width().orElseThrow().width(), 1e-12);
    }

    /** A triangle from 0 to 1 of period 1,000 updates, evaluated every 100: high scores at its trough, low ones at its peak. */
    @Test
    void scoresByPhaseKnowTroughAndPeak() {
        List<RunRecord> runs = new ArrayList<>();
        for (int seed = 0; seed < 3; seed++) {
            MadeRun run = MadeRun.of(
                    "cartpole-a2c",
                    seed,
                    "length.env-steps=400000",
                    "rates.actor={type: triangular, low: 1e-4, high: 1e-2, period: 1000}",
                    "rates.critic=1e-3");
            for (int update = 0; update < 10_000; update += 100) {
                int sinceTrough = Math.min(update % 1000, 1000 - update % 1000);
                run.record(update, 40L * update, Map.of("eval/return", 500.0 - sinceTrough + seed));
            }
            runs.add(run.completed());
        }
        CyclePhases phases = CyclePhases.of(runs).orElseThrow();
        assertEquals("actor", phases.network());
        assertEquals(1000, phases.period());
        assertEquals(0, phases.trough());
        assertEquals(4, phases.peak());
        // Of the updates 0, 100, ..., 900 bin 0 holds 0 alone and bin 4 holds 500: 500 and 0, plus the mean seed of 1.
        assertEquals(501, phases.score().get(0).mean(), 1e-9);
        assertEquals(1, phases.score().get(4).mean(), 1e-9);
        assertEquals(3, phases.score().get(0).n());
        // Up to the peak the score falls by 100 from one evaluation to the next, and then it rises.
        assertEquals(100, phases.drop().get(4).mean(), 1e-9);
        assertEquals(0, phases.drop().get(0).mean(), 1e-9);
    }

    @Test
    void aConstantRateHasNoPhases() {
        assertEquals(
                Optional.empty(),
                CyclePhases.of(List.of(MadeRun.of("cartpole-a2c", 0, "rates.actor=1e-3", "rates.critic=1e-3")
                        .scores(GOOD)
                        .completed())));
    }

    private static AppliedRates actor(RunRecord run) {
        return AppliedRates.of(List.of(run)).get(0);
    }

    /** A line from 1e-3 to 0 over 100 updates has 7.5e-4 at update 25. */
    @Test
    void appliedRatesAreComparedWithTheSchedule() {
        MadeRun run = MadeRun.of("cartpole-a2c", 0, "rates.actor={type: linear, start: 1e-3, end: 0, updates: 100}")
                .record(0, 40, Map.of("rate/actor", 1e-3))
                .record(25, 1040, Map.of("rate/actor", 7.5e-4));
        AppliedRates right = actor(run.completed());
        assertEquals(2, right.records());
        assertEquals(2, right.equal());
        AppliedRates wrong =
                actor(run.record(50, 2040, Map.of("rate/actor", 6e-4)).completed());
        assertEquals(3, wrong.records());
        assertEquals(2, wrong.equal());
        assertEquals(
                "seed 0 applied 6.0E-4 at update 50, where 5.0E-4 was configured",
                wrong.firstOther().orElseThrow());
    }

    @Test
    void aControllersFactorBelongsToTheConfiguredRate() {
        RunRecord run = MadeRun.of("cartpole-a2c", 0, "rates.actor=1e-3")
                .record(0, 40, Map.of("rate/actor", 5e-4, "controller_factor/actor", 0.5))
                .completed();
        assertEquals(1, actor(run).equal());
    }

    /** With three updates an iteration, iteration 2 may have applied those of updates 6, 7 and 8. */
    @Test
    void anIterationMayHaveSeveralUpdatesOfAPlayer() {
        String schedule = "rates.discriminator={type: linear, start: 1, end: 0, updates: 10}";
        for (double rate : new double[] {0.4, 0.3, 0.2}) {
            RunRecord run = MadeRun.of("ring-gan", 0, "gan.updates.discriminator=3", schedule)
                    .record(2, 0, Map.of("rate/discriminator", rate))
                    .completed();
            assertEquals(1, actor(run).equal(), "rate " + rate);
        }
        RunRecord run = MadeRun.of("ring-gan", 0, "gan.updates.discriminator=3", schedule)
                .record(2, 0, Map.of("rate/discriminator", 0.5))
                .completed();
        assertEquals(0, actor(run).equal());
    }
}
