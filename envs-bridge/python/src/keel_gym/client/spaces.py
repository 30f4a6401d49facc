"""The protocol's spaces as Gymnasium's."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from gymnasium import spaces

from keel_gym._generated import environment_pb2 as pb
from keel_gym.codec import decode_array

Space = spaces.Space[Any]


def decode_space(message: pb.Space) -> Space:
    """A space as a Gymnasium space, with its own random stream.

    Raises:
        ValueError: if the kind of space is not known to protocol 1.1
    """
    kind = message.WhichOneof("kind")
    if kind is None:
        raise ValueError("The server sent a space of a kind that protocol 1.1 does not know. Update keel-gym.")
    return _DECODERS[kind](getattr(message, kind))


def _box(message: pb.Box) -> Space:
    low, high = decode_array(message.low, "low"), decode_array(message.high, "high")
    return spaces.Box(low.copy(), high.copy(), dtype=low.dtype.type)


def _discrete(message: pb.Discrete) -> Space:
    return spaces.Discrete(message.n, start=message.start)


def _multi_discrete(message: pb.MultiDiscrete) -> Space:
    n, start = decode_array(message.n, "n"), decode_array(message.start, "start")
    return spaces.MultiDiscrete(n.copy(), dtype=n.dtype.type, start=start.copy())


def _multi_binary(message: pb.MultiBinary) -> Space:
    shape = tuple(message.shape)
    return spaces.MultiBinary(shape[0] if len(shape) == 1 else shape)


def _text(message: pb.Text) -> Space:
    return spaces.Text(message.max_length, min_length=message.min_length, charset=message.characters)


def _tuple(message: pb.Tuple) -> Space:
    return spaces.Tuple(tuple(decode_space(part) for part in message.parts))


def _dict(message: pb.Dict) -> Space:
    return spaces.Dict(OrderedDict((entry.key, decode_space(entry.space)) for entry in message.entries))


def _graph(message: pb.Graph) -> Space:
    nodes: Any = decode_space(message.node_space)
    edges: Any = decode_space(message.edge_space) if message.HasField("edge_space") else None
    return spaces.Graph(node_space=nodes, edge_space=edges)


def _sequence(message: pb.Sequence) -> Space:
    return spaces.Sequence(decode_space(message.element_space), stack=message.stacked)


def _one_of(message: pb.OneOf) -> Space:
    return spaces.OneOf(tuple(decode_space(alternative) for alternative in message.alternatives))


_DECODERS: dict[str, Callable[[Any], Space]] = {
    "box": _box,
    "discrete": _discrete,
    "multi_discrete": _multi_discrete,
    "multi_binary": _multi_binary,
    "text": _text,
    "tuple": _tuple,
    "dict": _dict,
    "graph": _graph,
    "sequence": _sequence,
    "one_of": _one_of,
}
