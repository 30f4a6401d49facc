/** Comparisons and reports, made from run folders only. */
@NullMarked
package keel.experiments.report;

import org.jspecify.annotations.NullMarked;
