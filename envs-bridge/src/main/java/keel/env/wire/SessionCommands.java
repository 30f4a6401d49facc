package keel.env.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import keel.env.Batch;
import keel.env.EnvRequest;
import keel.env.GroupedVectorEnv;
import keel.env.GroupedVectorEnv.ReadyStep;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.Space;
import keel.env.VectorEnv;
import keel.env.VectorReset;
import keel.env.VectorStep;
import keel.env.v1.CloseReply;
import keel.env.v1.DriveReply;
import keel.env.v1.DriveRequest;
import keel.env.v1.RenderReply;
import keel.env.v1.Step;
import keel.env.v1.StepReply;

/** What the commands of a session do with its environment. Used by one thread at a time. */
final class SessionCommands {
    private static final Batch EMPTY = Batch.of();

    private final VectorEnv environment;
    private final EnvRequest opened;
    private Batch actions = EMPTY;
    private boolean started;

    SessionCommands(VectorEnv environment, EnvRequest opened) {
        this.environment = environment;
        this.opened = opened;
    }

    /** @throws RefusedException if the request does not fit, or the environment gave what it should not */
    void execute(DriveRequest request, DriveReply.Builder reply) {
        switch (request.getCommandCase()) {
            case RESET -> {
                VectorReset reset = environment.reset(checked(ResetCodec.decode(request.getReset())));
                wellFormed(() ->
                        reset.observations().check(environment.observationSpace(), opened.lanes(), "observations"));
                wellFormed(() -> reply.setReset(ResetCodec.encode(reset)));
                started = true;
            }
            case STEP -> reply.setStep(step(request.getStep()));
            case RENDER -> reply.setRender(render(request.getRender().getLane()));
            case CLOSE -> reply.setClose(CloseReply.getDefaultInstance());
            case COMMAND_NOT_SET ->
                throw invalid("command", "The request has no command: set reset, step, render or close.");
        }
    }

    private keel.env.ResetRequest checked(keel.env.ResetRequest request) {
        request.check(opened.lanes(), started);
        return request;
    }

    private StepReply step(Step message) {
        if (!started) {
            throw RefusedException.of(
                    Reason.FAILED_PRECONDITION, "step", "No episode is going on. Reset before the first step.");
        }
        actions = BatchCodec.decode(message.getActionsList(), actions, "step.actions");
        int[] groups = groups(message);
        int lanes = lanes(groups);
        Space space = environment.actionSpace();
        actions.check(space, lanes, "step.actions");
        if (message.getReady() != 0) {
            return exchange(groups, message.getReady());
        }
        if (groups.length == opened.groups()) {
            return encode(environment.step(actions), lanes).build();
        }
        ReadyStep some = grouped().exchange(groups, actions, groups.length);
        return withGroups(some);
    }

    private StepReply exchange(int[] groups, int ready) {
        if (opened.groups() == 1) {
            if (ready != 1 || groups.length != 1) {
                throw invalid(
                        "step.ready", "This session has 1 group, so step.ready is 0 or 1, but got " + ready + ".");
            }
            return encode(environment.step(actions), opened.lanes())
                    .addGroups(0)
                    .build();
        }
        return withGroups(grouped().exchange(groups, actions, ready));
    }

    private StepReply withGroups(ReadyStep some) {
        StepReply.Builder reply = encode(some.step(), lanes(some.groups()));
        for (int group : some.groups()) {
            reply.addGroups(group);
        }
        return reply.build();
    }

    private StepReply.Builder encode(VectorStep step, int lanes) {
        StepReply.Builder reply = StepReply.newBuilder();
        wellFormed(() -> {
            Space space = environment.observationSpace();
            step.observations().check(space, lanes, "observations");
            Batch last = step.finalObservations();
            if (last != null) {
                last.check(space, lanes, "final_observations");
            }
            if (step.rewards().length != lanes
                    || step.terminated().length != lanes
                    || step.truncated().length != lanes) {
                throw invalid(
                        "rewards",
                        "There are " + step.rewards().length + " rewards, " + step.terminated().length
                                + " values of terminated and " + step.truncated().length + " of truncated for "
                                + lanes + " lanes.");
            }
            reply.mergeFrom(StepCodec.encode(step).build());
        });
        return reply;
    }

    /** What the environment gave wrong is its failure, not the client's. */
    private static void wellFormed(Runnable check) {
        try {
            check.run();
        } catch (RefusedException e) {
            throw RefusedException.of(
                    Reason.ENVIRONMENT_FAILED,
                    "The environment gave what its own spaces do not allow, or what cannot be sent. " + e.getMessage()
                            + " Mend the environment, or its spaces.");
        }
    }

    private int[] groups(Step message) {
        int count = message.getGroupsCount();
        int[] groups = new int[count == 0 && message.getReady() == 0 ? opened.groups() : count];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = count == 0 ? i : message.getGroups(i);
            if (groups[i] < 0 || groups[i] >= opened.groups() || (i > 0 && groups[i] <= groups[i - 1])) {
                throw invalid(
                        "step.groups",
                        "Groups " + message.getGroupsList() + " are not increasing numbers of 0 .. "
                                + (opened.groups() - 1) + ".");
            }
        }
        return count == 0 && message.getReady() != 0 ? all() : groups;
    }

    private int[] all() {
        int[] groups = new int[opened.groups()];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = i;
        }
        return groups;
    }

    private int lanes(int[] groups) {
        int lanes = 0;
        for (int group : groups) {
            lanes += opened.firstLane(group + 1) - opened.firstLane(group);
        }
        return lanes;
    }

    private GroupedVectorEnv grouped() {
        if (environment instanceof GroupedVectorEnv grouped) {
            return grouped;
        }
        throw RefusedException.of(
                Reason.UNSUPPORTED, "step.groups", "This environment's lanes only step together. Step all groups.");
    }

    private RenderReply render(int lane) {
        if (!opened.render()) {
            throw RefusedException.of(
                    Reason.FAILED_PRECONDITION,
                    "render",
                    "The session was not opened for rendering. Set OpenSessionRequest.render.");
        }
        if (lane < 0 || lane >= opened.lanes()) {
            throw invalid(
                    "render.lane",
                    "Lane " + Integer.toUnsignedString(lane) + " is not one of 0 .. " + (opened.lanes() - 1) + ".");
        }
        ByteString png = UnsafeByteOperations.unsafeWrap(environment.render(lane));
        return RenderReply.newBuilder().setPng(png).build();
    }

    private static RefusedException invalid(String field, String message) {
        return RefusedException.of(Reason.INVALID_ARGUMENT, field, message);
    }
}
