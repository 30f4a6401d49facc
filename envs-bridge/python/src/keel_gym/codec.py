"""NumPy arrays, Gymnasium spaces, batches, infos and values to and from messages."""

from __future__ import annotations

import math
import reprlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NoReturn

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from keel_gym._generated import environment_pb2 as pb
from keel_gym.errors import Refused, invalid

MAX_DEPTH = 16

_DTYPES: dict[int, np.dtype[Any]] = {
    pb.ELEMENT_TYPE_BOOL: np.dtype("bool"),
    pb.ELEMENT_TYPE_INT8: np.dtype("int8"),
    pb.ELEMENT_TYPE_UINT8: np.dtype("uint8"),
    pb.ELEMENT_TYPE_INT16: np.dtype("<i2"),
    pb.ELEMENT_TYPE_UINT16: np.dtype("<u2"),
    pb.ELEMENT_TYPE_INT32: np.dtype("<i4"),
    pb.ELEMENT_TYPE_UINT32: np.dtype("<u4"),
    pb.ELEMENT_TYPE_INT64: np.dtype("<i8"),
    pb.ELEMENT_TYPE_UINT64: np.dtype("<u8"),
    pb.ELEMENT_TYPE_FLOAT16: np.dtype("<f2"),
    pb.ELEMENT_TYPE_FLOAT32: np.dtype("<f4"),
    pb.ELEMENT_TYPE_FLOAT64: np.dtype("<f8"),
}
_ELEMENT_TYPES: dict[np.dtype[Any], int] = {dtype: code for code, dtype in _DTYPES.items()}
_INT64 = np.dtype("<i8")
_UINT8 = np.dtype("uint8")
_MOST_AXES = 32
_MOST_BIG_INTEGER_BYTES = 64

AnySpace = spaces.Space[Any]


# ---- Arrays ----


def encode_array(array: NDArray[Any]) -> pb.Tensor:
    """An array as a message; its values are copied."""
    little = array if array.dtype in _ELEMENT_TYPES else array.astype(array.dtype.newbyteorder("<"))
    code: Any = _ELEMENT_TYPES.get(little.dtype)
    if code is None:
        raise Refused(pb.ERROR_CODE_UNSUPPORTED, f"Arrays of dtype {array.dtype} have no wire form.")
    return pb.Tensor(element_type=code, shape=array.shape, values=little.tobytes())


def decode_array(message: pb.Tensor, field: str) -> NDArray[Any]:
    """A message as an array of the caller's own."""
    dtype = _DTYPES.get(message.element_type)
    if dtype is None:
        raise invalid(field, f"Field {field} is missing, or its element type is not known to protocol 1.1.")
    if len(message.shape) > _MOST_AXES:
        raise invalid(field, f"Field {field} has {len(message.shape)} axes; at most {_MOST_AXES} are allowed.")
    needed = math.prod(message.shape) * dtype.itemsize
    if len(message.values) != needed:
        raise invalid(
            field,
            f"Field {field} holds {len(message.values)} bytes, but its shape and element type need {needed}.",
        )
    array = np.frombuffer(message.values, dtype=dtype)
    if dtype.kind == "b" and np.any(array.view(np.uint8) > 1):
        raise invalid(field, f"Field {field} holds a bool whose byte is neither 0 nor 1.")
    try:
        return array.reshape(tuple(message.shape)).copy()
    except ValueError as failure:  # no elements, but axes whose product is beyond what NumPy can count
        raise invalid(field, f"Field {field} has a shape that no array can have: {failure}.") from failure


# ---- Spaces ----


