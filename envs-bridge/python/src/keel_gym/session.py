"""One session: the lanes of one Gymnasium environment, checked before they are stepped."""

from __future__ import annotations

import inspect
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces
from gymnasium.envs.registration import EnvSpec, load_env_creator
from gymnasium.vector import AutoresetMode
from numpy.typing import NDArray

from keel_gym import codec
from keel_gym._generated import environment_pb2 as pb
from keel_gym.errors import Refused, invalid, suggestion

_MODES: dict[int, AutoresetMode] = {
    pb.AUTORESET_MODE_NEXT_STEP: AutoresetMode.NEXT_STEP,
    pb.AUTORESET_MODE_SAME_STEP: AutoresetMode.SAME_STEP,
    pb.AUTORESET_MODE_DISABLED: AutoresetMode.DISABLED,
}

# Arguments of gymnasium.make itself that go with any environment.
_ARGUMENTS_OF_MAKE = ("max_episode_steps", "disable_env_checker")

# Arguments of gymnasium.make_vec, which are the session's own business.
_ARGUMENTS_OF_MAKE_VEC = ("id", "num_envs", "vectorization_mode", "vector_kwargs", "wrappers")


class Session:
    """Lanes that step together. Belongs to one thread at a time."""

    def __init__(self, request: pb.OpenSessionRequest, max_lanes: int):
        """Makes the environment.

        Raises:
            Refused: if the request does not fit
        """
        spec = _spec(request.environment_id)
        if request.lanes < 1:
            raise invalid("lanes", "A session needs at least 1 lane, but got 0.")
        if request.lanes > max_lanes:
            raise Refused(
                pb.ERROR_CODE_LIMIT_EXCEEDED,
                f"Got {request.lanes} lanes; this server allows {max_lanes} a session."
                " Use fewer, or several sessions.",
                "lanes",
            )
        mode = _MODES.get(request.autoreset)
        if mode is None:
            raise invalid(
                "autoreset",
                "The autoreset mode is not set, or not known to protocol 1.0:"
                " choose NEXT_STEP, SAME_STEP or DISABLED.",
            )
        arguments = {name: codec.value(name, message) for name, message in request.arguments.items()}
        _check_arguments(spec, arguments)
        self.lanes: int = request.lanes
        self._mode = mode
        self._env = gymnasium.make_vec(
            spec.id,
            num_envs=self.lanes,
            vectorization_mode="sync",
            vector_kwargs={"autoreset_mode": mode, "copy": False},
            **arguments,
        )
        try:
            self.observation_space = codec.encode_space(self._env.single_observation_space, "observation_space")
            self.action_space = codec.encode_space(self._env.single_action_space, "action_space")
        except Refused:
            self._env.close()
            raise
        self._observation_dtype = codec.wire_dtype(self._env.single_observation_space)
        self._action_dtype = codec.wire_dtype(self._env.single_action_space)
        self._ended: NDArray[np.bool_] = np.zeros(self.lanes, dtype=np.bool_)
        self._started = False

    @property
    def largest_reply_bytes(self) -> int:
        """About the size of the largest reply to a step."""
        shape = self._env.single_observation_space.shape or ()
        observation = int(np.prod(shape)) * self._observation_dtype.itemsize
        tensors = 2 if self._mode == AutoresetMode.SAME_STEP else 1
        return 1024 + self.lanes * (tensors * observation + 10)

    def reset(self, request: pb.Reset) -> pb.ResetReply:
        seeds = list(request.seeds)
        mask = np.array(request.lanes, dtype=np.bool_)
        self._check_mask(mask)
        chosen = mask if mask.size else np.ones(self.lanes, dtype=np.bool_)
        self._check_seeds(seeds, chosen)
        lane_seeds: list[int | None] = [
            seeds[lane] if seeds and chosen[lane] else None for lane in range(self.lanes)
        ]
        options: dict[str, Any] | None = {"reset_mask": mask} if mask.size else None
        observations, _ = self._env.reset(seed=lane_seeds, options=options)
        self._ended[chosen] = False
        self._started = True
        return pb.ResetReply(observations=[self._encode(observations)])

    def step(self, request: pb.Step) -> pb.StepReply:
        actions = self._checked_actions(request.actions)
        observations, rewards, terminated, truncated, infos = self._env.step(actions)
        ended = np.logical_or(terminated, truncated)
        reply = pb.StepReply(
            observations=[self._encode(observations)],
            rewards=np.asarray(rewards, dtype="<f8").tobytes(),
            terminated=np.asarray(terminated, dtype=np.bool_).tobytes(),
            truncated=np.asarray(truncated, dtype=np.bool_).tobytes(),
        )
        if self._mode == AutoresetMode.SAME_STEP:
            if ended.any():
                reply.final_observations.append(self._encode(self._final(infos["final_obs"], ended)))
        else:
            self._ended = ended
        return reply

    def close(self) -> None:
        self._env.close()

    def _final(self, final: Any, ended: NDArray[np.bool_]) -> NDArray[Any]:
        """The ended lanes' last observations, zeros elsewhere."""
        shape = self._env.single_observation_space.shape or ()
        batch = np.zeros((self.lanes, *shape), dtype=self._observation_dtype)
        for lane in np.flatnonzero(ended):
            batch[lane] = final[lane]
        return batch

    def _encode(self, observations: Any) -> pb.Tensor:
        return codec.encode_array(np.asarray(observations, dtype=self._observation_dtype))

    def _check_seeds(self, seeds: list[int], chosen: NDArray[np.bool_]) -> None:
        if not seeds:
            return
        if len(seeds) != self.lanes:
            raise invalid(
                "reset.seeds",
                f"Got {len(seeds)} seeds for {self.lanes} lanes."
                " Pass one a lane, or none to keep each lane's random stream going.",
            )
        for lane, seed in enumerate(seeds):
            if seed < 0 and chosen[lane]:
                raise invalid(
                    "reset.seeds", f"Seed {seed} of lane {lane} is negative; seeds are 0 and up.", lane
                )

    def _check_mask(self, mask: NDArray[np.bool_]) -> None:
        if not mask.size:
            return
        if mask.size != self.lanes:
            raise invalid(
                "reset.lanes", f"Got a mask of {mask.size} for {self.lanes} lanes. Pass one value a lane."
            )
        if not mask.any():
            raise invalid("reset.lanes", "The mask selects no lane. Set at least one to true.")
        if not self._started:
            raise Refused(
                pb.ERROR_CODE_FAILED_PRECONDITION,
                "Some lanes would be without an episode. Reset every lane once before resetting single ones.",
                "reset.lanes",
            )

    def _checked_actions(self, message: Any) -> NDArray[Any]:
        actions = codec.decode_array(message[0], "step.actions")
        space = self._env.single_action_space
        shape = (self.lanes, *(space.shape or ()))
        if actions.dtype != self._action_dtype or actions.shape != shape:
            raise invalid(
                "step.actions",
                f"Actions of {self.lanes} lanes are {self._action_dtype.name} of shape {list(shape)},"
                f" but got {actions.dtype.name} of shape {list(actions.shape)}.",
            )
        if not self._started:
            raise Refused(
                pb.ERROR_CODE_FAILED_PRECONDITION,
                "No episode is going on. Call reset before the first step.",
                "step",
            )
        if self._mode == AutoresetMode.DISABLED and self._ended.any():
            lane = int(np.flatnonzero(self._ended)[0])
            raise Refused(
                pb.ERROR_CODE_FAILED_PRECONDITION,
                f"The episode of lane {lane} has ended and autoreset is DISABLED. Reset the lane first.",
                "step",
                lane,
            )
        if isinstance(space, spaces.Discrete):
            self._check_range(actions, int(space.start), int(space.start + space.n - 1))
        return actions

    def _check_range(self, actions: NDArray[Any], least: int, greatest: int) -> None:
        outside = ((actions < least) | (actions > greatest)) & ~self._ended
        if outside.any():
            lane = int(np.flatnonzero(outside)[0])
            raise invalid(
                "step.actions",
                f"Action {actions[lane]} of lane {lane} is outside the action space {least} .. {greatest}.",
                lane,
            )


