/** Statistics over runs: how good, how steady, how sure. Small pure functions. */
@NullMarked
package keel.experiments.stability;

import org.jspecify.annotations.NullMarked;
