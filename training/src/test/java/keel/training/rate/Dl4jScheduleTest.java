package keel.training.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import keel.training.InvalidConfigException;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ISchedule;

class Dl4jScheduleTest {
    private static MultiLayerConfiguration configuration(ISchedule schedule) {
        return new NeuralNetConfiguration.Builder()
                .updater(new Adam(schedule))
                .list()
                .layer(new OutputLayer.Builder().nIn(2).nOut(2).build())
                .build();
    }

    private static ISchedule scheduleOf(MultiLayerConfiguration configuration) {
        return ((Adam) ((BaseLayer) configuration.getConf(0).getLayer()).getIUpdater()).getLearningRateSchedule();
    }

    private static void assertSameRates(RateSchedule expected, ISchedule actual) {
        for (int iteration : new int[] {0, 1, 2, 17, 100, 499, 500, 12_345, Integer.MAX_VALUE}) {
            assertEquals(expected.at(iteration), actual.valueAt(iteration, 3), () -> expected + " at " + iteration);
        }
    }

    @Test
    void everyTypeGivesTheSameRatesAlsoAfterJsonAndCloneOfItsConfiguration() {
        Set<Class<?>> seen =
                Schedules.threeOfEveryType().stream().map(Object::getClass).collect(Collectors.toSet());
        assertEquals(Set.of(RateSchedule.class.getPermittedSubclasses()), seen);
        Schedules.threeOfEveryType().forEach(schedule -> {
            MultiLayerConfiguration configuration = configuration(Dl4jSchedule.of(schedule));
            assertSameRates(schedule, scheduleOf(configuration));
            assertSameRates(schedule, scheduleOf(configuration.clone()));
            MultiLayerConfiguration read = MultiLayerConfiguration.fromJson(configuration.toJson());
            assertSameRates(schedule, scheduleOf(read));
            assertEquals(configuration, read);
        });
    }

    @Test
    void survivesJavaSerialisation() throws IOException, ClassNotFoundException {
        for (RateSchedule schedule : Schedules.threeOfEveryType()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(Dl4jSchedule.of(schedule));
            }
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                assertEquals(Dl4jSchedule.of(schedule), in.readObject());
            }
        }
    }

    @Test
    void aBatchScalingIsPartOfItAndAControllerIsRefused() {
        NetworkRate scaled = new NetworkRate(
                new Cosine(0.5, 0.25, 10),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new BatchScaling(BatchScaling.Rule.LINEAR, 64, 256)),
                List.of());
        assertEquals(2, Dl4jSchedule.of(scaled).valueAt(0, 0));
        assertEquals(1, Dl4jSchedule.of(scaled).valueAt(10, 0));

        NetworkRate controlled = new NetworkRate(
                new Constant(1),
                Optional.empty(),
                Optional.of(new GapAware("loss/discriminator", 2, 0.1, 0.1, 0.1, 2, 0.95)),
                Optional.empty(),
                List.of());
        String message = assertThrows(InvalidConfigException.class, () -> Dl4jSchedule.of(controlled))
                .getMessage();
        assertTrue(message.contains("gap-aware") && message.contains("loss/discriminator"), message);
    }
}
