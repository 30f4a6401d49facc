"""Holds every environment of the server at the address given against local Gymnasium. Exit code 0: all equal."""

import sys

import gymnasium
import numpy as np
from gymnasium.utils.env_checker import check_env
from gymnasium.vector import AutoresetMode

import keel_gym


def same(ours, theirs, where):
    if isinstance(theirs, dict):
        assert sorted(ours) == sorted(theirs), (where, ours, theirs)
        for key in theirs:
            same(ours[key], theirs[key], f"{where}.{key}")
    elif isinstance(theirs, tuple) or (isinstance(theirs, np.ndarray) and theirs.dtype == object):
        assert len(ours) == len(theirs), (where, ours, theirs)
        for i, part in enumerate(theirs):
            same(ours[i], part, f"{where}[{i}]")
    elif isinstance(theirs, (np.ndarray, float)) and np.asarray(theirs).dtype.kind == "f":
        assert np.asarray(ours).dtype == np.asarray(theirs).dtype, (where, ours, theirs)
        # Pendulum's reward, by the reference values' tolerance; all else is equal to the last bit.
        tolerance = 1e-9 if np.asarray(theirs).dtype == np.float64 else 0
        assert np.allclose(ours, theirs, rtol=0, atol=tolerance, equal_nan=True), (where, ours, theirs)
    else:
        assert np.array_equal(ours, theirs), (where, ours, theirs)


def one_lane(name, local, address):
    ours, theirs = gymnasium.make(name, address=address), gymnasium.make(local)
    check_env(ours.unwrapped)
    same(ours.reset(seed=7), theirs.reset(seed=7), f"{name} reset")
    theirs.action_space.seed(1)
    for step in range(500):
        action = theirs.action_space.sample()
        left, right = ours.step(action), theirs.step(action)
        same(left, (right[0], float(right[1]), *right[2:]), f"{name} step {step}")
        if right[2] or right[3]:
            same(ours.reset(), theirs.reset(), f"{name} reset after {step}")
    ours.close()


def lanes(name, local, address, mode):
    ours = gymnasium.make_vec(name, num_envs=3, address=address, autoreset_mode=mode)
    theirs = gymnasium.make_vec(
        local, num_envs=3, vectorization_mode="sync", vector_kwargs={"autoreset_mode": mode}
    )
    same(ours.reset(seed=5), theirs.reset(seed=5), f"{name} {mode} reset")
    theirs.action_space.seed(2)
    for step in range(300):
        actions = theirs.action_space.sample()
        left, right = ours.step(actions), theirs.step(actions)
        same(left, right, f"{name} {mode} step {step}")
        ended = right[2] | right[3]
        if mode == AutoresetMode.DISABLED and ended.any():
            left, right = (envs.reset(options={"reset_mask": ended.copy()}) for envs in (ours, theirs))
            same(left, right, f"{name} {mode} reset after {step}")
    ours.close()


address = sys.argv[1]
names = keel_gym.register(address)
assert "keel/CartPole-v1" in names, names
for registered in names:
    original = registered.removeprefix("keel/")
    if original not in gymnasium.registry:
        continue
    one_lane(registered, original, address)
    for autoreset in AutoresetMode:
        lanes(registered, original, address, autoreset)
    print(registered)
