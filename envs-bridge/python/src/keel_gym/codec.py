"""NumPy arrays and Gymnasium spaces to and from messages."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from gymnasium import spaces
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


def encode_array(array: NDArray[Any]) -> pb.Tensor:
    """An array as a message; its values are copied."""
    little = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
    code = _ELEMENT_TYPES.get(little.dtype)
    if code is None:
        raise Refused(pb.ERROR_CODE_UNSUPPORTED, f"Arrays of dtype {array.dtype} have no wire form.")
    return pb.Tensor(element_type=code, shape=array.shape, values=little.tobytes())


def decode_array(message: pb.Tensor, field: str) -> NDArray[Any]:
    """A message as a read-only array over its bytes."""
    dtype = _DTYPES.get(message.element_type)
    if dtype is None:
        raise invalid(field, f"Field {field} is missing, or its element type is not known to protocol 1.0.")
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


def encode_space(space: spaces.Space[Any], field: str) -> pb.Space:
    """A space as a message.

    Raises:
        Refused: if this version of the protocol has no form for it
    """
    if isinstance(space, spaces.Box):
        return pb.Space(box=pb.Box(low=encode_array(space.low), high=encode_array(space.high)))
    if isinstance(space, spaces.Discrete):
        return pb.Space(discrete=pb.Discrete(n=int(space.n), start=int(space.start)))
    raise Refused(
        pb.ERROR_CODE_UNSUPPORTED,
        f"The environment's {field} is a {type(space).__name__}; Box and Discrete can be sent so far."
        " Wrap the environment (gymnasium.wrappers.FlattenObservation, say) and register the wrapped one.",
        field,
    )


def wire_dtype(space: spaces.Space[Any]) -> np.dtype[Any]:
    """The dtype that a space's values have on the wire: int64 for Discrete, else the space's own."""
    if isinstance(space, spaces.Discrete):
        return _DTYPES[pb.ELEMENT_TYPE_INT64]
    assert space.dtype is not None
    return space.dtype.newbyteorder("<")


def value(name: str, message: pb.Value) -> bool | int | float | str:
    """A keyword argument's value."""
    kind = message.WhichOneof("kind")
    if kind is None:
        raise invalid(
            f"arguments.{name}", f"Argument '{name}' has no value: set one of boolean, integer, real, text."
        )
    result: bool | int | float | str = getattr(message, kind)
    return result
