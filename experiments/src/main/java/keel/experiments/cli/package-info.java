/** The command line; the only package that knows picocli and prints. */
@NullMarked
package keel.experiments.cli;

import org.jspecify.annotations.NullMarked;