def encode_space(space: AnySpace, field: str, depth: int = 1) -> pb.Space:
    """A space as a message.

    Raises:
        Refused: if the protocol has no form for it
    """
    if depth > MAX_DEPTH:
        raise Refused(pb.ERROR_CODE_UNSUPPORTED, f"Space {field} is nested deeper than {MAX_DEPTH}.", field)
    if isinstance(space, spaces.Box):
        return pb.Space(box=pb.Box(low=encode_array(space.low), high=encode_array(space.high)))
    if isinstance(space, spaces.Discrete):
        return pb.Space(discrete=pb.Discrete(n=int(space.n), start=int(space.start)))
    if isinstance(space, spaces.MultiDiscrete):
        n, start = (encode_array(np.asarray(a, dtype=space.dtype)) for a in (space.nvec, space.start))
        return pb.Space(multi_discrete=pb.MultiDiscrete(n=n, start=start))
    if isinstance(space, spaces.MultiBinary):
        return pb.Space(multi_binary=pb.MultiBinary(shape=space.shape))
    if isinstance(space, spaces.Text):
        text = pb.Text(min_length=space.min_length, max_length=space.max_length, characters=space.characters)
        return pb.Space(text=text)
    if isinstance(space, spaces.Tuple):
        parts = [encode_space(part, f"{field}[{i}]", depth + 1) for i, part in enumerate(space.spaces)]
        return pb.Space(tuple=pb.Tuple(parts=parts))
    if isinstance(space, spaces.Dict):
        entries = [
            pb.DictEntry(key=_key(key, field), space=encode_space(part, f"{field}.{key}", depth + 1))
            for key, part in space.spaces.items()
        ]
        return pb.Space(dict=pb.Dict(entries=entries))
    if isinstance(space, spaces.Graph):
        edges = None if space.edge_space is None else encode_space(space.edge_space, f"{field}.edges", depth + 1)
        nodes = encode_space(space.node_space, f"{field}.nodes", depth + 1)
        return pb.Space(graph=pb.Graph(node_space=nodes, edge_space=edges))
    if isinstance(space, spaces.Sequence):
        element = encode_space(space.feature_space, f"{field}[]", depth + 1)
        return pb.Space(sequence=pb.Sequence(element_space=element, stacked=space.stack))
    if isinstance(space, spaces.OneOf):
        choices = [encode_space(part, f"{field}[{i}]", depth + 1) for i, part in enumerate(space.spaces)]
        return pb.Space(one_of=pb.OneOf(alternatives=choices))
    raise Refused(
        pb.ERROR_CODE_UNSUPPORTED,
        f"The environment's {field} is a {type(space).__name__}, a kind of its own; Gymnasium's ten spaces can be sent."
        " Wrap the environment (gymnasium.wrappers.FlattenObservation, say) and register the wrapped one.",
        field,
    )


def decode_space(message: pb.Space, field: str, depth: int = 1) -> AnySpace:
    """A message as a space.

    Raises:
        Refused: INVALID_ARGUMENT if the message describes no space
    """
    if depth > MAX_DEPTH:
        raise invalid(field, f"Space {field} is nested deeper than {MAX_DEPTH}.")
    try:
        return _decode_space(message, field, depth)
    except Refused:
        raise
    except (AssertionError, TypeError, ValueError, OverflowError) as failure:
        raise invalid(field, f"Space {field} cannot be: {failure}") from failure


