"""Small dense networks in plain NumPy and float64, with hand-written gradients: the second opinion on recorded updates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

ADAM_BETAS = (0.9, 0.999)


def activation(name: str, x: np.ndarray) -> np.ndarray:
    return np.tanh(x) if name == "tanh" else np.maximum(x, 0.0)


def slope(name: str, y: np.ndarray) -> np.ndarray:
    """Of the activation, from its output."""
    return 1.0 - y * y if name == "tanh" else (y > 0).astype(float)


@dataclass
class Dense:
    """A network as the file records it: weights [in, out], the same activation after each layer but the last."""

    hidden: str
    weights: list[np.ndarray]
    biases: list[np.ndarray]

    @classmethod
    def of(cls, recorded: dict) -> Dense:
        layers = recorded["layers"]
        weights = [np.array(layer["weights"], dtype=float).reshape(layer["in"], layer["out"]) for layer in layers]
        return cls(recorded["activation"], weights, [np.array(layer["biases"], dtype=float) for layer in layers])

    def parameters(self) -> list[np.ndarray]:
        return [array for pair in zip(self.weights, self.biases) for array in pair]

    def forward(self, rows: np.ndarray) -> list[np.ndarray]:
        """The input and every layer's output, the last without activation."""
        outputs = [rows]
        for index, (weight, bias) in enumerate(zip(self.weights, self.biases)):
            x = outputs[-1] @ weight + bias
            outputs.append(x if index == len(self.weights) - 1 else activation(self.hidden, x))
        return outputs

    def __call__(self, rows: np.ndarray) -> np.ndarray:
        return self.forward(rows)[-1]

    def backward(self, outputs: list[np.ndarray], by_output: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
        """Gradients in the order of the parameters, and the gradient by the input."""
        gradients = []
        error = by_output
        for index in reversed(range(len(self.weights))):
            gradients[:0] = [outputs[index].T @ error, error.sum(axis=0)]
            error = error @ self.weights[index].T
            if index > 0:
                error = error * slope(self.hidden, outputs[index])
        return gradients, error


def clip_by_norm(gradients: list[np.ndarray], largest: float) -> list[np.ndarray]:
    """PyTorch's clip_grad_norm_."""
    norm = np.sqrt(sum((gradient**2).sum() for gradient in gradients))
    return [gradient * min(1.0, largest / (norm + 1e-6)) for gradient in gradients]


def first_adam_step(parameters, gradients, rate: float, epsilon: float):
    """Adam's first step (Kingma and Ba 2015), in which both moments lose their bias entirely."""
    first, second = ADAM_BETAS
    after = []
    for parameter, gradient in zip(parameters, gradients):
        mean = (1 - first) * gradient / (1 - first)
        square = (1 - second) * gradient**2 / (1 - second)
        after.append(parameter - rate * mean / (np.sqrt(square) + epsilon))
    return after


def log_softmax(logits: np.ndarray) -> np.ndarray:
    shifted = logits - logits.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def huber(error: np.ndarray) -> np.ndarray:
    return np.where(np.abs(error) < 1, 0.5 * error**2, np.abs(error) - 0.5)


def huber_slope(error: np.ndarray) -> np.ndarray:
    return np.clip(error, -1, 1)


def same(what: str, recorded, computed, tolerance: float = 2e-5) -> None:
    """Fails unless both are equal within the tolerance, relative to the largest number of either."""
    a = np.asarray(recorded, dtype=float).ravel()
    b = np.asarray(computed, dtype=float).ravel()
    if a.shape != b.shape:
        raise AssertionError(f"{what}: {a.shape} recorded but {b.shape} computed")
    scale = max(1e-3, np.abs(b).max(initial=0.0))
    difference = np.abs(a - b).max(initial=0.0)
    if not difference <= tolerance * scale:
        raise AssertionError(f"{what}: recorded and computed differ by {difference:.2e}, largest number {scale:.2e}")


def same_layers(what: str, recorded: dict, computed: list[np.ndarray], tolerance: float = 2e-5) -> None:
    own = Dense.of(recorded).parameters()
    for index, (a, b) in enumerate(zip(own, computed, strict=True)):
        same(f"{what}, array {index}", a, b, tolerance)
