"""What KeelEnv and KeelVectorEnv have in common: a session, and its replies as NumPy arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from gymnasium.vector import AutoresetMode
from numpy.typing import NDArray

from keel_gym._generated import environment_pb2 as pb
from keel_gym.client.batches import decode_batch, encode_batch
from keel_gym.client.connection import PROTOCOL
from keel_gym.client.endpoint import Endpoint
from keel_gym.client.png import decode_png
from keel_gym.client.session import BackOff, Session
from keel_gym.client.values import encode_map, encode_value
from keel_gym.codec import decode_array, decode_space, encode_array

_MODES = {
    AutoresetMode.NEXT_STEP: pb.AUTORESET_MODE_NEXT_STEP,
    AutoresetMode.SAME_STEP: pb.AUTORESET_MODE_SAME_STEP,
    AutoresetMode.DISABLED: pb.AUTORESET_MODE_DISABLED,
}
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
            arguments={name: encode_value(value) for name, value in arguments.items()},
            lanes=lanes,
            autoreset=_MODES[autoreset],
            groups=groups,
            render=render,
        )
        self.count = lanes
        self.session = Session(endpoint, request, back_off)
        opened = self.session.opened
        self.spec = opened.spec
        self.observation_space = decode_space(opened.observation_space, "observation_space")
        self.action_space = decode_space(opened.action_space, "action_space")

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
            request.options.CopyFrom(encode_map(options))
        return self.session.drive(reset=request).reset

    def step(self, actions: Any) -> pb.StepReply:
        leaves = encode_batch(self.action_space, actions, self.count)
        return self.session.drive(step=pb.Step(actions=[encode_array(leaf) for leaf in leaves])).step

    def observations(self, leaves: Sequence[pb.Tensor]) -> Any:
        """A batch of observations; its arrays are the caller's own."""
        arrays = (decode_array(leaf, "observations") for leaf in leaves)
        return decode_batch(self.observation_space, arrays, self.count)

    def picture(self, lane: int) -> NDArray[np.uint8]:
        return decode_png(self.session.drive(render=pb.Render(lane=lane)).render.png)


def _big_seed(seed: int | None) -> bytes:
    if seed is None:
        return b""
    if seed < 0:
        raise ValueError(f"Seed {seed} is negative; seeds are 0 and up.")
    return seed.to_bytes(max(1, (seed.bit_length() + 7) // 8), "little")
