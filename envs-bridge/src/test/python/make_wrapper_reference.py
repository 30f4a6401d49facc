"""What Gymnasium's wrappers show of a scripted environment, for WrapperReferenceTest.

    python make_wrapper_reference.py > ../resources/reference/wrappers.json

The environment has no randomness: in lane i (from 0), episode e (from 0), after t steps it shows the float32s
(i + e / 2, t (e + 1) / 4); a step with action a is worth 0.1 (i + 1) t - 0.3 e + a; an episode terminates after 2 + (i + e) % 3
steps and is truncated after 3. Step s (from 0) of lane i takes the action (0.7 s + 0.4 i) % 8 - 3.5, as float32, of -2 .. 3.

Wrappers that Gymnasium has for single environments only, or for one autoreset mode only, are put around each lane's
environment.
"""

import json
import math
import sys

import gymnasium as gym
import numpy as np
from gymnasium.vector import AutoresetMode, SyncVectorEnv

LANES = 3
STEPS = 16
SEEDS = [5, 6, 7]
WRAPPER_SEED = 11


class Script(gym.Env):
    observation_space = gym.spaces.Box(-10, 10, (2,), np.float32)
    action_space = gym.spaces.Box(-2, 3, (1,), np.float32)

    def __init__(self, lane):
        self.lane, self.episode, self.t = lane, -1, 0

    def _observation(self):
        return np.array([self.lane + self.episode / 2, self.t * (self.episode + 1) / 4], np.float32)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.episode += 1
        self.t = 0
        return self._observation(), {}

    def step(self, action):
        self.t += 1
        reward = 0.1 * (self.lane + 1) * self.t - 0.3 * self.episode + float(action[0])
        return self._observation(), reward, self.t >= 2 + (self.lane + self.episode) % 3, False, {}


def actions(step):
    return np.array([[(0.7 * step + 0.4 * lane) % 8 - 3.5] for lane in range(LANES)], np.float32)


def lane_seed(seed):
    """Of StickyAction's stream in Keel, which is not the environment's own."""
    return (seed + 1) * 2**64 + WRAPPER_SEED


def played(env, mode):
    observations, _ = env.reset(seed=[lane_seed(seed) for seed in SEEDS])
    trace = {"reset": observations.tolist(), "steps": []}
    for step in range(STEPS):
        observations, rewards, terminated, truncated, infos = env.step(actions(step))
        ended = terminated | truncated
        row = {"o": observations.tolist(), "r": rewards.tolist(), "te": terminated.tolist(), "tr": truncated.tolist()}
        last = infos.get("final_info", infos)
        if "final_obs" in infos:
            row["final"] = [None if o is None else np.asarray(o).tolist() for o in infos["final_obs"]]
        if "episode" in last:
            row["episode"] = {
                "r": np.where(ended, last["episode"]["r"], 0).astype(float).tolist(),
                "l": np.where(ended, last["episode"]["l"], 0).tolist(),
            }
        if mode == AutoresetMode.DISABLED and ended.any():
            observations, _ = env.reset(options={"reset_mask": ended.copy()})
            row["masked"] = observations.tolist()
        trace["steps"].append(row)
    return trace


def lanes(wrap, mode, limit=3):
    def make(lane):
        return lambda: wrap(gym.wrappers.TimeLimit(Script(lane), limit))

    return SyncVectorEnv([make(lane) for lane in range(LANES)], autoreset_mode=mode)


def moments(rms):
    return {"mean": np.atleast_1d(rms.mean).tolist(), "var": np.atleast_1d(rms.var).tolist(), "count": float(rms.count)}


def around_lanes():
    wraps = {
        "plain": lambda env: env,
        "frame-stack-reset": lambda env: gym.wrappers.FrameStackObservation(env, 3),
        "frame-stack-zero": lambda env: gym.wrappers.FrameStackObservation(env, 3, padding_type="zero"),
        "clip-action": gym.wrappers.ClipAction,
        "rescale-action": lambda env: gym.wrappers.RescaleAction(env, -1.0, 1.0),
        "episode-statistics": gym.wrappers.RecordEpisodeStatistics,
        "sticky-action": lambda env: gym.wrappers.StickyAction(env, 0.4),
        "sticky-action-longer": lambda env: gym.wrappers.StickyAction(env, 0.4, (1, 3)),
        "time-limit": lambda env: gym.wrappers.TimeLimit(env, 2),
    }
    for mode in AutoresetMode:
        for name, wrap in wraps.items():
            yield {"wrapper": name, "mode": mode.name, **played(lanes(wrap, mode), mode)}


def around_vectors():
    mode = AutoresetMode.NEXT_STEP
    for name, wrap, rms in [
        ("normalize-observation", gym.wrappers.vector.NormalizeObservation, "obs_rms"),
        ("normalize-reward", gym.wrappers.vector.NormalizeReward, "return_rms"),
    ]:
        env = wrap(lanes(lambda env: env, mode))
        trace = played(env, mode)
        yield {"wrapper": name, "mode": mode.name, **trace, "moments": moments(getattr(env, rms))}
    env = gym.wrappers.vector.RecordEpisodeStatistics(lanes(lambda env: env, mode))
    yield {"wrapper": "episode-statistics-vector", "mode": mode.name, **played(env, mode)}


def running_moments():
    rms = gym.wrappers.utils.RunningMeanStd(shape=(2,))
    batches = [[[1.5, -2.0], [0.25, 4.0], [3.0, 1.0]], [[100.0, 7.0]], [[-1.0, 0.5], [2.0, 0.125]]]
    after = []
    for batch in batches:
        rms.update(np.array(batch))
        after.append(moments(rms))
    return {"batches": batches, "after": after}


def noise():
    random = np.random.default_rng(lane_seed(SEEDS[0]))
    return [math.sqrt(-2 * math.log(1 - random.random())) * math.cos(2 * math.pi * random.random()) for _ in range(2)]


def main():
    document = {
        "provenance": f"make_wrapper_reference.py, Gymnasium {gym.__version__}, NumPy {np.__version__}",
        "lanes": LANES,
        "seeds": SEEDS,
        "wrapper_seed": WRAPPER_SEED,
        "actions": [actions(step).tolist() for step in range(STEPS)],
        "cases": [*around_lanes(), *around_vectors()],
        "running_moments": running_moments(),
        "noise": noise(),
    }
    json.dump(document, sys.stdout, separators=(",", ":"))
    print()


if __name__ == "__main__":
    main()
