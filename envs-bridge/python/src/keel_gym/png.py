"""PNG files of rendered frames, by their definition (ISO/IEC 15948): 8 bits, RGB, RGBA or grey, not interlaced."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_COLOUR_TYPES = {1: 0, 3: 2, 4: 6}
_CHANNELS = {colour: channels for channels, colour in _COLOUR_TYPES.items()}


def write(frame: NDArray[Any]) -> bytes:
    """A frame ``[height, width, channels]`` or ``[height, width]`` of uint8 as a PNG file.

    Raises:
        ValueError: if it is another array
    """
    pixels = frame[:, :, None] if frame.ndim == 2 else frame
    if pixels.ndim != 3 or pixels.dtype != np.uint8 or pixels.shape[2] not in _COLOUR_TYPES:
        raise ValueError(
            f"a frame is uint8 [height, width, 1, 3 or 4], but got {frame.dtype} {list(frame.shape)}"
        )
    height, width, channels = pixels.shape
    # Every row begins with its filter: 0, none.
    rows = np.zeros((height, 1 + width * channels), dtype=np.uint8)
    rows[:, 1:] = pixels.reshape(height, -1)
    header = struct.pack(">IIBBBBB", width, height, 8, _COLOUR_TYPES[channels], 0, 0, 0)
    return b"".join(
        (
            _SIGNATURE,
            _chunk(b"IHDR", header),
            _chunk(b"IDAT", zlib.compress(rows.tobytes(), 1)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def read(file: bytes) -> NDArray[np.uint8]:
    """The frame of a PNG file, ``[height, width, channels]``.

    Raises:
        ValueError: if it is none, is damaged, or is of a kind not read here
    """
    if not file.startswith(_SIGNATURE):
        raise ValueError("not a PNG file")
    at = len(_SIGNATURE)
    header = b""
    data = b""
    while at + 8 <= len(file):
        (size,) = struct.unpack_from(">I", file, at)
        kind = file[at + 4 : at + 8]
        content = file[at + 8 : at + 8 + size]
        if kind == b"IHDR":
            header = content
        elif kind == b"IDAT":
            data += content
        at += size + 12
    if len(header) != 13:
        raise ValueError("a PNG file without header")
    width, height, bits, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    if bits != 8 or interlaced or colour not in _CHANNELS:
        raise ValueError(f"a PNG file of {bits} bits, colour type {colour}, interlacing {interlaced} is not read here")
    channels = _CHANNELS[colour]
    raw = np.frombuffer(zlib.decompress(data), dtype=np.uint8)
    if raw.size != height * (1 + width * channels):
        raise ValueError("a PNG file of another size than its header says")
    rows = raw.reshape(height, 1 + width * channels)
    return _unfiltered(rows[:, 0], rows[:, 1:], channels).reshape(height, width, channels)


def _unfiltered(filters: NDArray[np.uint8], rows: NDArray[np.uint8], channels: int) -> NDArray[np.uint8]:
    if not filters.any():
        return rows.copy()
    done = np.zeros_like(rows)
    above = np.zeros(rows.shape[1], dtype=np.uint8)
    for y, kind in enumerate(filters):
        row = rows[y].astype(np.int64)
        up = above.astype(np.int64)
        if kind == 2:
            row += up
        elif kind in (1, 3, 4):
            for x in range(row.size):
                left = int(row[x - channels]) & 255 if x >= channels else 0
                corner = int(up[x - channels]) if x >= channels else 0
                row[x] += (left, (left + int(up[x])) // 2, _paeth(left, int(up[x]), corner))[(1, 3, 4).index(int(kind))]
                row[x] &= 255
        elif kind != 0:
            raise ValueError(f"a PNG row of filter {kind}")
        done[y] = above = (row & 255).astype(np.uint8)
    return done


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    by_distance = (abs(guess - left), abs(guess - up), abs(guess - corner))
    return (left, up, corner)[by_distance.index(min(by_distance))]
