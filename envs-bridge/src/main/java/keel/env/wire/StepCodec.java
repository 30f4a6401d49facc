package keel.env.wire;

import keel.env.Batch;
import keel.env.Space;
import keel.env.VectorReset;
import keel.env.VectorStep;
import keel.env.v1.ResetReply;
import keel.env.v1.StepReply;
import org.jspecify.annotations.Nullable;

/** Replies to reset and step, to and from messages. */
final class StepCodec {
    private StepCodec() {}

    static ResetReply encode(VectorReset reset) {
        ResetReply.Builder message =
                ResetReply.newBuilder().addAllObservations(BatchCodec.encode(reset.observations()));
        if (!reset.infos().isEmpty()) {
            message.setInfos(InfosCodec.encode(reset.infos(), "reset.infos"));
        }
        return message.build();
    }

    /** @param groups that were stepped; empty for all */
    static StepReply encode(VectorStep step, int... groups) {
        StepReply.Builder message = StepReply.newBuilder()
                .addAllObservations(BatchCodec.encode(step.observations()))
                .setRewards(TensorCodec.bytes(step.rewards()))
                .setTerminated(TensorCodec.bytes(step.terminated()))
                .setTruncated(TensorCodec.bytes(step.truncated()));
        for (int group : groups) {
            message.addGroups(group);
        }
        Batch finalObservations = step.finalObservations();
        if (finalObservations != null) {
            message.addAllFinalObservations(BatchCodec.encode(finalObservations));
        }
        if (!step.infos().isEmpty()) {
            message.setInfos(InfosCodec.encode(step.infos(), "step.infos"));
        }
        if (!step.finalInfos().isEmpty()) {
            message.setFinalInfos(InfosCodec.encode(step.finalInfos(), "step.final_infos"));
        }
        return message.build();
    }

    /** Decodes replies over a fixed number of lanes, into the same arrays every time where sizes allow. */
    static final class Decoder {
        private final Space space;
        private final int lanes;
        private final double[] rewards;
        private final boolean[] terminated;
        private final boolean[] truncated;
        private Batch observations;
        private @Nullable Batch finalObservations;

        Decoder(Space space, int lanes) {
            this.space = space;
            this.lanes = lanes;
            rewards = new double[lanes];
            terminated = new boolean[lanes];
            truncated = new boolean[lanes];
            observations = Batch.zeros(space, lanes);
        }

        VectorReset decode(ResetReply message) {
            observations =
                    BatchCodec.decode(message.getObservationsList(), observations, space, lanes, "reset.observations");
            return new VectorReset(observations, InfosCodec.decode(message.getInfos(), lanes, "reset.infos"));
        }

        VectorStep decode(StepReply message) {
            Batch now =
                    BatchCodec.decode(message.getObservationsList(), observations, space, lanes, "step.observations");
            TensorCodec.decodeInto(message.getRewards(), rewards, "step.rewards");
            TensorCodec.decodeInto(message.getTerminated(), terminated, "step.terminated");
            TensorCodec.decodeInto(message.getTruncated(), truncated, "step.truncated");
            Batch last = null;
            if (message.getFinalObservationsCount() > 0) {
                last = BatchCodec.decode(
                        message.getFinalObservationsList(), finalObservations, space, lanes, "step.final_observations");
                finalObservations = last;
            }
            observations = now;
            return new VectorStep(
                    now,
                    rewards,
                    terminated,
                    truncated,
                    last,
                    InfosCodec.decode(message.getInfos(), lanes, "step.infos"),
                    InfosCodec.decode(message.getFinalInfos(), lanes, "step.final_infos"));
        }
    }
}
