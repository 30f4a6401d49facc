"""One environment on a server as a gymnasium.Env."""

from __future__ import annotations

import struct
from typing import Any

import gymnasium
from gymnasium.envs.registration import EnvSpec
from gymnasium.vector import AutoresetMode
from numpy.typing import NDArray

from keel_gym.client.endpoint import Endpoint, default_address
from keel_gym.client.lanes import Lanes
from keel_gym.client.session import BackOff
from keel_gym.errors import SessionLost


class KeelEnv(gymnasium.Env[Any, Any]):
    """An environment on a Keel server, in Java or in Python.

    Observations, rewards, flags and infos are those of the environment itself. When the server was restarted, or had
    closed the session because its lease ran out, the running episode cannot go on: the step returns the latest
    observation with reward 0 and ``truncated``, and the info ``server_restarted`` or ``session_expired``. The next
    reset begins anew, with a random stream of its own unless a seed is passed.

    Args:
        environment_id: as the server calls it, such as ``CartPole-v1``
        address: ``HOST:PORT``, ``unix:/absolute/path``, or ``tls:HOST:PORT``; default: the environment variable
            ``KEEL_ENV_SERVER``, else 127.0.0.1:50051
        render_mode: None or ``rgb_array``
        token_file: see :class:`keel_gym.client.Endpoint`, as the next three
        ca_file: PEM file of authorities
        certificate_file: PEM file of this client's certificate
        key_file: PEM file of its key
        reconnect_seconds: how long a lost server is looked for
        arguments: of the environment's construction

    Raises:
        ConnectionFailed: if the server cannot be reached
        ServerError: if it refuses to open the environment
    """

    metadata = {"render_modes": ["rgb_array"]}

    def __init__(
        self,
        environment_id: str,
        address: str | None = None,
        render_mode: str | None = None,
        token_file: str | None = None,
        ca_file: str | None = None,
        certificate_file: str | None = None,
        key_file: str | None = None,
        reconnect_seconds: float = 60.0,
        **arguments: Any,
    ):
        self._lanes: Lanes | None = None
        if render_mode not in (None, "rgb_array"):
            raise ValueError(f"Render mode '{render_mode}' is not to be had from a server. Use rgb_array.")
        endpoint = Endpoint(address or default_address(), token_file, ca_file, certificate_file, key_file)
        lanes = Lanes(
            endpoint,
            environment_id,
            lanes=1,
            autoreset=AutoresetMode.DISABLED,
            arguments=arguments,
            groups=1,
            render=render_mode is not None,
            back_off=BackOff(limit_seconds=reconnect_seconds),
        )
        self._lanes = lanes
        self.metadata = lanes.metadata()
        self.render_mode = lanes.render_mode
        self.observation_space = lanes.observation_space
        self.action_space = lanes.action_space
        self._latest: Any = None
        connection = dict(
            address=endpoint.address,
            render_mode=self.render_mode,
            token_file=token_file,
            ca_file=ca_file,
            certificate_file=certificate_file,
            key_file=key_file,
        )
        self.spec = EnvSpec(
            id=f"keel/{environment_id.replace('/', '.')}",
            entry_point="keel_gym.client.env:KeelEnv",
            reward_threshold=lanes.spec.reward_threshold if lanes.spec.HasField("reward_threshold") else None,
            nondeterministic=lanes.spec.nondeterministic,
            order_enforce=False,
            disable_env_checker=True,
            kwargs={
                "environment_id": environment_id,
                **{name: value for name, value in connection.items() if value is not None},
                **arguments,
            },
        )

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Any, dict[str, Any]]:
        super().reset(seed=seed)
        lanes = self._open()
        try:
            reply = lanes.reset([seed], options, None)
        except SessionLost:
            lanes.session.reopen()
            reply = lanes.reset([seed], options, None)
        return self._observation(reply.observations), lanes.info(reply.infos, 0)

    def step(self, action: Any) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        lanes = self._open()
        try:
            reply = lanes.step(action, alone=True)
        except SessionLost as lost:
            lanes.session.reopen()
            return self._latest, 0.0, False, True, {lost.info: True}
        reward = float(struct.unpack("<d", reply.rewards)[0])
        observation = self._observation(reply.observations)
        return observation, reward, reply.terminated != b"\0", reply.truncated != b"\0", lanes.info(reply.infos, 0)

    def render(self) -> NDArray[Any] | None:
        if self.render_mode is None:
            gymnasium.logger.warn("Nothing is rendered without a render mode: pass render_mode='rgb_array' to make.")
            return None
        return self._open().picture(0)

    def close(self) -> None:
        if self._lanes is not None:
            self._lanes.session.close()
            self._lanes = None

    def _open(self) -> Lanes:
        if self._lanes is None:
            raise gymnasium.error.ClosedEnvironmentError("The environment is closed. Make another.")
        return self._lanes

    def _observation(self, leaves: Any) -> Any:
        lanes = self._open()
        self._latest = lanes.singles(lanes.observations(leaves))[0]
        return self._latest
