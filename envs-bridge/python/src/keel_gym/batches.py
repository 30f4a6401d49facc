"""Batches: values of one space as a list of arrays ("leaves"), in the order that the protocol gives.

Two forms of values come in and go out: *lanes*, a list of one value a lane, and *batched*, what Gymnasium's vector
environments use (stacked arrays; dicts and tuples of them; for Text, Sequence, Graph and OneOf a tuple of lanes).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from gymnasium import spaces
from gymnasium.spaces import GraphInstance
from gymnasium.vector.utils import concatenate, create_empty_array
from numpy.typing import NDArray

from keel_gym.errors import Refused, invalid

Array = NDArray[Any]

_ARRAYS = (spaces.Box, spaces.Discrete, spaces.MultiDiscrete, spaces.MultiBinary)
_INT64 = np.dtype("<i8")


def wire_dtype(space: spaces.Space[Any]) -> np.dtype[Any]:
    """The dtype that an array space's values have on the wire: int64 for Discrete, else the space's own."""
    if isinstance(space, spaces.Discrete):
        return _INT64
    assert space.dtype is not None
    return np.dtype(space.dtype).newbyteorder("<")


def fixed_size(space: spaces.Space[Any]) -> bool:
    """Every leaf of a batch has one row a lane."""
    if isinstance(space, spaces.Tuple):
        return all(fixed_size(part) for part in space.spaces)
    if isinstance(space, spaces.Dict):
        return all(fixed_size(part) for part in space.values())
    return isinstance(space, _ARRAYS)


def least_bytes(space: spaces.Space[Any]) -> int:
    """Bytes of the zero value."""
    return sum(leaf.nbytes for leaf in pack_lanes(space, [zero(space)]))


def zero(space: spaces.Space[Any]) -> Any:
    """The value with zeros in every leaf; the space need not allow it."""
    if isinstance(space, _ARRAYS):
        return np.zeros(space.shape or (), dtype=wire_dtype(space))
    if isinstance(space, spaces.Text):
        return ""
    if isinstance(space, spaces.Tuple):
        return tuple(zero(part) for part in space.spaces)
    if isinstance(space, spaces.Dict):
        return {key: zero(part) for key, part in space.items()}
    if isinstance(space, spaces.Sequence):
        return _stacked(space, []) if space.stack else ()
    if isinstance(space, spaces.Graph):
        nodes = np.zeros((0, *(space.node_space.shape or ())), dtype=wire_dtype(space.node_space))
        return GraphInstance(nodes=nodes, edges=None, edge_links=None)
    if isinstance(space, spaces.OneOf):
        return (np.int64(0), zero(space.spaces[0]))
    raise TypeError(f"no batches of {type(space).__name__}")


def pack_batched(space: spaces.Space[Any], values: Any, count: int) -> list[Array]:
    """The leaves of a batch in Gymnasium's batched form."""
    if isinstance(space, _ARRAYS):
        return [np.asarray(values, dtype=wire_dtype(space))]
    if isinstance(space, spaces.Tuple):
        return [leaf for part, column in zip(space.spaces, values) for leaf in pack_batched(part, column, count)]
    if isinstance(space, spaces.Dict):
        return [leaf for key, part in space.items() for leaf in pack_batched(part, values[key], count)]
    return pack_lanes(space, list(values))


def pack_lanes(space: spaces.Space[Any], values: Sequence[Any]) -> list[Array]:
    """The leaves of a batch of these values."""
    if isinstance(space, _ARRAYS):
        rows = np.empty((len(values), *(space.shape or ())), dtype=wire_dtype(space))
        for row, value in enumerate(values):
            rows[row] = value
        return [rows]
    if isinstance(space, spaces.Text):
        texts = [str(value).encode() for value in values]
        return [_lengths(texts), np.frombuffer(b"".join(texts), dtype=np.uint8)]
    if isinstance(space, spaces.Tuple):
        return [leaf for i, part in enumerate(space.spaces) for leaf in pack_lanes(part, [value[i] for value in values])]
    if isinstance(space, spaces.Dict):
        return [leaf for key, part in space.items() for leaf in pack_lanes(part, [value[key] for value in values])]
    if isinstance(space, spaces.Sequence):
        sequences = [_elements(space, value) for value in values]
        return [_lengths(sequences), *pack_lanes(space.feature_space, [item for one in sequences for item in one])]
    if isinstance(space, spaces.Graph):
        return _pack_graphs(space, values)
    if isinstance(space, spaces.OneOf):
        chosen = np.array([int(value[0]) for value in values], dtype=_INT64)
        leaves = [chosen]
        for i, part in enumerate(space.spaces):
            leaves += pack_lanes(part, [value[1] for value in values if int(value[0]) == i])
        return leaves
    raise TypeError(f"no batches of {type(space).__name__}")


