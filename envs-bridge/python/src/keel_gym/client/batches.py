"""Batches of a space's values to and from the protocol's arrays.

A batch has here the form that Gymnasium's vector environments give it: an array with a leading axis for Box, Discrete,
MultiDiscrete and MultiBinary; a tuple or dict of batches for Tuple and Dict; a tuple of single values for Text, Sequence,
Graph and OneOf.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

Space = spaces.Space[Any]
Array = NDArray[Any]

_FUNDAMENTAL = (spaces.Box, spaces.Discrete, spaces.MultiDiscrete, spaces.MultiBinary)


def encode_batch(space: Space, batch: Any, count: int) -> list[Array]:
    """The arrays of a batch of ``count`` values.

    Raises:
        ValueError: if the batch is not of the space; names what was expected
    """
    if isinstance(space, _FUNDAMENTAL):
        return [_array(space, batch, count)]
    if isinstance(space, spaces.Tuple):
        return [leaf for part, values in zip(space.spaces, batch, strict=True) for leaf in encode_batch(part, values, count)]
    if isinstance(space, spaces.Dict):
        return [leaf for key, part in space.spaces.items() for leaf in encode_batch(part, batch[key], count)]
    values = list(batch)
    if len(values) != count:
        raise ValueError(f"A batch of {count} values of {space} was expected, but got {len(values)}.")
    if isinstance(space, spaces.Text):
        texts = [value.encode() for value in values]
        return [_lengths(texts), np.frombuffer(b"".join(texts), dtype=np.uint8)]
    if isinstance(space, spaces.Sequence):
        part = space.feature_space
        sequences = [split(part, value, _count(part, value)) if space.stack else list(value) for value in values]
        elements = [element for sequence in sequences for element in sequence]
        return [_lengths(sequences), *encode_batch(part, join(part, elements), len(elements))]
    if isinstance(space, spaces.Graph):
        return _encode_graphs(space, values)
    if isinstance(space, spaces.OneOf):
        leaves = [np.array([choice for choice, _ in values], dtype=np.int64)]
        for index, part in enumerate(space.spaces):
            chosen = [value for choice, value in values if choice == index]
            leaves += encode_batch(part, join(part, chosen), len(chosen))
        return leaves
    raise ValueError(f"The protocol has no form for a {type(space).__name__}.")


def decode_batch(space: Space, leaves: Iterator[Array], count: int) -> Any:
    """A batch of ``count`` values, taken from the arrays that come next. Its arrays are the caller's own."""
    if isinstance(space, _FUNDAMENTAL):
        return next(leaves).astype(space.dtype, copy=True)
    if isinstance(space, spaces.Tuple):
        return tuple(decode_batch(part, leaves, count) for part in space.spaces)
    if isinstance(space, spaces.Dict):
        return {key: decode_batch(part, leaves, count) for key, part in space.spaces.items()}
    if isinstance(space, spaces.Text):
        pieces, data = _pieces(next(leaves)), next(leaves).tobytes()
        return tuple(data[piece].decode() for piece in pieces)
    if isinstance(space, spaces.Sequence):
        pieces = _pieces(next(leaves))
        total = pieces[-1].stop if pieces else 0
        batch = decode_batch(space.feature_space, leaves, total)
        if space.stack:
            return tuple(_slice(batch, piece) for piece in pieces)
        elements = split(space.feature_space, batch, total)
        return tuple(tuple(elements[piece]) for piece in pieces)
    if isinstance(space, spaces.Graph):
        return _decode_graphs(space, leaves)
    if isinstance(space, spaces.OneOf):
        choices = next(leaves)
        alternatives = []
        for index, part in enumerate(space.spaces):
            chosen = int(np.count_nonzero(choices == index))
            alternatives.append(iter(split(part, decode_batch(part, leaves, chosen), chosen)))
        return tuple((np.int64(choice), next(alternatives[choice])) for choice in choices)
    raise ValueError(f"The protocol has no form for a {type(space).__name__}.")


def join(space: Space, values: Sequence[Any]) -> Any:
    """Single values as a batch."""
    if isinstance(space, _FUNDAMENTAL):
        shape = (len(values), *(space.shape or ()))
        return np.array(values).reshape(shape) if values else np.zeros(shape, dtype=space.dtype)
    if isinstance(space, spaces.Tuple):
        return tuple(join(part, [value[i] for value in values]) for i, part in enumerate(space.spaces))
    if isinstance(space, spaces.Dict):
        return {key: join(part, [value[key] for value in values]) for key, part in space.spaces.items()}
    return tuple(values)


