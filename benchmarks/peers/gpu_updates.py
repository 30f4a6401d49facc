"""Times updates of P equal dense networks on a GPU in PyTorch and in JAX: the peers of keel.benchmarks.gpu.GpuUpdates.

An update is: forward, dLoss/dOutput = (output - target) / batch, backward, clipping of each network's gradient to a norm of
0.5, Adam at a rate of each network's own; ReLU, float32 (products without TF32, unless a form says so). Rows and targets lie
on the GPU from the start and the loss is computed there. Updates follow each other without waiting; only blocks of them do.

  separate                          P nn.Sequential networks one after the other, torch.optim.Adam(fused); few networks only
  stacked                           parameters [P, in, out], baddbmm, autograd, Adam by hand with _foreach operations
  stacked by hand                   all parameters in one tensor, the gradient by hand, too
  stacked by hand, CUDA graph       the same, captured once and replayed
  ... TF32                          the same with TF32 products: other arithmetic
  stacked, compiled                 torch.compile of the whole update
  stacked, compiled, CUDA graph     the same, captured once and replayed
  vmap                              JAX: the update of one network, vmap, jit, buffers donated

    python gpu_updates.py torch --device cuda --seconds 1
    python gpu_updates.py jax --device cuda --agree DIR

prints a JSON object a line. --agree trains from what keel.benchmarks.gpu.GpuCorrectness --peers DIR wrote, and compares.
"""

import argparse
import json
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8
MAX_NORM = 0.5
ALLOWED = 1e-4
BLOCKS = 9
MOST_SEPARATE = 32
DISTINCT = 32


