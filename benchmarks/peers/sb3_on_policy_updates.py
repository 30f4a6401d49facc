"""Updates of SB3's PPO and A2C on one batch, its advantages, and its normalisation of observations and rewards."""

from __future__ import annotations

import gymnasium
import numpy as np
import torch
from gymnasium import spaces
from plain_networks import Dense, clip_by_norm, first_adam_step, log_softmax, same, same_layers
from sb3_recording import (
    FixedRollout,
    Logged,
    as_layers,
    before_clipping,
    draw_parameters,
    gradient_of,
    layers_of,
    network,
    numbers,
)
from stable_baselines3 import A2C, PPO
from stable_baselines3.common.buffers import RolloutBuffer
from stable_baselines3.common.type_aliases import RolloutBufferSamples
from stable_baselines3.common.vec_env import VecNormalize
from stable_baselines3.common.vec_env.base_vec_env import VecEnv

ROWS = 32
CLIP = 0.2
LARGEST_NORM = 0.5
ENTROPY_WEIGHT = 0.01
VALUE_WEIGHT = 0.5


def played(env_id: str, seed: int, rows: int) -> np.ndarray:
    """Observations of random play."""
    env = gymnasium.make(env_id)
    env.action_space.seed(seed)
    observation, _ = env.reset(seed=seed)
    observations = []
    while len(observations) < rows:
        observations.append(observation)
        observation, _, terminated, truncated, _ = env.step(env.action_space.sample())
        if terminated or truncated:
            observation, _ = env.reset()
    return np.array(observations, dtype=np.float32)


def batch_for(agent, env_id: str, generator: torch.Generator) -> RolloutBufferSamples:
    """Actions by the policy; what an older policy thought of them is set beside, far enough for clipping to matter."""
    observations = torch.from_numpy(played(env_id, 7, ROWS))
    with torch.no_grad():
        actions, values, log_probs = agent.policy(observations)

    def noise(deviation):
        return torch.randn(ROWS, generator=generator) * deviation

    return RolloutBufferSamples(
        observations=observations,
        actions=actions.float().reshape(ROWS, -1),
        old_values=values.flatten() + noise(0.3),
        old_log_prob=log_probs + noise(0.25),
        advantages=noise(2.0) + 0.5,
        returns=values.flatten() + noise(5.0),
    )


def normalised(advantages: np.ndarray) -> np.ndarray:
    return (advantages - advantages.mean()) / (advantages.std(ddof=1) + 1e-8)


def networks_of(policy, of=None) -> dict:
    options = {} if of is None else {"of": of}
    extractor = policy.mlp_extractor
    return {
        "actor": network(layers_of(extractor.policy_net, policy.action_net), "tanh", **options),
        "critic": network(layers_of(extractor.value_net, policy.value_net), "tanh", **options),
    } | (
        {"logStd": numbers(policy.log_std if of is None else of(policy.log_std))} if hasattr(policy, "log_std") else {}
    )


def update(agent, env_id: str, settings: dict) -> dict:
    """One update of SB3's own train() on a recorded batch."""
    generator = torch.Generator().manual_seed(11)
    draw_parameters(agent.policy, generator)
    torch.manual_seed(13)
    batch = batch_for(agent, env_id, generator)
    before = networks_of(agent.policy)
    agent.rollout_buffer = FixedRollout(batch)
    agent.set_logger(Logged())
    gradients = {}
    with before_clipping(lambda: gradients.update(networks_of(agent.policy, gradient_of))):
        agent.train()
    recorded = {
        "settings": settings,
        "networks": before,
        "batch": {
            "rows": ROWS,
            "observations": numbers(batch.observations),
            "actions": numbers(batch.actions),
            "oldLogProbs": numbers(batch.old_log_prob),
            "oldValues": numbers(batch.old_values),
            "advantages": numbers(batch.advantages),
            "normalisedAdvantages": numbers(normalised(batch.advantages.numpy())),
            "returns": numbers(batch.returns),
        },
        "logged": {key.removeprefix("train/"): value for key, value in agent.logger.values.items()},
        "gradients": gradients,
        "after": networks_of(agent.policy),
    }
    recorded["logged"] = {
        key: value
        for key, value in recorded["logged"].items()
        if key not in ("learning_rate", "n_updates", "clip_range", "clip_range_vf")
    }
    check(recorded)
    return recorded