def _spec(environment_id: str) -> EnvSpec:
    """What Gymnasium has registered under exactly this id."""
    if not environment_id:
        raise invalid("environment_id", "The environment's id is empty. Name one, like CartPole-v1.")
    if ":" in environment_id:
        raise Refused(
            pb.ERROR_CODE_NOT_PERMITTED,
            f"Environment id '{environment_id}' has a ':', which would import code. Use the id of a registered one.",
            "environment_id",
        )
    spec = gymnasium.registry.get(environment_id)
    if spec is None:
        raise Refused(
            pb.ERROR_CODE_UNKNOWN_ENVIRONMENT,
            f"Unknown environment '{environment_id}': gymnasium {gymnasium.__version__} has none of this id."
            + suggestion(environment_id, gymnasium.registry),
            "environment_id",
        )
    return spec


def _check_arguments(spec: EnvSpec, arguments: dict[str, Any]) -> None:
    """Refuses names that the environment's construction does not take."""
    for name in _ARGUMENTS_OF_MAKE_VEC:
        if name in arguments:
            raise invalid(
                f"arguments.{name}",
                f"Argument '{name}' is the session's own: lanes and autoreset mode are fields of the request.",
            )
    if spec.entry_point is None:
        raise Refused(
            pb.ERROR_CODE_UNSUPPORTED,
            f"Environment '{spec.id}' has no single-lane form to make lanes of.",
            "environment_id",
        )
    creator = spec.entry_point if callable(spec.entry_point) else load_env_creator(spec.entry_point)
    parameters = inspect.signature(creator).parameters.values()
    if any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in parameters):
        return
    known = sorted({parameter.name for parameter in parameters} | set(_ARGUMENTS_OF_MAKE))
    for name in sorted(arguments):
        if name not in known:
            raise invalid(
                f"arguments.{name}",
                f"Environment '{spec.id}' has no keyword argument '{name}'. Known: {', '.join(known)}."
                + suggestion(name, known),
            )
