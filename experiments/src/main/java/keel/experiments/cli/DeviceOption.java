package keel.experiments.cli;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import keel.experiments.preset.Setting;
import keel.experiments.run.DeviceKind;
import keel.experiments.run.TrainingDevice;
import keel.training.InvalidConfigException;
import keel.training.network.Dl4jBackend;
import keel.training.network.Engine;
import picocli.CommandLine.Option;

/** What computes networks: the option of every command that trains. */
final class DeviceOption {
    private static final String AUTO = "auto";

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description = {
                "What computes networks of engine stacked: cpu (default), cuda (NVIDIA's GPU), opencl (any device of OpenCL, a GPU before others) or auto (the GPU if there is one, and it says what it took). `keel resume` takes the one that a run had.",
                "On cpu a setting and a seed give the same bytes on every machine of a processor family; on a GPU the same bytes on that GPU and driver, and other last digits than elsewhere."
            })
    private Optional<String> device = Optional.empty();

    /** Whether one was named. */
    boolean given() {
        return device.isPresent();
    }

    /** Throws unless it is one of the known ones. */
    void requireValid() {
        device.ifPresent(name -> {
            List<String> known = known();
            InvalidConfigException.require(
                    known.contains(name(name)),
                    "--device is '%s', but it is one of %s. Leave it out to train on the processor."
                            .formatted(name, String.join(", ", known)));
        });
    }

    private static List<String> known() {
        return Stream.concat(Arrays.stream(DeviceKind.values()).map(DeviceKind::key), Stream.of(AUTO))
                .toList();
    }

    private static String name(String typed) {
        return typed.strip().toLowerCase(Locale.ROOT);
    }

    /**
     * Opens the device that was named, or the processor.
     *
     * @param settings all that will train; nothing of them is written yet
     * @param tell told what was taken for {@code auto}, and what does not train there
     * @throws InvalidConfigException if there is no such device, or a setting cannot train on it
     */
    TrainingDevice open(Collection<Setting> settings, Consumer<String> tell) {
        requireValid();
        String name = device.map(DeviceOption::name).orElseGet(DeviceKind.CPU::key);
        if (name.equals(AUTO)) {
            besides(settings).forEach(why -> tell.accept("--device auto: on the processor, because " + why));
            boolean any = settings.stream()
                    .anyMatch(setting -> setting.subject().besideDevice().isEmpty());
            return any ? TrainingDevice.auto(tell) : TrainingDevice.cpu();
        }
        DeviceKind kind = Arrays.stream(DeviceKind.values())
                .filter(each -> each.key().equals(name))
                .findFirst()
                .orElseThrow();
        if (kind != DeviceKind.CPU) {
            SortedSet<String> why = besides(settings);
            InvalidConfigException.require(
                    why.isEmpty(),
                    "--device %s cannot be used: %s. Leave --device out, or use --device auto, which takes a GPU for the rest only."
                            .formatted(kind.key(), String.join("; ", why)));
        }
        // A build of DL4J for CUDA computes its networks without being asked for a device.
        boolean byBuildAlone = !settings.isEmpty() && settings.stream().allMatch(DeviceOption::onGpuByBuild);
        return byBuildAlone ? TrainingDevice.cpu() : TrainingDevice.open(kind);
    }

    private static boolean onGpuByBuild(Setting setting) {
        return setting.subject().engine() == Engine.DL4J
                && Dl4jBackend.current().cuda();
    }

    /** What the device would not compute, and why. */
    private static SortedSet<String> besides(Collection<Setting> settings) {
        return settings.stream()
                .filter(setting -> !onGpuByBuild(setting))
                .flatMap(setting ->
                        setting.subject().besideDevice().stream().map(why -> "%s: %s".formatted(setting.preset(), why)))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
