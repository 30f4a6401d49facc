"""Updates of SB3's DQN, SAC, TD3 and DDPG on one batch, and the parts of Q-learning that SB3 lacks, in plain PyTorch."""

from __future__ import annotations

import gymnasium
import numpy as np
import torch
from gymnasium import spaces
from plain_networks import Dense, clip_by_norm, first_adam_step, huber, huber_slope, same, same_layers
from sb3_recording import (
    FixedReplay,
    Logged,
    before_clipping,
    before_step,
    draw_parameters,
    gradient_of,
    layers_of,
    network,
    numbers,
)
from stable_baselines3 import DDPG, DQN, SAC, TD3
from stable_baselines3.common.buffers import NStepReplayBuffer, ReplayBuffer
from torch.nn import functional

ROWS = 32
DISCOUNT = 0.98
LIMIT = 12
SETTINGS = {"learning_starts": 0, "buffer_size": 256, "batch_size": ROWS, "gamma": DISCOUNT, "seed": 5, "device": "cpu"}
RATE = 1e-3
EPSILON = 1e-8
AVERAGING = 0.05
# A draw after which online and target network differ in the best action of many rows.
DQN_SEED = 42


def nets():
    return {"policy_kwargs": {"net_arch": [8, 8]}}


def transitions(env_id: str, seed: int):
    """Random play with episodes cut off after a few steps, in SB3's own buffer, and which of it terminated or was cut off."""
    env = gymnasium.make(env_id, max_episode_steps=LIMIT)
    buffer = ReplayBuffer(256, env.observation_space, env.action_space, "cpu", handle_timeout_termination=True)
    env.action_space.seed(seed)
    observation, _ = env.reset(seed=seed)
    ends = []
    for _ in range(200):
        action = env.action_space.sample()
        following, reward, terminated, truncated, _ = env.step(action)
        ends.append((terminated, truncated))
        cut = {"TimeLimit.truncated": truncated and not terminated}
        # SB3 keeps continuous actions scaled to [-1, 1].
        kept = action / env.action_space.high if isinstance(env.action_space, spaces.Box) else np.array([action])
        buffer.add(
            observation[None],
            following[None],
            kept[None],
            np.array([reward]),
            np.array([terminated or truncated]),
            [cut],
        )
        observation = env.reset()[0] if terminated or truncated else following
    terminated, truncated = np.array(ends).T
    chosen = np.random.default_rng(seed).permutation(200)
    # Enough of each kind, which chance alone would not bring together.
    some = [chosen[terminated[chosen]][:4], chosen[truncated[chosen]][:4], chosen[~(terminated | truncated)[chosen]]]
    rows = np.concatenate(some)[:ROWS]
    return buffer._get_samples(rows), terminated[rows], truncated[rows]


def recorded_batch(batch, terminated, truncated) -> dict:
    same("which rows bootstrap not", batch.dones.flatten(), terminated)
    return {
        "rows": ROWS,
        "observations": numbers(batch.observations),
        "actions": numbers(batch.actions.float()),
        "rewards": numbers(batch.rewards.float()),
        "nextObservations": numbers(batch.next_observations),
        "terminated": numbers(terminated),
        "truncated": numbers(truncated),
    }


def prepared(agent, env_id: str, seed: int = 23, apart: float = 0.25):
    """The agent with drawn parameters, targets near but not at them, and one batch for a replay buffer."""
    generator = torch.Generator().manual_seed(seed)
    draw_parameters(agent.policy, generator)
    pairs = [("q_net", "q_net_target"), ("critic", "critic_target"), ("actor", "actor_target")]
    for online, target in pairs:
        if hasattr(agent, target):
            for own, other in zip(getattr(agent, online).parameters(), getattr(agent, target).parameters()):
                other.data.copy_(own.data + apart * torch.randn(own.shape, generator=generator))
    batch, terminated, truncated = transitions(env_id, 29)
    batch = batch._replace(observations=batch.observations.float(), next_observations=batch.next_observations.float())
    agent.replay_buffer = FixedReplay(batch)
    agent.set_logger(Logged())
    return batch, recorded_batch(batch, terminated, truncated)


def columns(recorded: dict) -> dict[str, np.ndarray]:
    """The recorded batch as float64 arrays of [rows, columns]."""
    return {
        key: np.array(value, dtype=float).reshape(recorded["batch"]["rows"], -1)
        for key, value in recorded["batch"].items()
        if key != "rows"
    }