def _decode_space(message: pb.Space, field: str, depth: int) -> AnySpace:
    kind = message.WhichOneof("kind")
    if kind == "box":
        low, high = decode_array(message.box.low, f"{field}.low"), decode_array(message.box.high, f"{field}.high")
        if low.dtype != high.dtype or low.shape != high.shape:
            raise invalid(field, f"The bounds of {field} differ in shape or element type.")
        return spaces.Box(low, high, shape=low.shape, dtype=low.dtype.type)
    if kind == "discrete":
        return spaces.Discrete(message.discrete.n, start=message.discrete.start)
    if kind == "multi_discrete":
        n = decode_array(message.multi_discrete.n, f"{field}.n")
        start = decode_array(message.multi_discrete.start, f"{field}.start")
        if n.dtype != start.dtype or n.shape != start.shape or n.dtype.kind not in "iu":
            raise invalid(field, f"n and start of {field} are to be whole numbers of one shape and element type.")
        return spaces.MultiDiscrete(n, dtype=n.dtype.type, start=start)
    if kind == "multi_binary":
        return spaces.MultiBinary(list(message.multi_binary.shape))
    if kind == "text":
        text = message.text
        return spaces.Text(text.max_length, min_length=text.min_length, charset=text.characters)
    if kind == "tuple":
        return spaces.Tuple([decode_space(p, f"{field}[{i}]", depth + 1) for i, p in enumerate(message.tuple.parts)])
    if kind == "dict":
        parts = OrderedDict((e.key, decode_space(e.space, f"{field}.{e.key}", depth + 1)) for e in message.dict.entries)
        if len(parts) != len(message.dict.entries):
            raise invalid(field, f"Two entries of {field} have the same key.")
        return spaces.Dict(parts)
    if kind == "graph":
        nodes: Any = decode_space(message.graph.node_space, f"{field}.nodes", depth + 1)
        edges: Any = None
        if message.graph.HasField("edge_space"):
            edges = decode_space(message.graph.edge_space, f"{field}.edges", depth + 1)
        return spaces.Graph(nodes, edges)
    if kind == "sequence":
        element = decode_space(message.sequence.element_space, f"{field}[]", depth + 1)
        return spaces.Sequence(element, stack=message.sequence.stacked)
    if kind == "one_of":
        choices = [decode_space(p, f"{field}[{i}]", depth + 1) for i, p in enumerate(message.one_of.alternatives)]
        return spaces.OneOf(choices)
    raise invalid(field, f"Space {field} is missing, or of a kind that protocol 1.1 does not know.")


def wire_dtype(space: AnySpace) -> np.dtype[Any]:
    """The dtype that an array space's values have on the wire: int64 for Discrete, else the space's own."""
    if isinstance(space, spaces.Discrete):
        return _INT64
    assert space.dtype is not None
    return space.dtype.newbyteorder("<")


def is_array(space: AnySpace) -> bool:
    """A batch of it is one array."""
    return isinstance(space, (spaces.Box, spaces.Discrete, spaces.MultiDiscrete, spaces.MultiBinary))


# ---- Batches ----
#
# A batch has Gymnasium's form: stacked arrays, a dict or tuple of batches for Dict and Tuple, a tuple of values for
# Text, Sequence, Graph and OneOf.


def encode_batch(
    space: AnySpace, batch: Any, field: str = "observations", count: int | None = None
) -> list[pb.Tensor]:
    """The leaves of a batch; see :func:`to_leaves`."""
    return [encode_array(leaf) for leaf in to_leaves(space, batch, field, count)]


def decode_batch(space: AnySpace, message: Sequence[pb.Tensor], count: int, field: str) -> Any:
    """The batch of ``count`` values that leaves stand for, in Gymnasium's form.

    Raises:
        Refused: INVALID_ARGUMENT naming the leaf that does not fit. Values outside of the space are not looked for
    """
    leaves = iter(message)
    batch = _from_leaves(space, leaves, count, field)
    if next(leaves, None) is not None:
        raise invalid(field, f"Field {field} has more arrays than its space has leaves.")
    return batch


