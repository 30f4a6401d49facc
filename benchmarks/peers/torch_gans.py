"""Trains generator and discriminator pairs in PyTorch and times them; driven line by line by compare-gans.

A line is one JSON object, and so is each answer:
    {"ask": "ring", "iterations": 1000, "seed": 0}      {"seconds": 4.1, "cpu_seconds": 4.1, "loss": [1.3, 0.7]}
The first answer, without a question, tells the version. An iteration is what Keel's preset ring-gan does: an
update of the discriminator with R1 on the real rows, then one of the generator against it, on fresh samples each.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time

import torch
from torch import nn
from torch.nn import functional

LATENT = 16


def ring_pair():
    def mlp(sizes, activation):
        layers = []
        for a, b in zip(sizes, sizes[1:]):
            layers += [nn.Linear(a, b), activation()]
        return nn.Sequential(*layers[:-1])

    generator = mlp([LATENT, 128, 128, 2], nn.ReLU)
    discriminator = mlp([2, 128, 128, 1], lambda: nn.LeakyReLU(0.2))

    def real(batch):
        angle = torch.randint(8, (batch,)) * (math.pi / 4)
        return torch.stack([angle.cos(), angle.sin()], 1) + 0.01 * torch.randn(batch, 2)

    return generator, discriminator, real, LATENT


def train(pair, batch: int, gamma: float, iterations: int, seed: int) -> dict:
    torch.manual_seed(seed)
    generator, discriminator, real, latent = pair()
    optimizers = [torch.optim.Adam(net.parameters(), lr=1e-3, betas=(0.0, 0.99)) for net in (generator, discriminator)]

    def iterate():
        rows = real(batch).requires_grad_()
        logits = discriminator(rows)
        (slope,) = torch.autograd.grad(logits.sum(), rows, create_graph=True)
        penalty = gamma / 2 * slope.flatten(1).square().sum(1).mean()
        with torch.no_grad():
            fake = generator(torch.randn(batch, latent))
        adversarial = functional.softplus(-logits).mean() + functional.softplus(discriminator(fake)).mean()
        optimizers[1].zero_grad(set_to_none=True)
        (adversarial + penalty).backward()
        optimizers[1].step()
        # The generator needs none of the discriminator's gradients by its parameters.
        discriminator.requires_grad_(False)
        loss = functional.softplus(-discriminator(generator(torch.randn(batch, latent)))).mean()
        optimizers[0].zero_grad(set_to_none=True)
        loss.backward()
        optimizers[0].step()
        discriminator.requires_grad_(True)
        return [adversarial.item(), loss.item()]

    for _ in range(max(3, iterations // 20)):
        iterate()
    begun, worked = time.perf_counter(), time.process_time()
    for _ in range(iterations):
        losses = iterate()
    return {"seconds": time.perf_counter() - begun, "cpu_seconds": time.process_time() - worked, "loss": losses}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.parse_args()
    torch.set_num_threads(1)
    print(json.dumps({"torch": torch.__version__.split("+")[0]}), flush=True)
    asks = {
        "ring": lambda **words: train(ring_pair, 256, 0.02, **words),
    }
    for line in sys.stdin:
        question = json.loads(line)
        print(json.dumps(asks[question.pop("ask")](**question)), flush=True)


if __name__ == "__main__":
    main()
