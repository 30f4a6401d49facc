"""Writes what NumPy's scalars give for sin x and cos x, which is what the C library gives.

trigonometry-reference.bin: float64 little-endian triples x, sin x, cos x.
trigonometry-hashes.json: for each range, the SHA-256 of the pairs sin x, cos x (float64, little-endian) of COUNT
arguments x drawn by default_rng(SEED).uniform(-limit, limit).

Run on Linux with glibc on a processor with fused multiply-add: python make_trigonometry_reference.py FOLDER
The committed files were made with NumPy 2.4.6 and glibc 2.36.
"""

import hashlib
import json
import math
import platform
import sys
from pathlib import Path

import numpy as np

COUNT = 500_000
LIMITS = [0.86, 2.5, 10.0, 1000.0, 1e5, 1.054e8]


def sine_and_cosine(arguments):
    return np.array([(math.sin(x), math.cos(x)) for x in arguments.tolist()], dtype="<f8")


folder = Path(sys.argv[1])
rng = np.random.default_rng(7)
ends = [0.126, 0.855469, 2.426265, float.fromhex("0x1.b6p-1"), float.fromhex("0x1.368fdp1")]
edges = [0.0, -0.0, 2.0**-28, 2.0**-27, 2.0**-26, 0.5, np.pi / 2, np.pi, 22.0, float.fromhex("0x1.921fafffffffp26")]
edges += ends + [np.nextafter(x, 0) for x in ends]
near_multiples = np.round(rng.uniform(-6e4, 6e4, 2000)) * (np.pi / 2) + 10.0 ** rng.uniform(-12, -0.5, 2000)
x = np.concatenate([edges, -np.array(edges), rng.uniform(-0.5, 0.5, 1000), rng.uniform(-0.86, 0.86, 2000),
                    rng.uniform(-20, 20, 2000), near_multiples])
pairs = sine_and_cosine(x)
for v, (s, c) in zip(x, pairs):
    assert s == np.sin(np.float64(v)) and c == np.cos(np.float64(v)), "NumPy does not call the C library here"
np.column_stack([x, pairs]).astype("<f8").tofile(folder / "trigonometry-reference.bin")

ranges = []
for seed, limit in enumerate(LIMITS):
    pairs = sine_and_cosine(np.random.default_rng(seed).uniform(-limit, limit, COUNT))
    ranges.append({"seed": seed, "limit": limit, "count": COUNT, "sha256": hashlib.sha256(pairs.tobytes()).hexdigest()})
reference = {"numpy": np.__version__, "libc": " ".join(platform.libc_ver()), "ranges": ranges}
(folder / "trigonometry-hashes.json").write_text(json.dumps(reference, indent=1) + "\n")
