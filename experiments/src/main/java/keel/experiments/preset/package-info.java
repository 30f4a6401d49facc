/** From YAML and overrides to a setting that cannot be wrong. Start at {@link keel.experiments.preset.PresetCatalog}. */
@NullMarked
package keel.experiments.preset;

import org.jspecify.annotations.NullMarked;
