"""Writes classic-states.json: for each environment, SHA-256 of what STEPS steps show.

Hashed after every reset: state (float64), observation (float32); after every step: state, observation, reward (float64;
Pendulum's is left out, for it may differ in the last bits). All little-endian. Actions come from a linear congruential
generator: with n its bits 18 and up, n % 3 for discrete ones, (n % 5001 - 2500) / 1000 as float32 for others. Where its
bits 16 and 17 are not 0, the action pushes the way that the last element of the state points, with n of 2 or 0, or 5000
or 0, so that goals are reached. An episode lasts until it terminates, or EPISODE steps.

python make_classic_states.py OUT. The committed file was made with Gymnasium 1.3.0, NumPy 2.4.6, glibc 2.36.
"""

import hashlib
import json
import sys
from pathlib import Path

import gymnasium
import numpy as np

STEPS = 20_000
EPISODE = 400
SEED = 11


def run(name):
    env = gymnasium.make(name).unwrapped
    discrete = isinstance(env.action_space, gymnasium.spaces.Discrete)
    digest = hashlib.sha256()

    def update(observation):
        digest.update(np.asarray(env.state, dtype="<f8").tobytes())
        digest.update(observation.astype("<f4").tobytes())

    update(env.reset(seed=SEED)[0])
    terminations = 0
    taken = 0
    lcg = 1
    for _ in range(STEPS):
        lcg = (lcg * 1103515245 + 12345) & 0x7FFFFFFF
        drawn = lcg >> 18
        if (lcg >> 16) % 4 != 0:
            drawn = (2 if discrete else 5000) if env.state[-1] >= 0 else 0
        action = drawn % 3 if discrete else np.array([(drawn % 5001 - 2500) / 1000], dtype=np.float32)
        observation, reward, terminated, _, _ = env.step(action)
        update(observation)
        if name != "Pendulum-v1":
            digest.update(np.array(reward, dtype="<f8").tobytes())
        terminations += terminated
        taken += 1
        if terminated or taken == EPISODE:
            taken = 0
            update(env.reset()[0])
    return {
        "env": name,
        "seed": SEED,
        "steps": STEPS,
        "episode": EPISODE,
        "terminations": terminations,
        "sha256": digest.hexdigest(),
    }


names = ["MountainCar-v0", "MountainCarContinuous-v0", "Pendulum-v1", "Acrobot-v1"]
reference = {"gymnasium": gymnasium.__version__, "numpy": np.__version__, "runs": [run(name) for name in names]}
Path(sys.argv[1]).write_text(json.dumps(reference, indent=1) + "\n")
