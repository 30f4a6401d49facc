package keel.env.wire;

import com.google.protobuf.UnsafeByteOperations;
import keel.env.Batch;
import keel.env.GroupedVectorEnv;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.ResetRequest;
import keel.env.Space;
import keel.env.VectorEnv;
import keel.env.VectorReset;
import keel.env.VectorStep;
import keel.env.v1.DriveReply;
import keel.env.v1.DriveRequest;
import keel.env.v1.RenderReply;
import keel.env.v1.Step;
import keel.env.v1.StepReply;

/** What a request has an environment do. */
final class SessionCommands {
    private SessionCommands() {}

    /** @throws RuntimeException as the environment does */
    static DriveReply run(VectorEnv environment, DriveRequest request) {
        DriveReply.Builder reply = DriveReply.newBuilder().setSequence(request.getSequence());
        switch (request.getCommandCase()) {
            case RESET -> {
                ResetRequest asked = ResetCodec.decode(request.getReset());
                VectorReset reset = environment.reset(asked);
                checkBatch(reset.observations(), environment.observationSpace(), environment.lanes());
                reply.setReset(StepCodec.encode(reset));
            }
            case STEP -> reply.setStep(step(environment, request.getStep()));
            case RENDER -> {
                int lane = request.getRender().getLane();
                if (lane < 0 || lane >= environment.lanes()) {
                    throw RefusedException.of(
                            Reason.INVALID_ARGUMENT,
                            "render.lane",
                            "There is no lane " + Integer.toUnsignedString(lane) + "; there are " + environment.lanes()
                                    + ", from 0.");
                }
                reply.setRender(
                        RenderReply.newBuilder().setPng(UnsafeByteOperations.unsafeWrap(environment.render(lane))));
            }
            case CLOSE, COMMAND_NOT_SET ->
                throw RefusedException.of(
                        Reason.INVALID_ARGUMENT,
                        "command",
                        "The request has no command: set reset, step, render or close.");
        }
        return reply.build();
    }

    private static StepReply step(VectorEnv environment, Step message) {
        if (message.getGroupsCount() == 0 && message.getReady() == 0) {
            Batch actions = actions(message, environment.actionSpace(), environment.lanes());
            return encode(environment, environment.step(actions), environment.lanes());
        }
        int[] groups =
                message.getGroupsList().stream().mapToInt(Integer::intValue).toArray();
        if (!(environment instanceof GroupedVectorEnv grouped)) {
            if ((groups.length == 0 || (groups.length == 1 && groups[0] == 0)) && message.getReady() <= 1) {
                Batch actions = actions(message, environment.actionSpace(), environment.lanes());
                return encode(environment, environment.step(actions), environment.lanes(), 0);
            }
            throw RefusedException.of(
                    Reason.INVALID_ARGUMENT,
                    "step.groups",
                    "This session has one group, 0. Ask for more when opening it.");
        }
        if (groups.length == 0) {
            groups = all(grouped.groups());
        }
        int lanes = lanes(grouped, groups);
        Batch actions = actions(message, environment.actionSpace(), lanes);
        if (message.getReady() > 0) {
            GroupedVectorEnv.ReadyStep ready = grouped.exchange(groups, actions, message.getReady());
            return encode(environment, ready.step(), lanes(grouped, ready.groups()), ready.groups());
        }
        GroupedVectorEnv.ReadyStep exactly = grouped.exchange(groups, actions, groups.length);
        return encode(environment, exactly.step(), lanes, groups);
    }

    private static int[] all(int count) {
        int[] groups = new int[count];
        for (int group = 0; group < count; group++) {
            groups[group] = group;
        }
        return groups;
    }

    private static int lanes(GroupedVectorEnv environment, int[] groups) {
        int lanes = 0;
        for (int i = 0; i < groups.length; i++) {
            int group = groups[i];
            if (group < 0 || group >= environment.groups() || (i > 0 && group <= groups[i - 1])) {
                throw RefusedException.of(
                        Reason.INVALID_ARGUMENT,
                        "step.groups",
                        "Groups are increasing numbers of 0 .. " + (environment.groups() - 1) + ", but got "
                                + Integer.toUnsignedString(group) + ".");
            }
            lanes += environment.firstLane(group + 1) - environment.firstLane(group);
        }
        return lanes;
    }

    private static Batch actions(Step message, Space space, int lanes) {
        return BatchCodec.decode(message.getActionsList(), null, space, lanes, "step.actions");
    }

    private static StepReply encode(VectorEnv environment, VectorStep step, int lanes, int... groups) {
        Space space = environment.observationSpace();
        checkBatch(step.observations(), space, lanes);
        if (step.rewards().length != lanes || step.terminated().length != lanes || step.truncated().length != lanes) {
            throw RefusedException.of(
                    Reason.ENVIRONMENT_FAILED,
                    "The environment gave " + step.rewards().length + " rewards, " + step.terminated().length + " and "
                            + step.truncated().length + " flags for " + lanes + " lanes.");
        }
        return StepCodec.encode(step, groups);
    }

    /** What an environment gives is checked before it is sent: a wrong shape is its failure, not the client's. */
    private static void checkBatch(Batch observations, Space space, int lanes) {
        try {
            observations.check(space, lanes, "observations");
        } catch (RefusedException e) {
            throw RefusedException.of(
                    Reason.ENVIRONMENT_FAILED,
                    "The environment gave observations that are not of its space. " + e.getMessage());
        }
    }
}
