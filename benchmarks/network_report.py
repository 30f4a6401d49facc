"""What compare-networks has measured, as Markdown."""

import os
import platform
import statistics
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

BAR_ONE_MEMBER = 1.0
BAR_32_MEMBERS = 0.25
BAR_HEAP_BYTES = 1024


@dataclass(frozen=True)
class Combination:
    shape: str
    activation: str
    batch: int
    members: int

    def alone(self):
        return Combination(self.shape, self.activation, self.batch, 1)


@dataclass
class Comparison:
    """Microseconds a member, one entry a round, unless said otherwise."""

    keel: dict = field(default_factory=dict)
    heap_bytes: dict = field(default_factory=dict)
    # combination -> form -> variant -> rounds
    torch: dict = field(default_factory=dict)
    # (shape, batch, part, members) -> rounds
    parts: dict = field(default_factory=dict)
    # (shape, batch) -> measurements
    torch_products: dict = field(default_factory=dict)
    # GFLOP/s of PyTorch in one large product
    peak_gflops: list = field(default_factory=list)
    loads: list = field(default_factory=list)
    torch_version: str = ""
    largest_difference: float = 0.0

    def add(self, combination, keel, heap_bytes, torch):
        self.keel.setdefault(combination, []).append(keel)
        self.heap_bytes.setdefault(combination, []).append(heap_bytes)
        forms = self.torch.setdefault(combination, {})
        for form, variants in torch.items():
            for variant, time in variants.items():
                forms.setdefault(form, {}).setdefault(variant, []).append(time)

    def fastest(self, combination, form):
        """Name and rounds of the variant with the lowest median."""
        return min(self.torch[combination][form].items(), key=lambda item: statistics.median(item[1]))

    def ratios(self, combination, form, of):
        """Keel's time over PyTorch's of another combination, round by round."""
        return [k / t for k, t in zip(self.keel[combination], self.fastest(of, form)[1])]

    def floor(self, shape, batch):
        """The fastest round: a busy machine lifts a time but not a floor."""
        return min(self.parts[shape, batch, "products", 1])

    def disturbed(self):
        """Whether other work ran: at first there should be none, later at most what a round itself leaves behind."""
        return self.loads[0] > 0.5 or max(self.loads) > 1.5


def flops(shape, batch):
    """Of the products one update of one network needs: forward, weights' gradient, and input gradient but for layer 0."""
    widths = [int(width) for width in shape.split("-")]
    sizes = [a * b for a, b in zip(widths, widths[1:])]
    return 2 * batch * (3 * sum(sizes) - sizes[0])


def number(value):
    """Three significant digits without an exponent."""
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def spread(values):
    return f"{number(statistics.median(values))} ({number(min(values))}..{number(max(values))})"


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows])


def machine():
    processor = platform.processor()
    information = Path("/proc/cpuinfo")
    if information.exists():
        lines = information.read_text().splitlines()
        processor = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), processor)
    java = subprocess.run(["java", "-version"], capture_output=True, text=True, check=True).stderr.splitlines()
    return {
        "Processor": f"{processor}, {os.cpu_count()} cores",
        "System": platform.platform(),
        "Java": java[1],
        "Python": platform.python_version(),
    }


def ratio_table(comparison):
    rows = []
    for c in comparison.keel:
        separate, stacked, single = (comparison.fastest(c, form)[1] for form in ("separate", "stacked", "single-rate"))
        floor = comparison.floor(c.shape, c.batch)
        rows.append(
            [c.shape, c.activation, c.batch, c.members]
            + [spread(times) for times in (comparison.keel[c], separate, stacked, single)]
            + [spread(comparison.ratios(c, "separate", c.alone()))]
            + [spread(comparison.ratios(c, form, c)) for form in ("separate", "stacked")]
            + [f"{statistics.median(comparison.heap_bytes[c]):.0f}", number(floor)]
        )
    header = ["shape", "activation", "batch", "P", "Keel", "PyTorch separate", "PyTorch stacked", "PyTorch stacked, one rate"]
    header += ["Keel / one network", "Keel / separate", "Keel / stacked", "heap bytes an update", "floor"]
    return table(header, rows)


def verdict(met):
    return "**met**" if met else "**missed**"


def bars(comparison):
    """Whether each wanted bar is met, with ReLU and batch 64, and by all combinations for the heap."""
    lines = []
    for c in comparison.keel:
        bar = {1: BAR_ONE_MEMBER, 32: BAR_32_MEMBERS}.get(c.members)
        if bar is None or c.activation != "relu" or c.batch != 64:
            continue
        ratio = comparison.ratios(c, "separate", c.alone())
        met = statistics.median(ratio) <= bar
        lines.append(
            f"- {c.shape}, P = {c.members}: {spread(ratio)} of PyTorch's time for one network, "
            f"wanted at most {bar}: {verdict(met)}" + ("" if met else ". " + room_for(comparison, c, bar))
        )
    heap = {c: statistics.median(values) for c, values in comparison.heap_bytes.items()}
    worst = max(heap, key=heap.get)
    lines.append(
        f"- heap: at most {heap[worst]:.0f} bytes an update ({worst.shape}, {worst.activation}, batch {worst.batch}, "
        f"P = {worst.members}), wanted at most {BAR_HEAP_BYTES}: {verdict(heap[worst] <= BAR_HEAP_BYTES)}"
    )
    return "\n".join(lines)