def distribution(recorded: dict, output: np.ndarray):
    """Log-probabilities of the actions, entropies, and how to make a gradient by the output (and log-std) of theirs."""
    actions = np.array(recorded["batch"]["actions"]).reshape(ROWS, -1)
    if "logStd" not in recorded["networks"]:
        logs = log_softmax(output)
        chosen = actions[:, 0].astype(int)
        entropy = -(np.exp(logs) * logs).sum(axis=1)

        def by_output(by_log_prob, by_entropy):
            one_hot = np.eye(output.shape[1])[chosen]
            own = by_log_prob[:, None] * (one_hot - np.exp(logs))
            return own - by_entropy[:, None] * np.exp(logs) * (logs + entropy[:, None]), None

        return logs[np.arange(ROWS), chosen], entropy, by_output
    log_std = np.array(recorded["networks"]["logStd"])
    scaled = (actions - output) / np.exp(log_std)
    log_prob = (-0.5 * scaled**2 - log_std - 0.5 * np.log(2 * np.pi)).sum(axis=1)
    entropy = np.full(ROWS, (log_std + 0.5 * np.log(2 * np.pi * np.e)).sum())

    def by_output(by_log_prob, by_entropy):
        own = by_log_prob[:, None] * scaled / np.exp(log_std)
        return own, (by_log_prob[:, None] * (scaled**2 - 1)).sum(axis=0) + by_entropy.sum()

    return log_prob, entropy, by_output


def policy_loss(recorded: dict, log_prob: np.ndarray):
    """The loss, its gradient by each log-probability, and what PPO logs beside."""
    batch, settings = recorded["batch"], recorded["settings"]
    raw = np.array(batch["advantages"])
    advantages = normalised(raw) if settings["normaliseAdvantages"] else raw
    same("normalised advantages", batch["normalisedAdvantages"], normalised(raw))
    if "clipRange" not in settings:
        return -(advantages * log_prob).mean(), -advantages / ROWS, {}
    log_ratio = log_prob - np.array(batch["oldLogProbs"])
    ratio = np.exp(log_ratio)
    clip = settings["clipRange"]
    clipped = advantages * np.clip(ratio, 1 - clip, 1 + clip)
    gradient = np.where(advantages * ratio <= clipped, -advantages * ratio / ROWS, 0.0)
    share = (np.abs(ratio - 1) > clip).mean()
    assert 0.2 <= share <= 0.5, f"the clip is active in a share of {share}, which tests too little"
    beside = {"approx_kl": (ratio - 1 - log_ratio).mean(), "clip_fraction": share}
    return -np.minimum(advantages * ratio, clipped).mean(), gradient, beside


def value_loss(recorded: dict, values: np.ndarray):
    batch, clip = recorded["batch"], recorded["settings"].get("valueClipRange")
    returns, old = np.array(batch["returns"]), np.array(batch["oldValues"])
    inside = np.ones(ROWS, dtype=bool)
    if clip is not None:
        inside = np.abs(values - old) <= clip
        assert 0.2 <= inside.mean() <= 0.8, "the value's clip is active too often or too rarely to test it"
        values = old + np.clip(values - old, -clip, clip)
    return ((returns - values) ** 2).mean(), np.where(inside, 2 * (values - returns) / ROWS, 0.0)