@dataclass
class Work:
    """Networks and their data. Arrays have the first networks only if the others repeat them."""

    sizes: list
    batch: int
    members: int
    start: np.ndarray  # [., n]: layer by layer the weights [in, out], then the biases
    rows: np.ndarray  # [., batch, in]
    targets: np.ndarray  # [., batch, out]

    @staticmethod
    def random(sizes, batch, members):
        distinct = min(members, DISTINCT)
        random = np.random.default_rng(0)
        layers = []
        for width, following in zip(sizes, sizes[1:]):
            bound = width**-0.5
            layers.append(random.uniform(-bound, bound, (distinct, (width + 1) * following)))
        start = np.concatenate(layers, axis=1).astype(np.float32)
        rows = random.standard_normal((distinct, batch, sizes[0]), np.float32)
        targets = random.standard_normal((distinct, batch, sizes[-1]), np.float32)
        return Work(sizes, batch, members, start, rows, targets)

    @staticmethod
    def read(folder):
        about = json.loads((folder / "problem.json").read_text())
        sizes = [int(width) for width in about["shape"].split("-")]
        members, batch = about["members"], about["batch"]

        def floats(name, *shape):
            return np.fromfile(folder / name, "<f4").reshape(shape)

        start = floats("start.f32", members, -1)
        rows = floats("rows.f32", members, batch, sizes[0])
        targets = floats("targets.f32", members, batch, sizes[-1])
        return Work(sizes, batch, members, start, rows, targets), floats("end.f32", members, -1), about["updates"]

    @property
    def rates(self):
        return np.array([1e-4 * (1 + p % 8) for p in range(self.members)], np.float32)

    def layers(self):
        """Where weights and biases of each layer are: (first, in, out)."""
        first = 0
        for width, following in zip(self.sizes, self.sizes[1:]):
            yield first, width, following
            first += (width + 1) * following

    def all(self, array):
        return np.tile(array, (self.members // len(array),) + (1,) * (array.ndim - 1))


def torch_forms(device):
    """Form to (function that begins it, whether its arithmetic is that of the others)."""
    import torch
    from torch import nn

    cuda = device == "cuda"

    def on_device(work, array):
        """All members' numbers, repeated there."""
        tensor = torch.from_numpy(array).to(device)
        return tensor.repeat(work.members // len(array), *(1,) * (array.ndim - 1))

    def split(work, flat):
        """Views [P, in, out] and [P, 1, out] of parameters, layer by layer."""
        views = []
        for first, width, following in work.layers():
            bias = first + width * following
            views.append(flat[:, first:bias].unflatten(1, (width, following)))
            views.append(flat[:, bias : bias + following].unsqueeze(1))
        return views

    def gradients(parameters, rows, targets):
        """By hand."""
        layers = list(zip(parameters[::2], parameters[1::2]))
        hidden = [rows]
        for weight, bias in layers[:-1]:
            hidden.append(torch.relu(torch.baddbmm(bias, hidden[-1], weight)))
        weight, bias = layers[-1]
        delta = (torch.baddbmm(bias, hidden[-1], weight) - targets) / rows.shape[1]
        found = []
        for index in range(len(layers) - 1, -1, -1):
            found[:0] = [torch.bmm(hidden[index].mT, delta), delta.sum(1, keepdim=True)]
            if index > 0:
                delta = torch.bmm(delta, layers[index][0].mT) * (hidden[index] > 0)
        return found

    def corrections(updates):
        """1 - beta^u of a tensor of doubles, as floats."""
        return (1 - BETA1**updates).float(), (1 - BETA2**updates).sqrt().float()

    class Separate:
        def __init__(self, work):
            rows, targets = on_device(work, work.rows), on_device(work, work.targets)
            self.data = list(zip(rows, targets))
            self.networks, self.optimizers = [], []
            adam = {"fused": True} if cuda else {"foreach": True}
            for p, flat in enumerate(work.all(work.start)):
                modules = []
                for first, width, following in work.layers():
                    linear = nn.Linear(width, following, device=device)
                    weights = torch.from_numpy(flat[first : first + width * following].reshape(width, following))
                    bias = torch.from_numpy(flat[first + width * following : first + (width + 1) * following])
                    with torch.no_grad():
                        linear.weight.copy_(weights.T)
                        linear.bias.copy_(bias)
                    modules += [linear, nn.ReLU()]
                network = nn.Sequential(*modules[:-1])
                self.networks.append(network)
                rate = float(work.rates[p])
                self.optimizers.append(
                    torch.optim.Adam(network.parameters(), lr=rate, betas=(BETA1, BETA2), eps=EPSILON, **adam)
                )

        def update(self):
            for network, optimizer, (rows, targets) in zip(self.networks, self.optimizers, self.data):
                optimizer.zero_grad()
                output = network(rows)
                output.backward((output.detach() - targets) / len(rows))
                nn.utils.clip_grad_norm_(network.parameters(), MAX_NORM)
                optimizer.step()

        def parameters(self):
            found = []
            for network in self.networks:
                layers = [m for m in network if isinstance(m, nn.Linear)]
                parts = [t for m in layers for t in (m.weight.detach().T.reshape(-1), m.bias.detach())]
                found.append(torch.cat(parts))
            return torch.stack(found).cpu().numpy()

    class Stacked:
        """Tensors of their own, autograd."""

        def __init__(self, work):
            self.work = work
            self.rows, self.targets = on_device(work, work.rows), on_device(work, work.targets)
            flat = on_device(work, work.start)
            self.tensors = [view.contiguous().requires_grad_() for view in split(work, flat)]
            self.means = [torch.zeros_like(t) for t in self.tensors]
            self.squares = [torch.zeros_like(t) for t in self.tensors]
            self.rates = torch.from_numpy(work.rates).to(device).view(-1, 1, 1)
            self.updates = 0

        def gradients(self):
            for tensor in self.tensors:
                tensor.grad = None
            hidden = self.rows
            layers = list(zip(self.tensors[::2], self.tensors[1::2]))
            for weight, bias in layers[:-1]:
                hidden = torch.relu(torch.baddbmm(bias, hidden, weight))
            weight, bias = layers[-1]
            output = torch.baddbmm(bias, hidden, weight)
            output.backward((output.detach() - self.targets) / self.rows.shape[1])
            return [tensor.grad for tensor in self.tensors]

        def update(self):
            found = self.gradients()
            with torch.no_grad():
                self.updates += 1
                squared = sum(torch.linalg.vector_norm(g, dim=(1, 2), keepdim=True).square() for g in found)
                factor = (MAX_NORM / squared.sqrt()).clamp(max=1)
                torch._foreach_mul_(found, [factor] * len(found))
                torch._foreach_lerp_(self.means, found, 1 - BETA1)
                torch._foreach_mul_(self.squares, BETA2)
                torch._foreach_addcmul_(self.squares, found, found, 1 - BETA2)
                steps = torch._foreach_sqrt(self.squares)
                torch._foreach_div_(steps, (1 - BETA2**self.updates) ** 0.5)
                torch._foreach_add_(steps, EPSILON)
                steps = torch._foreach_div(self.means, steps)
                torch._foreach_mul_(steps, [self.rates] * len(steps))
                torch._foreach_add_(self.tensors, steps, alpha=-1 / (1 - BETA1**self.updates))

        def parameters(self):
            return torch.cat([t.detach().flatten(1) for t in self.tensors], 1).cpu().numpy()

    class Compiled(Stacked):
        """Tensors of their own, the gradient by hand, compiled as one."""

        def __init__(self, work):
            super().__init__(work)
            self.tensors = [t.detach() for t in self.tensors]
            self.updates = torch.zeros(1, dtype=torch.float64, device=device)
            torch.compiler.reset()
            self.compiled = torch.compile(self.whole, dynamic=False, fullgraph=True)

        @staticmethod
        def whole(tensors, means, squares, rates, updates, rows, targets):
            found = gradients(tensors, rows, targets)
            updates.add_(1)
            correction, root = corrections(updates)
            norm = sum(g.square().sum((1, 2), keepdim=True) for g in found).sqrt()
            factor = (MAX_NORM / norm).clamp(max=1)
            for tensor, mean, square, gradient in zip(tensors, means, squares, found):
                g = gradient * factor
                mean.lerp_(g, 1 - BETA1)
                square.mul_(BETA2).add_(g * g * (1 - BETA2))
                tensor.sub_(rates / correction * mean / (square.sqrt() / root + EPSILON))

        @torch.no_grad()
        def update(self):
            self.compiled(
                self.tensors, self.means, self.squares, self.rates, self.updates, self.rows, self.targets
            )

    class ByHand:
        """One tensor [P, n], the gradient by hand."""

        def __init__(self, work):
            self.rows, self.targets = on_device(work, work.rows), on_device(work, work.targets)
            self.flat = on_device(work, work.start)
            self.gradient = torch.zeros_like(self.flat)
            self.mean = torch.zeros_like(self.flat)
            self.square = torch.zeros_like(self.flat)
            self.step = torch.zeros_like(self.flat)
            self.tensors = split(work, self.flat)
            self.places = split(work, self.gradient)
            self.rates = torch.from_numpy(work.rates).to(device).view(-1, 1)
            self.updates = torch.zeros(1, dtype=torch.float64, device=device)

        @torch.no_grad()
        def update(self):
            for place, found in zip(self.places, gradients(self.tensors, self.rows, self.targets)):
                place.copy_(found)
            norm = torch.linalg.vector_norm(self.gradient, dim=1, keepdim=True)
            self.gradient.mul_((MAX_NORM / norm).clamp_(max=1))
            self.updates.add_(1)
            correction, root = corrections(self.updates)
            self.mean.lerp_(self.gradient, 1 - BETA1)
            self.square.mul_(BETA2).addcmul_(self.gradient, self.gradient, value=1 - BETA2)
            torch.sqrt(self.square, out=self.step)
            self.step.div_(root).add_(EPSILON)
            torch.div(self.mean, self.step, out=self.step)
            self.step.mul_(self.rates / correction)
            self.flat.sub_(self.step)

        def parameters(self):
            return self.flat.cpu().numpy()

    class Captured:
        """Another form as a CUDA graph; what warming up and capturing did to its numbers is undone."""

        def __init__(self, form):
            self.form = form
            state = [t for t in vars(form).values() if isinstance(t, torch.Tensor)]
            for value in vars(form).values():
                if isinstance(value, list):
                    state += value
            kept = [t.clone() for t in state]
            side = torch.cuda.Stream()
            side.wait_stream(torch.cuda.current_stream())
            with torch.cuda.stream(side):
                for _ in range(3):
                    form.update()
            torch.cuda.current_stream().wait_stream(side)
            self.graph = torch.cuda.CUDAGraph()
            with torch.cuda.graph(self.graph):
                form.update()
            for tensor, value in zip(state, kept):
                tensor.copy_(value)
            self.update = self.graph.replay
            self.parameters = form.parameters

    def exact(make, tf32=False):
        def begin(work):
            torch.backends.cuda.matmul.allow_tf32 = tf32
            return make(work)

        return begin, not tf32

    forms = {"stacked": exact(Stacked), "stacked by hand": exact(ByHand), "separate": exact(Separate)}
    if cuda:
        forms["stacked by hand, CUDA graph"] = exact(lambda work: Captured(ByHand(work)))
        forms["stacked by hand, CUDA graph, TF32"] = exact(lambda work: Captured(ByHand(work)), tf32=True)
    forms["stacked, compiled"] = exact(Compiled)
    if cuda:
        forms["stacked, compiled, CUDA graph"] = exact(lambda work: Captured(Compiled(work)))

    def wait(form):
        if cuda:
            torch.cuda.synchronize()

    def clean():
        if cuda:
            torch.cuda.empty_cache()

    return forms, wait, clean, f"torch {torch.__version__}"


def jax_forms(device):
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_platforms", device)
    jax.config.update("jax_default_matmul_precision", "highest")

    def loss(parameters, rows, targets):
        hidden = rows
        for weight, bias in parameters[:-1]:
            hidden = jax.nn.relu(hidden @ weight + bias)
        weight, bias = parameters[-1]
        return 0.5 * jnp.sum(jnp.square(hidden @ weight + bias - targets)) / rows.shape[0]

    def member(parameters, mean, square, updates, rate, rows, targets):
        found = jax.grad(loss)(parameters, rows, targets)
        leaves = jax.tree.leaves(found)
        norm = jnp.sqrt(sum(jnp.sum(jnp.square(g)) for g in leaves))
        factor = jnp.minimum(1, MAX_NORM / norm)
        found = jax.tree.map(lambda g: g * factor, found)
        mean = jax.tree.map(lambda m, g: BETA1 * m + (1 - BETA1) * g, mean, found)
        square = jax.tree.map(lambda v, g: BETA2 * v + (1 - BETA2) * g * g, square, found)
        updates = updates + 1
        correction, root = -jnp.expm1(updates * np.log(BETA1)), jnp.sqrt(-jnp.expm1(updates * np.log(BETA2)))
        parameters = jax.tree.map(
            lambda t, m, v: t - rate / correction * m / (jnp.sqrt(v) / root + EPSILON), parameters, mean, square
        )
        return parameters, mean, square, updates

    class Vmap:
        def __init__(self, work):
            def on_device(array):
                array = jnp.asarray(array)
                return jnp.tile(array, (work.members // len(array),) + (1,) * (array.ndim - 1))

            self.data = (jnp.asarray(work.rates), on_device(work.rows), on_device(work.targets))
            flat = on_device(work.start)
            parameters = []
            for first, width, following in work.layers():
                bias = first + width * following
                weights = flat[:, first:bias].reshape(-1, width, following)
                parameters.append((weights, flat[:, bias : bias + following]))
            zeros = lambda: jax.tree.map(jnp.zeros_like, parameters)  # noqa: E731
            self.state = (parameters, zeros(), zeros(), jnp.zeros(work.members))
            self.compiled = jax.jit(jax.vmap(member), donate_argnums=(0, 1, 2, 3))

        def update(self):
            self.state = self.compiled(*self.state, *self.data)

        def parameters(self):
            parts = [t.reshape(len(t), -1) for layer in self.state[0] for t in layer]
            return np.asarray(jnp.concatenate(parts, axis=1))

    def wait(form):
        jax.block_until_ready(form.state)

    return {"vmap": (Vmap, True)}, wait, lambda: None, f"jax {jax.__version__}"


def microseconds(form, wait, seconds):
    """Median, fastest and slowest block: the mean time of one update in it."""
    began = time.perf_counter()
    warm = 0
    form.update()
    wait(form)
    began = time.perf_counter()
    while warm < 3 or time.perf_counter() - began < seconds / 2:
        form.update()
        warm += 1
        if warm % 16 == 0:
            wait(form)
    wait(form)
    each = (time.perf_counter() - began) / warm
    in_block = max(1, int(seconds / BLOCKS / each))
    blocks = []
    for _ in range(BLOCKS):
        start = time.perf_counter()
        for _ in range(in_block):
            form.update()
        wait(form)
        blocks.append((time.perf_counter() - start) / in_block * 1e6)
    return {
        "microseconds": statistics.median(blocks),
        "low": min(blocks),
        "high": max(blocks),
        "calls": BLOCKS * in_block,
    }


def failure(error):
    words = f"{type(error).__name__}: {error}".split("\n")[0]
    return {"failure": words[:200]}


def measure(forms, wait, clean, arguments, library):
    ends = time.monotonic() + arguments.limit
    for members in arguments.members:
        for batch in arguments.batches:
            for shape in arguments.shapes:
                work = Work.random([int(width) for width in shape.split("-")], batch, members)
                for name, (begin, same) in forms.items():
                    if name == "separate" and members > MOST_SEPARATE:
                        continue
                    about = {"library": library, "form": name, "same_arithmetic": same}
                    about |= {"shape": shape, "batch": batch, "members": members}
                    if time.monotonic() > ends:
                        print(json.dumps(about | {"failure": "no time left"}), flush=True)
                        continue
                    try:
                        result = microseconds(begin(work), wait, arguments.seconds)
                    except Exception as error:  # noqa: BLE001 -- whatever a form fails by, the others are measured
                        result = failure(error)
                    clean()
                    print(json.dumps(about | result), flush=True)


def agree(forms, wait, clean, arguments, library):
    """Trains from where Keel began; whether every form of the same arithmetic ends where it did."""
    all_agree = True
    for folder in sorted(p.parent for p in arguments.agree.glob("*/problem.json")):
        work, expected, updates = Work.read(folder)
        for name, (begin, same) in forms.items():
            about = {"check": f"{library} {name} ends where Keel does", "problem": folder.name}
            about |= {"members": work.members, "updates": updates, "same_arithmetic": same}
            try:
                form = begin(work)
                for _ in range(updates):
                    form.update()
                wait(form)
                actual = form.parameters().astype(np.float64)
                difference = np.linalg.norm(actual - expected, axis=1) / np.linalg.norm(expected, axis=1)
                moved = np.linalg.norm(work.start - expected, axis=1) / np.linalg.norm(expected, axis=1)
                ok = bool(difference.max() <= ALLOWED and moved.min() >= 10 * ALLOWED) if same else None
                result = {"ok": ok, "largest_relative_difference": float(difference.max())}
                result |= {"smallest_relative_move": float(moved.min()), "allowed": ALLOWED}
            except Exception as error:  # noqa: BLE001
                result = {"ok": False} | failure(error)
            clean()
            all_agree &= result["ok"] is not False
            print(json.dumps(about | result), flush=True)
    return all_agree


def words(text):
    return text.split(",")


def numbers(text):
    return [int(word) for word in words(text)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("framework", choices=["torch", "jax"])
    parser.add_argument("--device", choices=["cuda", "cpu"], default="cuda")
    parser.add_argument("--shapes", type=words, default=["4-64-64-2", "17-256-256-6"])
    parser.add_argument("--batches", type=numbers, default=[64, 256])
    parser.add_argument("--members", type=numbers, default=[1024, 1, 32, 8192], help="in the order of measuring")
    parser.add_argument("--seconds", type=float, default=1.0, help="measuring time of one form")
    parser.add_argument("--limit", type=float, default=3600, help="seconds after which no measurement is begun")
    parser.add_argument("--compiled", choices=["only", "not"], help="only forms of torch.compile, or all others")
    parser.add_argument("--agree", type=Path, help="compare with what Keel wrote here instead of measuring")
    arguments = parser.parse_args()
    forms, wait, clean, library = (torch_forms if arguments.framework == "torch" else jax_forms)(arguments.device)
    if arguments.compiled:
        forms = {name: f for name, f in forms.items() if ("compiled" in name) == (arguments.compiled == "only")}
    if arguments.agree:
        sys.exit(0 if agree(forms, wait, clean, arguments, library) else 1)
    measure(forms, wait, clean, arguments, library)


if __name__ == "__main__":
    main()
