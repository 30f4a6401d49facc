/** What happens while a pair trains. */
@NullMarked
package keel.gans.diagnostics;

import org.jspecify.annotations.NullMarked;
