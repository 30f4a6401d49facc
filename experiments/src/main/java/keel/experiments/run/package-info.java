/** Running settings over seeds, and the folders that runs leave behind. Start at {@link keel.experiments.run.RunDirectory}. */
@NullMarked
package keel.experiments.run;

import org.jspecify.annotations.NullMarked;
