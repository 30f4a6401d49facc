package keel.training.rate;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import keel.training.InvalidConfigException;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.nd4j.shade.jackson.annotation.JsonTypeInfo;
import org.nd4j.shade.jackson.core.JsonGenerator;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.DeserializationContext;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.SerializerProvider;
import org.nd4j.shade.jackson.databind.deser.std.StdDeserializer;
import org.nd4j.shade.jackson.databind.module.SimpleModule;
import org.nd4j.shade.jackson.databind.ser.std.StdSerializer;

/**
 * A {@link RateSchedule} in DL4J's form, by iteration: an updater with it gives every DL4J network the same rates. Survives
 * DL4J's JSON, Java serialisation and {@code clone}. The only class here that needs ND4J on the class path.
 */
@JsonAutoDetect(
        fieldVisibility = JsonAutoDetect.Visibility.NONE,
        getterVisibility = JsonAutoDetect.Visibility.NONE,
        isGetterVisibility = JsonAutoDetect.Visibility.NONE)
public final class Dl4jSchedule implements ISchedule {
    private static final long serialVersionUID = 1L;
    private static final ObjectMapper MAPPER = mapper();

    private final transient RateSchedule rates;

    private Dl4jSchedule(RateSchedule rates) {
        this.rates = rates;
    }

    /** The same rates. */
    public static Dl4jSchedule of(RateSchedule rates) {
        return new Dl4jSchedule(rates);
    }

    /**
     * The same rates, batch scaling included. Momentum and layer factors are the business of each layer's updater.
     *
     * @throws InvalidConfigException if there is a controller: DL4J asks a schedule for the iteration alone, and no metric
     *     reaches it
     */
    public static Dl4jSchedule of(NetworkRate rate) {
        rate.controller().ifPresent(controller -> {
            throw new InvalidConfigException(
                    "a rate with a %s controller is no DL4J schedule: DL4J's schedules see the iteration alone, and this one listens to %s. Leave the controller out, or train with Keel."
                            .formatted(controller.type(), controller.metric()));
        });
        return rate.scaling()
                .map(scaling -> of(new Product(List.of(rate.schedule(), new Constant(scaling.factor())))))
                .orElseGet(() -> of(rate.schedule()));
    }

    @JsonCreator
    static Dl4jSchedule fromJson(@JsonProperty("schedule") JsonNode tree) throws JsonProcessingException {
        return of(MAPPER.treeToValue(tree, RateSchedule.class));
    }

    @JsonProperty("schedule")
    JsonNode toJson() {
        return MAPPER.valueToTree(rates);
    }

    @Override
    public double valueAt(int iteration, int epoch) {
        return rates.at(iteration);
    }

    /** This one, which cannot change. */
    @Override
    public ISchedule clone() {
        return this;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Dl4jSchedule that && that.rates.equals(rates);
    }

    @Override
    public int hashCode() {
        return rates.hashCode();
    }

    @Override
    public String toString() {
        return "Dl4jSchedule[" + rates + "]";
    }

    private Object writeReplace() {
        return new Text(toJson().toString());
    }

    /** What Java serialisation keeps. */
    private record Text(String json) implements Serializable {
        private Object readResolve() throws JsonProcessingException {
            return fromJson(MAPPER.readTree(json));
        }
    }

    private static ObjectMapper mapper() {
        SimpleModule optionals = new SimpleModule();
        optionals.addSerializer(OptionalLong.class, new WriteLong());
        optionals.addDeserializer(OptionalLong.class, new ReadLong());
        optionals.addSerializer(OptionalDouble.class, new WriteDouble());
        optionals.addDeserializer(OptionalDouble.class, new ReadDouble());
        ObjectMapper mapper = new ObjectMapper();
        mapper.registerModule(optionals);
        mapper.addMixIn(RateSchedule.class, Typed.class);
        mapper.registerSubtypes(RateSchedule.class.getPermittedSubclasses());
        return mapper;
    }

    /** Keeps which record a schedule is. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "schedule")
    private interface Typed {}

    private static final class WriteLong extends StdSerializer<OptionalLong> {
        private static final long serialVersionUID = 1L;

        WriteLong() {
            super(OptionalLong.class);
        }

        @Override
        public void serialize(OptionalLong value, JsonGenerator to, SerializerProvider provider) throws IOException {
            if (value.isPresent()) {
                to.writeNumber(value.getAsLong());
            } else {
                to.writeNull();
            }
        }
    }

    private static final class ReadLong extends StdDeserializer<OptionalLong> {
        private static final long serialVersionUID = 1L;

        ReadLong() {
            super(OptionalLong.class);
        }

        @Override
        public OptionalLong deserialize(JsonParser from, DeserializationContext context) throws IOException {
            return OptionalLong.of(from.getLongValue());
        }

        @Override
        public OptionalLong getNullValue(DeserializationContext context) {
            return OptionalLong.empty();
        }
    }

    private static final class WriteDouble extends StdSerializer<OptionalDouble> {
        private static final long serialVersionUID = 1L;

        WriteDouble() {
            super(OptionalDouble.class);
        }

        @Override
        public void serialize(OptionalDouble value, JsonGenerator to, SerializerProvider provider) throws IOException {
            if (value.isPresent()) {
                to.writeNumber(value.getAsDouble());
            } else {
                to.writeNull();
            }
        }
    }

    private static final class ReadDouble extends StdDeserializer<OptionalDouble> {
        private static final long serialVersionUID = 1L;

        ReadDouble() {
            super(OptionalDouble.class);
        }

        @Override
        public OptionalDouble deserialize(JsonParser from, DeserializationContext context) throws IOException {
            return OptionalDouble.of(from.getDoubleValue());
        }

        @Override
        public OptionalDouble getNullValue(DeserializationContext context) {
            return OptionalDouble.empty();
        }
    }
}
