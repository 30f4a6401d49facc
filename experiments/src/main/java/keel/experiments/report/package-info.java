/**
 * Comparisons and reports, made from run folders only. {@link keel.experiments.report.Comparison} groups and judges runs; {@code
 * section} makes sections of it and is where to start, at {@link keel.experiments.report.section.StabilityReport}; {@code
 * document} is what sections consist of; the other classes here write them as HTML, JSON, Markdown and PNG. Rate maps of pairs
 * against linear theory ({@code keel map}) are here, too.
 */
@NullMarked
package keel.experiments.report;

import org.jspecify.annotations.NullMarked;
