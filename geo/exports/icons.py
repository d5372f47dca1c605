"""The signs of the kinds as small pictures (PNG), white, so that a map can give them their color."""

from __future__ import annotations

import math
import struct
import zlib
from typing import Final

import numpy as np
import shapely

from geo.geodesy import Floats

SIZE: Final = 48
"""Pixels of an edge."""
_FINE: Final = 4
"""Points by which each pixel is measured, along each edge."""
_EDGE: Final = 0.16
_SHADE: Final = 90
"""Of the edge, 0 to 255; the inside is 255."""


def _corners(count: int, turned: float = 0.0) -> shapely.Polygon:
    angles = [2 * math.pi * n / count + turned for n in range(count)]
    return shapely.Polygon([(math.sin(angle), -math.cos(angle)) for angle in angles])


_SHAPES: Final = {
    "triangle": shapely.Polygon([(0, -0.9), (0.95, 0.75), (-0.95, 0.75)]),
    "diamond": _corners(4),
    "circle": shapely.Point(0, 0).buffer(0.85),
    "square": shapely.box(-0.75, -0.75, 0.75, 0.75),
    "pentagon": _corners(5),
    "dot": shapely.Point(0, 0).buffer(0.45),
}
"""From -1 to 1, downwards."""


def png(shape: str) -> bytes:
    """Return a shape of `data/kinds.csv`, white with a dark edge on nothing; a circle for one that has no picture."""
    outline = _SHAPES.get(shape, _SHAPES["circle"])
    inside, whole = _covered(outline.buffer(-_EDGE)), _covered(outline)
    shade = np.where(whole > 0, _SHADE + (255 - _SHADE) * inside / np.maximum(whole, 1e-9), 0)
    pixels = np.zeros((SIZE, SIZE, 2), np.uint8)
    pixels[..., 0], pixels[..., 1] = np.round(shade), np.round(255 * whole)
    lines = b"".join(b"\0" + line.tobytes() for line in pixels)
    head = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 4, 0, 0, 0)  # 8 bits of gray and of opacity (W3C PNG, 11.2.1)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks)


def _covered(shape: shapely.geometry.base.BaseGeometry) -> Floats:
    """Return how much of each pixel a shape covers, 0 to 1."""
    steps = (np.arange(SIZE * _FINE) + 0.5) / (SIZE * _FINE) * 2 - 1
    across, down = np.meshgrid(steps, steps)
    held: Floats = np.asarray(shapely.contains_xy(shape, across, down), np.float64)
    return np.asarray(held.reshape(SIZE, _FINE, SIZE, _FINE).mean(axis=(1, 3)))


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
