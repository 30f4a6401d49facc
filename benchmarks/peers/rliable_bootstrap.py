"""Makes bootstrap intervals of aggregate scores with rliable and times them; run by compare-bootstrap.

    rliable_bootstrap.py FILE REPETITIONS       prints one JSON object

FILE holds score matrices, a row a run, in {"scores": {"A": ..., "B": ..., "C": ...}}.
"""

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np
from rliable import library, metrics


def aggregates(scores):
    return np.array(
        [
            metrics.aggregate_median(scores),
            metrics.aggregate_iqm(scores),
            metrics.aggregate_mean(scores),
            metrics.aggregate_optimality_gap(scores),
        ]
    )


def main():
    matrices = json.loads(Path(sys.argv[1]).read_text())["scores"]
    scores = {name: np.array(matrices[name]) for name in "ABC"}
    begun, worked = time.perf_counter(), time.process_time()
    _, intervals = library.get_interval_estimates(scores, aggregates, reps=int(sys.argv[2]))
    answer = {"seconds": time.perf_counter() - begun, "cpu_seconds": time.process_time() - worked}
    answer["intervals"] = {name: ends.tolist() for name, ends in intervals.items()}
    answer["version"] = f"{version('rliable')}, arch {version('arch')}, NumPy {version('numpy')}"
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
