/**
 * The parts of a stability report, each a pure function of a {@link keel.experiments.report.Comparison}. {@link
 * keel.experiments.report.section.StabilityReport} has them in the order they are read, and writes them in every form.
 */
@NullMarked
package keel.experiments.report.section;

import org.jspecify.annotations.NullMarked;
