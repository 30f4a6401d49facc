"""Writes what PyTorch's Adam makes of a small gradient sequence while the learning rate changes.

The gradients and rates are written beside the results, so the file is all a test needs. Gradients are multiples of 1/8
times powers of two, which float32 holds exactly.

    pip install -r benchmarks/peers/requirements.txt
    python benchmarks/peers/adam_reference.py > training/src/test/resources/reference/adam-reference.json
"""

import json

import torch

STEPS = 60
INITIAL = [0.5, -0.25, 1.5, 0.0, 2.0]
SCALES = [1.0, 2.0**-10, 2.0**10, 1.0, 2.0**-20]
CONSTANTS = {
    "paper": {"betas": (0.9, 0.999), "eps": 1e-8},
    "no-momentum": {"betas": (0.0, 0.99), "eps": 1e-8},
    "large-epsilon": {"betas": (0.5, 0.95), "eps": 1e-3},
}


def gradient(step: int) -> list[float]:
    """Positive and negative, of very different sizes; parameter 3 has none for the first ten steps."""
    values = [((7 * step * (i + 3) + 5 * i) % 23 - 11) / 8 * scale for i, scale in enumerate(SCALES)]
    if step < 10:
        values[3] = 0.0
    return values


def rate(step: int) -> float:
    """A triangle of twenty steps."""
    return 1e-3 + 9e-3 * (1 - abs(2 * (step % 20) / 20 - 1))


def trajectory(dtype: torch.dtype, constants: dict) -> list[list[float]]:
    """Parameters after every step."""
    parameters = torch.tensor(INITIAL, dtype=dtype, requires_grad=True)
    optimizer = torch.optim.Adam([parameters], lr=1.0, foreach=False, fused=False, **constants)
    rows = []
    for step in range(STEPS):
        for group in optimizer.param_groups:
            group["lr"] = rate(step)
        parameters.grad = torch.tensor(gradient(step), dtype=dtype)
        optimizer.step()
        rows.append(parameters.detach().tolist())
    return rows


def main() -> None:
    cases = {
        name: {
            "beta1": constants["betas"][0],
            "beta2": constants["betas"][1],
            "epsilon": constants["eps"],
            "float64": trajectory(torch.float64, constants),
            "float32": trajectory(torch.float32, constants),
        }
        for name, constants in CONSTANTS.items()
    }
    version = torch.__version__.split("+")[0]
    reference = {
        "provenance": f"benchmarks/peers/adam_reference.py with torch.optim.Adam of PyTorch {version}, CPU",
        "initial": INITIAL,
        "rates": [rate(step) for step in range(STEPS)],
        "gradients": [gradient(step) for step in range(STEPS)],
        "cases": cases,
    }
    # One line a key at the top keeps the file readable without spreading rows over thousands of lines.
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in reference.items()]
    print("{\n" + ",\n".join(lines) + "\n}")


if __name__ == "__main__":
    main()
