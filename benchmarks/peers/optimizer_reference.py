"""Writes what PyTorch's optimisers and clipping make of a small gradient sequence, in float64.

Rates change from step to step, and in some cases momentum (Adam's beta1) does. Gradients and rates are written beside the
results, so the file is all a test needs. Gradients are multiples of 1/8 times powers of two, which float32 holds exactly.

    pip install -r benchmarks/peers/requirements.txt
    python benchmarks/peers/optimizer_reference.py > training/src/test/resources/reference/optimizer-reference.json
"""

import datetime
import json
import math
import platform

import torch

STEPS = 40
INITIAL = [0.5, -0.25, 1.5, 0.0, 2.0]
SCALES = [1.0, 2.0**-10, 2.0**10, 1.0, 2.0**-20]
ADAM = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weight-decay": 0.0}
RMSPROP = {"alpha": 0.99, "epsilon": 1e-8, "centered": False, "momentum": 0.0, "weight-decay": 0.0}
SGD = {"momentum": 0.0, "nesterov": False, "weight-decay": 0.0}

# Name, type, constants as Keel's configuration has them, and the momentum of each step if it changes.
CASES = {
    "sgd": ("sgd", SGD, None),
    "sgd-momentum": ("sgd", SGD | {"momentum": 0.9}, None),
    "sgd-nesterov": ("sgd", SGD | {"momentum": 0.9, "nesterov": True}, None),
    "sgd-weight-decay": ("sgd", SGD | {"momentum": 0.5, "weight-decay": 0.25}, None),
    "sgd-nesterov-cycled": ("sgd", SGD | {"momentum": 0.9, "nesterov": True}, "cycle"),
    # PyTorch's constructor refuses a negative momentum, its step does not.
    "sgd-momentum-through-zero": ("sgd", SGD, "through-zero"),
    "rmsprop": ("rmsprop", RMSPROP, None),
    "rmsprop-short": ("rmsprop", RMSPROP | {"alpha": 0.5, "epsilon": 1e-3, "weight-decay": 0.25}, None),
    "rmsprop-centered": ("rmsprop", RMSPROP | {"alpha": 0.9, "epsilon": 1e-5, "centered": True}, None),
    "rmsprop-momentum": ("rmsprop", RMSPROP | {"alpha": 0.9, "epsilon": 1e-5, "momentum": 0.9}, None),
    "rmsprop-all": (
        "rmsprop",
        {"alpha": 0.9, "epsilon": 1e-3, "centered": True, "momentum": 0.5, "weight-decay": 0.25},
        "cycle",
    ),
    "adam": ("adam", ADAM, None),
    "adam-no-momentum": ("adam", ADAM | {"beta1": 0.0, "beta2": 0.99}, None),
    "adam-large-epsilon": ("adam", ADAM | {"beta1": 0.5, "beta2": 0.95, "epsilon": 1e-3}, None),
    "adam-weight-decay": ("adam", ADAM | {"weight-decay": 0.25}, None),
    "adam-cycled": ("adam", ADAM, "cycle"),
    "amsgrad": ("amsgrad", ADAM | {"beta2": 0.9}, None),
    "amsgrad-weight-decay": ("amsgrad", ADAM | {"beta2": 0.9, "weight-decay": 0.25}, "cycle"),
    "adamw": ("adamw", ADAM | {"weight-decay": 0.01}, None),
    "adamw-strong": ("adamw", ADAM | {"weight-decay": 2.0}, "cycle"),
}

CLIPPINGS = [
    ({"max-gradient-norm": 1.0}, [3.0, -4.0, 0.0]),
    ({"max-gradient-norm": 5.5}, [3.0, -4.0, 0.0]),
    ({"max-gradient-norm": 0.5}, [-128.0, 0.125, 2.0**-20]),
    ({"max-gradient-value": 0.75}, [3.0, -4.0, 0.5]),
    ({"max-gradient-value": 8.0}, [3.0, -4.0, 0.5]),
    ({"max-gradient-value": 2.0, "max-gradient-norm": 1.5}, [3.0, -4.0, 0.5]),
]


def gradient(step: int) -> list[float]:
    """Positive and negative, of very different sizes; parameter 3 has none for the first ten steps."""
    values = [((7 * step * (i + 3) + 5 * i) % 23 - 11) / 8 * scale for i, scale in enumerate(SCALES)]
    if step < 10:
        values[3] = 0.0
    return values


