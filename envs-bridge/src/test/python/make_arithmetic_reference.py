"""Writes arithmetic-hashes.json: SHA-256 of what C library and NumPy give for COUNT arguments of each range.

square: math.pow(x, 2), float64, of x = default_rng(SEED).uniform(-limit, limit).
single: the pairs np.sin x, np.cos x, float32, of the same x rounded to float32.
All little-endian. Run on Linux with glibc on a processor with fused multiply-add:
python make_arithmetic_reference.py OUT. The committed file was made with NumPy 2.4.6 and glibc 2.36.
"""

import hashlib
import json
import math
import platform
import sys
from pathlib import Path

import numpy as np

COUNT = 300_000


def digest(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


ranges = []
for seed, limit in enumerate([0.1, 1.0, 30.0, 7e4]):
    x = np.random.default_rng(seed).uniform(-limit, limit, COUNT)
    single = x.astype("<f4")
    squares = np.array([math.pow(v, 2) for v in x.tolist()], dtype="<f8")
    assert all(np.float64(v) ** 2 == s for v, s in zip(x[:1000], squares)), "NumPy does not call the C library here"
    ranges.append(
        {
            "seed": seed,
            "limit": limit,
            "count": COUNT,
            "notTheProduct": int(np.sum(squares != x * x)),
            "square": digest(squares),
            "single": digest(np.column_stack([np.sin(single), np.cos(single)]).astype("<f4")),
        }
    )
reference = {"numpy": np.__version__, "libc": " ".join(platform.libc_ver()), "ranges": ranges}
Path(sys.argv[1]).write_text(json.dumps(reference, indent=1) + "\n")