def check(recorded: dict) -> None:
    """Computes the update again, in NumPy, and adds what it is when each network's gradient is clipped alone."""
    batch, settings, networks = recorded["batch"], recorded["settings"], recorded["networks"]
    observations = np.array(batch["observations"]).reshape(ROWS, -1)
    actor, critic = Dense.of(networks["actor"]), Dense.of(networks["critic"])
    actor_outputs, critic_outputs = actor.forward(observations), critic.forward(observations)
    log_prob, entropy, by_output = distribution(recorded, actor_outputs[-1])
    policy, by_log_prob, beside = policy_loss(recorded, log_prob)
    value, by_value = value_loss(recorded, critic_outputs[-1][:, 0])
    by_actor, by_log_std = by_output(by_log_prob, np.full(ROWS, -settings["entropyWeight"] / ROWS))
    actor_gradients, _ = actor.backward(actor_outputs, by_actor)
    critic_gradients, _ = critic.backward(critic_outputs, settings["valueWeight"] * by_value[:, None])
    total = policy - settings["entropyWeight"] * entropy.mean() + settings["valueWeight"] * value
    own = {"value_loss": value, "entropy_loss": -entropy.mean()} | beside
    own["policy_gradient_loss" if beside else "policy_loss"] = policy
    for key, number in own.items():
        same(key, recorded["logged"][key], number)
    if beside:
        same("loss", recorded["logged"]["loss"], total)
    recorded["logged"]["loss"] = recorded["logged"].get("loss", float(total))
    old, returns = np.array(batch["oldValues"]), np.array(batch["returns"])
    same("explained variance", recorded["logged"]["explained_variance"], 1 - (returns - old).var() / returns.var())
    recorded["batch"]["logProbs"] = numbers(np.float32(log_prob))
    recorded["batch"]["values"] = numbers(np.float32(critic_outputs[-1][:, 0]))
    same_layers("actor's gradient", recorded["gradients"]["actor"], actor_gradients)
    same_layers("critic's gradient", recorded["gradients"]["critic"], critic_gradients)
    extra = [] if by_log_std is None else [by_log_std]
    if extra:
        same("log-std's gradient", recorded["gradients"]["logStd"], by_log_std)
    check_steps(recorded, actor_gradients + extra, critic_gradients)


def check_steps(recorded: dict, actor_gradients, critic_gradients) -> None:
    networks, count = recorded["networks"], len(Dense.of(recorded["networks"]["actor"]).parameters())
    log_std = [np.array(networks["logStd"])] if "logStd" in networks else []
    actor_before = Dense.of(networks["actor"]).parameters() + log_std
    critic_before = Dense.of(networks["critic"]).parameters()
    joint = clip_by_norm(actor_gradients + critic_gradients, LARGEST_NORM)
    after = stepped(recorded, actor_before + critic_before, joint)
    for name, before, arrays in [("actor", actor_before, after), ("critic", critic_before, after[len(actor_before) :])]:
        moved = [a - b for a, b in zip(arrays, before[:count])]
        own = Dense.of(recorded["after"][name]).parameters()
        same(
            f"{name}'s step",
            np.concatenate([(a - b).ravel() for a, b in zip(own, before)]),
            np.concatenate([m.ravel() for m in moved]),
            2e-3,
        )
    alone = stepped(recorded, actor_before, clip_by_norm(actor_gradients, LARGEST_NORM))
    critic = stepped(recorded, critic_before, clip_by_norm(critic_gradients, LARGEST_NORM))
    recorded["gradientNorms"] = {
        "actor": float(np.sqrt(sum((g**2).sum() for g in actor_gradients))),
        "critic": float(np.sqrt(sum((g**2).sum() for g in critic_gradients))),
    }
    recorded["afterClippedAlone"] = {
        "actor": as_layers(networks["actor"], [np.float32(array) for array in alone[:count]]),
        "critic": as_layers(networks["critic"], [np.float32(array) for array in critic]),
    } | ({"logStd": numbers(np.float32(alone[count]))} if log_std else {})


def stepped(recorded: dict, parameters, gradients):
    settings = recorded["settings"]
    if settings["optimiser"] == "adam":
        return first_adam_step(parameters, gradients, settings["rate"], settings["epsilon"])
    return [
        p - settings["rate"] * g / (np.sqrt(0.01 * g**2) + settings["epsilon"]) for p, g in zip(parameters, gradients)
    ]