def check_moved(what: str, before: list[np.ndarray], recorded_after: dict, after: list[np.ndarray]) -> None:
    own = Dense.of(recorded_after).parameters()
    for index, (b, a, c) in enumerate(zip(before, own, after, strict=True)):
        # Where a gradient is smaller than float32 can tell from 0, its step is not worth comparing.
        same(f"{what}, step of array {index}", a - b, c - b, 5e-3)


def dqn() -> dict:
    settings = {"discount": DISCOUNT, "rate": 1e-3, "epsilon": EPSILON, "maxGradientNorm": 10.0, "optimiser": "adam"}
    agent = DQN("MlpPolicy", "CartPole-v1", learning_rate=RATE, max_grad_norm=10, **SETTINGS, **nets())
    batch, kept = prepared(agent, "CartPole-v1", DQN_SEED, 0.4)
    layers = layers_of(agent.q_net)
    recorded = {
        "settings": settings,
        "networks": {"q": network(layers, "relu"), "target": network(layers_of(agent.q_net_target), "relu")},
        "batch": kept,
    }
    double = double_targets(agent, batch)
    gradients = {}
    with before_clipping(lambda: gradients.update(q=network(layers, "relu", gradient_of))):
        agent.train(1, ROWS)
    recorded |= {
        "loss": agent.logger.values["train/loss"],
        "gradients": gradients,
        "after": {"q": network(layers, "relu")},
    }
    recorded["double"] = double
    check_dqn(recorded)
    return recorded


def double_targets(agent, batch) -> dict:
    """van Hasselt et al. 2016: the online network chooses, the target network values. SB3 has none."""
    with torch.no_grad():
        chosen = agent.q_net(batch.next_observations).argmax(dim=1, keepdim=True)
        following = agent.q_net_target(batch.next_observations).gather(1, chosen)
        targets = batch.rewards + (1 - batch.dones) * DISCOUNT * following
    values = agent.q_net(batch.observations).gather(1, batch.actions.long())
    loss = functional.smooth_l1_loss(values, targets)
    agent.q_net.zero_grad()
    loss.backward()
    gradients = {"q": network(layers_of(agent.q_net), "relu", gradient_of)}
    agent.q_net.zero_grad()
    return {"targets": numbers(targets), "loss": loss.item(), "gradients": gradients}


def check_dqn(recorded: dict) -> None:
    data = columns(recorded)
    q, target = Dense.of(recorded["networks"]["q"]), Dense.of(recorded["networks"]["target"])
    actions = data["actions"][:, 0].astype(int)
    following = target(data["nextObservations"])
    chosen = q(data["nextObservations"]).argmax(axis=1)
    goes_on = 1 - data["terminated"][:, 0]
    outputs = q.forward(data["observations"])
    row = np.arange(ROWS)
    assert (chosen != following.argmax(axis=1)).sum() >= 3, "double targets equal plain ones in nearly all rows"
    plain = data["rewards"][:, 0] + goes_on * DISCOUNT * following.max(axis=1)
    double = data["rewards"][:, 0] + goes_on * DISCOUNT * following[row, chosen]
    recorded["targets"] = numbers(np.float32(plain))
    for name, case, targets in [("plain", recorded, plain), ("double", recorded["double"], double)]:
        error = outputs[-1][row, actions] - targets
        assert 0.2 <= (np.abs(error) > 1).mean() <= 0.9, f"{name}: one branch of the Huber loss is hardly tested"
        same(f"{name} targets", case["targets"], targets)
        same(f"{name} loss", case["loss"], huber(error).mean())
        by_output = np.zeros_like(outputs[-1])
        by_output[row, actions] = huber_slope(error) / ROWS
        gradients, _ = q.backward(outputs, by_output)
        same_layers(f"{name} gradient", case["gradients"]["q"], gradients)
        if name == "plain":
            after = first_adam_step(q.parameters(), clip_by_norm(gradients, 10.0), RATE, EPSILON)
            check_moved("q", q.parameters(), recorded["after"]["q"], after)


