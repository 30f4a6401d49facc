package keel.experiments.preset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import keel.training.InvalidConfigException;
import keel.training.rate.RateSchedule;

/** A rate schedule outside of a configuration, written as it would be there. */
public final class RateText {
    private RateText() {}

    /**
     * Reads a schedule.
     *
     * @param name what the text is called where it was written
     * @param yaml a number, or a mapping with a type
     * @throws InvalidConfigException with one line a fault
     */
    public static RateSchedule parse(String name, String yaml) {
        ObjectNode tree = ConfigTree.parse("rates:\n  " + name + ": " + yaml, name);
        List<String> faults = new ArrayList<>();
        ObjectNode complete = ScheduleForm.complete(tree);
        Optional<RateSchedule> schedule =
                ScheduleTypes.read(new Section("", complete, faults).section(RateReader.RATES), name);
        if (!faults.isEmpty()) {
            throw new InvalidConfigException(String.join("\n", faults));
        }
        return schedule.orElseThrow(() -> new IllegalStateException("no fault was reported, but nothing was read"));
    }
}
