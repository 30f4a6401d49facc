"""The package's types hold: what ``mypy`` says, run in the package's folder."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

import pytest

NEEDED = {"mypy", "grpc-stubs", "types-protobuf"}


def test_mypy_finds_nothing() -> None:
    present = {distribution.metadata["Name"] for distribution in distributions()}
    if missing := NEEDED - present:
        pytest.skip(f"{', '.join(sorted(missing))} missing: pip install -e '.[types]'")
    folder = Path(__file__).parent.parent
    command = [sys.executable, "-m", "mypy", "--strict", "src"]
    checked = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    assert checked.returncode == 0, checked.stdout + checked.stderr