def n_step() -> dict:
    """SB3's buffer of 3-step returns: a return ends with its episode, and a cut-off one bootstraps with fewer discounts."""
    steps, count = 3, 12
    random = np.random.default_rng(31)
    rewards = random.normal(size=count).astype(np.float32)
    terminated = np.isin(np.arange(count), [3])
    truncated = np.isin(np.arange(count), [7])
    buffer = NStepReplayBuffer(
        64, spaces.Box(-100, 100, (1,)), spaces.Discrete(2), "cpu", n_steps=steps, gamma=DISCOUNT
    )
    for i in range(count):
        done = terminated[i] or truncated[i]
        here, following = np.full((1, 1), 10.0 * i), np.full((1, 1), 10.0 * i + 1)
        buffer.add(
            here,
            following,
            np.zeros((1, 1)),
            rewards[i : i + 1],
            np.array([done]),
            [{"TimeLimit.truncated": truncated[i]}],
        )
    starts = np.arange(count - steps + 1)
    sampled = buffer._get_samples(starts)
    next_values = random.normal(size=count).astype(np.float32)
    last = ((sampled.next_observations.numpy()[:, 0] - 1) / 10).astype(int)
    goes_on = 1 - sampled.dones.numpy()[:, 0]
    targets = sampled.rewards.numpy()[:, 0] + goes_on * sampled.discounts.numpy()[:, 0] * next_values[last]
    for start in starts:
        total, discount, i = 0.0, 1.0, start
        while True:
            total += discount * rewards[i]
            discount *= DISCOUNT
            if terminated[i] or truncated[i] or i == start + steps - 1:
                break
            i += 1
        same(f"return from {start}", sampled.rewards[start], total)
        same(f"target from {start}", targets[start], total + (0 if terminated[i] else discount * next_values[i]))
        assert last[start] == i
    arrays = {
        "rewards": rewards,
        "terminated": terminated,
        "truncated": truncated,
        "nextValues": next_values,
        "starts": starts,
    }
    arrays |= {
        "last": last,
        "returns": np.float32(sampled.rewards),
        "discounts": np.float32(sampled.discounts),
        "targets": np.float32(targets),
    }
    return {"steps": steps, "discount": DISCOUNT} | {key: numbers(array) for key, array in arrays.items()}


def prioritised() -> dict:
    """Schaul et al. 2016, proportional: P(i) = p_i^a / sum of p^a, w_i = (N P(i))^-b / largest w, p_i = |error| + e."""
    errors = np.array([0.0, 0.5, -0.25, 2.0, -4.0, 1.0, 0.125, -0.0625])
    alpha, beta, epsilon = 0.6, 0.4, 1e-6
    priorities = np.abs(errors) + epsilon
    chances = torch.tensor(priorities).pow(alpha)
    chances = (chances / chances.sum()).numpy()
    weights = (len(errors) * chances) ** -beta
    sampled = np.array([4, 3, 1, 4, 5])
    same("chances sum to 1", chances.sum(), 1.0)
    logs = alpha * np.log(priorities)
    own = np.exp(-beta * (logs - np.log(np.exp(logs).sum()) + np.log(len(errors))))
    same("weights", weights, own, 1e-9)
    return {
        "errors": numbers(errors),
        "alpha": alpha,
        "beta": beta,
        "epsilon": epsilon,
        "priorities": numbers(priorities),
        "probabilities": numbers(chances),
        "weightsByLargestOfBuffer": numbers(weights / weights.max()),
        "sampled": numbers(sampled),
        "weightsByLargestOfBatch": numbers(weights[sampled] / weights[sampled].max()),
    }


def quantile() -> dict:
    """Dabney et al. 2018: sum over own quantiles i, mean over target quantiles j and rows of |tau_i - 1[u<0]| Huber(u), kappa 1."""
    rows, count = 6, 5
    generator = torch.Generator().manual_seed(37)
    current = torch.randn(rows, count, generator=generator).requires_grad_()
    targets = torch.randn(rows, count, generator=generator) * 1.5
    levels = (torch.arange(count) + 0.5) / count
    # u[row, i, j] = target j - own i
    error = targets[:, None, :] - current[:, :, None]
    size = functional.huber_loss(error, torch.zeros_like(error), reduction="none", delta=1.0)
    each = (levels[None, :, None] - (error.detach() < 0).float()).abs() * size
    loss = each.sum(dim=1).mean(dim=1).mean()
    loss.backward()
    total, gradient = 0.0, np.zeros((rows, count))
    for row in range(rows):
        for i in range(count):
            for j in range(count):
                u = targets[row, j].item() - current[row, i].item()
                weight = abs((i + 0.5) / count - (u < 0))
                total += weight * (0.5 * u * u if abs(u) < 1 else abs(u) - 0.5) / (rows * count)
                gradient[row, i] -= weight * max(-1.0, min(1.0, u)) / (rows * count)
    same("quantile loss", loss.item(), total)
    same("quantile gradient", current.grad, gradient)
    arrays = {"levels": levels, "quantiles": current, "targets": targets, "gradient": current.grad}
    return {"rows": rows, "count": count, "kappa": 1.0, "loss": loss.item()} | {
        key: numbers(array) for key, array in arrays.items()
    }


