package keel.experiments.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import keel.experiments.browser.BrowserExtension;
import keel.experiments.browser.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** The report's page as a researcher uses it: by mouse, by keyboard, in the dark, on paper, and when it is large. */
@ExtendWith(BrowserExtension.class)
class ReportPageTest {
    /** The chart of evaluation returns, whose curve of setting i rises from 20·i + 10 by 1 at each of 30 places. */
    private static final String RETURNS = "[data-figure=\"eval/return\"]";

    @TempDir
    private Path folder;

    private Path open(Page page, ObjectNode data) throws IOException {
        Path file = Files.writeString(folder.resolve("report.html"), ReportPage.of(data));
        page.open(file.toUri());
        return file;
    }

    private static Object count(Page page, String selector) {
        return page.evaluate("return document.querySelectorAll(arguments[0]).length", selector);
    }

    private static String text(Page page, String selector) {
        return String.valueOf(page.evaluate("return document.querySelector(arguments[0]).innerText", selector));
    }

    private static void type(Page page, String words) {
        page.click("#filter");
        page.press(Keys.chord(Keys.CONTROL, "a"), Keys.BACK_SPACE, words);
    }

    /** Brings the chart into view, which draws it. */
    private static void show(Page page, String figure) {
        page.evaluate(
                "document.querySelector(arguments[0]).scrollIntoView({behavior: 'instant', block: 'center'})", figure);
        page.waitUntil("document.querySelector('%s canvas')".formatted(figure));
    }

    /** The place of a value of x and y in a chart, as an offset from the middle of its plot. */
    private static void pointAt(Page page, String figure, int x, int y) {
        show(page, figure);
        List<?> offset = (List<?>) page.evaluate("""
                const { plot, u } = document.querySelector(arguments[0]).chart;
                const [box, over] = [plot.getBoundingClientRect(), u.over.getBoundingClientRect()];
                return [over.left - box.left - box.width / 2 + u.valToPos(arguments[1], "x"),
                        over.top - box.top - box.height / 2 + u.valToPos(arguments[2], "y")].map(Math.round);
                """, figure, x, y);
        page.pointAt(figure + " .plot", ((Number) offset.get(0)).intValue(), ((Number) offset.get(1)).intValue());
    }

    /** How many pixels of a chart's canvas are of a line's colour, given as its CSS variable; bands are too pale to count. */
    private static long pixels(Page page, String canvas, String variable) {
        return (Long) page.evaluate("""
                const canvas = document.querySelector(arguments[0]);
                const context = canvas.getContext("2d");
                const hex = getComputedStyle(document.documentElement).getPropertyValue(arguments[1]).trim();
                const wanted = [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16));
                const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
                let count = 0;
                for (let i = 0; i < data.length; i += 4) {
                  if (data[i + 3] > 100 && wanted.every((part, c) => Math.abs(data[i + c] - part) < 8)) count++;
                }
                return count;
                """, canvas, variable);
    }

    private static String overlay(String figure) {
        return figure + " canvas.over";
    }

    private static String canvas(String figure) {
        return figure + " canvas:not(.over)";
    }

    private static void assertHighlighted(Page page, int setting) {
        page.waitUntil("document.querySelector('tr[data-setting=\"%d\"].on')".formatted(setting));
        assertEquals(1L, count(page, "tr.on"), "rows");
        assertEquals(1L, count(page, ".chip.on"), "chips");
        assertEquals(2L, count(page, ".cell.on[data-setting='%d']".formatted(setting)), "cells of two maps");
        assertTrue(text(page, "#status").contains(FabricatedReport.VERDICTS.get(setting % 7)), text(page, "#status"));
        show(page, RETURNS);
        page.waitUntil("document.querySelector('%s').dataset.highlighted === '%d'".formatted(RETURNS, setting));
        assertTrue(
                pixels(page, overlay(RETURNS), "--series-" + setting % 8) > 200, "its line is drawn over the others");
    }

    @Test
    void opensFromDiskWithoutAnErrorOrARequest(Page page) throws IOException {
        Path file = open(page, FabricatedReport.ofGrid(3, 1));
        assertEquals("Keel: 3 settings", page.evaluate("return document.title"));
        assertEquals("Verdicts\nMaps\nScore against rate\nCurves\nHow these runs were made", text(page, "#contents"));
        show(page, RETURNS);
        assertEquals(List.of(), page.complaints());
        assertEquals(List.of(file.toUri().toString()), page.requests(), "it asked for more than itself");
    }

