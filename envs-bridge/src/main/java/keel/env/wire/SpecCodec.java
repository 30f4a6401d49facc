package keel.env.wire;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import keel.env.EnvSpec;
import keel.env.v1.EnvironmentSpec;

/** What is known of environments, to and from messages. */
final class SpecCodec {
    private SpecCodec() {}

    static EnvironmentSpec encode(EnvSpec spec) {
        EnvironmentSpec.Builder message = EnvironmentSpec.newBuilder()
                .setId(spec.id())
                .setNondeterministic(spec.nondeterministic())
                .addAllArgumentNames(spec.argumentNames())
                .addAllRenderModes(spec.renderModes());
        spec.maxEpisodeSteps().ifPresent(message::setMaxEpisodeSteps);
        spec.rewardThreshold().ifPresent(message::setRewardThreshold);
        spec.renderFps().ifPresent(message::setRenderFps);
        return message.build();
    }

    static EnvSpec decode(EnvironmentSpec message) {
        return new EnvSpec(
                message.getId(),
                message.hasMaxEpisodeSteps() ? OptionalLong.of(message.getMaxEpisodeSteps()) : OptionalLong.empty(),
                message.hasRewardThreshold() ? OptionalDouble.of(message.getRewardThreshold()) : OptionalDouble.empty(),
                message.getNondeterministic(),
                message.getArgumentNamesList(),
                message.getRenderModesList(),
                message.hasRenderFps() ? OptionalDouble.of(message.getRenderFps()) : OptionalDouble.empty());
    }
}
