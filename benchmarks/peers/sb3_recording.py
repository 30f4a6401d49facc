"""What the recording of Stable-Baselines3's updates shares: parameters and gradients as plain lists, and batches set by hand."""

from __future__ import annotations

from contextlib import contextmanager

import numpy as np
import torch
from torch import nn

# A layer is one Linear, or several beside each other on the same input (SAC's mean and log-std heads).
Layer = tuple[nn.Linear, ...]


def numbers(values) -> list | float:
    """Lists of Python numbers; float32 as its shortest decimal, which reads back as the same float32."""
    if isinstance(values, torch.Tensor):
        values = values.detach().numpy()
    array = np.asarray(values)
    if array.dtype != np.float32:
        return array.ravel().tolist() if array.ndim else array.item()
    flat = [float(str(value)) for value in array.ravel()]
    return flat if array.ndim else flat[0]


def value_of(parameter: torch.Tensor) -> torch.Tensor:
    return parameter.detach().clone()


def gradient_of(parameter: torch.Tensor) -> torch.Tensor:
    return torch.zeros_like(parameter) if parameter.grad is None else parameter.grad.detach().clone()


def network(layers: list[Layer], activation: str, of=value_of, output: str = "identity") -> dict:
    """A network's parameters, or what `of` makes of them, in the file's form."""
    recorded = []
    for layer in layers:
        weights = torch.cat([of(linear.weight).T for linear in layer], dim=1)
        biases = torch.cat([of(linear.bias) for linear in layer])
        recorded.append(
            {"in": weights.shape[0], "out": weights.shape[1], "weights": numbers(weights), "biases": numbers(biases)}
        )
    return {"activation": activation, "output": output, "layers": recorded}


def layers_of(*parts: nn.Module) -> list[Layer]:
    """Every Linear of the parts in turn, each a layer of its own."""
    return [(module,) for part in parts for module in part.modules() if isinstance(module, nn.Linear)]


def as_layers(template: dict, arrays: list[np.ndarray]) -> dict:
    """Arrays in the order weights, biases, weights, ... in the form of a recorded network."""
    layers = []
    for layer, weights, biases in zip(template["layers"], arrays[::2], arrays[1::2], strict=True):
        layers.append(layer | {"weights": numbers(weights), "biases": numbers(biases)})
    return template | {"layers": layers}


def draw_parameters(module: nn.Module, generator: torch.Generator, deviation: float = 0.4) -> None:
    """Draws all anew: SB3's first policies have zero biases and nearly equal outputs, which would test little."""
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=generator) * deviation)


class FixedRollout:
    """Stands where SB3 keeps its rollout buffer and gives one batch, once."""

    def __init__(self, batch):
        self._batch = batch
        self.values = batch.old_values.numpy()
        self.returns = batch.returns.numpy()

    def get(self, batch_size=None):
        yield self._batch


class FixedReplay:
    """Stands where SB3 keeps its replay buffer and gives the same batch whenever it is asked."""

    def __init__(self, batch):
        self._batch = batch

    def sample(self, batch_size, env=None):
        return self._batch


class Logged:
    """Stands where SB3 keeps its logger: what it was told last by name."""

    def __init__(self):
        self.values = {}

    def record(self, key, value, exclude=None):
        self.values[key] = float(value)


@contextmanager
def before_clipping(act):
    """Calls `act` whenever gradients are about to be clipped."""
    original = nn.utils.clip_grad_norm_

    def clipping(parameters, *rest, **named):
        act()
        return original(parameters, *rest, **named)

    nn.utils.clip_grad_norm_ = clipping
    try:
        yield
    finally:
        nn.utils.clip_grad_norm_ = original


def before_step(optimizer: torch.optim.Optimizer, act) -> None:
    """Calls `act` whenever this optimiser is about to step."""
    optimizer.register_step_pre_hook(lambda *_: act())
