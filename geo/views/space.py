"""Rows in the order of space: what lies close together on the map stands close together in the table."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

BITS: Final = 32
"""Of the number of a row's column, and of its line, in the square that the world is on a Mercator map (EPSG:3857)."""
SIDE: Final = 2**BITS
MAX_LAT: Final = math.degrees(math.atan(math.sinh(math.pi)))
"""Where that square ends, about 85.05 degrees; what lies beyond stands at its edge."""

_MASKS: Final = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)
"""
How the bits of a number are spread so that those of another fit between them: a Z-order curve (Morton 1966). The shift, and what
is kept of each step.
"""

_POINTS: Final = "('exact', 'settlement', 'near')"
"""Precisions of what is drawn at a position."""

Codes = npt.NDArray[np.uint64]


def ordered(table: str) -> str:
    """
    Return the question for the rows of a table of incidents in the order of space, with three columns more.

    `placed` says whether a row is drawn at a position; those that are come first. `z` is its place on the curve, 0 where there is
    none, and `n` its number, from 0 on.
    """
    return f"""
        SELECT (row_number() OVER ())::UINTEGER - 1::UINTEGER AS n, * FROM (
            SELECT * EXCLUDE (b_lat, {_columns("a")}, {_columns("b")}),
                CASE WHEN placed THEN a{len(_MASKS)} | (b{len(_MASKS)} << 1) ELSE 0 END AS z
            FROM (
                SELECT *, coalesce(mapped AND place_precision IN {_POINTS} AND isfinite(lat + lon), false) AS placed,
                    {_cell("coalesce(lon, 0) / 360 + 0.5")} AS a0, {_steps("a")},
                    least(greatest(coalesce(lat, 0), {-MAX_LAT}), {MAX_LAT}) AS b_lat,
                    {_cell("0.5 - ln(tan(pi() / 4 + radians(b_lat) / 2)) / (2 * pi())")} AS b0, {_steps("b")}
                FROM {table}
            ) ORDER BY placed DESC, z, id
        )
        """  # noqa: S608  # our own names


def _columns(name: str) -> str:
    return ", ".join(f"{name}{n}" for n in range(len(_MASKS) + 1))


def _cell(share: str) -> str:
    return f"least(greatest(floor(({share}) * {SIDE}), 0), {SIDE - 1})::UBIGINT"


def _steps(name: str) -> str:
    return ", ".join(
        f"({name}{n} | ({name}{n} << {shift})) & {mask}::UBIGINT AS {name}{n + 1}" for n, (shift, mask) in enumerate(_MASKS)
    )


def code(lat: float, lon: float) -> int:
    """Return the place on the curve of a position in degrees."""
    column, line = min(max(int((lon / 360 + 0.5) * SIDE), 0), SIDE - 1), min(max(int(height(lat) * SIDE), 0), SIDE - 1)
    return _spread(column) | _spread(line) << 1


def height(lat: float) -> float:
    """Return how far down the square of the world a latitude lies, 0 to 1."""
    kept = min(max(lat, -MAX_LAT), MAX_LAT)
    return 0.5 - math.asinh(math.tan(math.radians(kept))) / (2 * math.pi)


def heights(lats: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return `height` of many latitudes."""
    kept = np.clip(lats, -MAX_LAT, MAX_LAT)
    return 0.5 - np.arcsinh(np.tan(np.radians(kept))) / (2 * np.pi)


def _spread(number: int) -> int:
    for shift, mask in _MASKS:
        number = (number | number << shift) & mask
    return number


def gathered(codes: Codes) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return column and line of places on the curve."""
    return _gather(codes), _gather(codes >> np.uint64(1))


def _gather(codes: Codes) -> npt.NDArray[np.int64]:
    kept = codes & np.uint64(_MASKS[-1][1])
    for n in range(len(_MASKS) - 1, -1, -1):
        mask = _MASKS[n - 1][1] if n else SIDE - 1
        kept = (kept | kept >> np.uint64(_MASKS[n][0])) & np.uint64(mask)
    return kept.astype(np.int64)