    @Test
    void pointingAtARowHighlightsItsSettingEverywhere(Page page) throws IOException {
        open(page, FabricatedReport.ofGrid(3, 1));
        show(page, RETURNS);
        assertEquals(0, pixels(page, overlay(RETURNS), "--series-1"));
        page.pointAt("tr[data-setting='1']");
        assertHighlighted(page, 1);
        assertTrue(text(page, "#status").contains("ring-gan rates.generator=3.2e-04 rates.discriminator=1.0e-04"));
    }

    @Test
    void pointingAtACellHighlightsItsSettingEverywhere(Page page) throws IOException {
        open(page, FabricatedReport.ofGrid(5, 5));
        page.pointAt("[data-figure=stable] .cell[data-setting='13']");
        assertHighlighted(page, 13);
    }

    @Test
    void pointingNearALineHighlightsItsSettingAndReadsItsValues(Page page) throws IOException {
        open(page, FabricatedReport.ofGrid(3, 1));
        pointAt(page, RETURNS, 20_000, 20 + 10 + 20 + 2);
        assertHighlighted(page, 1);
        String read = text(page, RETURNS + " .readout").replace("\n", " ");
        assertTrue(read.startsWith("environment steps 20,000"), read);
        assertTrue(read.contains("rates.generator=3.2e-04 50.00 [45.00, 55.00] n=5"), read);
    }

    @Test
    void fewerSeedsThanRunsAreSaidWhereTheyAreRead(Page page) throws IOException {
        open(page, FabricatedReport.ofGrid(3, 1));
        show(page, RETURNS);
        assertTrue(text(page, RETURNS + " .readout").contains("n=4 of 5"), text(page, RETURNS + " .readout"));
    }

    @Test
    void aPointOfARateViewStandsForItsOwnSetting(Page page) throws IOException {
        open(page, FabricatedReport.ofGrid(5, 5));
        show(page, "[data-figure=rate]");
        page.evaluate("document.querySelector('[data-figure=rate] .plot').focus()");
        page.press(Keys.ARROW_LEFT, Keys.ARROW_DOWN);
        // The fourth rate of the generator; the highest line is the last rate of the discriminator, the next the one
        // before.
        assertHighlighted(page, 3 * 5 + 3);
    }

    @Test
    void clickingPinsUntilEscape(Page page) throws IOException {
        open(page, FabricatedReport.ofGrid(3, 1));
        page.click("tr[data-setting='2']");
        page.pointAt("h1");
        assertHighlighted(page, 2);
        page.press(Keys.ESCAPE);
        page.waitUntil("!document.querySelector('.on')");
    }

    @Test
    void theKeyboardReachesARowPinsItAndLetsGo(Page page) throws IOException {
        open(page, FabricatedReport.ofGrid(3, 1));
        page.evaluate("document.querySelector('th:last-child button').focus()");
        page.press(Keys.TAB, Keys.ARROW_DOWN, Keys.ENTER);
        page.press(Keys.chord(Keys.SHIFT, Keys.TAB));
        assertHighlighted(page, 1);
        assertTrue(text(page, "#status").contains("pinned"), text(page, "#status"));
        page.press(Keys.ESCAPE);
        page.waitUntil("!document.querySelector('.on')");
    }

    @Test
    void wordsHideWhatLacksThem(Page page) throws IOException {
        open(page, FabricatedReport.ofGrid(5, 5));
        show(page, RETURNS);
        long before = pixels(page, canvas(RETURNS), "--series-1");
        // Of the settings with this verdict (2, 9, 16, 23) only 2 has this rate.
        type(page, "verdict:oscillating discriminator=1.0e-04");
        page.waitUntil("document.querySelector('#count').textContent === '1 of 25 settings'");
        for (String kind : List.of("tbody tr", "[data-figure=verdict] .cell", ".chip")) {
            assertEquals(1L, count(page, kind + "[data-setting]:not([hidden])"), kind);
        }
        assertEquals(0L, count(page, "li[data-setting]:not(:has(*)):not([hidden])"), "the statement on setting 1");
        show(page, RETURNS);
        page.waitUntil("!document.querySelector('%s').chart.stale".formatted(RETURNS));
        page.waitUntil("document.querySelector('%s .values').children.length === 5".formatted(RETURNS));
        assertTrue(before > 0 && pixels(page, canvas(RETURNS), "--series-1") == 0, "line of a hidden setting");
        assertTrue(pixels(page, canvas(RETURNS), "--series-2") > 0, "line of the setting shown");
    }

