"""Writes trigonometry-reference.bin: float64 little-endian triples x, sin x, cos x, as NumPy's scalars compute them.

Run on Linux with glibc on a processor with fused multiply-add: python make_trigonometry_reference.py OUT [COUNT [SEED]]
The committed file was made with NumPy 2.4.6 and glibc 2.36, COUNT 4000, SEED 7.
"""

import math
import sys

import numpy as np

count = int(sys.argv[2]) if len(sys.argv) > 2 else 4000
rng = np.random.default_rng(int(sys.argv[3]) if len(sys.argv) > 3 else 7)
edges = [0.0, -0.0, 2.0**-28, 2.0**-27, 2.0**-26, 0.126, np.nextafter(0.126, 0), 0.5, np.nextafter(0.855469, 0)]
x = np.concatenate([edges, -np.array(edges), rng.uniform(-0.5, 0.5, count // 2), rng.uniform(-0.85, 0.85, count // 2)])
rows = [(v, np.sin(np.float64(v)), np.cos(np.float64(v))) for v in x]
assert all(s == math.sin(v) and c == math.cos(v) for v, s, c in rows), "NumPy does not call the C library here"
np.array(rows, dtype="<f8").tofile(sys.argv[1])
