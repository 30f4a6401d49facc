"""Environments that misbehave, for tests; importable by worker processes."""

from __future__ import annotations

import os
import time
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces


class Moody(gymnasium.Env[Any, Any]):
    """Does, in the lane whose seed is ``culprit``, what ``mood`` says at its third step."""

    observation_space = spaces.Box(-1, 1, (2,), np.float32)
    action_space = spaces.Discrete(2)

    def __init__(self, mood: str = "good", culprit: int = 1):
        self.mood = mood
        self.culprit = culprit

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Any, dict[str, Any]]:
        super().reset(seed=seed)
        self.seed = seed
        self.steps = 0
        return np.zeros(2, dtype=np.float32), {"options": dict(options or {}), "seed": str(seed)}

    def step(self, action: Any) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        self.steps += 1
        observation: Any = np.full(2, self.steps / 10, dtype=np.float32)
        if self.steps == 3 and self.seed == self.culprit:
            if self.mood == "raise":
                raise RuntimeError("no wheels")
            if self.mood == "hang":
                time.sleep(60)
            if self.mood == "die":
                os._exit(3)
            if self.mood == "shape":
                observation = np.zeros(3, dtype=np.float32)
            if self.mood == "dtype":
                observation = np.array(["a", "b"])
        ended = self.steps == 5 + int(action)
        infos = {"n": self.steps, "deep": {"odd": bool(self.steps % 2)}, "end": "yes"} if ended else {"n": self.steps}
        return observation, float(self.steps), ended, False, infos


class Painted(Moody):
    """Has pictures."""

    metadata = {"render_modes": ["rgb_array"], "render_fps": 12}

    def __init__(self, render_mode: str | None = None):
        super().__init__()
        self.render_mode = render_mode

    def render(self) -> Any:
        return np.full((3, 5, 3), 7, dtype=np.uint8)


class Composed(gymnasium.Env[Any, Any]):
    """Draws observations and checks actions, of every kind of space."""

    observation_space = spaces.Dict(
        {
            "text": spaces.Text(5),
            "graph": spaces.Graph(spaces.Box(0, 1, (2,)), spaces.Discrete(3)),
            "choice": spaces.OneOf([spaces.Discrete(3), spaces.Sequence(spaces.Discrete(4))]),
        }
    )
    action_space = spaces.Tuple([spaces.Discrete(3, start=1), spaces.Sequence(spaces.Box(0, 1, (1,)))])

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Any, dict[str, Any]]:
        super().reset(seed=seed)
        if seed is not None:
            self.observation_space.seed(seed)
        return self.observation_space.sample(), {}

    def step(self, action: Any) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        assert self.action_space.contains(action), action
        return self.observation_space.sample(), float(action[0]), len(action[1]) > 2, False, {}


def register() -> None:
    for kind in (Moody, Painted, Composed):
        gymnasium.register(f"Keel{kind.__name__}-v0", entry_point=f"environments:{kind.__name__}")


register()