    @Test
    void verdictsCountTheirSettingsAndHideTheOthers(Page page) throws IOException {
        open(page, FabricatedReport.ofGrid(5, 5));
        assertEquals(
                "steady 4\nnoisy 4\noscillating 4\ntoo slow 4\ncollapsed 3\ndiverged 3\nnot judged 3",
                text(page, "#verdicts"));
        page.click("#verdicts [data-verdict=diverged]");
        page.click("#verdicts [data-verdict='too slow']");
        assertEquals("7 of 25 settings", text(page, "#count"));
        assertEquals(7L, count(page, "tbody tr:not([hidden])"));
        page.click("#verdicts [data-verdict=diverged]");
        page.click("#verdicts [data-verdict='too slow']");
        assertEquals("25 of 25 settings", text(page, "#count"));
    }

    @Test
    void aLogarithmicAxisLeavesOutWhatIsAtOrBelowZero(Page page) throws IOException {
        String figure = "[data-figure=\"loss/generator\"]";
        open(page, FabricatedReport.ofGrid(3, 1));
        show(page, figure);
        page.click(figure + " [data-log=y]");
        page.click(figure + " [data-log=x]");
        page.waitUntil("document.querySelector('%s .left-out').textContent".formatted(figure));
        // Setting 0 runs from -15 to 14: sixteen of its thirty values; the others' least is 5.
        assertEquals("16 of 90 values are at or below 0 and left out.", text(page, figure + " .left-out"));
        assertEquals(
                List.of(3L, 3L, 1000L),
                page.evaluate(
                        "const { u } = document.querySelector(arguments[0]).chart; return [u.scales.x.distr, u.scales.y.distr, u.data[0][0]]",
                        figure));
        assertEquals(
                true, page.evaluate("return document.querySelector(arguments[0]).chart.u.scales.y.min > 0", figure));
        assertTrue(pixels(page, canvas(figure), "--series-0") > 0, "what is above 0 is drawn");
        pointAt(page, figure, 5_000, 20);
        page.waitUntil("document.querySelector('%s .readout p').textContent.includes('5,000')".formatted(figure));
        assertEquals(2L, count(page, figure + " .values > .name"), "setting 0 is at -10 there");
        assertEquals(List.of(), page.complaints());
    }

    @Test
    void seedsAreLinesOfTheirOwn(Page page) throws IOException {
        open(page, FabricatedReport.ofGrid(3, 1));
        show(page, RETURNS);
        long mean = pixels(page, canvas(RETURNS), "--series-1");
        page.click("#mode [data-mode=seeds]");
        show(page, RETURNS);
        page.waitUntil("!document.querySelector('%s').chart.stale".formatted(RETURNS));
        page.waitUntil("document.querySelector('%s').chart.u.data[1][0] < 3".formatted(RETURNS));
        long seeds = pixels(page, canvas(RETURNS), "--series-1");
        assertTrue(seeds > 1.5 * mean, seeds + " pixels for five seeds, " + mean + " for the mean");
    }