def sac_actor(agent, of=None) -> dict:
    actor = agent.actor
    layers = layers_of(actor.latent_pi) + [(actor.mu, actor.log_std)]
    return network(layers, "relu", **({} if of is None else {"of": of}))


def critics(critic, of=None) -> dict:
    options = {} if of is None else {"of": of}
    return {f"q{i + 1}": network(layers_of(q), "relu", **options) for i, q in enumerate(critic.q_networks)}


def sac() -> dict:
    agent = SAC(
        "MlpPolicy", "Pendulum-v1", learning_rate=RATE, ent_coef="auto_0.2", tau=AVERAGING, **SETTINGS, **nets()
    )
    batch, kept = prepared(agent, "Pendulum-v1")
    with torch.no_grad():
        # Away from saturation, where SB3's 1e-6 inside the logarithm would show.
        agent.actor.mu.weight.mul_(0.2)
        agent.actor.log_std.weight.mul_(0.2)
        agent.actor.log_std.bias.fill_(-0.75)
    recorded = {
        "settings": {
            "discount": DISCOUNT,
            "tau": AVERAGING,
            "rate": RATE,
            "epsilon": EPSILON,
            "targetEntropy": agent.target_entropy,
        },
        "networks": {"actor": sac_actor(agent)}
        | critics(agent.critic)
        | {f"{k}Target": v for k, v in critics(agent.critic_target).items()},
        "logEntropyWeight": agent.log_ent_coef.item(),
        "batch": kept,
    }
    torch.manual_seed(41)
    draws = torch.randn(ROWS, 1), torch.randn(ROWS, 1)
    recorded["draws"] = {"observations": numbers(draws[0]), "nextObservations": numbers(draws[1])}
    gradients = {}
    before_step(agent.actor.optimizer, lambda: gradients.update(actor=sac_actor(agent, gradient_of)))
    before_step(agent.critic.optimizer, lambda: gradients.update(critics(agent.critic, gradient_of)))
    before_step(agent.ent_coef_optimizer, lambda: gradients.update(logEntropyWeight=agent.log_ent_coef.grad.item()))
    torch.manual_seed(41)
    agent.train(1, ROWS)
    logged = agent.logger.values
    recorded["logged"] = {
        key: logged[f"train/{key}"] for key in ("ent_coef", "actor_loss", "critic_loss", "ent_coef_loss")
    }
    recorded["gradients"] = gradients
    recorded["after"] = (
        {"actor": sac_actor(agent)}
        | critics(agent.critic)
        | {f"{k}Target": v for k, v in critics(agent.critic_target).items()}
    )
    recorded["logEntropyWeightAfter"] = agent.log_ent_coef.item()
    check_sac(recorded)
    return recorded


def squashed(actor: Dense, rows: np.ndarray, draws: np.ndarray):
    outputs = actor.forward(rows)
    mean, log_std = outputs[-1][:, :1], np.clip(outputs[-1][:, 1:], -20, 2)
    action = np.tanh(mean + np.exp(log_std) * draws)
    log_prob = -0.5 * draws**2 - log_std - 0.5 * np.log(2 * np.pi) - np.log(1 - action**2 + 1e-6)
    return outputs, log_std, action, log_prob