def updates() -> dict:
    common = {
        "entropyWeight": ENTROPY_WEIGHT,
        "valueWeight": VALUE_WEIGHT,
        "maxGradientNorm": LARGEST_NORM,
        "epsilon": 1e-5,
    }
    ppo = common | {"optimiser": "adam", "rate": 3e-4, "clipRange": CLIP, "normaliseAdvantages": True}
    named = {"learning_rate": 3e-4, "n_steps": ROWS, "batch_size": ROWS, "n_epochs": 1, "clip_range": CLIP, "seed": 5}
    named |= {"ent_coef": ENTROPY_WEIGHT, "vf_coef": VALUE_WEIGHT, "max_grad_norm": LARGEST_NORM, "device": "cpu"}
    shared = {key: named[key] for key in ("n_steps", "seed", "ent_coef", "vf_coef", "max_grad_norm", "device")}

    def nets():
        # A dictionary for each: A2C writes its optimiser into the one it is given.
        return {"policy_kwargs": {"net_arch": [8, 8]}}

    a2c = A2C("MlpPolicy", "CartPole-v1", learning_rate=7e-4, rms_prop_eps=1e-5, **shared, **nets())
    return {
        "ppo": update(PPO("MlpPolicy", "CartPole-v1", **named, **nets()), "CartPole-v1", ppo),
        "ppoClippedValue": update(
            PPO("MlpPolicy", "CartPole-v1", clip_range_vf=CLIP, **named, **nets()),
            "CartPole-v1",
            ppo | {"valueClipRange": CLIP},
        ),
        "ppoGaussian": update(PPO("MlpPolicy", "Pendulum-v1", **named, **nets()), "Pendulum-v1", ppo),
        "a2c": update(
            a2c,
            "CartPole-v1",
            common | {"optimiser": "rmsprop", "alpha": 0.99, "rate": 7e-4, "normaliseAdvantages": False},
        ),
    }


def advantages() -> dict:
    """Generalised advantages of 2 environments over 6 steps: one terminates, the other is cut off, both go on after a reset."""
    steps, envs, discount, trace = 6, 2, 0.98, 0.9
    random = np.random.default_rng(17)
    rewards = random.normal(size=(steps, envs)).astype(np.float32)
    values = random.normal(size=(steps, envs)).astype(np.float32)
    final_values = random.normal(size=(steps, envs)).astype(np.float32)
    last_values = random.normal(size=envs).astype(np.float32)
    terminated = np.zeros((steps, envs), dtype=bool)
    truncated = np.zeros((steps, envs), dtype=bool)
    terminated[2, 0] = truncated[3, 1] = truncated[5, 1] = True
    dones = terminated | truncated
    space = spaces.Box(-1, 1, (1,))
    buffer = RolloutBuffer(
        steps, space, spaces.Discrete(2), device="cpu", gae_lambda=trace, gamma=discount, n_envs=envs
    )
    started = np.zeros(envs)
    for step in range(steps):
        # As OnPolicyAlgorithm.collect_rollouts does: what a cut-off episode might still have brought counts as reward.
        paid = rewards[step] + discount * np.where(truncated[step], final_values[step], 0)
        buffer.add(
            np.zeros((envs, 1)), np.zeros((envs, 1)), paid, started, torch.from_numpy(values[step]), torch.zeros(envs)
        )
        started = dones[step]
    buffer.compute_returns_and_advantage(torch.from_numpy(last_values), dones[-1])
    own = np.zeros((steps, envs))
    for env in range(envs):
        ahead = 0.0
        for step in reversed(range(steps)):
            following = last_values[env] if step == steps - 1 else values[step + 1, env]
            if dones[step, env]:
                following = final_values[step, env] if truncated[step, env] else 0.0
                ahead = 0.0
            ahead = rewards[step, env] + discount * following - values[step, env] + discount * trace * ahead
            own[step, env] = ahead
    same("advantages", buffer.advantages, own)
    same("returns", buffer.returns, own + values)
    arrays = {
        "rewards": rewards,
        "values": values,
        "finalValues": np.where(truncated, final_values, 0),
        "lastValues": last_values,
    }
    arrays |= {
        "terminated": terminated,
        "truncated": truncated,
        "advantages": buffer.advantages,
        "returns": buffer.returns,
    }
    head = {"steps": steps, "environments": envs, "discount": discount, "lambda": trace}
    return head | {key: numbers(array) for key, array in arrays.items()}