    @Test
    void headingsSortByNumberAndBack(Page page) throws IOException {
        open(page, FabricatedReport.ofGrid(3, 2));
        String order = "return [...document.querySelectorAll('tbody tr')].map(row => Number(row.dataset.setting))";
        page.click("th:nth-child(3) button");
        // Final scores are 0, 55.5, none, 15, 70.5 and 126.
        assertEquals(List.of(0L, 3L, 1L, 4L, 5L, 2L), page.evaluate(order));
        assertEquals("ascending", page.evaluate("return document.querySelector('th:nth-child(3)').ariaSort"));
        page.press(Keys.ENTER);
        assertEquals(List.of(5L, 4L, 1L, 3L, 0L, 2L), page.evaluate(order));
        page.press(Keys.ENTER);
        assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L), page.evaluate(order));
    }

    @Test
    void theDarkPageDrawsItsChartsInLighterColours(Page page) throws IOException {
        open(page, FabricatedReport.ofGrid(3, 1));
        show(page, RETURNS);
        Object light = page.evaluate("return getComputedStyle(document.body).backgroundColor");
        page.dark();
        page.waitUntil("theme.series[1] === '#ff9a4d'");
        page.waitUntil("!document.querySelector('%s').chart.stale".formatted(RETURNS));
        assertNotEquals(light, page.evaluate("return getComputedStyle(document.body).backgroundColor"));
        assertTrue(pixels(page, canvas(RETURNS), "--series-1") > 0, "the line in the dark page's colour");
    }

    @Test
    void paperGetsEveryChartAndNoControls(Page page) throws IOException {
        open(page, FabricatedReport.ofGrid(5, 5));
        assertNotEquals(3L, count(page, "canvas.over"), "charts out of view are not drawn yet");
        page.print();
        page.waitUntil("document.querySelectorAll('canvas.over').length === 3");
        assertEquals(
                0L,
                page.evaluate(
                        "return document.querySelector('aside').offsetHeight + document.querySelector('#status').offsetHeight"));
        assertTrue(pixels(page, canvas(RETURNS), "--series-1") > 0, "a line of a chart that was out of view");
        page.light();
        page.waitUntil("document.querySelectorAll('canvas.over').length < 3");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyoneCanReadAndUseIt(boolean dark, Page page) throws IOException {
        if (dark) {
            page.dark();
        }
        open(page, FabricatedReport.ofGrid(7, 5));
        page.evaluate("document.querySelector('#legend').open = true");
        page.click("#verdicts [data-verdict=steady]");
        page.click("#verdicts [data-verdict=steady]");
        page.click("tr[data-setting='1']");
        assertEquals(List.of(), page.accessibilityFaults());
        assertEquals(
                "Chart of eval/return: 35 settings against environment steps.",
                page.evaluate(
                        "return document.querySelector(arguments[0]).ariaLabel.split('. ')[0] + '.'",
                        RETURNS + " [role=img]"));
    }

    @Test
    void aNarrowWindowNeedsNoSidewaysScrolling(Page page) throws IOException {
        page.size(480, 900);
        open(page, FabricatedReport.ofGrid(5, 5));
        show(page, RETURNS);
        assertEquals(
                page.evaluate("return document.documentElement.clientWidth"),
                page.evaluate("return document.documentElement.scrollWidth"));
    }

    @Test
    void markupInALabelIsText(Page page) throws IOException {
        ObjectNode data = FabricatedReport.ofGrid(3, 1);
        String label = "</script><b>bold</b>";
        ((ObjectNode) data.at("/settings/1")).put("label", label);
        open(page, data);
        page.pointAt("tr[data-setting='1']");
        page.waitUntil("document.querySelector('#pointed b').textContent === '%s'".formatted(label));
        assertEquals(List.of(), page.complaints());
    }

    @Test
    void aThousandRunsStayUsable(Page page) throws IOException {
        ObjectNode data = FabricatedReport.large(20, 10, 25);
        String html = ReportPage.of(data);
        assertTrue(html.getBytes(StandardCharsets.UTF_8).length < 10_000_000, html.length() + " characters");
        open(page, data);
        assertTrue((Long) count(page, "canvas.over") < 8, "charts out of view are not drawn");
        String figure = "[data-figure='metric/7']";
        show(page, figure.replace('\'', '"'));
        page.evaluate("window.plot = document.querySelector(arguments[0]).chart.u", figure);
        page.pointAt("[data-figure=stable] .cell[data-setting='77']");
        page.waitUntil("document.querySelector('tr[data-setting=\"77\"].on')");
        type(page, "verdict:steady discriminator=1.0e-04");
        page.waitUntil("document.querySelector('#count').textContent === '3 of 200 settings'");
        show(page, figure.replace('\'', '"'));
        page.waitUntil("document.querySelectorAll('[data-figure=\"metric/7\"] .values > .name').length === 3");
        assertEquals(
                true,
                page.evaluate("return window.plot === document.querySelector(arguments[0]).chart.u", figure),
                "the plot was made anew");
        assertEquals(List.of(), page.complaints());
    }
}
