"""Gymnasium's vector infos to and from messages: a column for each key, with the mask of the lanes that have it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from keel_gym._generated import environment_pb2 as pb
from keel_gym.codec import MAX_DEPTH, decode_array, decode_value, encode_array, encode_value, has_wire_form, too_deep
from keel_gym.errors import invalid


def encode_infos(infos: dict[str, Any], lanes: int) -> pb.Infos:
    """Infos of a vector environment; keys whose mask is missing count as every lane's."""
    columns = []
    for key, value in infos.items():
        if key.startswith("_") and key[1:] in infos:
            continue
        present = np.asarray(infos.get(f"_{key}", np.ones(lanes, dtype=np.bool_)), dtype=np.bool_)
        columns.append(_encode_column(key, value, present, lanes))
    return pb.Infos(columns=columns)


def _encode_column(key: str, value: Any, present: NDArray[np.bool_], lanes: int) -> pb.InfoColumn:
    column = pb.InfoColumn(key=key, present=present.tobytes())
    if isinstance(value, dict):
        column.nested.CopyFrom(encode_infos(value, lanes))
    elif isinstance(value, np.ndarray) and value.shape[:1] == (lanes,) and has_wire_form(value):
        column.tensor.CopyFrom(encode_array(value))
    else:
        rows = list(value) if _one_a_lane(value, lanes) else [value] * lanes
        column.objects.values.extend(
            encode_value(rows[lane] if present[lane] else None) for lane in range(lanes)
        )
    return column


def _one_a_lane(value: Any, lanes: int) -> bool:
    return isinstance(value, (np.ndarray, list, tuple)) and len(value) == lanes


def decode_infos(message: pb.Infos, lanes: int, field: str, depth: int = MAX_DEPTH) -> dict[str, Any]:
    """Infos as a vector environment of Gymnasium has them: arrays, object arrays, nested dicts, and ``_key`` masks."""
    if depth == 0:
        raise too_deep(field)
    infos: dict[str, Any] = {}
    for column in message.columns:
        path = f"{field}.{column.key}"
        if len(column.present) != lanes:
            raise invalid(path, f"Field {path}.present holds {len(column.present)} bytes for {lanes} lanes.")
        present = np.frombuffer(column.present, dtype=np.uint8) != 0
        kind = column.WhichOneof("values")
        if kind == "tensor":
            values: Any = decode_array(column.tensor, path).copy()
            if values.shape[:1] != (lanes,):
                raise invalid(path, f"Field {path} has no row for each of {lanes} lanes: shape {list(values.shape)}.")
        elif kind == "objects":
            if len(column.objects.values) != lanes:
                raise invalid(path, f"Field {path} holds {len(column.objects.values)} values for {lanes} lanes.")
            values = np.full(lanes, fill_value=None, dtype=object)
            for lane, item in enumerate(column.objects.values):
                values[lane] = decode_value(item, path, depth - 1)
        elif kind == "nested":
            values = decode_infos(column.nested, lanes, path, depth - 1)
        else:
            raise invalid(path, f"Field {path} has no values: set one of tensor, objects, nested.")
        infos[column.key] = values
        infos[f"_{column.key}"] = present
    return infos


def lane_infos(infos: dict[str, Any], lane: int) -> dict[str, Any]:
    """What one lane has, as a single environment of Gymnasium would have said it."""
    single: dict[str, Any] = {}
    for key, values in infos.items():
        if key.startswith("_") and key[1:] in infos:
            continue
        if not infos[f"_{key}"][lane]:
            continue
        if isinstance(values, dict):
            single[key] = lane_infos(values, lane)
        else:
            value = values[lane]
            single[key] = value.item() if isinstance(value, np.generic) else value
    return single


def join_infos(parts: list[dict[str, Any]], counts: list[int]) -> dict[str, Any]:
    """Infos of several groups of lanes as those of all lanes."""
    if len(parts) == 1:
        return parts[0]
    joined: dict[str, Any] = {}
    ends = np.cumsum(counts)
    keys = [key for part in parts for key in part if not (key.startswith("_") and key[1:] in part)]
    for key in dict.fromkeys(keys):
        present = np.zeros(ends[-1], dtype=np.bool_)
        for part, count, end in zip(parts, counts, ends):
            if key in part:
                present[end - count : end] = part.get(f"_{key}", True)
        values = [part.get(key) for part in parts]
        joined[key] = _join_column(values, counts)
        joined[f"_{key}"] = present
    return joined


def _join_column(values: list[Any], counts: list[int]) -> Any:
    given = [value for value in values if value is not None]
    if all(isinstance(value, dict) for value in given):
        return join_infos([value or {} for value in values], counts)
    first = given[0]
    alike = all(
        isinstance(value, np.ndarray) and value.dtype == first.dtype and value.shape[1:] == first.shape[1:]
        for value in given
    )
    if alike:
        return np.concatenate(
            [
                np.full((count, *first.shape[1:]), None if first.dtype == object else 0, dtype=first.dtype)
                if value is None
                else value
                for value, count in zip(values, counts)
            ]
        )
    column = np.full(sum(counts), fill_value=None, dtype=object)
    lane = 0
    for value, count in zip(values, counts):
        for i in range(count):
            column[lane + i] = None if value is None else value[i]
        lane += count
    return column
