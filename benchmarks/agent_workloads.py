"""What compare-agents trains: one set of hyper-parameters for both sides, and the arithmetic it cannot do without."""

from dataclasses import dataclass
from typing import Callable

from network_report import flops


def forward(shape, batch):
    """Floating-point operations of a pass through a network: a multiplication and an addition for each weight and row."""
    return 2 * batch * sum(a * b for a, b in zip(shape, shape[1:]))


def update(shape, batch):
    """Of forward, weights' gradient, and input gradient but for layer 0."""
    return flops("-".join(map(str, shape)), batch)


@dataclass(frozen=True)
class Workload:
    """One training, described for each side."""

    name: str
    preset: str
    algorithm: str
    environment: str
    lanes: int
    hidden: tuple
    activation: str
    # The network whose products measure the processor's speed, and the rows of a batch.
    shape: tuple
    batch: int
    # Named as each side names them.
    sb3: dict
    keel: dict
    rates: tuple
    # Environment steps of a run on its own and of each run of the sweep, and the sweep's rates.
    steps: int
    sweep_steps: int
    sweep_rates: tuple
    # How many of SB3's 32 runs are trained; their time is scaled to 32.
    sweep_runs: int
    wanted_speed: float | None
    wanted_sweep: float
    # Optimiser steps in so many environment steps, and operations of both.
    updates: Callable
    operations: Callable
    formula: str

    def for_sb3(self):
        return {
            "algorithm": self.algorithm,
            "environment": self.environment,
            "lanes": self.lanes,
            "hidden": list(self.hidden),
            "activation": self.activation,
            "sb3": self.sb3,
        }

    def for_keel(self, steps, rate=None):
        """The words of --set; with a rate every network trains on it."""
        settings = dict(self.keel) | {
            "environment.lanes": self.lanes,
            "length.env-steps": steps,
            # As little evaluation as the configuration allows: none on the way, one episode at the end.
            "evaluation.every-env-steps": 1_000_000_000,
            "evaluation.episodes": 1,
            "evaluation.final-episodes": 1,
            "telemetry.every-updates": 1_000_000,
        }
        for network in self.networks():
            settings[f"networks.{network}.hidden"] = str(list(self.hidden))
            settings[f"networks.{network}.activation"] = self.activation
        if rate is not None:
            settings |= {f"rates.{name}": rate for name in self.rates}
        return [word for key, value in settings.items() for word in ("--set", f"{key}={yaml(value)}")]

    def networks(self):
        return [name for name in self.rates if name in ("q", "actor", "critic")]

    def vary(self):
        """The words of --vary: the first rate in eight steps, the others tied to it."""
        low, high = self.sweep_rates
        words = ["--vary", f"rates.{self.rates[0]}={low}..{high}:log8"]
        for name in self.rates[1:]:
            words += ["--vary", f"rates.{name}=ratio(rates.{self.rates[0]}):1"]
        return words

    def sweep(self):
        """Rates and seeds of the 32 runs."""
        low, high = self.sweep_rates
        rates = [low * (high / low) ** (i / 7) for i in range(8)]
        return [(rate, seed) for rate in rates for seed in range(4)]


def yaml(value):
    return str(value).lower() if isinstance(value, bool) else value


def dqn_updates(steps):
    return (steps - 1000) // 4


def dqn_operations(steps):
    shape = (4, 64, 64, 2)
    return dqn_updates(steps) * (update(shape, 64) + forward(shape, 64)) + steps * forward(shape, 1)


def ppo_updates(steps):
    return steps // 256 * 20


def ppo_operations(steps):
    shapes = ((4, 64, 64, 2), (4, 64, 64, 1))
    return sum(ppo_updates(steps) * update(shape, 256) + steps * forward(shape, 1) for shape in shapes)


def sac_updates(steps):
    return steps - 100


def sac_operations(steps):
    actor, critic, batch = (3, 256, 256, 2), (4, 256, 256, 1), 256
    # The critics' second use passes the gradient through to the action, and needs none of their weights.
    critics = 2 * (update(critic, batch) + forward(critic, batch) + 2 * forward(critic, batch))
    return sac_updates(steps) * (update(actor, batch) + forward(actor, batch) + critics) + steps * forward(actor, 1)


