package keel.experiments.preset;

import java.util.Optional;
import keel.agents.ExplorationSpec;
import keel.agents.ReplaySpec;

/** Reads what algorithms with a replay buffer and real actions have in common, from their own section. */
final class OffPolicyReader {
    private OffPolicyReader() {}

    static Optional<ReplaySpec> replay(Section s) {
        int bufferSize = s.wholeInt("buffer-size");
        int batch = s.wholeInt("batch");
        long learningStarts = s.whole("learning-starts");
        int trainEvery = s.wholeInt("train-every-env-steps");
        int gradientSteps = s.wholeInt("gradient-steps");
        return s.build(() -> new ReplaySpec(bufferSize, batch, learningStarts, trainEvery, gradientSteps));
    }

    static Optional<ExplorationSpec> exploration(Section s) {
        double correlation = s.number("noise-correlation");
        int hold = s.wholeInt("hold-steps");
        return ScheduleTypes.read(s, "exploration-noise")
                .flatMap(noise -> s.build(() -> new ExplorationSpec(noise, correlation, hold)));
    }
}
