"""Many lanes of one environment on a server as a gymnasium.vector.VectorEnv."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gymnasium
import numpy as np
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space
from numpy.typing import NDArray

from keel_gym._generated import environment_pb2 as pb
from keel_gym.client.endpoint import Endpoint, default_address
from keel_gym.client.lanes import Lanes
from keel_gym.client.session import BackOff
from keel_gym.errors import SessionLost

Step = tuple[Any, NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_], dict[str, Any]]


class KeelVectorEnv(VectorEnv[Any, Any, Any]):
    """Lanes of one environment on a Keel server; every step is one message of all lanes.

    Observations, rewards, flags and infos are those of ``gymnasium.vector.SyncVectorEnv`` over the same environment.
    When the server was restarted, or had closed the session because its lease ran out, no episode can go on: the step
    returns every lane truncated, with reward 0 and the info ``server_restarted`` or ``session_expired``, and the lanes
    are reset as the autoreset mode has it, each with a random stream of its own.

    Args:
        environment_id: as the server calls it, such as ``CartPole-v1``
        num_envs: how many lanes
        address: see :class:`keel_gym.client.KeelEnv`, as for what follows
        autoreset_mode: what happens to a lane whose episode has ended; a member of AutoresetMode or its value
        groups: in how many groups the server steps the lanes at once; results do not depend on it
        render_mode: None or ``rgb_array``
        token_file: file with the token
        ca_file: PEM file of authorities
        certificate_file: PEM file of this client's certificate
        key_file: PEM file of its key
        reconnect_seconds: how long a lost server is looked for
        arguments: of the environment's construction
    """

    def __init__(
        self,
        environment_id: str,
        num_envs: int = 1,
        address: str | None = None,
        autoreset_mode: str | AutoresetMode = AutoresetMode.NEXT_STEP,
        groups: int = 1,
        render_mode: str | None = None,
        token_file: str | None = None,
        ca_file: str | None = None,
        certificate_file: str | None = None,
        key_file: str | None = None,
        reconnect_seconds: float = 60.0,
        **arguments: Any,
    ):
        self.closed = True
        if render_mode not in (None, "rgb_array"):
            raise ValueError(f"Render mode '{render_mode}' is not to be had from a server. Use rgb_array.")
        self._mode = AutoresetMode(autoreset_mode)
        self._lanes = Lanes(
            Endpoint(address or default_address(), token_file, ca_file, certificate_file, key_file),
            environment_id,
            lanes=num_envs,
            autoreset=self._mode,
            arguments=arguments,
            groups=groups,
            render=render_mode is not None,
            back_off=BackOff(limit_seconds=reconnect_seconds),
        )
        self.closed = False
        self.num_envs = num_envs
        self.render_mode = self._lanes.render_mode
        self.metadata = {**self._lanes.metadata(), "autoreset_mode": self._mode}
        self.single_observation_space = self._lanes.observation_space
        self.single_action_space = self._lanes.action_space
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self._reset_next = False

    def reset(
        self, *, seed: int | Sequence[int | None] | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Any, dict[str, Any]]:
        if isinstance(seed, (int, np.integer)):
            super().reset(seed=int(seed))
        seeds = self._seeds(seed)
        others = dict(options or {})
        mask = others.pop("reset_mask", None)
        self._check_open()
        try:
            reply = self._lanes.reset(seeds, others, mask)
        except SessionLost:
            if mask is not None and not np.all(mask):
                raise
            self._lanes.session.reopen()
            reply = self._lanes.reset(seeds, others, None)
        self._reset_next = False
        return self._observe(reply.observations), self._lanes.infos(reply.infos)

    def step(self, actions: Any) -> Step:
        self._check_open()
        if self._reset_next:
            observations, infos = self.reset()
            none = np.zeros(self.num_envs, dtype=np.bool_)
            return observations, np.zeros(self.num_envs), none, none.copy(), infos
        try:
            reply = self._lanes.step(actions)
        except SessionLost as lost:
            return self._lost(lost)
        terminated, truncated = _flags(reply.terminated), _flags(reply.truncated)
        infos = self._final(reply, terminated | truncated)
        infos.update(self._lanes.infos(reply.infos))
        rewards = np.frombuffer(reply.rewards, dtype="<f8").astype(np.float64)
        return self._observe(reply.observations), rewards, terminated, truncated, infos

    def render(self) -> tuple[Any, ...] | None:
        self._check_open()
        if self.render_mode is None:
            return None
        return tuple(self._lanes.picture(lane) for lane in range(self.num_envs))

    def close_extras(self, **kwargs: Any) -> None:
        self._lanes.session.close()

    def _check_open(self) -> None:
        if self.closed:
            raise gymnasium.error.ClosedEnvironmentError("The environment is closed. Make another.")

    def _seeds(self, seed: int | Sequence[int | None] | None) -> list[int | None]:
        if seed is None:
            return [None] * self.num_envs
        if isinstance(seed, (int, np.integer)):
            return [int(seed) + lane for lane in range(self.num_envs)]
        if len(seed) != self.num_envs:
            raise ValueError(f"Got {len(seed)} seeds for {self.num_envs} lanes. Pass one a lane, or one for all.")
        return [None if one is None else int(one) for one in seed]

    def _observe(self, leaves: Sequence[pb.Tensor]) -> Any:
        self._leaves = leaves
        return self._lanes.observations(leaves)

    def _final(self, reply: pb.StepReply, ended: NDArray[np.bool_]) -> dict[str, Any]:
        if self._mode != AutoresetMode.SAME_STEP or not ended.any():
            return {}
        values = self._lanes.singles(self._lanes.observations(reply.final_observations))
        return self._ending(values, ended, self._lanes.infos(reply.final_infos))

    def _ending(self, values: list[Any], ended: NDArray[np.bool_], infos: dict[str, Any]) -> dict[str, Any]:
        final = np.full(self.num_envs, fill_value=None, dtype=object)
        for lane in np.flatnonzero(ended):
            final[lane] = values[lane]
        return {"final_obs": final, "_final_obs": ended, "final_info": infos, "_final_info": ended.copy()}

    def _lost(self, lost: SessionLost) -> Step:
        """Ends every lane's episode, since none can go on."""
        self._lanes.session.reopen()
        latest = self._lanes.observations(self._leaves)
        every = np.ones(self.num_envs, dtype=np.bool_)
        infos: dict[str, Any] = {}
        if self._mode == AutoresetMode.SAME_STEP:
            values = self._lanes.singles(latest)
            told = {lost.info: every.copy(), "_" + lost.info: every.copy()}
            infos = self._ending(values, every.copy(), told)
            latest, first = self.reset()
            infos.update(first)
        elif self._mode == AutoresetMode.NEXT_STEP:
            self._reset_next = True
        infos.update({lost.info: every.copy(), "_" + lost.info: every.copy()})
        return latest, np.zeros(self.num_envs), ~every, every, infos


def _flags(data: bytes) -> NDArray[np.bool_]:
    return np.frombuffer(data, dtype=np.uint8).astype(np.bool_)
