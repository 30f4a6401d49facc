package keel.experiments.run;

import java.nio.file.Path;
import keel.experiments.preset.Setting;

/**
 * A run that has no folder yet.
 *
 * @param out folder for runs
 */
public record NewRun(Path out, Setting setting, long seed) implements PendingRun {
    @Override
    public long clock() {
        return 0;
    }
}
