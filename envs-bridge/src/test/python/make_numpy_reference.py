"""Writes numpy-draws.json (SHA-256 of many draws of default_rng(5), little-endian) and space-samples.json (samples of
Gymnasium's spaces beside those of seeding.json).

python make_numpy_reference.py FOLDER. The committed files were made with Gymnasium 1.3.0, NumPy 2.4.6, glibc 2.36.
"""

import hashlib
import json
import sys
from pathlib import Path

import gymnasium
import numpy as np
from gymnasium.spaces import Box, Dict, Discrete, Graph, MultiBinary, MultiDiscrete, OneOf, Sequence, Text, Tuple

COUNT = 1_000_000
SEED = 5


def draws(draw, dtype):
    drawn = draw(np.random.default_rng(SEED))
    return hashlib.sha256(np.asarray(drawn).astype(dtype).tobytes()).hexdigest()


hashes = {
    "standard_normal": draws(lambda rng: rng.standard_normal(COUNT), "<f8"),
    "standard_exponential": draws(lambda rng: rng.standard_exponential(COUNT), "<f8"),
    "random float32": draws(lambda rng: rng.random(COUNT, dtype=np.float32), "<f4"),
    "geometric(0.25)": draws(lambda rng: rng.geometric(0.25, COUNT), "<i8"),
    "geometric(0.6)": draws(lambda rng: rng.geometric(0.6, COUNT), "<i8"),
    "integers int64": draws(lambda rng: rng.integers(-(2**63), 2**63, COUNT), "<i8"),
    "integers(-2**62, 2**62 + 12345)": draws(lambda rng: rng.integers(-(2**62), 2**62 + 12345, COUNT), "<i8"),
    "integers(0, 2**32)": draws(lambda rng: rng.integers(0, 2**32, COUNT), "<i8"),
    "integers(0, 2**32 - 1)": draws(lambda rng: rng.integers(0, 2**32 - 1, COUNT), "<i8"),
    "integers(0, 3000000000)": draws(lambda rng: rng.integers(0, 3_000_000_000, COUNT), "<i8"),
    "integers(-3, 4) int8": draws(lambda rng: rng.integers(-3, 4, COUNT, dtype=np.int8), "i1"),
    "integers(0, 256) uint8": draws(lambda rng: rng.integers(0, 256, COUNT, dtype=np.uint8), "u1"),
    "permutation": draws(lambda rng: rng.permutation(COUNT), "<i4"),
    "choice": draws(lambda rng: [rng.choice(4, p=[0.1, 0.0, 0.25, 0.65]) for _ in range(1000)], "<i4"),
}
(Path(sys.argv[1]) / "numpy-draws.json").write_text(
    json.dumps({"numpy": np.__version__, "seed": SEED, "count": COUNT, "sha256": hashes}, indent=1) + "\n"
)


def plain(value):
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, gymnasium.spaces.GraphInstance):
        return {"nodes": plain(value.nodes), "edges": plain(value.edges), "links": plain(value.edge_links)}
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    if isinstance(value, (np.ndarray, np.generic)):
        return value.astype(np.float64).tolist() if value.dtype == np.float16 else value.tolist()
    return value


inf = np.inf
mixed = Box(
    np.array([[-1, -inf], [2, -inf]], dtype=np.float32), np.array([[1, inf], [inf, 3]], dtype=np.float32), dtype=np.float32
)
pair = Box(np.array([-1, 0], dtype=np.float32), np.array([1, inf], dtype=np.float32), dtype=np.float32)
spaces = {
    "box mixed": mixed,
    "box f16": Box(-2.0, 3.0, (5,), np.float16),
    "box f64": Box(-1e300, 1e300, (2,), np.float64),
    "box i8": Box(-128, 127, (6,), np.int8),
    "box i16": Box(-5, 5, (6,), np.int16),
    "box i32": Box(-(2**31) + 10, 2**31 - 1, (6,), np.int32),
    "box i64": Box(-(2**62), 2**62, (4,), np.int64),
    "box u16": Box(3, 65535, (4,), np.uint16),
    "box u64": Box(0, 2**62, (4,), np.uint64),
    "multi discrete": MultiDiscrete(np.array([[2, 3], [1, 1000]]), start=np.array([[5, -3], [0, 1]])),
    "multi binary": MultiBinary((2, 3)),
    "text": Text(8, min_length=0, charset="abxyz"),
    "sequence": Sequence(Discrete(7)),
    "sequence of text": Sequence(Text(3, charset="01")),
    "stacked sequence": Sequence(Box(0, 1, (2,), np.float64), stack=True),
    "graph": Graph(pair, Discrete(4, start=2)),
    "graph without edges": Graph(Discrete(3), None),
    "one of": OneOf([Discrete(3), MultiBinary(3), Tuple([Discrete(2), Text(2, charset="ab")])]),
    "nested": Dict(
        {"b": Tuple([Discrete(5), Sequence(Discrete(2))]), "a": Dict({"x": mixed, "y": OneOf([Discrete(2), Discrete(9)])})}
    ),
}
samples = {}
for name, space in spaces.items():
    samples[name] = {}
    for seed in (0, 1, 12345):
        space.seed(seed)
        samples[name][str(seed)] = [plain(space.sample()) for _ in range(6)]
versions = {"gymnasium": gymnasium.__version__, "numpy": np.__version__}
(Path(sys.argv[1]) / "space-samples.json").write_text(json.dumps({**versions, "samples": samples}) + "\n")
