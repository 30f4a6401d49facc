"""Writes toytext-episodes.json: what Gymnasium's toy-text environments do with the arguments that they take.

traces: single environments; cases: SyncVectorEnv in each autoreset mode; specs: as registered. The actions aim at what
random ones seldom reach: Taxi's rides, CliffWalking's goal. Each environment appears with every argument.
Run: python make_toytext_episodes.py OUT [STEPS]. Needs gymnasium 1.3.
"""

import json
import random
import sys

import gymnasium
import numpy as np
from gymnasium.vector import AutoresetMode, SyncVectorEnv

STEPS = int(sys.argv[2]) if len(sys.argv) > 2 else 120
VECTOR_STEPS = STEPS // 3
LANES = 4

LAKE = ["SFFFG", "FHFHF", "SFFFH"]
SINGLE = [
    ("FrozenLake-v1", {"desc": LAKE}),
    ("FrozenLake-v1", {"desc": ["FFH", "FFG"], "success_rate": 0.5}),
    ("FrozenLake-v1", {"success_rate": 0.0, "max_episode_steps": 9}),
    ("FrozenLake-v1", {"map_name": "8x8", "is_slippery": False, "reward_schedule": [2.5, -1, -0.125]}),
    ("FrozenLake8x8-v1", {}),
    ("FrozenLake8x8-v1", {"map_name": "4x4"}),
    ("CliffWalking-v1", {}),
    ("CliffWalking-v1", {"max_episode_steps": 20}),
    ("CliffWalkingSlippery-v1", {}),
    ("CliffWalkingSlippery-v1", {"is_slippery": False}),
    ("Taxi-v4", {}),
    ("Taxi-v4", {"is_rainy": True}),
    ("Taxi-v4", {"fickle_passenger": True, "fickle_probability": 0.75}),
    ("Taxi-v4", {"is_rainy": True, "rainy_probability": 0.6, "fickle_passenger": True}),
    ("Blackjack-v1", {}),
    ("Blackjack-v1", {"sab": False}),
    ("Blackjack-v1", {"sab": False, "natural": True}),
    ("Blackjack-v1", {"sab": True, "natural": True, "max_episode_steps": 1}),
]
VECTOR = [
    ("FrozenLake8x8-v1", {"max_episode_steps": 8}),
    ("CliffWalking-v1", {"max_episode_steps": 7}),
    ("Taxi-v4", {"max_episode_steps": 9, "is_rainy": True}),
]


def shortest_rides():
    """For each state of Taxi an action on a shortest way to the end."""
    table = gymnasium.make("Taxi-v4").unwrapped.P
    rides = {}
    while True:
        found = {
            state: chosen
            for state, outcomes in table.items()
            for chosen, [(_, after, _, ended)] in outcomes.items()
            if state not in rides and (ended or after in rides)
        }
        if not found:
            return rides
        rides |= found


RIDES = shortest_rides()


def action(id, env, observation, rng):
    if rng.random() < 0.15:
        return rng.randrange(int(env.action_space.n))
    if id == "Taxi-v4":
        return RIDES[observation]
    if id.startswith("Cliff"):
        row, column = divmod(observation, 12)
        if column == 11:
            return 2
        return 1 if row == 2 or (row < 3 and rng.random() < 0.5) else 0
    if id.startswith("Frozen"):
        return rng.choice([1, 2, 2, 1, 0, 3])
    return int(observation[0] < 15)


def plain(value):
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, np.ndarray):
        return [plain(inner) for inner in value] if value.dtype == object else value.tolist()
    return value.item() if isinstance(value, np.generic) else value


def single(id, arguments, seed):
    rng = random.Random(seed)
    env = gymnasium.make(id, **arguments)
    observation, info = env.reset(seed=seed)
    trace = {"env": id, "kwargs": arguments, "seed": seed, "reset_obs": plain(observation), "reset_info": plain(info)}
    steps = []
    for _ in range(STEPS):
        chosen = action(id, env, observation, rng)
        observation, reward, terminated, truncated, info = env.step(chosen)
        step = {"a": chosen, "o": plain(observation), "r": float(reward), "te": terminated, "tr": truncated}
        step["i"] = plain(info)
        if terminated or truncated:
            observation, info = env.reset()
            step["ro"] = plain(observation)
        steps.append(step)
    return trace | {"steps": steps}


def vector(id, arguments, mode, seed):
    rng = random.Random(seed)
    env = SyncVectorEnv([lambda: gymnasium.make(id, **arguments)] * LANES, autoreset_mode=mode)
    observations, infos = env.reset(seed=seed)
    case = {"env": id, "kwargs": arguments, "num_envs": LANES, "mode": mode.name, "seed": seed}
    case |= {"reset_obs": plain(observations), "reset_info": plain(infos)}
    steps = []
    for _ in range(VECTOR_STEPS):
        actions = np.array([rng.randrange(int(env.single_action_space.n)) for _ in range(LANES)])
        observations, rewards, terminated, truncated, infos = env.step(actions)
        step = {"a": plain(actions), "o": plain(observations), "r": plain(rewards)}
        step |= {"te": plain(terminated), "tr": plain(truncated), "i": plain(infos)}
        ended = np.logical_or(terminated, truncated)
        if mode == AutoresetMode.DISABLED and ended.any():
            observations, infos = env.reset(options={"reset_mask": ended})
            step |= {"mask_reset_obs": plain(observations), "mask_reset_info": plain(infos)}
        steps.append(step)
    return case | {"steps": steps}


def spec(id):
    registered = gymnasium.spec(id)
    return {
        "env": id,
        "max_episode_steps": registered.max_episode_steps,
        "reward_threshold": registered.reward_threshold,
        "nondeterministic": registered.nondeterministic,
    }


written = {
    "gymnasium": gymnasium.__version__,
    "numpy": np.__version__,
    "specs": [spec(id) for id in sorted({id for id, _ in SINGLE} | {"CartPole-v1"})],
    "traces": [single(id, arguments, seed) for seed, (id, arguments) in enumerate(SINGLE)],
    "cases": [vector(id, arguments, mode, 7) for id, arguments in VECTOR for mode in AutoresetMode],
}
with open(sys.argv[1], "w") as file:
    json.dump(written, file, separators=(",", ":"))
    file.write("\n")