DQN = Workload(
    name="DQN, CartPole-v1, 64-64",
    preset="cartpole-dqn",
    algorithm="dqn",
    environment="CartPole-v1",
    lanes=1,
    hidden=(64, 64),
    activation="relu",
    shape=(4, 64, 64, 2),
    batch=64,
    sb3={
        "batch_size": 64,
        "buffer_size": 100_000,
        "learning_starts": 1000,
        "train_freq": 4,
        "gradient_steps": 1,
        "target_update_interval": 500,
        "gamma": 0.98,
        "exploration_fraction": 0.16,
        "exploration_final_eps": 0.04,
        "max_grad_norm": 10,
    },
    keel={
        "dqn.batch": 64,
        "dqn.buffer-size": 100_000,
        "dqn.learning-starts": 1000,
        "dqn.train-every-env-steps": 4,
        "dqn.gradient-steps": 1,
        "dqn.target": "{type: hard, every-env-steps: 500}",
        "dqn.epsilon": "{type: linear, start: 1.0, end: 0.04, env-steps: 3200}",
        "dqn.loss": "{type: huber}",
        "dqn.discount": 0.98,
        "dqn.double": False,
    },
    rates=("q",),
    steps=20_000,
    sweep_steps=20_000,
    sweep_rates=(1e-4, 1e-2),
    sweep_runs=8,
    wanted_speed=2.0,
    wanted_sweep=0.1,
    updates=dqn_updates,
    operations=dqn_operations,
    formula="updates = (steps − 1000) / 4, each U(q, 64) + F(q, 64) of the target; acting F(q, 1) a step",
)

PPO = Workload(
    name="PPO, CartPole-v1, 64-64",
    preset="cartpole-ppo",
    algorithm="ppo",
    environment="CartPole-v1",
    lanes=8,
    hidden=(64, 64),
    activation="tanh",
    shape=(4, 64, 64, 2),
    batch=256,
    sb3={
        "n_steps": 32,
        "batch_size": 256,
        "n_epochs": 20,
        "gae_lambda": 0.8,
        "gamma": 0.98,
        "ent_coef": 0.0,
        "clip_range": 0.2,
    },
    keel={
        "ppo.rollout-steps": 32,
        "ppo.minibatch": 256,
        "ppo.epochs": 20,
        "ppo.gae-lambda": 0.8,
        "ppo.discount": 0.98,
        "ppo.entropy-weight": 0.0,
        "ppo.clip-range": 0.2,
        "ppo.normalize-advantages": True,
    },
    rates=("actor", "critic"),
    steps=40_960,
    sweep_steps=40_960,
    sweep_rates=(1e-4, 1e-2),
    sweep_runs=8,
    wanted_speed=2.0,
    wanted_sweep=0.2,
    updates=ppo_updates,
    operations=ppo_operations,
    formula="updates = 20 · steps / 256, each U(actor, 256) + U(critic, 256); acting F(actor, 1) + F(critic, 1) a step",
)

SAC = Workload(
    name="SAC, Pendulum-v1, 256-256",
    preset="pendulum-sac",
    algorithm="sac",
    environment="Pendulum-v1",
    lanes=1,
    hidden=(256, 256),
    activation="relu",
    shape=(4, 256, 256, 1),
    batch=256,
    sb3={
        "batch_size": 256,
        "buffer_size": 20_000,
        "learning_starts": 100,
        "train_freq": 1,
        "gradient_steps": 1,
        "gamma": 0.99,
        "tau": 0.005,
        "ent_coef": "auto",
    },
    keel={
        "sac.batch": 256,
        "sac.buffer-size": 20_000,
        "sac.learning-starts": 100,
        "sac.train-every-env-steps": 1,
        "sac.gradient-steps": 1,
        "sac.discount": 0.99,
        "sac.entropy-weight": "automatic",
        "sac.target-rate": 0.005,
    },
    rates=("actor", "critic", "temperature"),
    steps=1280,
    sweep_steps=2560,
    sweep_rates=(1e-4, 3e-3),
    sweep_runs=4,
    wanted_speed=None,
    wanted_sweep=0.5,
    updates=sac_updates,
    operations=sac_operations,
    formula="updates = steps − 100, each U(actor, 256) + F(actor, 256) and for two critics U + 3 F of 256 rows: "
    "update, target, and the action's gradient; acting F(actor, 1) a step",
)

WORKLOADS = {"dqn": DQN, "ppo": PPO, "sac": SAC}
