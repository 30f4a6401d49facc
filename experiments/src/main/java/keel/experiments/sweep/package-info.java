/**
 * Planning sweeps, without training anything: from {@code --vary} to settings ({@link keel.experiments.sweep.SweepDesign}), and
 * from runs to cohorts ({@link keel.experiments.sweep.Packing}). Everything here is a value; nothing is safe or unsafe between
 * threads.
 */
@NullMarked
package keel.experiments.sweep;

import org.jspecify.annotations.NullMarked;