class Told(VecEnv):
    """Environments whose answers are given beforehand."""

    def __init__(self, observations, rewards, dones):
        super().__init__(rewards.shape[1], spaces.Box(-np.inf, np.inf, observations.shape[2:]), spaces.Discrete(2))
        self._answers = iter(zip(observations, rewards, dones))

    def step_wait(self):
        observations, rewards, dones = next(self._answers)
        return observations.copy(), rewards.copy(), dones.copy(), [{} for _ in dones]

    def step_async(self, actions):
        pass

    def reset(self):
        raise NotImplementedError("this one is stepped only")

    def close(self):
        pass

    def get_attr(self, name, indices=None):
        return [None] * self.num_envs

    def set_attr(self, name, value, indices=None):
        raise NotImplementedError("nothing to set")

    def env_method(self, name, *arguments, indices=None, **named):
        raise NotImplementedError("nothing to call")

    def env_is_wrapped(self, wrapper, indices=None):
        return [False] * self.num_envs


def normalisation() -> dict:
    """VecNormalize over three steps of 4 environments with 3 observations each; one episode ends in the second step."""
    steps, envs, size, discount, bound = 3, 4, 3, 0.99, 1.5
    random = np.random.default_rng(19)
    observations = (random.normal(size=(steps, envs, size)) * [1.0, 5.0, 0.1] + [0.0, 20.0, -1.0]).astype(np.float32)
    rewards = (random.normal(size=(steps, envs)) * 3 + 1).astype(np.float32)
    dones = np.zeros((steps, envs), dtype=bool)
    dones[1, 2] = True
    wrapped = VecNormalize(
        Told(observations, rewards, dones), clip_obs=bound, clip_reward=bound, gamma=discount, epsilon=1e-8
    )
    recorded = []
    pool, returns_pool, returns = [], [], np.zeros(envs)
    for step in range(steps):
        given, paid, _, _ = wrapped.step(np.zeros(envs))
        # The start of SB3's statistics counts as 1e-4 rows of mean 0 and variance 1.
        pool.append(observations[step].astype(float))
        returns = returns * discount + rewards[step]
        returns_pool.append(returns[:, None].copy())
        for name, own, rows in [("observations", wrapped.obs_rms, pool), ("returns", wrapped.ret_rms, returns_pool)]:
            mean, variance = pooled(np.concatenate(rows))
            same(f"mean of {name}", own.mean, mean, 1e-6)
            same(f"variance of {name}", own.var, variance, 1e-5)
        same(
            "normalised observations",
            given,
            np.clip((observations[step] - wrapped.obs_rms.mean) / np.sqrt(wrapped.obs_rms.var + 1e-8), -bound, bound),
        )
        same("scaled rewards", paid, np.clip(rewards[step] / np.sqrt(wrapped.ret_rms.var + 1e-8), -bound, bound))
        returns = np.where(dones[step], 0.0, returns)
        arrays = {"observations": observations[step], "rewards": rewards[step], "dones": dones[step]}
        arrays |= {"observationMean": wrapped.obs_rms.mean, "observationVariance": wrapped.obs_rms.var}
        arrays |= {"returnMean": wrapped.ret_rms.mean, "returnVariance": wrapped.ret_rms.var}
        arrays |= {"normalisedObservations": given, "scaledRewards": paid}
        recorded.append({key: numbers(array) for key, array in arrays.items()} | {"count": wrapped.obs_rms.count})
    head = {
        "environments": envs,
        "observationSize": size,
        "discount": discount,
        "clip": bound,
        "epsilon": 1e-8,
        "initialCount": 1e-4,
    }
    return head | {"steps": recorded}


def pooled(rows: np.ndarray):
    """Mean and variance of all rows together with 1e-4 rows of mean 0 and variance 1."""
    weight = len(rows) + 1e-4
    mean = rows.sum(axis=0) / weight
    square = ((rows**2).sum(axis=0) + 1e-4) / weight
    return np.squeeze(mean), np.squeeze(square - mean**2)
