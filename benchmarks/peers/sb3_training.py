"""Trains Stable-Baselines3's agents and times them; driven line by line by compare-agents.

A line is one JSON object, and so is each answer:
    {"ask": "train", "workload": {"algorithm": "dqn", ...}, "steps": 20000, "rate": 1e-3, "seed": 0}   {"seconds": 5.1, ...}
    {"ask": "products", "shape": [4, 64, 64, 2], "batch": 64}                                          {"gflops": 31.0}
The first answer, without a question, tells versions and threads. No monitor, no evaluation, no logging: learn() alone is timed.
"""

from __future__ import annotations

import argparse
import json
import sys
import time

import gymnasium
import numpy as np
import stable_baselines3
import torch
from stable_baselines3 import DQN, PPO, SAC
from stable_baselines3.common.logger import Logger
from stable_baselines3.common.vec_env import DummyVecEnv
from torch import nn

ALGORITHMS = {"dqn": DQN, "ppo": PPO, "sac": SAC}
ACTIVATIONS = {"relu": nn.ReLU, "tanh": nn.Tanh}


def agent_for(workload: dict, rate: float, seed: int):
    # In a vector of our own, or SB3 would put a monitor around each environment.
    environments = DummyVecEnv([lambda: gymnasium.make(workload["environment"]) for _ in range(workload["lanes"])])
    agent = ALGORITHMS[workload["algorithm"]](
        "MlpPolicy",
        environments,
        learning_rate=rate,
        seed=seed,
        device="cpu",
        verbose=0,
        policy_kwargs={"net_arch": workload["hidden"], "activation_fn": ACTIVATIONS[workload["activation"]]},
        **workload["sb3"],
    )
    agent.set_logger(Logger(None, []))
    return agent


def train(workload: dict, steps: int, rate: float, seed: int) -> dict:
    agent = agent_for(workload, rate, seed)
    begun, worked = time.perf_counter(), time.process_time()
    agent.learn(total_timesteps=steps, log_interval=None)
    seconds, worked = time.perf_counter() - begun, time.process_time() - worked
    agent.get_env().close()
    return {"seconds": seconds, "cpu_seconds": worked, "steps": agent.num_timesteps, "updates": minibatches(agent, workload)}


def minibatches(agent, workload: dict) -> int:
    """Steps of the optimiser: PPO counts passes over its rollout, and a pass has several of them."""
    if workload["algorithm"] != "ppo":
        return agent._n_updates
    rows = workload["sb3"]["n_steps"] * workload["lanes"]
    return agent._n_updates * (rows // workload["sb3"]["batch_size"])


def products(shape: list[int], batch: int, seconds: float = 1.0) -> dict:
    """The matrix products of one update of one network, results preallocated and data in the cache; the fastest pass."""
    work, calls = 0, []
    for index, (size, following) in enumerate(zip(shape, shape[1:])):
        rows, weights, errors = torch.randn(batch, size), torch.randn(size, following), torch.randn(batch, following)
        pairs = [(rows, weights), (rows.T, errors)] + ([(errors, weights.T)] if index else [])
        for a, b in pairs:
            calls.append((a, b, torch.empty(a.shape[0], b.shape[1])))
            work += 2 * a.shape[0] * a.shape[1] * b.shape[1]
    times = []
    with torch.inference_mode():
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            begun = time.perf_counter()
            for a, b, out in calls:
                torch.mm(a, b, out=out)
            times.append(time.perf_counter() - begun)
    return {"gflops": work / np.min(times) / 1e9}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, help="default: as PyTorch chooses")
    arguments = parser.parse_args()
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    first = {"sb3": stable_baselines3.__version__, "torch": torch.__version__.split("+")[0], "threads": torch.get_num_threads()}
    print(json.dumps(first | {"gymnasium": gymnasium.__version__}), flush=True)
    for line in sys.stdin:
        question = json.loads(line)
        answer = {"train": train, "products": products}[question.pop("ask")](**question)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
