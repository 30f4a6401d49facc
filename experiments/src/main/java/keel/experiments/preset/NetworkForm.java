package keel.experiments.preset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** The ways to write one network: saying that there is no normalisation is the same as not saying anything. */
final class NetworkForm {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** What is so where it is left out. */
    private static final Map<String, JsonNode> OPTIONAL = Map.of(
            "normalization", JSON.textNode("none"),
            "spectral-norm", JSON.booleanNode(false),
            "sequence", JSON.booleanNode(false),
            "output", JSON.textNode("linear"));

    private NetworkForm() {}

    /** Every network in the shortest way to write it. */
    static ObjectNode shortest(ObjectNode config) {
        ObjectNode result = config.deepCopy();
        for (JsonNode network : result.path("networks")) {
            shorten(network);
            network.path("layers").forEach(NetworkForm::shorten);
        }
        return result;
    }

    private static void shorten(JsonNode node) {
        if (node instanceof ObjectNode object) {
            OPTIONAL.forEach((key, value) -> {
                if (value.equals(object.get(key))) {
                    object.remove(key);
                }
            });
        }
    }
}
