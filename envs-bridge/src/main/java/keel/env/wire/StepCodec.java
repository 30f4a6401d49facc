package keel.env.wire;

import keel.env.Batch;
import keel.env.Infos;
import keel.env.RefusedException;
import keel.env.Space;
import keel.env.VectorStep;
import keel.env.v1.StepReply;

/**
 * Step replies to and from messages. As an object: decodes replies of one session, or one group of it, into the same arrays
 * every time they fit. Belongs to one thread.
 */
final class StepCodec {
    private static final Batch EMPTY = Batch.of();

    private final Space observationSpace;
    private Batch observations = EMPTY;
    private Batch finalObservations = EMPTY;
    private double[] rewards = {};
    private boolean[] terminated = {};
    private boolean[] truncated = {};

    StepCodec(Space observationSpace) {
        this.observationSpace = observationSpace;
    }

    /**
     * What one step gave, in arrays that are valid until the next call.
     *
     * @param lanes that the reply is of
     * @throws RefusedException if it is not of so many lanes, or its observations are none of the space; the message names
     *     the leaf
     */
    VectorStep decode(StepReply message, int lanes) {
        if (rewards.length != lanes) {
            rewards = new double[lanes];
            terminated = new boolean[lanes];
            truncated = new boolean[lanes];
        }
        observations = BatchCodec.decode(message.getObservationsList(), observations, "step.observations")
                .check(observationSpace, lanes, "step.observations");
        TensorCodec.decodeInto(message.getRewards(), rewards, "step.rewards");
        TensorCodec.decodeInto(message.getTerminated(), terminated, "step.terminated");
        TensorCodec.decodeInto(message.getTruncated(), truncated, "step.truncated");
        boolean last = message.getFinalObservationsCount() > 0;
        if (last) {
            finalObservations = BatchCodec.decode(
                            message.getFinalObservationsList(), finalObservations, "step.final_observations")
                    .check(observationSpace, lanes, "step.final_observations");
        }
        return new VectorStep(
                observations,
                rewards,
                terminated,
                truncated,
                last ? finalObservations : null,
                infos(message.getInfos(), lanes, "step.infos"),
                infos(message.getFinalInfos(), lanes, "step.final_infos"));
    }

    private static Infos infos(keel.env.v1.Infos message, int lanes, String field) {
        return InfosCodec.decode(message, lanes, field);
    }

    /** Without groups. */
    static StepReply.Builder encode(VectorStep step) {
        StepReply.Builder message = StepReply.newBuilder()
                .addAllObservations(BatchCodec.encode(step.observations()))
                .setRewards(TensorCodec.bytes(step.rewards()))
                .setTerminated(TensorCodec.bytes(step.terminated()))
                .setTruncated(TensorCodec.bytes(step.truncated()));
        Batch last = step.finalObservations();
        if (last != null) {
            message.addAllFinalObservations(BatchCodec.encode(last));
        }
        if (!step.infos().isEmpty()) {
            message.setInfos(InfosCodec.encode(step.infos(), "step.infos"));
        }
        if (!step.finalInfos().isEmpty()) {
            message.setFinalInfos(InfosCodec.encode(step.finalInfos(), "step.final_infos"));
        }
        return message;
    }
}
