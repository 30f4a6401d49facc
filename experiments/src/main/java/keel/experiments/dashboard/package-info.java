/**
 * A live page of the runs in a folder, made from the folder alone: whoever trains there knows nothing of it.
 *
 * <p>Once a second {@link keel.experiments.dashboard.WatchedFolder} reads what was added;
 * {@link keel.experiments.dashboard.StateDocument} makes one JSON document of it, and every page is sent that document once and
 * then the JSON merge patches (RFC 7396) from what it has to what there is. Start at
 * {@link keel.experiments.dashboard.DashboardServer}.
 */
@NullMarked
package keel.experiments.dashboard;

import org.jspecify.annotations.NullMarked;