def room_for(comparison, combination, bar):
    """What a missed bar asks of the processor, and what its matrix products take alone."""
    shape, batch = combination.shape, combination.batch
    one = statistics.median(comparison.fastest(combination.alone(), "separate")[1])
    ours = comparison.floor(shape, batch) / one
    theirs = min(comparison.torch_products[shape, batch]) / one
    needed = flops(shape, batch) / (bar * one) / 1e3
    return (
        f"The bar leaves {number(bar * one)} µs, so its products would have to run at {number(needed)} GFLOP/s or more. "
        f"Alone they take {number(ours)} of PyTorch's time in Keel's OpenBLAS and {number(theirs)} in PyTorch's `mm`, "
        f"and one thread of this processor reaches {number(max(comparison.peak_gflops))} GFLOP/s in a product of 1024³"
    )


def floors(comparison):
    rows = []
    for (shape, batch), theirs in comparison.torch_products.items():
        work = flops(shape, batch)
        ours = comparison.parts[shape, batch, "products", 1]
        rows.append([shape, batch, number(work / 1e6)])
        for times in (ours, theirs):
            rows[-1] += [spread(times), number(work / min(times) / 1e3)]
    return table(["shape", "batch", "MFLOP", "Keel's OpenBLAS, µs", "GFLOP/s at best", "PyTorch's `mm`, µs", "GFLOP/s at best"], rows)


def profile(comparison):
    """Shares of Keel's update with ReLU; the rest is what the parts leave over."""
    rows = []
    for shape, batch, part, members in comparison.parts:
        c = Combination(shape, "relu", batch, members)
        if part != "products" or c not in comparison.keel:
            continue
        whole = min(comparison.keel[c])
        parts = [min(comparison.parts[shape, batch, name, members]) for name in ("products", "adam", "copies")]
        rest = whole - sum(parts)
        rows.append([shape, batch, members, number(whole)])
        rows[-1] += [f"{number(time)} ({time / whole:.0%})" if time >= 0 else "0" for time in (*parts, rest)]
    return table(["shape", "batch", "P", "update", "products", "Adam", "copies heap and native", "rest"], rows)


def chosen_variants(comparison):
    sentences = []
    for form in ("separate", "stacked", "single-rate"):
        names = Counter(comparison.fastest(c, form)[0] for c in comparison.keel)
        sentences.append(f"{form}: " + ", ".join(f"{name} in {count}" for name, count in names.most_common()))
    return "; ".join(sentences)


def markdown(comparison, command, facts):
    loads = ", ".join(f"{load:.2f}" for load in comparison.loads)
    if comparison.disturbed():
        loads += ". **Other work ran on the machine: measure again before relying on these figures**"
    return f"""# One update of P networks, in Keel and in PyTorch

Written by a program; run it again rather than edit this.

    {command}

{table(["", ""], facts.items())}

One thread on both sides: `OMP_NUM_THREADS=1`, `torch.set_num_threads(1)`, no other setting. Load average before each of the {len(comparison.loads)} rounds: {loads}.

## Wanted: ReLU, batch 64

{bars(comparison)}

## Times

Microseconds for one member and one update: forward, dLoss/dOutput = (output − target) / batch, backward, Adam, float32. Each is the median over rounds and, in brackets, the smallest and the largest round; ratios are taken within a round.

- *Keel*: `StackedMlp` and `NetworkLearner`, a rate for each member. It also computes dLoss/dInput and checks the gradient's norm, which PyTorch is spared.
- *PyTorch separate*: P `nn.Sequential` networks with an Adam each, one after the other; *one network* is this at P = 1. *Stacked*: `baddbmm` on parameters `[P,in,out]`, Adam by hand over the stacked tensors, a rate for each member. *Stacked, one rate*: the same with `torch.optim.Adam`, which knows one rate only and so does less than asked.
- The fastest variant of each form counts ({chosen_variants(comparison)}, of {len(comparison.keel)} combinations). All forms were checked to stay equal over 20 updates in double precision (largest difference {comparison.largest_difference:.1e}).
- *Heap bytes an update*: allocated by the training thread for all P members together, once the JIT has compiled the code.
- *Floor*: the matrix products of one member's update alone, on Keel's OpenBLAS, data in the cache, fastest round.

{ratio_table(comparison)}

## Floor

The eight products an update of three layers needs, nothing else, data in the cache. FLOP counts multiplications and additions of the weights, without biases.

{floors(comparison)}

## Where Keel's time goes

Microseconds a member with ReLU, each from its fastest round. Products, Adam and copies are measured alone, each over the memory of P members; the rest is what they leave of the whole: activations, the guard's norm, dLoss/dInput, and whatever the parts cost each other in the cache.

{profile(comparison)}
"""
