/**
 * Starts the real Python server for tests, here and in other modules (through this module's test-jar): {@link
 * keel.env.python.PythonServer}.
 */
@org.jspecify.annotations.NullMarked
package keel.env.python;
