package keel.experiments.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import keel.experiments.preset.ConfigTree;
import keel.experiments.preset.PresetCatalog;
import keel.experiments.preset.ScaledRate;
import keel.experiments.preset.Setting;
import keel.experiments.preset.ShapedRate;
import keel.training.InvalidConfigException;

/** From one combination of values to a setting: assignments over the preset, some of which follow from those before. */
final class PointResolver {
    private final PresetCatalog catalog = new PresetCatalog();
    private final String preset;
    private final PresetCatalog.Overrides overrides;
    private final List<Axis> axes;
    private final List<Integer> order;

    PointResolver(String preset, PresetCatalog.Overrides overrides, List<Axis> axes, List<Integer> order) {
        this.preset = preset;
        this.overrides = overrides;
        this.axes = axes;
        this.order = order;
    }

    /**
     * The setting at a point.
     *
     * @param point of each axis, which of its values
     * @throws InvalidConfigException with one line for every fault
     */
    Setting resolve(int[] point) {
        List<String> assignments = new ArrayList<>();
        for (int a : order) {
            Axis axis = axes.get(a);
            if (axis instanceof Axis.Values values) {
                assignments.add(values.key() + "=" + values.values().get(point[a]));
            } else if (axis instanceof Axis.Ratio ratio) {
                replace(
                        assignments,
                        ratio.key(),
                        multiple(ratio, ratio.factors().get(point[a]), assignments));
            } else if (axis instanceof Axis.Shapes shapes) {
                replace(
                        assignments,
                        shapes.rate(),
                        shaped(shapes, shapes.types().get(point[a]), assignments));
            }
        }
        return catalog.resolve(preset, overrides.with(assignments));
    }

    /** Nothing of an old schedule stays, not even of one of the same type. */
    private static void replace(List<String> assignments, String key, JsonNode value) {
        assignments.add(key + "=null");
        assignments.add(key + "=" + value);
    }

    private JsonNode multiple(Axis.Ratio axis, double factor, List<String> assignments) {
        JsonNode of = valueAt(axis, axis.of(), assignments);
        return ScaledRate.of(of, factor)
                .orElseThrow(() -> new InvalidConfigException(
                        "--vary %s: %s is %s, but a ratio multiplies a number or a rate schedule. Name another key."
                                .formatted(axis.text(), axis.of(), of)));
    }

    private JsonNode shaped(Axis.Shapes axis, String type, List<String> assignments) {
        JsonNode rate = valueAt(axis, axis.rate(), assignments);
        double peak = ShapedRate.peak(rate)
                .orElseThrow(() -> new InvalidConfigException(
                        "--vary %s: %s is %s, whose highest rate is not known. Set it to a number first: --set %s=1e-3."
                                .formatted(axis.text(), axis.rate(), rate, axis.rate())));
        Setting setting = catalog.resolve(preset, overrides.with(assignments));
        InvalidConfigException.require(
                setting.subject().networks().containsKey(axis.network()),
                "--vary %s: there is no network '%s' here. Known: %s."
                        .formatted(
                                axis.text(),
                                axis.network(),
                                String.join(", ", setting.subject().networks().keySet())));
        long updates = setting.subject()
                .expectedUpdates(axis.network())
                .orElseThrow(() -> new InvalidConfigException(
                        "--vary %s: how many updates '%s' will have is not known beforehand, so no schedule can be fitted to them. Write schedules whole: --vary '%s={type: …},{type: …}'."
                                .formatted(axis.text(), axis.network(), axis.rate())));
        return ShapedRate.of(type, peak, Math.max(1, updates));
    }

    private JsonNode valueAt(Axis axis, String key, List<String> assignments) {
        ObjectNode tree = catalog.layered(preset, overrides.with(assignments));
        return ConfigTree.at(tree, key)
                .orElseThrow(() -> new InvalidConfigException(
                        "--vary %s: the configuration has no %s. `keel show %s` prints every key that it has."
                                .formatted(axis.text(), key, preset)));
    }
}