def to_leaves(
    space: AnySpace, batch: Any, field: str = "observations", count: int | None = None
) -> list[NDArray[Any]]:
    """The leaves of a batch as arrays.

    Args:
        count: how many values it should have; None: as many as it has

    Raises:
        ValueError: if the batch is none of this space; the message names the leaf
    """
    if is_array(space):
        array, dtype = np.asarray(batch), wire_dtype(space)
        if array.shape[1:] != space.shape:
            raise ValueError(
                f"{field} should be {dtype.name} {list(space.shape or ())} a lane,"
                f" but is {array.dtype.name} {list(array.shape[1:])}"
            )
        if array.ndim < 1 or count not in (None, len(array)):
            raise _miscounted(field, count, array)
        if array.dtype != dtype and not _keeps_values(array, dtype):
            raise ValueError(f"{field} should be {dtype.name}, but is {array.dtype.name} with values it does not have")
        return [array.astype(dtype, copy=False)]
    if isinstance(space, (spaces.Dict, spaces.Tuple)):
        parts = _parts(space, batch, field)
        return [leaf for path, part, value in parts for leaf in to_leaves(part, value, path, count)]
    if count not in (None, len(batch)):
        raise _miscounted(field, count, batch)
    if isinstance(space, spaces.Text):
        texts = [text.encode() for text in batch]
        return [_lengths(texts), np.frombuffer(b"".join(texts), dtype=np.uint8)]
    if isinstance(space, spaces.Sequence):
        element = space.feature_space
        elements = [v for s in batch for v in (split(element, s, batch_length(element, s)) if space.stack else s)]
        lengths = [batch_length(element, s) if space.stack else len(s) for s in batch]
        return [np.array(lengths, dtype=_INT64), *to_leaves(element, stack(element, elements), f"{field}[]")]
    if isinstance(space, spaces.Graph):
        return _graph_leaves(space, batch, field)
    if isinstance(space, spaces.OneOf):
        choices = [int(choice) for choice, _ in batch]
        if any(not 0 <= choice < len(space.spaces) for choice in choices):
            raise ValueError(f"{field} should choose among {len(space.spaces)} alternatives, but chooses {choices}")
        leaves = [np.array(choices, dtype=_INT64)]
        for i, part in enumerate(space.spaces):
            chosen = [value for choice, value in batch if int(choice) == i]
            leaves += to_leaves(part, stack(part, chosen), f"{field}[{i}]")
        return leaves
    raise ValueError(f"{field} has a space without wire form: {space}")


def _miscounted(field: str, count: int | None, batch: Any) -> ValueError:
    having = "is a single one" if np.ndim(batch) == 0 else f"has {len(batch)}"
    return ValueError(f"{field} should have {count or 'several'} values, but {having}")


def _keeps_values(array: NDArray[Any], dtype: np.dtype[Any]) -> bool:
    """Whole numbers stay what they are; real ones may be rounded."""
    if array.size == 0:
        return True
    if array.dtype.kind in "iub" and dtype.kind in "iub":
        return np.can_cast(array.dtype, dtype) or bool((array.astype(dtype) == array).all())
    return np.can_cast(array.dtype, dtype, "same_kind")


def _parts(space: spaces.Dict | spaces.Tuple, batch: Any, field: str) -> Iterator[tuple[str, AnySpace, Any]]:
    """Paths, spaces and batches of a composed batch's parts."""
    if isinstance(space, spaces.Dict):
        if not isinstance(batch, Mapping) or not space.spaces.keys() <= batch.keys():
            raise ValueError(f"{field} should be a dict with {', '.join(space.spaces)}, but is {_outline(batch)}")
        for key, part in space.spaces.items():
            yield f"{field}.{key}", part, batch[key]
        return
    if not isinstance(batch, (tuple, list)) or len(batch) != len(space.spaces):
        raise ValueError(f"{field} should be a tuple of {len(space.spaces)}, but is {_outline(batch)}")
    for i, part in enumerate(space.spaces):
        yield f"{field}[{i}]", part, batch[i]


