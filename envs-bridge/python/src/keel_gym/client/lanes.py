"""What KeelEnv and KeelVectorEnv have in common: a session, and its replies as NumPy arrays."""

from __future__ import annotations

import reprlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import gymnasium
import numpy as np
from gymnasium.vector import AutoresetMode
from numpy.typing import NDArray

from keel_gym import codec
from keel_gym._generated import environment_pb2 as pb
from keel_gym.client.endpoint import Endpoint
from keel_gym.client.session import BackOff, Session
from keel_gym.errors import ConnectionFailed, Refused, ServerError
from keel_gym.png import decode_png
from keel_gym.protocol import MODES, PROTOCOL

_INT64_SEEDS = 1 << 63


class Lanes:
    """The lanes of one environment on a server."""

    def __init__(
        self,
        endpoint: Endpoint,
        environment_id: str,
        lanes: int,
        autoreset: AutoresetMode,
        arguments: Mapping[str, Any],
        groups: int,
        render: bool,
        back_off: BackOff,
    ):
        request = pb.OpenSessionRequest(
            protocol=PROTOCOL,
            environment_id=environment_id,
            arguments={n: codec.encode_value(value, field=f"arguments.{n}") for n, value in arguments.items()},
            lanes=lanes,
            autoreset=MODES[autoreset],
            groups=groups,
            render=render,
        )
        self.count = lanes
        self._address = endpoint.address
        try:
            self.session = Session(endpoint, request, back_off)
        except ServerError as refused:
            if not render or refused.field != "render":
                raise
            # Libraries ask for pictures by default; an agent can train without.
            gymnasium.logger.warn(f"{refused} The environment is made without a render mode.")
            request.render = False
            self.session = Session(endpoint, request, back_off)
        self.render_mode = "rgb_array" if request.render else None
        opened = self.session.opened
        self.spec = opened.spec
        try:
            with self._reading():
                self.observation_space = codec.decode_space(opened.observation_space, "observation_space")
                self.action_space = codec.decode_space(opened.action_space, "action_space")
        except ConnectionFailed:
            self.session.close()
            raise

    def metadata(self) -> dict[str, Any]:
        """Gymnasium's metadata, as far as the server tells it."""
        metadata: dict[str, Any] = {"render_modes": [mode for mode in self.spec.render_modes if mode == "rgb_array"]}
        if self.spec.HasField("render_fps"):
            rate = self.spec.render_fps
            metadata["render_fps"] = int(rate) if rate.is_integer() else rate
        return metadata

    def reset(
        self, seeds: Sequence[int | None], options: Mapping[str, Any] | None, mask: NDArray[np.bool_] | None
    ) -> pb.ResetReply:
        request = pb.Reset(lanes=mask.tolist() if mask is not None else [])
        if any(seed is not None for seed in seeds):
            plain = [seed for seed in seeds if seed is not None and 0 <= seed < _INT64_SEEDS]
            if len(plain) == len(seeds):
                request.seeds.extend(plain)
            else:
                request.big_seeds.extend(_big_seed(seed) for seed in seeds)
        if options:
            request.options.CopyFrom(codec.encode_map(options, field="options"))
        return self.session.drive(reset=request).reset

    def step(self, actions: Any, alone: bool = False) -> pb.StepReply:
        """Steps every lane.

        Args:
            alone: ``actions`` is the action of the only lane, not a batch

        Raises:
            TypeError: if the actions are not of the action space's types
            ValueError: if they are of another shape or dtype
        """
        space = self.action_space
        try:
            batch = codec.stack(space, [actions]) if alone else actions
            leaves = codec.encode_batch(space, batch, "actions", self.count)
        except (AttributeError, IndexError, KeyError, TypeError) as misfit:
            what = f"an action of {space}" if alone else f"a batch of {self.count} actions of {space}"
            raise TypeError(f"{reprlib.repr(actions)} is not {what}: {type(misfit).__name__}: {misfit}") from misfit
        reply = self.session.drive(step=pb.Step(actions=leaves)).step
        lengths = len(reply.rewards), len(reply.terminated), len(reply.truncated)
        if lengths != (8 * self.count, self.count, self.count):
            raise self._broken("rewards and flags are not one a lane")
        return reply

    def observations(self, leaves: Sequence[pb.Tensor]) -> Any:
        """A batch of observations; its arrays are the caller's own."""
        with self._reading():
            return codec.decode_batch(self.observation_space, leaves, self.count, "observations")

    def singles(self, batch: Any) -> list[Any]:
        """A batch's observations as single environments return them."""
        values = codec.split(self.observation_space, batch, self.count)
        return [codec.with_python_integers(self.observation_space, value) for value in values]

    def infos(self, message: pb.Infos) -> dict[str, Any]:
        """Infos in the form of Gymnasium's vector environments."""
        with self._reading():
            return codec.decode_infos(message, self.count, "infos")

    def info(self, message: pb.Infos, lane: int) -> dict[str, Any]:
        """One lane's infos in the form of a single environment."""
        return codec.lane_info(message, self.infos(message), lane)

    def picture(self, lane: int) -> NDArray[np.uint8]:
        png = self.session.drive(render=pb.Render(lane=lane)).render.png
        with self._reading():
            return decode_png(png)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Says that it is the server's fault when what it sent cannot be read."""
        try:
            yield
        except (Refused, ValueError) as misfit:
            raise self._broken(str(misfit)) from misfit

    def _broken(self, how: str) -> ConnectionFailed:
        return ConnectionFailed(f"The server at {self._address} breaks the protocol: {how}")


def _big_seed(seed: int | None) -> bytes:
    if seed is None:
        return b""
    if seed < 0:
        raise ValueError(f"Seed {seed} is negative; seeds are 0 and up.")
    return seed.to_bytes(max(1, (seed.bit_length() + 7) // 8), "little")
