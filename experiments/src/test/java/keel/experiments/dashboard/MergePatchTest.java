package keel.experiments.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.LongStream;
import keel.training.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MergePatchTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static ObjectNode json(String text) throws JsonProcessingException {
        return (ObjectNode) MAPPER.readTree(text);
    }

    /** Pairs of original and result in RFC 7396, appendix A, with the patch that it gives between them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"a\":\"b\"} | {\"a\":\"c\"} | {\"a\":\"c\"}",
                "{\"a\":\"b\"} | {\"a\":\"b\",\"b\":\"c\"} | {\"b\":\"c\"}",
                "{\"a\":\"b\"} | {} | {\"a\":null}",
                "{\"a\":\"b\",\"b\":\"c\"} | {\"b\":\"c\"} | {\"a\":null}",
                "{\"a\":[\"b\"]} | {\"a\":\"c\"} | {\"a\":\"c\"}",
                "{\"a\":{\"b\":\"c\"}} | {\"a\":{\"b\":\"d\"}} | {\"a\":{\"b\":\"d\"}}",
                "{\"a\":[{\"b\":\"c\"}]} | {\"a\":[1]} | {\"a\":[1]}",
                "{\"a\":{\"b\":1}} | {\"a\":{\"b\":1}} | {}"
            })
    void thePatchesOfTheStandardAreFound(String before, String after, String patch) throws JsonProcessingException {
        assertEquals(json(patch), MergePatch.between(json(before), json(after)));
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aPatchedDocumentIsTheOther(long seed) {
        RandomStream random = RandomStream.named(seed, "documents");
        ObjectNode before = document(random, 3);
        ObjectNode after = document(random, 3);
        assertEquals(after, apply(before, MergePatch.between(before, after)));
    }

    @Test
    void whatIsTheSameIsNotSent() throws JsonProcessingException {
        ObjectNode before = json("{\"runs\":{\"a\":{\"x\":[1,null],\"y\":2},\"b\":{\"x\":[]}}}");
        ObjectNode after = json("{\"runs\":{\"a\":{\"x\":[1,null],\"y\":3},\"b\":{\"x\":[]}}}");
        assertEquals(
                "{\"runs\":{\"a\":{\"y\":3}}}",
                MergePatch.between(before, after).toString());
    }

    private static ObjectNode document(RandomStream random, int depth) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        for (String key : new String[] {"a", "b", "c", "d"}) {
            int kind = random.nextInt(depth > 0 ? 5 : 3);
            if (kind == 1) {
                document.put(key, random.nextInt(3));
            } else if (kind == 2) {
                document.putArray(key).add(random.nextInt(3)).addNull();
            } else if (kind > 2) {
                document.set(key, document(random, depth - 1));
            }
        }
        return document;
    }

    /** RFC 7396, section 2. */
    private static JsonNode apply(JsonNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode)) {
            return patch;
        }
        ObjectNode result = target instanceof ObjectNode object ? object.deepCopy() : MAPPER.createObjectNode();
        patch.properties().forEach(entry -> {
            if (entry.getValue().isNull()) {
                result.remove(entry.getKey());
            } else {
                JsonNode old = result.path(entry.getKey());
                result.set(entry.getKey(), apply(old, entry.getValue()));
            }
        });
        return result;
    }
}
