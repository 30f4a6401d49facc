/** What is measured per network and update, and who listens. */
@NullMarked
package keel.training.telemetry;

import org.jspecify.annotations.NullMarked;