def check_critics(recorded: dict, names: list[str], targets: np.ndarray, factor: float) -> list[Dense]:
    """Losses summed over critics, each factor times the mean square; returns the critics after their step."""
    data = columns(recorded)
    inputs = np.concatenate([data["observations"], data["actions"]], axis=1)
    total, after = 0.0, []
    for name in names:
        q = Dense.of(recorded["networks"][name])
        outputs = q.forward(inputs)
        error = outputs[-1] - targets
        total += factor * (error**2).mean()
        gradients, _ = q.backward(outputs, 2 * factor * error / ROWS)
        same_layers(f"gradient of {name}", recorded["gradients"][name], gradients)
        check_moved(
            name, q.parameters(), recorded["after"][name], first_adam_step(q.parameters(), gradients, RATE, EPSILON)
        )
        after.append(Dense.of(recorded["after"][name]))
        check_averaged(recorded, name)
    same("critic's loss", recorded["logged"]["critic_loss"], total)
    recorded["targets"] = numbers(np.float32(targets))
    return after


def check_averaged(recorded: dict, name: str) -> None:
    now, target = Dense.of(recorded["after"][name]), Dense.of(recorded["networks"][f"{name}Target"])
    mixed = [AVERAGING * a + (1 - AVERAGING) * b for a, b in zip(now.parameters(), target.parameters())]
    same_layers(f"{name}'s target", recorded["after"][f"{name}Target"], mixed)


def check_sac(recorded: dict) -> None:
    data, draws = columns(recorded), {key: np.array(value)[:, None] for key, value in recorded["draws"].items()}
    actor = Dense.of(recorded["networks"]["actor"])
    weight = np.exp(recorded["logEntropyWeight"])
    outputs, log_std, action, log_prob = squashed(actor, data["observations"], draws["observations"])
    assert np.abs(action).max() < 0.99, "an action so close to the bound that SB3's 1e-6 shows"
    entropy_slope = -(log_prob + recorded["settings"]["targetEntropy"]).mean()
    same("entropy weight's gradient", recorded["gradients"]["logEntropyWeight"], entropy_slope)
    same("entropy weight's loss", recorded["logged"]["ent_coef_loss"], recorded["logEntropyWeight"] * entropy_slope)
    same(
        "entropy weight's step",
        recorded["logEntropyWeightAfter"] - recorded["logEntropyWeight"],
        -RATE * np.sign(entropy_slope),
        1e-3,
    )
    _, _, next_action, next_log_prob = squashed(actor, data["nextObservations"], draws["nextObservations"])
    following = np.concatenate([data["nextObservations"], next_action], axis=1)
    smaller = np.minimum(*(Dense.of(recorded["networks"][f"{name}Target"])(following) for name in ("q1", "q2")))
    targets = data["rewards"] + (1 - data["terminated"]) * DISCOUNT * (smaller - weight * next_log_prob)
    after = check_critics(recorded, ["q1", "q2"], targets, 0.5)
    inputs = np.concatenate([data["observations"], action], axis=1)
    through = [q.forward(inputs) for q in after]
    first = through[0][-1] < through[1][-1]
    assert 0.1 <= first.mean() <= 0.9, "one critic is the smaller one nearly everywhere"
    same(
        "actor's loss",
        recorded["logged"]["actor_loss"],
        (weight * log_prob - np.minimum(through[0][-1], through[1][-1])).mean(),
    )
    by_action = sum(
        q.backward(out, -np.where(mine, 1.0, 0.0) / ROWS)[1][:, 3:]
        for q, out, mine in zip(after, through, (first, ~first))
    )
    flat = 1 - action**2
    # d log_prob / d u where a = tanh(u), u = mean + std * draw; the Gaussian part depends on log-std only.
    by_u = by_action * flat + weight / ROWS * 2 * action * flat / (flat + 1e-6)
    by_log_std = by_u * np.exp(log_std) * draws["observations"] - weight / ROWS
    gradients, _ = actor.backward(outputs, np.concatenate([by_u, by_log_std], axis=1))
    same_layers("actor's gradient", recorded["gradients"]["actor"], gradients, 1e-4)
    check_moved(
        "actor",
        actor.parameters(),
        recorded["after"]["actor"],
        first_adam_step(actor.parameters(), gradients, RATE, EPSILON),
    )
    recorded["actions"], recorded["logProbs"] = numbers(np.float32(action)), numbers(np.float32(log_prob))
    recorded["nextActions"], recorded["nextLogProbs"] = (
        numbers(np.float32(next_action)),
        numbers(np.float32(next_log_prob)),
    )