def split(space: Space, batch: Any, count: int) -> list[Any]:
    """A batch as single values: a Discrete one is an ``int``, as Gymnasium's own environments return it."""
    if isinstance(space, spaces.Discrete):
        return [int(value) for value in batch]
    if isinstance(space, _FUNDAMENTAL):
        return [np.array(value) for value in batch]
    if isinstance(space, spaces.Tuple):
        columns = [split(part, values, count) for part, values in zip(space.spaces, batch, strict=True)]
        return [tuple(column[i] for column in columns) for i in range(count)]
    if isinstance(space, spaces.Dict):
        by_key = {key: split(part, batch[key], count) for key, part in space.spaces.items()}
        return [{key: column[i] for key, column in by_key.items()} for i in range(count)]
    return list(batch)


def _array(space: Space, batch: Any, count: int) -> Array:
    given = np.asarray(batch)
    shape = (count, *(space.shape or ()))
    dtype = np.dtype(np.int64) if isinstance(space, spaces.Discrete) else np.dtype(space.dtype)
    whole = dtype.kind in "iub"
    if given.shape != shape or (whole and given.size and given.dtype.kind not in "iub"):
        raise ValueError(
            f"A batch of {count} values of {space} is {dtype.name} of shape {list(shape)}, but got {given.dtype.name} of"
            f" shape {list(given.shape)}."
        )
    return given.astype(dtype)


def _encode_graphs(space: spaces.Graph, graphs: list[Any]) -> list[Array]:
    nodes = [node for graph in graphs for node in graph.nodes]
    edges = [edge for graph in graphs if graph.edges is not None for edge in graph.edges]
    links = [link for graph in graphs if graph.edge_links is not None for link in graph.edge_links]
    leaves = [
        _lengths([graph.nodes for graph in graphs]),
        _lengths([graph.edge_links if graph.edge_links is not None else () for graph in graphs]),
        *encode_batch(space.node_space, join(space.node_space, nodes), len(nodes)),
    ]
    if space.edge_space is not None:
        leaves += encode_batch(space.edge_space, join(space.edge_space, edges), len(edges))
    return [*leaves, np.array(links, dtype=np.int64).reshape(-1, 2)]


def _decode_graphs(space: spaces.Graph, leaves: Iterator[Array]) -> tuple[spaces.GraphInstance, ...]:
    of_nodes, of_edges = _pieces(next(leaves)), _pieces(next(leaves))
    nodes = decode_batch(space.node_space, leaves, of_nodes[-1].stop if of_nodes else 0)
    edges = None
    if space.edge_space is not None:
        edges = decode_batch(space.edge_space, leaves, of_edges[-1].stop if of_edges else 0)
    # The wire has int64; Gymnasium samples int32.
    links = next(leaves).astype(np.int32)
    graphs = []
    for node, edge in zip(of_nodes, of_edges, strict=True):
        # Gymnasium has None, not an empty array, where a graph has no edges.
        graphs.append(
            spaces.GraphInstance(
                nodes=nodes[node].copy(),
                edges=edges[edge].copy() if edges is not None and edge.stop > edge.start else None,
                edge_links=links[edge].copy() if edge.stop > edge.start else None,
            )
        )
    return tuple(graphs)


def _lengths(values: Sequence[Any]) -> Array:
    return np.array([len(value) for value in values], dtype=np.int64)


def _pieces(lengths: Array) -> list[slice]:
    ends = np.cumsum(lengths).tolist()
    return [slice(end - length, end) for end, length in zip(ends, lengths.tolist(), strict=True)]


def _slice(batch: Any, piece: slice) -> Any:
    if isinstance(batch, dict):
        return {key: _slice(values, piece) for key, values in batch.items()}
    if isinstance(batch, tuple) and batch and isinstance(batch[0], (dict, tuple, np.ndarray)):
        return tuple(_slice(values, piece) for values in batch)
    return batch[piece]


def _count(space: Space, batch: Any) -> int:
    if isinstance(space, spaces.Dict):
        key, part = next(iter(space.spaces.items()))
        return _count(part, batch[key])
    if isinstance(space, spaces.Tuple):
        return _count(space.spaces[0], batch[0])
    return len(batch)
