/** Real Gymnasium for tests: {@link keel.env.python.PythonServer}. */
@NullMarked
package keel.env.python;

import org.jspecify.annotations.NullMarked;