def _lengths(values: Sequence[Any]) -> Array:
    return np.array([len(value) for value in values], dtype=_INT64)


def _elements(space: spaces.Sequence, value: Any) -> list[Any]:
    if not space.stack:
        return list(value)
    leaves = pack_batched(space.feature_space, value, -1)
    return unpack_lanes(space.feature_space, len(leaves[0]), iter(leaves), "element")


def _stacked(space: spaces.Sequence, items: list[Any]) -> Any:
    feature = space.feature_space
    return concatenate(feature, items, create_empty_array(feature, len(items)))


def _pack_graphs(space: spaces.Graph, graphs: Sequence[GraphInstance]) -> list[Array]:
    def rows(arrays: list[Any], shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
        given = [np.asarray(array, dtype=dtype).reshape(-1, *shape) for array in arrays if array is not None]
        return np.concatenate(given) if given else np.zeros((0, *shape), dtype=dtype)

    nodes = [np.asarray(graph.nodes) for graph in graphs]
    links = [() if graph.edge_links is None else graph.edge_links for graph in graphs]
    leaves = [
        _lengths(nodes),
        _lengths(links),
        rows(nodes, space.node_space.shape or (), wire_dtype(space.node_space)),
    ]
    if space.edge_space is not None:
        edges = [graph.edges for graph in graphs]
        leaves.append(rows(edges, space.edge_space.shape or (), wire_dtype(space.edge_space)))
    leaves.append(rows(list(links), (2,), _INT64))
    return leaves


def unpack_batched(space: spaces.Space[Any], count: int, leaves: Iterator[Array], path: str) -> Any:
    """Gymnasium's batched form of a batch.

    Raises:
        Refused: if a leaf's dtype, shape or lengths do not fit; the message names it
    """
    if isinstance(space, _ARRAYS):
        return _leaf(leaves, wire_dtype(space), (count, *(space.shape or ())), path)
    if isinstance(space, spaces.Tuple):
        return tuple(unpack_batched(part, count, leaves, f"{path}[{i}]") for i, part in enumerate(space.spaces))
    if isinstance(space, spaces.Dict):
        return {key: unpack_batched(part, count, leaves, f"{path}.{key}") for key, part in space.items()}
    return tuple(unpack_lanes(space, count, leaves, path))


def unpack_lanes(space: spaces.Space[Any], count: int, leaves: Iterator[Array], path: str) -> list[Any]:
    """The values of a batch, one a lane; as :func:`unpack_batched`."""
    if isinstance(space, spaces.Discrete):
        return [space.dtype.type(value) for value in unpack_batched(space, count, leaves, path)]
    if isinstance(space, _ARRAYS):
        return list(unpack_batched(space, count, leaves, path))
    if isinstance(space, spaces.Text):
        return _unpack_texts(count, leaves, path)
    if isinstance(space, spaces.Tuple):
        columns = [unpack_lanes(part, count, leaves, f"{path}[{i}]") for i, part in enumerate(space.spaces)]
        return [tuple(column[lane] for column in columns) for lane in range(count)]
    if isinstance(space, spaces.Dict):
        named = {key: unpack_lanes(part, count, leaves, f"{path}.{key}") for key, part in space.items()}
        return [{key: column[lane] for key, column in named.items()} for lane in range(count)]
    if isinstance(space, spaces.Sequence):
        lengths = _checked_lengths(count, leaves, f"{path}.lengths")
        items = iter(unpack_lanes(space.feature_space, int(lengths.sum()), leaves, f"{path}[]"))
        sequences = [[next(items) for _ in range(length)] for length in lengths]
        return [_stacked(space, one) if space.stack else tuple(one) for one in sequences]
    if isinstance(space, spaces.Graph):
        return _unpack_graphs(space, count, leaves, path)
    if isinstance(space, spaces.OneOf):
        chosen = _leaf(leaves, _INT64, (count,), f"{path}.alternative")
        if count and not (0 <= chosen.min() and chosen.max() < len(space.spaces)):
            raise invalid(
                f"{path}.alternative",
                f"Field {path}.alternative holds a number beyond the alternatives 0 .. {len(space.spaces) - 1}.",
            )
        chosen_values = [
            iter(unpack_lanes(part, int((chosen == i).sum()), leaves, f"{path}<{i}>")) for i, part in enumerate(space.spaces)
        ]
        return [(np.int64(i), next(chosen_values[int(i)])) for i in chosen]
    raise TypeError(f"no batches of {type(space).__name__}")


def _leaf(leaves: Iterator[Array], dtype: np.dtype[Any], shape: tuple[int, ...], path: str) -> Array:
    leaf = next(leaves, None)
    if leaf is None:
        raise invalid(path, f"Field {path} is missing: the batch has too few arrays.")
    if leaf.dtype != dtype or leaf.shape != shape:
        raise invalid(
            path,
            f"Field {path} should be {dtype.name} of shape {list(shape)}, but got {leaf.dtype.name} of shape"
            f" {list(leaf.shape)}.",
        )
    return leaf


def _checked_lengths(count: int, leaves: Iterator[Array], path: str) -> Array:
    lengths = _leaf(leaves, _INT64, (count,), path)
    if count and (lengths.min() < 0 or lengths.max() >= 2**31 or lengths.sum() >= 2**31):
        raise invalid(path, f"Field {path} holds a negative length, or more than 2147483647 together.")
    return lengths


def _unpack_texts(count: int, leaves: Iterator[Array], path: str) -> list[str]:
    lengths = _checked_lengths(count, leaves, f"{path}.lengths")
    data = _leaf(leaves, np.dtype(np.uint8), (int(lengths.sum()),), f"{path}.utf8").tobytes()
    ends = np.cumsum(lengths)
    try:
        return [data[end - length : end].decode() for length, end in zip(lengths, ends)]
    except UnicodeDecodeError as failure:
        raise invalid(f"{path}.utf8", f"Field {path}.utf8 holds a text that is not UTF-8.") from failure


def _unpack_graphs(space: spaces.Graph, count: int, leaves: Iterator[Array], path: str) -> list[GraphInstance]:
    node_counts = _checked_lengths(count, leaves, f"{path}.node_counts")
    edge_counts = _checked_lengths(count, leaves, f"{path}.edge_counts")
    nodes = unpack_batched(space.node_space, int(node_counts.sum()), leaves, f"{path}.nodes")
    edges = None
    if space.edge_space is not None:
        edges = unpack_batched(space.edge_space, int(edge_counts.sum()), leaves, f"{path}.edges")
    links = _leaf(leaves, _INT64, (int(edge_counts.sum()), 2), f"{path}.edge_links")
    graphs = []
    node = edge = 0
    for node_count, edge_count in zip(node_counts, edge_counts):
        some = slice(edge, edge + edge_count)
        graphs.append(
            GraphInstance(
                nodes=nodes[node : node + node_count],
                edges=edges[some] if edges is not None and edge_count else None,
                edge_links=links[some] if edge_count else None,
            )
        )
        node, edge = node + node_count, edge + edge_count
    return graphs


def check_all_used(leaves: Iterator[Array], path: str) -> None:
    """Refuses a batch with more arrays than its space takes."""
    if next(leaves, None) is not None:
        raise invalid(path, f"Field {path} has more arrays than its space takes.")


def join(space: spaces.Space[Any], parts: Sequence[list[Array]], counts: Sequence[int]) -> list[Array]:
    """Batches as one, the values of one after those of the other."""
    if len(parts) == 1:
        return parts[0]
    if fixed_size(space):
        return [np.concatenate(leaves) for leaves in zip(*parts)]
    values: list[Any] = []
    for leaves, count in zip(parts, counts):
        values += unpack_lanes(space, count, iter(leaves), "part")
    return pack_lanes(space, values)


def cut(space: spaces.Space[Any], leaves: list[Array], counts: Sequence[int], path: str) -> list[list[Array]]:
    """A batch as several, of so many values each, once it is checked.

    Raises:
        Refused: if it is no batch of the space
    """
    remaining = iter(leaves)
    total = sum(counts)
    if not fixed_size(space):
        values = unpack_lanes(space, total, remaining, path)
        check_all_used(remaining, path)
        ends = np.cumsum(counts)
        return [pack_lanes(space, values[end - count : end]) for count, end in zip(counts, ends)]
    unpack_batched(space, total, remaining, path)
    check_all_used(remaining, path)
    ends = np.cumsum(counts)
    return [[leaf[end - count : end] for leaf in leaves] for count, end in zip(counts, ends)]


__all__ = [
    "Refused",
    "check_all_used",
    "cut",
    "fixed_size",
    "join",
    "least_bytes",
    "pack_batched",
    "pack_lanes",
    "unpack_batched",
    "unpack_lanes",
    "wire_dtype",
    "zero",
]
