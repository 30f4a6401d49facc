package keel.experiments.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page of a stability report: one HTML file that fetches nothing, with its style, scripts and data inside.
 *
 * <p>The data, in which {@code setting} is always an index into {@code settings} or null for no single one, and lists of a
 * figure are as long as its {@code x}, null where nothing was measured:
 *
 * <pre>{@code
 * { "title", "subtitle",
 *   "settings": [ { "label", "preset", "setting": its id, "runs": 5, "verdict": "steady" } ],
 *   "sections": [ { "id", "heading", "note",
 *     "tables": [ { "caption", "headings": [""], "rows": [ { "setting", "cells": [ { "text", "detail"? } ] } ] } ],
 *     "statements": [ { "setting", "text" } ],
 *     "figures": [
 *       { "kind": "lines", "id", "heading", "code", "x_label", "y_label", "x_log", "y_log", "x": [],
 *         "series": [ { "setting", "name", "n", "seeds"?: [], "mean": [], "low"?: [], "high"?: [], "lines"?: [ { "name", "y": [] } ] } ],
 *         "points"?: for each series the setting at each x,
 *         "spans"?: [ { "from", "to", "label" } ], "levels"?: [ { "y", "label" } ] },
 *       { "kind": "map", "id", "heading", "x_label", "y_label", "x": rising rates, "y": rising rates,
 *         "cells": [ { "i": column, "j": row, "setting", "value", "text", "detail", "category": a verdict or null } ],
 *         "scale": "sequential" or "category", "low", "high",
 *         "boundary"?: [ [x0, y0, x1, y1] in rates ], "boundary_label"? } ] } ],
 *   "provenance": [ [ term, text ] ] }
 * }</pre>
 *
 * <p>Verdicts are steady, noisy, oscillating, too slow, collapsed, diverged and not judged. {@code page.html} names the files
 * that are put into it, in order; {@code page.js} draws the rest with what the scripts before it provide.
 */
public final class ReportPage {
    private static final Pattern FILE = Pattern.compile("/\\*([\\w.]+\\.(?:css|js))\\*/");

    private ReportPage() {}

    /** The whole file. */
    public static String of(ObjectNode data) {
        String page = FILE.matcher(Assets.text(ReportPage.class, "page/page.html"))
                .replaceAll(mark -> Matcher.quoteReplacement(file(mark.group(1))));
        // A "</script>" inside the data would end it; escaped, it is the same JSON and harmless.
        return page.replace("/*DATA*/", data.toString().replace("<", "\\u003c"));
    }

    private static String file(String name) {
        return name.startsWith("uPlot") ? Assets.uplot(name) : Assets.text(ReportPage.class, "page/" + name);
    }
}
