"""Trains generator and discriminator pairs in PyTorch and times them; driven line by line by compare-gans.

A line is one JSON object, and so is each answer:
    {"ask": "ring", "iterations": 1000, "seed": 0}      {"seconds": 4.1, "cpu_seconds": 4.1, "loss": [1.3, 0.7]}
The first answer, without a question, tells the version. An iteration is what Keel's presets ring-gan and fashion-dcgan do: an
update of the discriminator, with R1 on the real rows at every k-th, then one of the generator against it, on fresh samples each.
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


def convolutional_pair():
    generator = nn.Sequential(
        nn.Linear(64, 3136),
        nn.ReLU(),
        nn.Unflatten(1, (64, 7, 7)),
        nn.ConvTranspose2d(64, 32, 4, 2, 1),
        nn.BatchNorm2d(32),
        nn.ReLU(),
        nn.ConvTranspose2d(32, 1, 4, 2, 1),
        nn.Tanh(),
    )
    discriminator = nn.Sequential(
        nn.Conv2d(1, 32, 4, 2, 1),
        nn.LeakyReLU(0.2),
        nn.Conv2d(32, 64, 4, 2, 1),
        nn.LeakyReLU(0.2),
        nn.Flatten(),
        nn.Linear(3136, 1),
    )
    images = torch.rand(10_000, 1, 28, 28) * 2 - 1

    def real(batch):
        return images[torch.randint(len(images), (batch,))]

    return generator, discriminator, real, 64


def train(pair, batch: int, gamma: float, every: int, betas: tuple, iterations: int, seed: int) -> dict:
    torch.manual_seed(seed)
    generator, discriminator, real, latent = pair()
    optimizers = [torch.optim.Adam(net.parameters(), lr=1e-3, betas=betas) for net in (generator, discriminator)]

    def iterate(index):
        rows = real(batch)
        penalized = index % every == 0
        if penalized:
            rows.requires_grad_()
        logits = discriminator(rows)
        penalty = 0
        if penalized:
            (slope,) = torch.autograd.grad(logits.sum(), rows, create_graph=True)
            penalty = every * gamma / 2 * slope.flatten(1).square().sum(1).mean()
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

    for k in range(max(3, iterations // 20)):
        iterate(k)
    begun, worked = time.perf_counter(), time.process_time()
    for k in range(iterations):
        losses = iterate(k)
    return {"seconds": time.perf_counter() - begun, "cpu_seconds": time.process_time() - worked, "loss": losses}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.parse_args()
    torch.set_num_threads(1)
    print(json.dumps({"torch": torch.__version__.split("+")[0]}), flush=True)
    asks = {
        "ring": lambda **words: train(ring_pair, 256, 0.02, 1, (0.0, 0.99), **words),
        "convolutional": lambda **words: train(convolutional_pair, 64, 1.0, 16, (0.5, 0.999), **words),
    }
    for line in sys.stdin:
        question = json.loads(line)
        print(json.dumps(asks[question.pop("ask")](**question)), flush=True)


if __name__ == "__main__":
    main()
