"""Writes float64 arguments with NumPy's scalar sine and cosine, as big-endian triples, for GnuTrigonometryTest.

Run: python make_trigonometry_reference.py ../resources/reference/trigonometry-reference.bin
Made with NumPy 2.4.6 on Linux x86-64, glibc 2.36; NumPy's float64 scalars call the C library.
"""

import struct
import sys

import numpy as np

rng = np.random.default_rng(2026)
arguments = np.concatenate(
    [
        rng.uniform(-0.25, 0.25, 4000),
        rng.uniform(-0.85, 0.85, 3000),
        rng.uniform(-1, 1, 500) * 10.0 ** rng.uniform(-12, -1, 500),
        [0.0, -0.0, 0.126, -0.126, 2.0**-26, 2.0**-27, 0.2094395102393195],
    ]
)
with open(sys.argv[1], "wb") as out:
    for x in arguments:
        out.write(struct.pack(">ddd", x, np.sin(x), np.cos(x)))
