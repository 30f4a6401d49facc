package keel.experiments.preset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import keel.training.optimizer.RestartReset;

/**
 * The ways to write one optimiser: constants left out are those of {@code defaults/optimizers.yaml}, and what is switched off
 * may be left out. Trees that are not optimisers are left for the reader to refuse.
 */
final class OptimizerForm {
    private static final String OPTIMIZERS = "optimizers";
    private static final String WEIGHT_DECAY = "weight-decay";
    private static final String ON_RESTART = "on-restart";

    private OptimizerForm() {}

    /** Every constant of every optimiser filled in. */
    static ObjectNode complete(ObjectNode config) {
        ObjectNode result = config.deepCopy();
        ObjectNode defaults = PresetCatalog.resource("defaults/optimizers");
        for (ObjectNode optimizer : optimizers(result)) {
            JsonNode constants = defaults.get(optimizer.path("type").asText());
            if (constants != null) {
                constants
                        .properties()
                        .forEach(constant -> putIfAbsent(optimizer, constant.getKey(), constant.getValue()));
                putIfAbsent(optimizer, ON_RESTART, TextNode.valueOf(RestartReset.NOTHING.key()));
            }
            if (optimizer.get(OptimizerReader.LOOKAHEAD) instanceof ObjectNode lookahead) {
                putIfAbsent(lookahead, OptimizerReader.RESET_MOMENTS, BooleanNode.FALSE);
            }
        }
        return result;
    }

    private static void putIfAbsent(ObjectNode node, String key, JsonNode value) {
        if (!node.has(key)) {
            node.set(key, value);
        }
    }

    /** Every optimiser without what is switched off, so that settings of before there was that switch keep their ids. */
    static ObjectNode shortest(ObjectNode config) {
        ObjectNode result = config.deepCopy();
        for (ObjectNode optimizer : optimizers(result)) {
            removeIf(optimizer, WEIGHT_DECAY, value -> value.isNumber() && value.doubleValue() == 0);
            removeIf(optimizer, ON_RESTART, value -> value.asText().equals(RestartReset.NOTHING.key()));
            removeIf(optimizer, OptimizerReader.EXTRAGRADIENT, value -> value.isBoolean() && !value.booleanValue());
        }
        return result;
    }

    private static void removeIf(ObjectNode node, String key, Predicate<JsonNode> off) {
        if (node.has(key) && off.test(node.get(key))) {
            node.remove(key);
        }
    }

    private static List<ObjectNode> optimizers(ObjectNode config) {
        List<ObjectNode> all = new ArrayList<>();
        config.path(OPTIMIZERS).forEach(node -> {
            if (node instanceof ObjectNode optimizer) {
                all.add(optimizer);
            }
        });
        return all;
    }
}
