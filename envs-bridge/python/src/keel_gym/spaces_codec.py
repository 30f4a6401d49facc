"""Gymnasium's spaces to and from messages."""

from __future__ import annotations

import math
from collections import OrderedDict
from typing import Any

import numpy as np
from gymnasium import spaces

from keel_gym._generated import environment_pb2 as pb
from keel_gym.codec import MAX_DEPTH, decode_array, encode_array, too_deep
from keel_gym.errors import Refused, invalid

_MOST_BINARIES = 64 << 20


def encode_space(space: spaces.Space[Any], field: str) -> pb.Space:
    """A space as a message.

    Raises:
        Refused: if it is none of Gymnasium's own kinds
    """
    if isinstance(space, spaces.Box):
        return pb.Space(box=pb.Box(low=encode_array(space.low), high=encode_array(space.high)))
    if isinstance(space, spaces.Discrete):
        return pb.Space(discrete=pb.Discrete(n=int(space.n), start=int(space.start)))
    if isinstance(space, spaces.MultiDiscrete):
        counts = np.asarray(space.nvec, dtype=space.dtype)
        starts = np.asarray(space.start, dtype=space.dtype)
        return pb.Space(multi_discrete=pb.MultiDiscrete(n=encode_array(counts), start=encode_array(starts)))
    if isinstance(space, spaces.MultiBinary):
        return pb.Space(multi_binary=pb.MultiBinary(shape=space.shape))
    if isinstance(space, spaces.Text):
        return pb.Space(
            text=pb.Text(min_length=space.min_length, max_length=space.max_length, characters=space.characters)
        )
    if isinstance(space, spaces.Tuple):
        parts = [encode_space(part, f"{field}[{i}]") for i, part in enumerate(space.spaces)]
        return pb.Space(tuple=pb.Tuple(parts=parts))
    if isinstance(space, spaces.Dict):
        entries = [pb.DictEntry(key=key, space=encode_space(part, f"{field}.{key}")) for key, part in space.items()]
        return pb.Space(dict=pb.Dict(entries=entries))
    if isinstance(space, spaces.Graph):
        graph = pb.Graph(node_space=encode_space(space.node_space, f"{field}.nodes"))
        if space.edge_space is not None:
            graph.edge_space.CopyFrom(encode_space(space.edge_space, f"{field}.edges"))
        return pb.Space(graph=graph)
    if isinstance(space, spaces.Sequence):
        element = encode_space(space.feature_space, f"{field}[]")
        return pb.Space(sequence=pb.Sequence(element_space=element, stacked=space.stack))
    if isinstance(space, spaces.OneOf):
        alternatives = [encode_space(part, f"{field}<{i}>") for i, part in enumerate(space.spaces)]
        return pb.Space(one_of=pb.OneOf(alternatives=alternatives))
    raise Refused(
        pb.ERROR_CODE_UNSUPPORTED,
        f"The {field} is a {type(space).__name__}, a kind of its own; Gymnasium's ten kinds can be sent."
        " Wrap the environment so that it uses one of them, and register the wrapped one.",
        field,
    )


def decode_space(message: pb.Space, field: str, depth: int = MAX_DEPTH) -> spaces.Space[Any]:
    """A message as a space.

    Raises:
        Refused: if it is no legal space, nested too deeply, or of a kind not known here
    """
    if depth == 0:
        raise too_deep(field)
    kind = message.WhichOneof("kind")
    try:
        if kind == "box":
            low = decode_array(message.box.low, f"{field}.box.low")
            high = decode_array(message.box.high, f"{field}.box.high")
            if low.dtype != high.dtype or low.shape != high.shape:
                raise invalid(field, f"The bounds of {field} differ in dtype or shape.")
            return spaces.Box(low.copy(), high.copy(), dtype=low.dtype.type)
        if kind == "discrete":
            return spaces.Discrete(message.discrete.n, start=message.discrete.start)
        if kind == "multi_discrete":
            counts = decode_array(message.multi_discrete.n, f"{field}.multi_discrete.n")
            starts = decode_array(message.multi_discrete.start, f"{field}.multi_discrete.start")
            if counts.dtype.kind not in "iu" or counts.dtype != starts.dtype or counts.shape != starts.shape:
                raise invalid(field, f"n and start of {field} are not whole numbers of one dtype and shape.")
            return spaces.MultiDiscrete(counts.copy(), dtype=counts.dtype.type, start=starts.copy())
        if kind == "multi_binary":
            shape = tuple(message.multi_binary.shape)
            if min(shape, default=1) < 1 or math.prod(shape) > _MOST_BINARIES:
                raise invalid(field, f"The shape {shape} of {field} has an axis of 0, or is too large.")
            return spaces.MultiBinary(shape)
        if kind == "text":
            text = message.text
            return spaces.Text(text.max_length, min_length=text.min_length, charset=text.characters)
        return _decode_composed(message, kind, field, depth - 1)
    except (AssertionError, ValueError, TypeError) as failure:
        raise invalid(field, f"Field {field} is no legal space: {failure}") from failure


def _decode_composed(message: pb.Space, kind: str | None, field: str, depth: int) -> spaces.Space[Any]:
    if kind == "tuple":
        return spaces.Tuple([decode_space(part, f"{field}[{i}]", depth) for i, part in enumerate(message.tuple.parts)])
    if kind == "dict":
        entries = [(entry.key, decode_space(entry.space, f"{field}.{entry.key}", depth)) for entry in message.dict.entries]
        if len({key for key, _ in entries}) < len(entries):
            raise invalid(field, f"Field {field} holds a key twice.")
        return spaces.Dict(OrderedDict(entries))
    if kind == "graph":
        nodes = decode_space(message.graph.node_space, f"{field}.nodes", depth)
        edges = None
        if message.graph.HasField("edge_space"):
            edges = decode_space(message.graph.edge_space, f"{field}.edges", depth)
        return spaces.Graph(nodes, edges)  # type: ignore[arg-type]  # it checks them itself
    if kind == "sequence":
        element = decode_space(message.sequence.element_space, f"{field}[]", depth)
        return spaces.Sequence(element, stack=message.sequence.stacked)
    if kind == "one_of":
        return spaces.OneOf([decode_space(part, f"{field}<{i}>", depth) for i, part in enumerate(message.one_of.alternatives)])
    raise Refused(
        pb.ERROR_CODE_UNSUPPORTED, f"Field {field} holds no space of a kind that this protocol version knows.", field
    )
