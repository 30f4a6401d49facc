package keel.experiments.report;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The page that shows a report's data. */
final class ReportPage {
    private ReportPage() {}

    static String of(ObjectNode data) {
        // A "</script>" inside the data would end it; escaped, it is the same JSON and harmless.
        String json = data.toString().replace("<", "\\u003c");
        return json;
    }
}
