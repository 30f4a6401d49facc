"""Times one update (forward, squared-error gradient, backward, Adam) of P equal dense networks in PyTorch on one CPU thread.

The peer of NetworkUpdateBenchmark: same shapes, batch, loss gradient (output - target) / batch, optimiser constants and
rates (member p trains at 1e-4 (p + 1)). Like there, the gradient by the output is given and no loss is computed. Three forms:

  separate     P nn.Sequential networks, each with its own torch.optim.Adam, one after the other
  stacked      parameters [P, in, out], torch.baddbmm, Adam by hand over the stacked tensors, a rate for each member
  single-rate  the same stack with torch.optim.Adam, which takes one rate for all of them: less than what is asked for

Each form is timed in every variant PyTorch offers and the fastest one is reported, so the peer is shown at its best.
torch.compile is left out: it needs a C++ compiler at run time and compiles for each shape anew.

    python network_update.py --shape 4-64-64-2 --activation relu --batch 64 --members 1,8,32,128

prints one JSON document. Before it measures anything it checks, in double precision, that separate and stacked networks
stay equal over several updates at different rates.
"""

import argparse
import json
import statistics
import sys
import time

import torch
from torch import nn

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8
ACTIVATIONS = {"relu": nn.ReLU, "tanh": nn.Tanh}
BLOCKS = 5
CHECKED_UPDATES = 20


def rates(members):
    return [1e-4 * (p + 1) for p in range(members)]


class Separate:
    """P networks, one after the other."""

    def __init__(self, sizes, activation, members, dtype, adam):
        self.networks = []
        self.optimizers = []
        for p, rate in enumerate(rates(members)):
            torch.manual_seed(p)
            layers = []
            for width, following in zip(sizes, sizes[1:]):
                layers += [nn.Linear(width, following, dtype=dtype), ACTIVATIONS[activation]()]
            network = nn.Sequential(*layers[:-1])
            self.networks.append(network)
            self.optimizers.append(
                torch.optim.Adam(network.parameters(), lr=rate, betas=(BETA1, BETA2), eps=EPSILON, **adam)
            )

    def update(self, inputs, targets):
        batch = inputs.shape[1]
        for network, optimizer, x, y in zip(self.networks, self.optimizers, inputs, targets):
            optimizer.zero_grad()
            output = network(x)
            output.backward((output.detach() - y) / batch)
            optimizer.step()

    def parameters(self):
        """Weights [in, out] and biases [1, out] of every layer, stacked over members."""
        stacked = []
        for tensors in zip(*(network.parameters() for network in self.networks)):
            joined = torch.stack([t.detach() for t in tensors])
            stacked.append(joined.transpose(1, 2).contiguous() if joined.dim() == 3 else joined.unsqueeze(1))
        return stacked


class AdamOfMembers:
    """Adam over stacked tensors with a rate for each member, in place and without temporaries."""

    def __init__(self, parameters, members):
        self.parameters = parameters
        self.rates = [torch.tensor(rates(members), dtype=t.dtype).view(-1, 1, 1) for t in parameters]
        self.means = [torch.zeros_like(t) for t in parameters]
        self.squares = [torch.zeros_like(t) for t in parameters]
        self.steps = [torch.empty_like(t) for t in parameters]
        self.updates = 0

    def zero_grad(self):
        for parameter in self.parameters:
            parameter.grad = None

    @torch.no_grad()
    def step(self):
        self.updates += 1
        correction1 = 1 - BETA1**self.updates
        root_correction2 = (1 - BETA2**self.updates) ** 0.5
        for parameter, rate, mean, square, step in zip(
            self.parameters, self.rates, self.means, self.squares, self.steps
        ):
            gradient = parameter.grad
            mean.lerp_(gradient, 1 - BETA1)
            square.mul_(BETA2).addcmul_(gradient, gradient, value=1 - BETA2)
            torch.sqrt(square, out=step)
            step.div_(root_correction2).add_(EPSILON)
            torch.div(mean, step, out=step)
            parameter.addcmul_(step, rate, value=-1 / correction1)


class AdamOfMembersForeach(AdamOfMembers):
    """The same with PyTorch's operations on lists of tensors."""

    @torch.no_grad()
    def step(self):
        self.updates += 1
        correction1 = 1 - BETA1**self.updates
        root_correction2 = (1 - BETA2**self.updates) ** 0.5
        gradients = [parameter.grad for parameter in self.parameters]
        torch._foreach_lerp_(self.means, gradients, 1 - BETA1)
        torch._foreach_mul_(self.squares, BETA2)
        torch._foreach_addcmul_(self.squares, gradients, gradients, 1 - BETA2)
        steps = torch._foreach_sqrt(self.squares)
        torch._foreach_div_(steps, root_correction2)
        torch._foreach_add_(steps, EPSILON)
        steps = torch._foreach_div(self.means, steps)
        torch._foreach_mul_(steps, self.rates)
        torch._foreach_add_(self.parameters, steps, alpha=-1 / correction1)


class Stacked:
    """P networks as one: every parameter has a leading member axis."""

    def __init__(self, parameters, activation, make_optimizer):
        self.tensors = [t.clone().requires_grad_() for t in parameters]
        self.activation = {"relu": torch.relu, "tanh": torch.tanh}[activation]
        self.optimizer = make_optimizer(self.tensors)

    def forward(self, hidden):
        layers = list(zip(self.tensors[::2], self.tensors[1::2]))
        for weight, bias in layers[:-1]:
            hidden = self.activation(torch.baddbmm(bias, hidden, weight))
        weight, bias = layers[-1]
        return torch.baddbmm(bias, hidden, weight)

    def update(self, inputs, targets):
        self.optimizer.zero_grad()
        output = self.forward(inputs)
        output.backward((output.detach() - targets) / inputs.shape[1])
        self.optimizer.step()


