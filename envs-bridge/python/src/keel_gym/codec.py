"""NumPy arrays and plain Python values to and from messages."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from keel_gym._generated import environment_pb2 as pb
from keel_gym.errors import Refused, invalid

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
_MOST_AXES = 32
_MOST_BIG_BYTES = 64

#: Deepest nesting of spaces, infos and values.
MAX_DEPTH = 16


def encode_array(array: NDArray[Any]) -> pb.Tensor:
    """An array as a message; its values are copied."""
    little = np.asarray(array, dtype=array.dtype.newbyteorder("<"))
    code = _ELEMENT_TYPES.get(little.dtype)
    if code is None:
        raise Refused(pb.ERROR_CODE_UNSUPPORTED, f"Arrays of dtype {array.dtype} have no wire form.")
    return pb.Tensor(element_type=code, shape=array.shape, values=little.tobytes())


def decode_array(message: pb.Tensor, field: str) -> NDArray[Any]:
    """A message as a read-only array over its bytes."""
    dtype = _DTYPES.get(message.element_type)
    if dtype is None:
        raise invalid(field, f"Field {field} is missing, or its element type is not known to this protocol version.")
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
    return array.reshape(tuple(message.shape))


def has_wire_form(array: NDArray[Any]) -> bool:
    """Whether arrays of this dtype can be sent."""
    return array.dtype.newbyteorder("<") in _ELEMENT_TYPES


def encode_value(value: Any) -> pb.Value:
    """Any Python value as a message; one without a form of its own is sent as its ``repr``."""
    if value is None:
        return pb.Value(nothing=pb.Nothing())
    if isinstance(value, (bool, np.bool_)):
        return pb.Value(boolean=bool(value))
    if isinstance(value, (int, np.integer)):
        whole = int(value)
        if -(2**63) <= whole < 2**63:
            return pb.Value(integer=whole)
        size = whole.bit_length() // 8 + 1
        if size <= _MOST_BIG_BYTES:
            return pb.Value(big_integer=whole.to_bytes(size, "big", signed=True))
        return pb.Value(text=repr(value))
    if isinstance(value, (float, np.floating)):
        return pb.Value(real=float(value))
    if isinstance(value, str):
        return pb.Value(text=value)
    if isinstance(value, np.ndarray) and has_wire_form(value):
        return pb.Value(tensor=encode_array(value))
    if isinstance(value, Mapping):
        return pb.Value(map=encode_map(value))
    if isinstance(value, (list, tuple)) or (isinstance(value, np.ndarray) and value.dtype.kind == "O" and value.ndim):
        return pb.Value(list=pb.ValueList(values=[encode_value(item) for item in value]))
    return pb.Value(text=repr(value))


def encode_map(values: Mapping[Any, Any]) -> pb.ValueMap:
    """A mapping as a message; its keys as text."""
    return pb.ValueMap(entries=[pb.ValueEntry(key=str(key), value=encode_value(item)) for key, item in values.items()])


def decode_value(message: pb.Value, field: str, depth: int = MAX_DEPTH) -> Any:
    """A message as a Python value: bool, int, float, str, None, list, dict or array."""
    if depth == 0:
        raise too_deep(field)
    kind = message.WhichOneof("kind")
    if kind is None:
        raise invalid(
            field,
            f"Field {field} has no value: set one of boolean, integer, real, text, nothing, list, map, tensor,"
            " big_integer.",
        )
    if kind == "nothing":
        return None
    if kind == "list":
        return [decode_value(item, f"{field}[{i}]", depth - 1) for i, item in enumerate(message.list.values)]
    if kind == "map":
        return decode_map(message.map, field, depth - 1)
    if kind == "tensor":
        return decode_array(message.tensor, field).copy()
    if kind == "big_integer":
        if not 1 <= len(message.big_integer) <= _MOST_BIG_BYTES:
            raise invalid(
                field,
                f"Field {field} is a whole number of {len(message.big_integer)} bytes, not 1 .. {_MOST_BIG_BYTES}.",
            )
        return int.from_bytes(message.big_integer, "big", signed=True)
    return getattr(message, kind)


def decode_map(message: pb.ValueMap, field: str, depth: int = MAX_DEPTH) -> dict[str, Any]:
    """A message as a dict."""
    values: dict[str, Any] = {}
    for entry in message.entries:
        if entry.key in values:
            raise invalid(field, f"Field {field} holds the key '{entry.key}' twice.")
        values[entry.key] = decode_value(entry.value, f"{field}.{entry.key}", depth)
    return values


def too_deep(field: str) -> Refused:
    return Refused(
        pb.ERROR_CODE_LIMIT_EXCEEDED, f"Field {field} is nested deeper than {MAX_DEPTH} levels.", field
    )
