"""The README's examples run, and its table of options is the command's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import gymnasium
import pytest

from keel_gym.__main__ import _parser
from keel_gym.registration import register_java_environments
from keel_gym.server import start

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    before = set(gymnasium.registry)
    server = start("127.0.0.1", 0)
    yield server.address
    server.stop()
    for name in set(gymnasium.registry) - before:
        gymnasium.registry.pop(name)
    register_java_environments()


def test_there_are_examples() -> None:
    assert len(EXAMPLES) == 4


@pytest.mark.parametrize("example", range(len(EXAMPLES)))
def test_an_example_runs(address: str, example: int) -> None:
    exec(compile(EXAMPLES[example].replace("127.0.0.1:50051", address), f"example {example}", "exec"), {})


def test_every_option_is_described() -> None:
    described = set(re.findall(r"^\|(.*?)\|", README, re.MULTILINE))
    named = {option for cell in described for option in re.findall(r"--[a-z][a-z-]*", cell)}
    commands = next(action.choices for action in _parser()._actions if action.dest == "command")
    assert isinstance(commands, dict)
    options = {name for action in commands["serve"]._actions for name in action.option_strings}
    assert named == options - {"-h", "--help"}