def adam_variants():
    """torch.optim.Adam's own forms."""
    return {"loop": {"foreach": False, "fused": False}, "foreach": {"foreach": True}, "fused": {"fused": True}}


def stacked_optimizers(members):
    return {
        "by hand": lambda tensors: AdamOfMembers(tensors, members),
        "by hand, foreach": lambda tensors: AdamOfMembersForeach(tensors, members),
    }


def data(sizes, batch, members, dtype):
    generator = torch.Generator().manual_seed(0)
    inputs = torch.randn(members, batch, sizes[0], generator=generator, dtype=dtype)
    return inputs, torch.randn(members, batch, sizes[-1], generator=generator, dtype=dtype)


def check_forms_agree(sizes, activation, batch):
    """Every form, after updates at three different rates, against separate networks; exits if they differ."""
    members, dtype = 3, torch.float64
    inputs, targets = data(sizes, batch, members, dtype)
    reference = Separate(sizes, activation, members, dtype, {"foreach": False, "fused": False})
    start = reference.parameters()
    forms = {}
    for name, adam in adam_variants().items():
        forms[f"separate, {name}"] = Separate(sizes, activation, members, dtype, adam)
    for name, make in stacked_optimizers(members).items():
        forms[f"stacked, {name}"] = Stacked(start, activation, make)
    for _ in range(CHECKED_UPDATES):
        reference.update(inputs, targets)
        for form in forms.values():
            form.update(inputs, targets)
    expected = reference.parameters()
    moved = max((e - s).abs().max().item() for e, s in zip(expected, start))
    worst = 0.0
    for name, form in forms.items():
        actual = form.parameters() if isinstance(form, Separate) else [t.detach() for t in form.tensors]
        difference = max((a - e).abs().max().item() for a, e in zip(actual, expected))
        worst = max(worst, difference)
        if not difference < 1e-9 < 1e-4 < moved:
            sys.exit(
                f"'{name}' differs from separate networks by {difference} after {CHECKED_UPDATES} updates that moved "
                f"parameters by up to {moved}: the forms do not do the same work, so their times cannot be compared."
            )
    return worst


def microseconds(update, seconds):
    """Median over blocks of the mean time of one call."""
    end = time.perf_counter() + seconds / 2
    calls = 0
    while time.perf_counter() < end or calls < 3:
        update()
        calls += 1
    per_block = max(1, calls * 2 // BLOCKS)
    blocks = []
    for _ in range(BLOCKS):
        start = time.perf_counter()
        for _ in range(per_block):
            update()
        blocks.append((time.perf_counter() - start) / per_block * 1e6)
    return statistics.median(blocks)


def measure(sizes, activation, batch, members, seconds):
    """Microseconds a member of every variant of every form."""
    dtype = torch.float32
    inputs, targets = data(sizes, batch, members, dtype)
    times = {"separate": {}, "stacked": {}, "single-rate": {}}
    start = None
    for name, adam in adam_variants().items():
        form = Separate(sizes, activation, members, dtype, adam)
        start = start or form.parameters()
        times["separate"][name] = microseconds(lambda: form.update(inputs, targets), seconds) / members
    for name, make in stacked_optimizers(members).items():
        form = Stacked(start, activation, make)
        times["stacked"][name] = microseconds(lambda: form.update(inputs, targets), seconds) / members
    for name, adam in adam_variants().items():
        form = Stacked(start, activation, lambda tensors: torch.optim.Adam(tensors, lr=1e-3, eps=EPSILON, **adam))
        times["single-rate"][name] = microseconds(lambda: form.update(inputs, targets), seconds) / members
    return times


def products(sizes, batch, seconds):
    """Microseconds of the matrix products one update of one network cannot do without, nothing else."""
    calls = []
    for index, (width, following) in enumerate(zip(sizes, sizes[1:])):
        x, w, d = torch.randn(batch, width), torch.randn(width, following), torch.randn(batch, following)
        calls.append((x, w, torch.empty(batch, following)))
        calls.append((x.t(), d, torch.empty(width, following)))
        if index > 0:
            calls.append((d, w.t(), torch.empty(batch, width)))

    def all_products():
        for left, right, result in calls:
            torch.mm(left, right, out=result)

    return microseconds(all_products, seconds)


def peak_gflops(seconds):
    """What one thread reaches in a product so large that calls and edges cost nothing."""
    size = 1024
    left, right, result = torch.randn(size, size), torch.randn(size, size), torch.empty(size, size)
    return 2 * size**3 / microseconds(lambda: torch.mm(left, right, out=result), seconds) / 1e3


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shape", default="4-64-64-2", help="widths from input to output, such as 4-64-64-2")
    parser.add_argument("--activation", choices=sorted(ACTIVATIONS), default="relu")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--members", default="1,8,32,128", help="numbers of networks, separated by commas")
    parser.add_argument("--seconds", type=float, default=1.0, help="measuring time of one variant")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    sizes = [int(width) for width in arguments.shape.split("-")]
    difference = check_forms_agree(sizes, arguments.activation, arguments.batch)
    result = {
        "torch": torch.__version__,
        "threads": torch.get_num_threads(),
        "largest_difference_of_forms": difference,
        "products": products(sizes, arguments.batch, arguments.seconds),
        "peak_gflops": peak_gflops(arguments.seconds),
        "members": {
            members: measure(sizes, arguments.activation, arguments.batch, members, arguments.seconds)
            for members in map(int, arguments.members.split(","))
        },
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
