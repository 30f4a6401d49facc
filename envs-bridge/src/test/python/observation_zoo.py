"""Environments whose observations a test can foretell: every value follows from the number of the step."""

import gymnasium
import numpy as np
from gymnasium import spaces


class Foretold(gymnasium.Env):
    """Its observation is a function of the step's number and of the action; six steps an episode."""

    action_space = spaces.Discrete(3)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.steps = 0
        return self.observe(0), {"seed": -1 if seed is None else seed % 1000}

    def step(self, action):
        self.steps += 1
        return self.observe(int(action)), float(self.steps), False, self.steps == 6, {}


class Image(Foretold):
    """84 x 84 x 4 bytes: element i is (7 i + 13 step + action) mod 256."""

    shape = (84, 84, 4)

    def __init__(self):
        self.observation_space = spaces.Box(0, 255, self.shape, np.uint8)
        self._ramp = 7 * np.arange(np.prod(self.shape), dtype=np.int64)

    def observe(self, action):
        return ((self._ramp + 13 * self.steps + action) % 256).astype(np.uint8).reshape(self.shape)


class Megabyte(Image):
    """The same with a million bytes and some."""

    shape = (1024, 1024)


class Words(Foretold):
    """``ä`` as often as there were steps, then the action."""

    observation_space = spaces.Text(10, min_length=1, charset="ä012")

    def observe(self, action):
        return "ä" * self.steps + str(action)


class Pair(Foretold):
    """The step's number, and numbers that are none."""

    observation_space = spaces.Tuple(
        [spaces.Discrete(10, start=-1), spaces.Box(-np.inf, np.inf, (3,), np.float64)]
    )

    def observe(self, action):
        return self.steps - 1, np.array([np.nan, -np.inf, action / 3])


class Nested(Foretold):
    """A picture, a word, and a dict within, whose keys come out of order."""

    observation_space = spaces.Dict(
        {
            "zebra": spaces.Text(3, charset="ab"),
            "camera": spaces.Box(0, 255, (4, 4), np.uint8),
            "arm": spaces.Dict({"joint": spaces.MultiDiscrete([5, 9]), "grip": spaces.MultiBinary(2)}),
        }
    )

    def observe(self, action):
        return {
            "zebra": "ab"[self.steps % 2] * (1 + action),
            "camera": np.full((4, 4), 10 * self.steps + action, dtype=np.uint8),
            "arm": {
                "joint": np.array([self.steps % 5, action]),
                "grip": np.array([action > 0, action > 1], dtype=np.int8),
            },
        }


for kind in (Image, Megabyte, Words, Pair, Nested):
    gymnasium.register(f"Foretold{kind.__name__}-v0", entry_point=f"observation_zoo:{kind.__name__}")
