"""Writes cartpole-states.json: the SHA-256 of Gymnasium's float64 CartPole states over many steps.

Actions come from a linear congruential generator that the test repeats: s = s * 1103515245 + 12345 mod 2^31, starting at
1; the action is bit 16. Each state, and that after each reset, is hashed as four little-endian float64.
Run: python make_cartpole_states.py OUT. Needs gymnasium 1.3; Linux with glibc and fused multiply-add.
"""

import hashlib
import json
import sys

import gymnasium
import numpy as np

STEPS = 100_000
SEED = 12345

env = gymnasium.make("CartPole-v1")
digest = hashlib.sha256()
episodes = 1
lcg = 1
env.reset(seed=SEED)
digest.update(env.unwrapped.state.astype("<f8").tobytes())
for _ in range(STEPS):
    lcg = (lcg * 1103515245 + 12345) % 2**31
    _, _, terminated, truncated, _ = env.step(lcg >> 16 & 1)
    digest.update(env.unwrapped.state.astype("<f8").tobytes())
    if terminated or truncated:
        env.reset()
        episodes += 1
        digest.update(env.unwrapped.state.astype("<f8").tobytes())
with open(sys.argv[1], "w") as file:
    json.dump(
        {
            "gymnasium": gymnasium.__version__,
            "numpy": np.__version__,
            "steps": STEPS,
            "seed": SEED,
            "episodes": episodes,
            "sha256": digest.hexdigest(),
        },
        file,
        indent=2,
    )
    file.write("\n")
