"""Arguments, options and infos: values without a space."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from keel_gym._generated import environment_pb2 as pb
from keel_gym.codec import decode_array, encode_array

_INT64 = range(-(1 << 63), 1 << 63)


def encode_value(value: Any) -> pb.Value:
    """A value of Python as a message.

    Raises:
        TypeError: if the protocol has no form for it
    """
    if value is None:
        return pb.Value(nothing=pb.Nothing())
    if isinstance(value, (bool, np.bool_)):
        return pb.Value(boolean=bool(value))
    if isinstance(value, (int, np.integer)):
        whole = int(value)
        if whole in _INT64:
            return pb.Value(integer=whole)
        return pb.Value(big_integer=whole.to_bytes(whole.bit_length() // 8 + 1, "big", signed=True))
    if isinstance(value, (float, np.floating)):
        return pb.Value(real=float(value))
    if isinstance(value, str):
        return pb.Value(text=value)
    if isinstance(value, np.ndarray):
        return pb.Value(tensor=encode_array(value))
    if isinstance(value, Mapping):
        return pb.Value(map=encode_map(value))
    if isinstance(value, (list, tuple)):
        return pb.Value(list=pb.ValueList(values=[encode_value(part) for part in value]))
    raise TypeError(
        f"A {type(value).__name__} cannot be sent to a server: pass None, bool, int, float, str, a NumPy array, or a list"
        " or dict of such."
    )


def encode_map(values: Mapping[str, Any]) -> pb.ValueMap:
    """A dict as a message, in its order."""
    return pb.ValueMap(entries=[pb.ValueEntry(key=key, value=encode_value(value)) for key, value in values.items()])


def decode_value(message: pb.Value) -> Any:
    """A message as a value of Python."""
    kind = message.WhichOneof("kind")
    if kind == "nothing" or kind is None:
        return None
    if kind == "list":
        return [decode_value(part) for part in message.list.values]
    if kind == "map":
        return {entry.key: decode_value(entry.value) for entry in message.map.entries}
    if kind == "tensor":
        return decode_array(message.tensor, "value").copy()
    if kind == "big_integer":
        return int.from_bytes(message.big_integer, "big", signed=True)
    return getattr(message, kind)


def decode_infos(message: pb.Infos, lanes: int) -> dict[str, Any]:
    """Infos in the form of Gymnasium's vector environments: for each ``key`` an array, and a mask ``_key``."""
    infos: dict[str, Any] = {}
    for column in message.columns:
        present = _present(column)
        kind = column.WhichOneof("values")
        if kind == "tensor":
            infos[column.key] = decode_array(column.tensor, column.key).copy()
        elif kind == "nested":
            infos[column.key] = decode_infos(column.nested, lanes)
        else:
            objects = np.full(lanes, fill_value=None, dtype=object)
            for lane, value in enumerate(column.objects.values):
                if present[lane]:
                    objects[lane] = decode_value(value)
            infos[column.key] = objects
        infos["_" + column.key] = present
    return infos


def decode_info(message: pb.Infos, lane: int) -> dict[str, Any]:
    """One lane's infos in the form of a single environment: numbers are Python's."""
    info: dict[str, Any] = {}
    for column in message.columns:
        if not column.present[lane]:
            continue
        kind = column.WhichOneof("values")
        if kind == "tensor":
            value = decode_array(column.tensor, column.key)[lane]
            info[column.key] = value.copy() if value.ndim else value.item()
        elif kind == "nested":
            info[column.key] = decode_info(column.nested, lane)
        else:
            info[column.key] = decode_value(column.objects.values[lane])
    return info


def _present(column: pb.InfoColumn) -> NDArray[np.bool_]:
    return np.frombuffer(column.present, dtype=np.uint8).astype(np.bool_)
