"""PNG files of pictures, without an image library (PNG: ISO/IEC 15948)."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {2: 3, 6: 4}


def encode_png(picture: NDArray[Any]) -> bytes:
    """A PNG file.

    Args:
        picture: uint8 ``[height, width, 3]``

    Raises:
        ValueError: if it is not that
    """
    pixels = np.ascontiguousarray(picture)
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3:
        raise ValueError(f"a picture should be uint8 [height, width, 3], but is {pixels.dtype} {list(pixels.shape)}")
    height, width, _ = pixels.shape
    rows = np.zeros((height, 1 + 3 * width), dtype=np.uint8)  # a row begins with its filter, 0: none
    rows[:, 1:] = pixels.reshape(height, 3 * width)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)  # 8 bits, RGB
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes(), 1)), (b"IEND", b""))
    return _SIGNATURE + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


def decode_png(data: bytes) -> NDArray[np.uint8]:
    """A picture of 8-bit RGB or RGBA as an array [height, width, 3]; opacity is left out.

    Raises:
        ValueError: if it is no PNG file, or of another colour type, or interlaced
    """
    if data[:8] != _SIGNATURE:
        raise ValueError("The server's picture is not a PNG file.")
    compressed, header, place = b"", b"", 8
    while place + 8 <= len(data):
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        body = data[place + 8 : place + 8 + length]
        if kind == b"IHDR":
            header = body
        elif kind == b"IDAT":
            compressed += body
        place += 12 + length
    if len(header) != 13:
        raise ValueError("The server's PNG file has no header.")
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    if depth != 8 or colour not in _CHANNELS or interlaced:
        raise ValueError(f"The server's PNG has depth {depth} and colour type {colour}; 8-bit RGB or RGBA can be read.")
    channels = _CHANNELS[colour]
    try:
        unpacked = zlib.decompress(compressed)
    except zlib.error as failure:
        raise ValueError(f"The server's PNG cannot be unpacked: {failure}.") from failure
    if len(unpacked) != height * (1 + width * channels):
        raise ValueError(f"The server's PNG holds {len(unpacked)} bytes, which is no picture of {width} by {height}.")
    rows = np.frombuffer(unpacked, dtype=np.uint8).reshape(height, 1 + width * channels)
    picture = np.zeros((height, width * channels), dtype=np.uint8)
    above = np.zeros(width * channels, dtype=np.uint8)
    for y, row in enumerate(rows):
        above = picture[y] = _unfiltered(int(row[0]), row[1:], above, channels)
    return np.ascontiguousarray(picture.reshape(height, width, channels)[:, :, :3])


def _unfiltered(kind: int, row: NDArray[np.uint8], above: NDArray[np.uint8], channels: int) -> NDArray[np.uint8]:
    """Section 9 of the standard: bytes are differences from the left, from above, or from a mix of both."""
    if kind == 0:
        return row
    if kind == 1:
        return np.cumsum(row.reshape(-1, channels), axis=0, dtype=np.uint8).reshape(-1)
    if kind == 2:
        return row + above
    if kind not in (3, 4):
        raise ValueError(f"The server's PNG has a row of filter {kind}; there are 0 to 4.")
    up, result = above.tolist(), row.tolist()
    for i in range(len(result)):
        left = result[i - channels] if i >= channels else 0
        corner = up[i - channels] if i >= channels else 0
        result[i] = (result[i] + ((left + up[i]) // 2 if kind == 3 else _paeth(left, up[i], corner))) & 255
    return np.array(result, dtype=np.uint8)


def _paeth(left: int, up: int, corner: int) -> int:
    to_left, to_up, to_corner = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
    if to_left <= to_up and to_left <= to_corner:
        return left
    return up if to_up <= to_corner else corner
