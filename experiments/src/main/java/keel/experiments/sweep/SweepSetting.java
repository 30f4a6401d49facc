package keel.experiments.sweep;

import java.util.List;
import keel.experiments.preset.Setting;

/**
 * One setting of a sweep.
 *
 * @param labels what each axis is called here, in the order of the axes
 */
public record SweepSetting(Setting setting, List<String> labels) {
    public SweepSetting {
        labels = List.copyOf(labels);
    }
}
