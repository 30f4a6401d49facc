package keel.experiments.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import keel.experiments.run.DeviceKind;
import keel.experiments.run.RunRecord;
import keel.experiments.run.TrainingDevice;
import keel.experiments.run.UnfinishedRun;
import keel.training.InvalidConfigException;

/** Runs to go on with, by the device on which they do. */
record DeviceGroups(List<Group> all) implements AutoCloseable {
    /**
     * Runs on one device.
     *
     * @param records what their folders told, in the same order
     */
    record Group(TrainingDevice device, List<RunRecord> records, List<UnfinishedRun> runs) {}

    /**
     * Opens the device that was named or, if none was, that of every run.
     *
     * @param records of the runs, in the same order
     * @throws InvalidConfigException if a device is not there, or a run cannot train on it
     */
    static DeviceGroups open(
            List<RunRecord> records, List<UnfinishedRun> runs, DeviceOption option, Consumer<String> tell) {
        if (runs.isEmpty()) {
            return new DeviceGroups(List.of());
        }
        if (option.given()) {
            TrainingDevice device =
                    option.open(runs.stream().map(UnfinishedRun::setting).toList(), tell);
            return new DeviceGroups(List.of(new Group(device, records, runs)));
        }
        TreeMap<DeviceKind, List<Integer>> kinds = new TreeMap<>();
        for (int i = 0; i < records.size(); i++) {
            kinds.computeIfAbsent(records.get(i).device(), kind -> new ArrayList<>())
                    .add(i);
        }
        DeviceGroups groups = new DeviceGroups(new ArrayList<>());
        try {
            kinds.forEach((kind, members) -> groups.all.add(new Group(
                    open(kind, records.get(members.get(0))),
                    members.stream().map(records::get).toList(),
                    members.stream().map(runs::get).toList())));
            return groups;
        } catch (RuntimeException e) {
            groups.close();
            throw e;
        }
    }

    private static TrainingDevice open(DeviceKind kind, RunRecord first) {
        try {
            return TrainingDevice.open(kind);
        } catch (InvalidConfigException e) {
            throw new InvalidConfigException(
                    "%s trained on %s. %s To go on on the processor, with other last digits from there: keel resume %s --device cpu"
                            .formatted(first.path(), first.lastDeviceText(), e.getMessage(), first.path()));
        }
    }

    @Override
    public void close() {
        all.forEach(group -> group.device().close());
    }
}
