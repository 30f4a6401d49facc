package keel.env.wrapper;

import java.util.OptionalLong;
import keel.env.AutoresetMode;
import keel.env.Batch;
import keel.env.EnvException;
import keel.env.EnvSpec;
import keel.env.Infos;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.ResetRequest;
import keel.env.Tensor;
import keel.env.VectorEnv;
import keel.env.VectorReset;
import keel.env.VectorStep;
import org.jspecify.annotations.Nullable;

/**
 * Truncates episodes after a number of steps, as Gymnasium's {@code TimeLimit}; for environments that take no {@code
 * max_episode_steps} when they are opened. The wrapped environment does not know that the episode has ended, so this resets
 * the lane within it.
 *
 * <p>In mode NEXT_STEP the wrapped lane is stepped once more before that, since lanes step together: dynamics that draw
 * random numbers draw once more than in Gymnasium, whose bits need {@code max_episode_steps}.
 */
public final class TimeLimit extends VectorWrapper {
    private final long maxSteps;
    private final long[] elapsed;

    /** The episode was cut here, and the wrapped lane goes on. */
    private final boolean[] cut;

    private final EndedLanes ends;

    /** @param maxSteps 1 and up */
    public TimeLimit(VectorEnv wrapped, long maxSteps) {
        super(wrapped);
        if (maxSteps < 1) {
            throw new EnvException("TimeLimit got " + maxSteps + " steps: it takes 1 and up.");
        }
        this.maxSteps = maxSteps;
        elapsed = new long[wrapped.lanes()];
        cut = new boolean[wrapped.lanes()];
        ends = new EndedLanes(wrapped.lanes(), wrapped.autoreset());
    }

    /** The wrapped environment's, with this limit. */
    @Override
    public EnvSpec spec() {
        EnvSpec spec = wrapped().spec();
        return new EnvSpec(
                spec.id(),
                OptionalLong.of(maxSteps),
                spec.rewardThreshold(),
                spec.nondeterministic(),
                spec.argumentNames(),
                spec.renderModes(),
                spec.renderFps());
    }

    @Override
    public VectorReset reset(ResetRequest request) {
        VectorReset reset = wrapped().reset(request);
        for (int lane = 0; lane < elapsed.length; lane++) {
            if (request.resets(lane)) {
                elapsed[lane] = 0;
                cut[lane] = false;
            }
        }
        ends.afterReset(request);
        return reset;
    }

    @Override
    public VectorStep step(Batch actions) {
        refuseCutLanes();
        VectorStep step = wrapped().step(actions);
        boolean[] truncated = step.truncated().clone();
        boolean[] toReset = new boolean[elapsed.length];
        boolean any = false;
        for (int lane = 0; lane < elapsed.length; lane++) {
            if (ends.filler(lane)) {
                toReset[lane] = cut[lane];
                elapsed[lane] = 0;
                cut[lane] = false;
            } else {
                elapsed[lane]++;
                boolean endedWithin = step.terminated()[lane] || truncated[lane];
                if (elapsed[lane] >= maxSteps) {
                    cut[lane] = !endedWithin;
                    truncated[lane] = true;
                    toReset[lane] = cut[lane] && autoreset() == AutoresetMode.SAME_STEP;
                }
                if ((endedWithin || truncated[lane]) && autoreset() == AutoresetMode.SAME_STEP) {
                    elapsed[lane] = 0;
                    cut[lane] = false;
                }
            }
            any |= toReset[lane];
        }
        VectorStep limited = new VectorStep(
                step.observations(),
                step.rewards(),
                step.terminated(),
                truncated,
                step.finalObservations(),
                step.infos(),
                step.finalInfos());
        VectorStep shown = any ? resetWithin(limited, toReset) : limited;
        ends.afterStep(shown);
        return shown;
    }

    private void refuseCutLanes() {
        if (autoreset() != AutoresetMode.DISABLED) {
            return;
        }
        for (int lane = 0; lane < cut.length; lane++) {
            if (cut[lane]) {
                throw RefusedException.inLane(
                        Reason.FAILED_PRECONDITION,
                        lane,
                        "step",
                        "The episode of lane " + lane + " was truncated after " + maxSteps
                                + " steps and autoreset is DISABLED. Reset the lane first.");
            }
        }
    }

    /** Resets lanes of the wrapped environment, and shows a filler row of them or, in mode SAME_STEP, their next episode. */
    private VectorStep resetWithin(VectorStep step, boolean[] lanes) {
        double[] rewards = step.rewards().clone();
        boolean[] terminated = step.terminated().clone();
        boolean[] truncated = step.truncated().clone();
        boolean sameStep = autoreset() == AutoresetMode.SAME_STEP;
        Batch finals = sameStep ? finals(step, lanes) : null;
        Infos infos = MixedInfos.of(step.infos(), Infos.NONE, new boolean[lanes.length]);
        Infos finalInfos = sameStep ? MixedInfos.of(step.finalInfos(), step.infos(), lanes) : Infos.NONE;
        VectorReset reset = wrapped().reset(ResetRequest.ALL.only(lanes));
        for (int lane = 0; lane < lanes.length; lane++) {
            if (lanes[lane] && !sameStep) {
                rewards[lane] = 0;
                terminated[lane] = false;
                truncated[lane] = false;
            }
        }
        return new VectorStep(
                reset.observations(),
                rewards,
                terminated,
                truncated,
                finals,
                MixedInfos.of(infos, reset.infos(), lanes),
                finalInfos);
    }

    /** The ended lanes' last observations: of these lanes what they show now, of others what the step gave. */
    private Batch finals(VectorStep step, boolean[] lanes) {
        int count = lanes.length;
        @Nullable Batch given = step.finalObservations();
        if (!observationSpace().fixedSize()) {
            throw new EnvException("TimeLimit in mode SAME_STEP takes observations of fixed size, but got "
                    + observationSpace() + ". Use mode NEXT_STEP.");
        }
        Batch finals = given == null
                ? Batch.zeros(observationSpace(), count)
                : given.slice(observationSpace(), count, 0, count);
        for (int leaf = 0; leaf < finals.leaves().size(); leaf++) {
            Tensor shown = step.observations().leaves().get(leaf);
            for (int lane = 0; lane < count; lane++) {
                if (lanes[lane]) {
                    shown.copyRows(lane, finals.leaves().get(leaf), lane, 1);
                }
            }
        }
        return finals;
    }
}