def deterministic_actor(actor, of=None) -> dict:
    return network(layers_of(actor.mu), "relu", output="tanh", **({} if of is None else {"of": of}))


def deterministic(agent, settings: dict) -> dict:
    """TD3 or DDPG, actor and critic updated together."""
    batch, kept = prepared(agent, "Pendulum-v1")
    with torch.no_grad():
        agent.actor.mu[-2].weight.mul_(0.5)

    def all_networks():
        online = {"actor": deterministic_actor(agent.actor)} | critics(agent.critic)
        target = {"actor": deterministic_actor(agent.actor_target)} | critics(agent.critic_target)
        return online | {f"{key}Target": value for key, value in target.items()}

    recorded = {"settings": settings, "networks": all_networks(), "batch": kept}
    deviation = settings["targetNoise"]
    torch.manual_seed(43)
    draws = torch.empty(ROWS, 1).normal_(0, 1)
    recorded["draws"] = numbers(draws)
    gradients = {}
    before_step(agent.actor.optimizer, lambda: gradients.update(actor=deterministic_actor(agent.actor, gradient_of)))
    before_step(agent.critic.optimizer, lambda: gradients.update(critics(agent.critic, gradient_of)))
    torch.manual_seed(43)
    agent.train(1, ROWS)
    recorded["logged"] = {key: agent.logger.values[f"train/{key}"] for key in ("actor_loss", "critic_loss")}
    recorded |= {"gradients": gradients, "after": all_networks()}
    check_deterministic(recorded, deviation * np.array(recorded["draws"])[:, None])
    return recorded


def check_deterministic(recorded: dict, noise: np.ndarray) -> None:
    data, networks = columns(recorded), recorded["networks"]
    names = [name for name in ("q1", "q2") if name in networks]
    bound = recorded["settings"]["targetNoiseClip"]
    cut = np.clip(noise, -bound, bound)
    wanted = np.tanh(Dense.of(networks["actorTarget"])(data["nextObservations"])) + cut
    following = np.concatenate([data["nextObservations"], np.clip(wanted, -1, 1)], axis=1)
    smaller = np.min([Dense.of(networks[f"{name}Target"])(following) for name in names], axis=0)
    targets = data["rewards"] + (1 - data["terminated"]) * DISCOUNT * smaller
    first, *_ = check_critics(recorded, names, targets, 1.0)
    actor = Dense.of(networks["actor"])
    outputs = actor.forward(data["observations"])
    action = np.tanh(outputs[-1])
    through = first.forward(np.concatenate([data["observations"], action], axis=1))
    same("actor's loss", recorded["logged"]["actor_loss"], -through[-1].mean())
    _, by_input = first.backward(through, np.full((ROWS, 1), -1 / ROWS))
    gradients, _ = actor.backward(outputs, by_input[:, 3:] * (1 - action**2))
    same_layers("actor's gradient", recorded["gradients"]["actor"], gradients, 1e-4)
    check_moved(
        "actor",
        actor.parameters(),
        recorded["after"]["actor"],
        first_adam_step(actor.parameters(), gradients, RATE, EPSILON),
    )
    check_averaged(recorded, "actor")
    recorded["nextActions"] = numbers(np.float32(np.clip(wanted, -1, 1)))


def updates() -> dict:
    shared = {"discount": DISCOUNT, "tau": AVERAGING, "rate": RATE, "epsilon": EPSILON}
    smoothed = {"targetNoise": 0.5, "targetNoiseClip": 0.5}
    td3 = TD3(
        "MlpPolicy",
        "Pendulum-v1",
        learning_rate=RATE,
        tau=AVERAGING,
        policy_delay=1,
        target_policy_noise=0.5,
        target_noise_clip=0.5,
        **SETTINGS,
        **nets(),
    )
    ddpg = DDPG("MlpPolicy", "Pendulum-v1", learning_rate=RATE, tau=AVERAGING, **SETTINGS, **nets())
    return {
        "dqn": dqn(),
        "sac": sac(),
        "td3": deterministic(td3, shared | smoothed),
        "ddpg": deterministic(ddpg, shared | {"targetNoise": 0.0, "targetNoiseClip": 0.0}),
        "nStep": n_step(),
        "prioritisedReplay": prioritised(),
        "quantileHuber": quantile(),
    }