def _outline(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"one with {', '.join(str(key) for key in value)}"
    return f"a {type(value).__name__}" + (f" of {len(value)}" if isinstance(value, (tuple, list)) else "")


def stack(space: AnySpace, values: Sequence[Any]) -> Any:
    """A batch of single values."""
    if is_array(space):
        if len(values) == 0:
            return np.zeros((0, *(space.shape or ())), dtype=space.dtype)
        return np.stack([np.asarray(value) for value in values])
    if isinstance(space, spaces.Dict):
        return {key: stack(part, [value[key] for value in values]) for key, part in space.spaces.items()}
    if isinstance(space, spaces.Tuple):
        return tuple(stack(part, [value[i] for value in values]) for i, part in enumerate(space.spaces))
    return tuple(values)


def split(space: AnySpace, batch: Any, count: int) -> list[Any]:
    """The single values of a batch; arrays are views of it."""
    if isinstance(space, spaces.Dict):
        columns = {key: split(part, batch[key], count) for key, part in space.spaces.items()}
        return [{key: column[i] for key, column in columns.items()} for i in range(count)]
    if isinstance(space, spaces.Tuple):
        parts = [split(part, batch[i], count) for i, part in enumerate(space.spaces)]
        return [tuple(part[i] for part in parts) for i in range(count)]
    if is_array(space) and not isinstance(space, spaces.Discrete):
        return [np.asarray(batch[i]) for i in range(count)]
    return [batch[i] for i in range(count)]


def with_python_integers(space: AnySpace, value: Any) -> Any:
    """A single value whose Discrete parts are of type ``int``, as Gymnasium's own environments return it."""
    if isinstance(space, spaces.Discrete):
        return int(value)
    if isinstance(space, spaces.Dict):
        return {key: with_python_integers(part, value[key]) for key, part in space.spaces.items()}
    if isinstance(space, spaces.Tuple):
        return tuple(with_python_integers(part, value[i]) for i, part in enumerate(space.spaces))
    return value


def batch_length(space: AnySpace, batch: Any) -> int:
    """How many values a batch has; 0 if its space has no leaves."""
    if isinstance(space, (spaces.Dict, spaces.Tuple)):
        parts: Iterable[Any] = space.spaces.items() if isinstance(space, spaces.Dict) else enumerate(space.spaces)
        return max((batch_length(part, batch[key]) for key, part in parts), default=0)
    return len(batch)


def zeros(space: AnySpace, count: int) -> Any:
    """A batch of zero values: zeros in every leaf, no text, no elements, the first alternative."""
    if is_array(space):
        return np.zeros((count, *(space.shape or ())), dtype=space.dtype)
    if isinstance(space, spaces.Dict):
        return {key: zeros(part, count) for key, part in space.spaces.items()}
    if isinstance(space, spaces.Tuple):
        return tuple(zeros(part, count) for part in space.spaces)
    if isinstance(space, spaces.Text):
        return ("",) * count
    if isinstance(space, spaces.Sequence):
        return tuple(zeros(space.feature_space, 0) if space.stack else () for _ in range(count))
    if isinstance(space, spaces.Graph):
        nodes = zeros(space.node_space, 0)
        return tuple(spaces.GraphInstance(nodes, None, None) for _ in range(count))
    if isinstance(space, spaces.OneOf):
        first = space.spaces[0]
        return tuple((np.int64(0), value) for value in split(first, zeros(first, count), count))
    raise ValueError(f"a space without wire form: {space}")


def _graph_leaves(space: spaces.Graph, batch: Any, field: str) -> list[NDArray[Any]]:
    nodes = [split(space.node_space, graph.nodes, len(graph.nodes)) for graph in batch]
    edges: list[Any] = [() if graph.edges is None else graph.edges for graph in batch]
    links = [np.zeros((0, 2), dtype=_INT64) if g.edge_links is None else np.asarray(g.edge_links) for g in batch]
    all_nodes = stack(space.node_space, [node for graph in nodes for node in graph])
    leaves = [_lengths(nodes), _lengths(links), *to_leaves(space.node_space, all_nodes, f"{field}.nodes")]
    if space.edge_space is not None:
        all_edges = stack(space.edge_space, [edge for graph in edges for edge in graph])
        leaves += to_leaves(space.edge_space, all_edges, f"{field}.edges")
    joined = np.concatenate([np.zeros((0, 2), dtype=_INT64), *(link.reshape(-1, 2) for link in links)])
    return [*leaves, joined.astype(_INT64, copy=False)]


def _from_leaves(space: AnySpace, leaves: Iterator[pb.Tensor], count: int, field: str) -> Any:
    if is_array(space):
        leaf = _leaf(leaves, wire_dtype(space), (count, *(space.shape or ())), field)
        return leaf.astype(space.dtype, copy=False) if space.dtype is not None else leaf
    if isinstance(space, spaces.Dict):
        return {key: _from_leaves(part, leaves, count, f"{field}.{key}") for key, part in space.spaces.items()}
    if isinstance(space, spaces.Tuple):
        return tuple(_from_leaves(part, leaves, count, f"{field}[{i}]") for i, part in enumerate(space.spaces))
    if isinstance(space, spaces.Text):
        starts = _starts(leaves, count, field)
        data = _leaf(leaves, _UINT8, (starts[-1],), field).tobytes()
        try:
            return tuple(data[start:end].decode() for start, end in zip(starts, starts[1:]))
        except UnicodeDecodeError as failure:
            raise invalid(field, f"A text of {field} is not UTF-8.") from failure
    if isinstance(space, spaces.Sequence):
        starts = _starts(leaves, count, field)
        elements = _from_leaves(space.feature_space, leaves, starts[-1], f"{field}[]")
        single = split(space.feature_space, elements, starts[-1])
        runs = [single[start:end] for start, end in zip(starts, starts[1:])]
        return tuple(stack(space.feature_space, run) if space.stack else tuple(run) for run in runs)
    if isinstance(space, spaces.Graph):
        return _graphs(space, leaves, count, field)
    if isinstance(space, spaces.OneOf):
        choices = _leaf(leaves, _INT64, (count,), field)
        if np.any((choices < 0) | (choices >= len(space.spaces))):
            raise invalid(field, f"A choice of {field} is not one of its {len(space.spaces)} alternatives.")
        values: list[Any] = [None] * count
        for i, part in enumerate(space.spaces):
            chosen = np.flatnonzero(choices == i)
            batch = _from_leaves(part, leaves, len(chosen), f"{field}[{i}]")
            for lane, value in zip(chosen, split(part, batch, len(chosen))):
                values[lane] = (np.int64(i), value)
        return tuple(values)
    raise invalid(field, f"{field} has a space without wire form.")


def _graphs(space: spaces.Graph, leaves: Iterator[pb.Tensor], count: int, field: str) -> Any:
    node_starts = _starts(leaves, count, f"{field}.nodes")
    edge_starts = _starts(leaves, count, f"{field}.edges")
    nodes = _from_leaves(space.node_space, leaves, node_starts[-1], f"{field}.nodes")
    edges = None
    if space.edge_space is not None:
        edges = _from_leaves(space.edge_space, leaves, edge_starts[-1], f"{field}.edges")
    # The wire has int64; Gymnasium samples int32.
    links = _leaf(leaves, _INT64, (edge_starts[-1], 2), f"{field}.edge_links").astype(np.int32)
    graphs = []
    for i in range(count):
        some = slice(edge_starts[i], edge_starts[i + 1])
        has_edges = edges is not None and some.start < some.stop
        graphs.append(
            spaces.GraphInstance(
                nodes[node_starts[i] : node_starts[i + 1]],
                edges[some] if edges is not None and has_edges else None,
                links[some] if has_edges else None,
            )
        )
    return tuple(graphs)


def _leaf(leaves: Iterator[pb.Tensor], dtype: np.dtype[Any], shape: tuple[int, ...], field: str) -> NDArray[Any]:
    message = next(leaves, None)
    if message is None:
        raise invalid(field, f"Field {field} has fewer arrays than its space has leaves.")
    array = decode_array(message, field)
    if array.dtype != dtype or array.shape != shape:
        raise invalid(
            field,
            f"Field {field} should be {dtype.name} of shape {list(shape)},"
            f" but got {array.dtype.name} of shape {list(array.shape)}.",
        )
    return array


def _starts(leaves: Iterator[pb.Tensor], count: int, field: str) -> list[int]:
    """Where each run begins, and where the last ends; from a leaf of lengths."""
    lengths = _leaf(leaves, _INT64, (count,), field)
    starts = [0]
    for length in lengths.tolist():
        if length < 0 or starts[-1] + length >= 1 << 31:
            raise invalid(field, f"Field {field} has a length of {length}, which cannot be.")
        starts.append(starts[-1] + length)
    return starts


def _lengths(runs: Sequence[Any]) -> NDArray[Any]:
    return np.array([len(run) for run in runs], dtype=_INT64)


def _key(key: Any, field: str) -> str:
    if not isinstance(key, str):
        raise Refused(pb.ERROR_CODE_UNSUPPORTED, f"Key {key!r} of {field} is no string, so it cannot be sent.", field)
    return key


# ---- Values and infos ----


def encode_value(value: Any, depth: int = 1, field: str | None = None) -> pb.Value:
    """An object as a message; nothing is pickled.

    Args:
        field: path of the value, for what may not be lost; None: what has no wire form is sent as its ``repr``

    Raises:
        TypeError: if the value, or a part of it, has no wire form, and ``field`` is given
    """
    if value is None:
        return pb.Value(nothing=pb.Nothing())
    if isinstance(value, (bool, np.bool_)):
        return pb.Value(boolean=bool(value))
    if isinstance(value, (int, np.integer)):
        whole = int(value)
        if -(1 << 63) <= whole < 1 << 63:
            return pb.Value(integer=whole)
        length = (whole if whole >= 0 else ~whole).bit_length() // 8 + 1
        if length <= _MOST_BIG_INTEGER_BYTES:
            return pb.Value(big_integer=whole.to_bytes(length, "big", signed=True))
        return pb.Value(text=hex(whole)) if field is None else _unsendable(value, field)
    if isinstance(value, (float, np.floating)):
        return pb.Value(real=float(value))
    if isinstance(value, str):
        if field is not None and value.encode("utf-8", "replace").decode() != value:
            return _unsendable(value, field)
        return pb.Value(text=value.encode("utf-8", "replace").decode())
    if depth < MAX_DEPTH:
        if isinstance(value, Mapping):
            return pb.Value(map=encode_map(value, depth, field))
        if isinstance(value, (list, tuple)):
            places = [None if field is None else f"{field}[{i}]" for i in range(len(value))]
            parts = [encode_value(v, depth + 1, place) for v, place in zip(value, places)]
            return pb.Value(list=pb.ValueList(values=parts))
        if isinstance(value, np.ndarray) and value.dtype.newbyteorder("<") in _ELEMENT_TYPES:
            return pb.Value(tensor=encode_array(value))
    if field is not None:
        return _unsendable(value, field)
    return pb.Value(text=repr(value).encode("utf-8", "replace").decode())


def _unsendable(value: Any, field: str) -> NoReturn:
    kind = type(value).__name__ + (f" of dtype {value.dtype}" if isinstance(value, np.ndarray) else "")
    raise TypeError(
        f"{field} is of type {kind}, and {reprlib.repr(value)} cannot be sent to a server: pass None, bool, int of at"
        f" most {_MOST_BIG_INTEGER_BYTES} bytes, float, str, an array of numbers, or lists or dicts of such, nested at"
        f" most {MAX_DEPTH} deep, with keys of type str."
    )


def decode_value(message: pb.Value, field: str, depth: int = 1) -> Any:
    """A message as an object: None, bool, int, float, str, list, dict or array."""
    if depth > MAX_DEPTH:
        raise invalid(field, f"Value {field} is nested deeper than {MAX_DEPTH}.")
    kind = message.WhichOneof("kind")
    if kind is None:
        raise invalid(field, f"Value {field} is not set: set one of boolean, integer, real, text, list, map, ….")
    if kind == "nothing":
        return None
    if kind == "list":
        return [decode_value(v, f"{field}[{i}]", depth + 1) for i, v in enumerate(message.list.values)]
    if kind == "map":
        return decode_map(message.map, field, depth)
    if kind == "tensor":
        return decode_array(message.tensor, field)
    if kind == "big_integer":
        if not 1 <= len(message.big_integer) <= _MOST_BIG_INTEGER_BYTES:
            length = len(message.big_integer)
            raise invalid(field, f"Value {field} has a big integer of {length} bytes; 1 .. 64 can be.")
        return int.from_bytes(message.big_integer, "big", signed=True)
    return getattr(message, kind)


def encode_map(values: Mapping[Any, Any], depth: int = 1, field: str | None = None) -> pb.ValueMap:
    """A dict as a message, in its order; see :func:`encode_value`."""
    message = pb.ValueMap()
    for key, value in values.items():
        if field is not None and not isinstance(key, str):
            _unsendable(key, f"A key of {field}")
        place = None if field is None else f"{field}.{key}"
        message.entries.add(key=str(key), value=encode_value(value, depth + 1, place))
    return message


def decode_map(message: pb.ValueMap, field: str, depth: int = 1) -> dict[str, Any]:
    """A message as a dict, in its order."""
    result = {e.key: decode_value(e.value, f"{field}.{e.key}", depth + 1) for e in message.entries}
    if len(result) != len(message.entries):
        raise invalid(field, f"Two entries of {field} have the same key.")
    return result


def encode_infos(infos: Mapping[str, Any], lanes: int, depth: int = 1) -> pb.Infos:
    """Gymnasium's vector infos as a message; a key without a ``_key`` mask is one that every lane has."""
    message = pb.Infos()
    for key, values in infos.items():
        mask = infos.get(f"_{key}")
        if mask is None:
            if key.startswith("_") and key[1:] in infos:
                continue
            mask = np.ones(lanes, dtype=np.bool_)
        column = message.columns.add(key=str(key), present=np.asarray(mask, dtype=np.bool_).tobytes())
        if isinstance(values, Mapping) and depth < MAX_DEPTH:
            column.nested.CopyFrom(encode_infos(values, lanes, depth + 1))
            continue
        if isinstance(values, np.ndarray) and len(values.shape) > 0 and len(values) == lanes:
            if values.dtype.newbyteorder("<") in _ELEMENT_TYPES:
                column.tensor.CopyFrom(encode_array(values))
                continue
        elif not isinstance(values, (list, tuple)) or len(values) != lanes:
            values = [values] * lanes
        column.objects.values.extend(
            encode_value(v if there else None, depth + 1) for v, there in zip(values, mask)
        )
    return message


def decode_infos(message: pb.Infos, lanes: int, field: str, depth: int = 1) -> dict[str, Any]:
    """A message as Gymnasium's vector infos, with ``_key`` masks."""
    if depth > MAX_DEPTH:
        raise invalid(field, f"{field} is nested deeper than {MAX_DEPTH}.")
    infos: dict[str, Any] = {}
    for column in message.columns:
        name = f"{field}.{column.key}"
        if len(column.present) != lanes or any(byte > 1 for byte in column.present):
            raise invalid(name, f"The mask of {name} should be {lanes} bytes of 0 or 1.")
        if column.key in infos:
            raise invalid(name, f"Key {name} is there twice.")
        kind = column.WhichOneof("values")
        if kind == "nested":
            infos[column.key] = decode_infos(column.nested, lanes, name, depth + 1)
        elif kind == "tensor":
            values = decode_array(column.tensor, name)
            if values.ndim < 1 or values.shape[0] != lanes:
                raise invalid(name, f"{name} should have one row a lane, {lanes}.")
            infos[column.key] = values
        elif kind == "objects" and len(column.objects.values) == lanes:
            array = np.full(lanes, None, dtype=object)
            for lane, value in enumerate(column.objects.values):
                if column.present[lane]:
                    array[lane] = decode_value(value, f"{name}[{lane}]", depth + 1)
            infos[column.key] = array
        else:
            raise invalid(name, f"{name} should have one value a lane, {lanes}.")
        infos[f"_{column.key}"] = np.frombuffer(column.present, dtype=np.bool_).copy()
    return infos


def lane_info(message: pb.Infos, infos: Mapping[str, Any], lane: int) -> dict[str, Any]:
    """One lane's infos as a single environment has them, numbers of Python's types.

    Args:
        infos: what the message was decoded to
    """
    info: dict[str, Any] = {}
    for column in message.columns:
        if not infos[f"_{column.key}"][lane]:
            continue
        values = infos[column.key]
        if isinstance(values, dict):
            info[column.key] = lane_info(column.nested, values, lane)
        elif values.dtype == object or values.ndim > 1:
            info[column.key] = values[lane]
        else:
            info[column.key] = values[lane].item()
    return info