def rate(step: int) -> float:
    """A triangle of twenty steps."""
    return 1e-3 + 9e-3 * (1 - abs(2 * (step % 20) / 20 - 1))


def momenta(kind: str) -> list[float]:
    """Against the rate between 0.95 and 0.85, or up and down through 0 and below."""
    if kind == "cycle":
        return [0.95 - 0.1 * (1 - abs(2 * (step % 20) / 20 - 1)) for step in range(STEPS)]
    return [(0.5, 0.25, 0.0, -0.25, -0.75, -0.25, 0.25)[step % 7] for step in range(STEPS)]


def create(kind: str, constants: dict, parameters: torch.Tensor) -> torch.optim.Optimizer:
    common = {"lr": 1.0, "weight_decay": constants["weight-decay"], "foreach": False}
    if kind == "sgd":
        chosen = {"momentum": constants["momentum"], "nesterov": constants["nesterov"]}
        return torch.optim.SGD([parameters], **common, **chosen)
    common["eps"] = constants["epsilon"]
    if kind == "rmsprop":
        chosen = {name: constants[name] for name in ("alpha", "centered", "momentum")}
        return torch.optim.RMSprop([parameters], **common, **chosen)
    common["betas"] = (constants["beta1"], constants["beta2"])
    if kind == "adamw":
        return torch.optim.AdamW([parameters], **common)
    return torch.optim.Adam([parameters], amsgrad=kind == "amsgrad", **common)


def trajectory(kind: str, constants: dict, cycle: str | None) -> list[list[float]]:
    """Parameters after every step."""
    parameters = torch.tensor(INITIAL, dtype=torch.float64, requires_grad=True)
    optimizer = create(kind, constants, parameters)
    (group,) = optimizer.param_groups
    rows = []
    for step in range(STEPS):
        group["lr"] = rate(step)
        if cycle:
            momentum = momenta(cycle)[step]
            if "betas" in group:
                group["betas"] = (momentum, group["betas"][1])
            else:
                group["momentum"] = momentum
        parameters.grad = torch.tensor(gradient(step), dtype=torch.float64)
        optimizer.step()
        rows.append(parameters.detach().tolist())
    return rows


def clipped(bounds: dict, values: list[float]) -> list[float]:
    """By value first, then by norm."""
    parameters = torch.zeros(len(values), dtype=torch.float64, requires_grad=True)
    parameters.grad = torch.tensor(values, dtype=torch.float64)
    if "max-gradient-value" in bounds:
        torch.nn.utils.clip_grad_value_(parameters, bounds["max-gradient-value"])
    if "max-gradient-norm" in bounds:
        torch.nn.utils.clip_grad_norm_(parameters, bounds["max-gradient-norm"])
    return parameters.grad.tolist()


def main() -> None:
    cases = {}
    for name, (kind, constants, cycle) in CASES.items():
        cases[name] = {"type": kind, "constants": constants}
        if cycle:
            cases[name]["momenta"] = momenta(cycle)
        rows = trajectory(kind, constants, cycle)
        assert all(math.isfinite(value) for row in rows for value in row), name
        cases[name]["parameters"] = rows
    head = {
        "provenance": "benchmarks/peers/optimizer_reference.py, torch.optim and torch.nn.utils on the CPU, float64",
        "date": datetime.date.today().isoformat(),
        "torch": torch.__version__.split("+")[0],
        "python": platform.python_version(),
        "initial": INITIAL,
        "rates": [rate(step) for step in range(STEPS)],
        "gradients": [gradient(step) for step in range(STEPS)],
    }
    clippings = [
        {**bounds, "gradient": values, "clipped": clipped(bounds, values)} for bounds, values in CLIPPINGS
    ]
    # One line a key and a case keeps the file readable without spreading rows over thousands of lines.
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in head.items()]
    lines.append('"clippings": [\n' + ",\n".join(json.dumps(entry) for entry in clippings) + "\n]")
    entries = [f"{json.dumps(name)}: {json.dumps(case)}" for name, case in cases.items()]
    lines.append('"cases": {\n' + ",\n".join(entries) + "\n}")
    print("{\n" + ",\n".join(lines) + "\n}")


if __name__ == "__main__":
    main()
