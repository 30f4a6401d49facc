/**
 * What a report says, apart from how it looks: {@link keel.experiments.report.document.Section}s of tables, statements and
 * figures. The HTML page, Markdown, the terminal and PNG files all come from the same sections. Settings are known by their index
 * in the report's list, so that a page can highlight one everywhere.
 */
@NullMarked
package keel.experiments.report.document;

import org.jspecify.annotations.NullMarked;
