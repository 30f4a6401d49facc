"""Trains Stable-Baselines3's PPO on CartPole-v1 of a Keel server, and evaluates it there.

    keel envs serve --bind 127.0.0.1:50051
    python benchmarks/peers/sb3_ppo_keel.py --address 127.0.0.1:50051

Hyper-parameters are RL Baselines3 Zoo's for PPO on CartPole-v1. Needs keel-gym and stable-baselines3.
"""

from __future__ import annotations

import argparse
import time

import gymnasium
import numpy as np
import torch
from stable_baselines3 import PPO
from stable_baselines3.common.env_util import make_vec_env
from stable_baselines3.common.evaluation import evaluate_policy

import keel_gym

ENVIRONMENT = "keel/CartPole-v1"


def linear(start: float):
    """A schedule that falls from ``start`` to 0 with the training's remaining share."""
    return lambda remaining: start * remaining


def train(address: str, seed: int, steps: int) -> PPO:
    envs = make_vec_env(ENVIRONMENT, n_envs=8, seed=seed, env_kwargs={"address": address})
    agent = PPO(
        "MlpPolicy",
        envs,
        n_steps=32,
        batch_size=256,
        gae_lambda=0.8,
        gamma=0.98,
        n_epochs=20,
        ent_coef=0.0,
        learning_rate=linear(1e-3),
        clip_range=linear(0.2),
        seed=seed,
        device="cpu",
    )
    agent.learn(total_timesteps=steps)
    envs.close()
    return agent


def evaluate(agent: PPO, address: str, seed: int, episodes: int) -> np.ndarray:
    envs = make_vec_env(ENVIRONMENT, n_envs=1, seed=10_000 + seed, env_kwargs={"address": address})
    returns, _ = evaluate_policy(agent, envs, n_eval_episodes=episodes, return_episode_rewards=True)
    envs.close()
    return np.array(returns)


def interval(returns: np.ndarray) -> tuple[float, float]:
    """The 95 % percentile-bootstrap interval of the mean (10,000 resamples, seed 0)."""
    picks = np.random.default_rng(0).integers(len(returns), size=(10_000, len(returns)))
    low, high = np.quantile(returns[picks].mean(axis=1), (0.025, 0.975))
    return float(low), float(high)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--address", default="127.0.0.1:50051")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--steps", type=int, default=100_000)
    parser.add_argument("--episodes", type=int, default=100)
    options = parser.parse_args()
    torch.set_num_threads(1)
    connection = keel_gym.client.Connection(keel_gym.client.Endpoint(options.address))
    print(f"server {connection.server.implementation} {connection.server.implementation_version}", flush=True)
    connection.close()
    print(f"gymnasium {gymnasium.__version__}, torch {torch.__version__}", flush=True)
    for seed in options.seeds:
        begun = time.perf_counter()
        agent = train(options.address, seed, options.steps)
        trained = time.perf_counter() - begun
        returns = evaluate(agent, options.address, seed, options.episodes)
        low, high = interval(returns)
        print(
            f"seed {seed}: mean return {returns.mean():.1f}, 95 % interval {low:.1f} .. {high:.1f},"
            f" least {returns.min():.0f}, {options.episodes} episodes; trained in {trained:.0f} s",
            flush=True,
        )


if __name__ == "__main__":
    main()
