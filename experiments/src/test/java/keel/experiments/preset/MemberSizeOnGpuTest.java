package keel.experiments.preset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import keel.experiments.OpenCl;
import keel.gans.data.DataFolder;
import keel.training.MemberResult;
import keel.training.Trainer;
import keel.training.gpu.GpuDevice;
import keel.training.telemetry.MetricRecord;
import keel.training.telemetry.TrainingObserver;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a cohort is thought to take of a GPU's memory before it trains, and what it takes. */
class MemberSizeOnGpuTest {
    private static final long[] SEEDS = {0, 1, 2};

    static Stream<Arguments> presets() {
        List<String> agent = List.of("evaluation.every-env-steps=256", "evaluation.final-episodes=3");
        List<String> rollouts = and(agent, "networks.actor.hidden=[16]", "networks.critic.hidden=[16]");
        List<String> replay = and(rollouts, "length.env-steps=256", "environment.lanes=1");
        return Stream.of(
                Arguments.of("cartpole-a2c", and(rollouts, "length.env-steps=256")),
                Arguments.of("cartpole-ppo", and(rollouts, "length.env-steps=2048")),
                Arguments.of(
                        "cartpole-dqn",
                        and(
                                agent,
                                "length.env-steps=256",
                                "networks.q.hidden=[16]",
                                "dqn.learning-starts=240",
                                "dqn.batch=16")),
                Arguments.of("pendulum-td3", and(replay, "td3.learning-starts=240", "td3.batch=16")),
                Arguments.of("pendulum-sac", and(replay, "sac.learning-starts=240", "sac.batch=16")),
                Arguments.of(
                        "ring-gan",
                        List.of(
                                "length.iterations=6",
                                "networks.generator.hidden=[16]",
                                "networks.discriminator.hidden=[16]",
                                "gan.batch=32",
                                "evaluation.every-iterations=3",
                                "evaluation.samples=128",
                                "gan.average-decay=0.9")));
    }

    private static List<String> and(List<String> assignments, String... more) {
        List<String> all = new ArrayList<>(assignments);
        all.addAll(List.of(more));
        return all;
    }

    @ParameterizedTest
    @MethodSource("presets")
    void aCohortTakesNoMoreThanWasThought(String preset, List<String> assignments) {
        OpenCl.require();
        Subject subject = new PresetCatalog()
                .resolve(preset, PresetCatalog.Overrides.of(assignments))
                .subject();
        try (GpuDevice device = GpuDevice.open("any device", description -> true);
                Sources sources = Sources.ofNative(DataFolder.NONE).on(device)) {
            long thought = subject.size(sources).gpu().bytes() * SEEDS.length;
            long[] most = {0};
            try (Trainer trainer = subject.trainer(List.of(subject, subject, subject), SEEDS, sources)) {
                List<MemberResult> results = trainer.train(watching(device, most));
                results.forEach(result -> assertEquals(MemberResult.Status.COMPLETED, result.status()));
                most[0] = Math.max(most[0], device.allocatedBytes());
            }
            assertTrue(most[0] <= thought, "%s takes %,d bytes, %,d were thought".formatted(preset, most[0], thought));
            assertTrue(
                    most[0] >= thought / 3, "%s takes %,d bytes, %,d were thought".formatted(preset, most[0], thought));
            assertEquals(0, device.allocatedBytes(), "not all was given back");
        }
    }

    private static TrainingObserver watching(GpuDevice device, long[] most) {
        return new TrainingObserver() {
            @Override
            public void record(int member, MetricRecord record) {
                most[0] = Math.max(most[0], device.allocatedBytes());
            }

            @Override
            public void progress(long done, long total) {}

            @Override
            public void safePoint(boolean last) {}

            @Override
            public boolean stopRequested() {
                most[0] = Math.max(most[0], device.allocatedBytes());
                return false;
            }
        };
    }
}
