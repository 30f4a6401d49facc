"""The package's types hold: what ``mypy`` says, run in the package's folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


def test_mypy_finds_nothing() -> None:
    pytest.importorskip("mypy", reason="pip install -e '.[types]'")
    folder = Path(__file__).parent.parent
    command = [sys.executable, "-m", "mypy", "--strict", "src"]
    checked = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    assert checked.returncode == 0, checked.stdout + checked.stderr
