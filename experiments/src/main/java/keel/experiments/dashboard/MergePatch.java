package keel.experiments.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON merge patches (RFC 7396): objects are patched key by key, {@code null} takes a key away, all else is replaced whole. */
final class MergePatch {
    private MergePatch() {}

    /**
     * What turns one document into another; empty if they are the same.
     *
     * @param before without a null in an object
     * @param after without a null in an object
     */
    static ObjectNode between(ObjectNode before, ObjectNode after) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        before.fieldNames().forEachRemaining(key -> {
            if (!after.has(key)) {
                patch.putNull(key);
            }
        });
        after.properties().forEach(entry -> {
            JsonNode old = before.get(entry.getKey());
            JsonNode now = entry.getValue();
            if (old instanceof ObjectNode oldObject && now instanceof ObjectNode nowObject) {
                ObjectNode inner = between(oldObject, nowObject);
                if (!inner.isEmpty()) {
                    patch.set(entry.getKey(), inner);
                }
            } else if (!now.equals(old)) {
                patch.set(entry.getKey(), now);
            }
        });
        return patch;
    }
}
