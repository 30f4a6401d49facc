"""The lanes of one group: a Gymnasium vector environment, its values taken apart into arrays."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces
from gymnasium.vector import AutoresetMode, SyncVectorEnv

from keel_gym import png
from keel_gym._generated import environment_pb2 as pb
from keel_gym.batches import Array, pack_batched, pack_lanes, unpack_batched, wire_dtype, zero
from keel_gym.errors import Refused


@dataclass
class Result:
    """What a reset or a step of some lanes gave; rewards and flags only after a step.

    Attributes:
        leaves: batch of the observations
        final: batch of the ended lanes' last observations, zero values elsewhere; None if no lane ended, or in other
            modes than SAME_STEP
    """

    leaves: list[Array]
    infos: dict[str, Any]
    rewards: Array = field(default_factory=lambda: np.zeros(0))
    terminated: Array = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    truncated: Array = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    final: list[Array] | None = None
    final_infos: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Making:
    """What to make lanes of.

    Attributes:
        environment_id: as Gymnasium registers it
        arguments: keyword arguments of its construction
        lanes: how many
        mode: autoreset mode
        render: :meth:`Lanes.render` must be possible
        imports: modules to import first, which register environments
    """

    environment_id: str
    arguments: dict[str, Any]
    lanes: int
    mode: AutoresetMode
    render: bool
    imports: tuple[str, ...] = ()


class Lanes:
    """Steps its lanes one after the other, as Gymnasium's ``SyncVectorEnv``. Belongs to one thread."""

    def __init__(self, making: Making):
        extra = {"render_mode": "rgb_array"} if making.render else {}
        env = gymnasium.make_vec(
            making.environment_id,
            num_envs=making.lanes,
            vectorization_mode="sync",
            vector_kwargs={"autoreset_mode": making.mode, "copy": False},
            **making.arguments,
            **extra,
        )
        assert isinstance(env, SyncVectorEnv)
        self.env: SyncVectorEnv = env
        self._making = making
        self._observations = env.single_observation_space
        self._actions = env.single_action_space

    def reset(self, seeds: list[int | None], mask: Array | None, options: dict[str, Any] | None) -> Result:
        """Starts episodes; see Gymnasium's ``VectorEnv.reset``."""
        given: dict[str, Any] | None = options
        if mask is not None:
            given = {**(options or {}), "reset_mask": mask}
        try:
            observations, infos = self.env.reset(seed=seeds, options=given)
        except Exception as failure:
            raise self._explained(failure) from failure
        return Result(self._pack(observations), infos)

    def step(self, leaves: list[Array]) -> Result:
        """Steps every lane.

        Args:
            leaves: batch of the actions
        """
        actions = unpack_batched(self._actions, self._making.lanes, iter(leaves), "step.actions")
        try:
            observations, rewards, terminated, truncated, infos = self.env.step(actions)
        except Exception as failure:
            raise self._explained(failure) from failure
        result = Result(self._pack(observations), infos, rewards, terminated, truncated)
        if "final_obs" in infos:
            result.final = self._pack_final(infos.pop("final_obs"), infos.pop("_final_obs"))
            result.final_infos = infos.pop("final_info", {})
            infos.pop("_final_info", None)
        return result

    def render(self, lane: int) -> bytes:
        """One lane as a PNG file."""
        frame = self.env.envs[lane].render()
        if not isinstance(frame, np.ndarray):
            raise Refused(
                pb.ERROR_CODE_UNSUPPORTED, f"The environment rendered a {type(frame).__name__}, not an array."
            )
        return png.write(frame)

    def close(self) -> None:
        self.env.close()

    def _pack(self, observations: Any) -> list[Array]:
        return pack_batched(self._observations, observations, self._making.lanes)

    def _pack_final(self, final: Any, ended: Array) -> list[Array]:
        space = self._observations
        if isinstance(space, (spaces.Box, spaces.Discrete, spaces.MultiDiscrete, spaces.MultiBinary)):
            rows = np.zeros((self._making.lanes, *(space.shape or ())), dtype=wire_dtype(space))
            for lane in np.flatnonzero(ended):
                rows[lane] = final[lane]
            return [rows]
        return pack_lanes(space, [final[lane] if ended[lane] else zero(space) for lane in range(self._making.lanes)])

    def _explained(self, failure: Exception) -> Exception:
        """The failure; if a lane's observation does not have its space's shape, one that says so."""
        space = self._observations
        for lane, observation in enumerate(self.env._env_obs):
            wrong = _misfit(space, observation, "observation")
            if wrong and observation is not None:
                return Refused(
                    pb.ERROR_CODE_ENVIRONMENT_FAILED, f"The environment of lane {lane} gave an {wrong}", "", lane
                )
        return failure


def _misfit(space: spaces.Space[Any], value: Any, path: str) -> str:
    """What is wrong with the shape of a value's first leaf that does not fit; empty if all do."""
    if isinstance(space, spaces.Dict):
        if not isinstance(value, dict) or set(value) != set(space.keys()):
            return f"{path} whose keys are not {sorted(space.keys())}."
        return next(filter(None, (_misfit(part, value[key], f"{path}.{key}") for key, part in space.items())), "")
    if isinstance(space, spaces.Tuple):
        if not isinstance(value, tuple) or len(value) != len(space.spaces):
            return f"{path} that is no tuple of {len(space.spaces)}."
        parts = zip(space.spaces, value)
        return next(filter(None, (_misfit(part, one, f"{path}[{i}]") for i, (part, one) in enumerate(parts))), "")
    if isinstance(space, spaces.Box) and np.shape(value) != space.shape:
        return f"{path} of shape {list(np.shape(value))}; its space has {list(space.shape)}."
    return ""
