/**
 * The parts of a stability report, each a pure function of a {@link keel.experiments.report.Comparison}. {@link
 * keel.experiments.report.section.ReportSections} lists them in the order they are read.
 */
@NullMarked
package keel.experiments.report.section;

import org.jspecify.annotations.NullMarked;
