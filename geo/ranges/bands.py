"""What was published about the range of a system, and the band that it spans."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from geo.geodesy import MAX_RADIUS_M

T = TypeVar("T")

MOST_KM: Final = MAX_RADIUS_M / 1000
"""Half the Earth: what reaches farther reaches everything, and is no figure of a range."""


class FigureBasis(StrEnum):
    """What stands behind a published figure."""

    CLAIMED = "claimed"
    """By the maker or the operator."""
    ASSESSED = "assessed"
    """By somebody else."""
    DEMONSTRATED = "demonstrated"
    """Flown in a test or in combat: it reaches at least that far, which is a floor and not a range."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One published statement about the range of a system."""

    system: str
    source: str
    words: str
    """As published."""
    low_km: float | None
    """None when the source gives no number."""
    high_km: float | None
    """None when the source gives no number, or only what was flown."""
    basis: FigureBasis
    date: str
    """As exactly as it is known: "2019", "2018-10-01", or empty."""
    reference: str
    cited: bool
    """Read in a text that cites the source, not in the source's own."""
    least_km: float | None = None
    """Nearer than this it cannot hit; None when the source does not say."""
    own: bool = False
    """A user's, and nobody's publication."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A range as it is known: from the lowest to the highest published figure, with all of them."""

    low_km: float
    high_km: float
    figures: tuple[Figure, ...]
    """Those that give a number, and what was flown; lowest first."""
    basis: frozenset[FigureBasis]
    """What stands behind the two ends and all between; DEMONSTRATED is no end."""
    least_low_km: float = 0.0
    least_high_km: float = 0.0
    """The lowest and the highest published minimum range; 0 when none was published."""

    @property
    def only_claimed(self) -> bool:
        """Return whether nobody but maker and operator gives a figure."""
        return self.basis == {FigureBasis.CLAIMED}

    @property
    def floor_km(self) -> float | None:
        """The farthest that was flown, as far as it was published."""
        flown = [f.low_km for f in self.figures if f.basis is FigureBasis.DEMONSTRATED and f.low_km is not None]
        return max(flown, default=None)

    @property
    def spread(self) -> float:
        """How many times the lowest figure the highest is, 1 or more."""
        return self.high_km / self.low_km

    @property
    def sources(self) -> int:
        """Return how many figures give a range."""
        return sum(figure.high_km is not None for figure in self.figures)


def band(figures: Iterable[Figure]) -> Band | None:
    """Return the band that the figures of one system span; None when none of them gives a range."""
    numbers = sorted((f for f in figures if f.low_km is not None), key=lambda f: (f.low_km, f.high_km or 0, f.source))
    ranges = [(f.low_km, f.high_km) for f in numbers if f.low_km is not None and f.high_km is not None]
    if not ranges:
        return None
    low, high = min(low for low, _ in ranges), max(high for _, high in ranges)
    # A minimum above the shortest range would leave nothing in reach for sure, which is how far the sources disagree.
    least = [f.least_km for f in numbers if f.least_km is not None and f.high_km is not None]
    return Band(
        low_km=low,
        high_km=high,
        figures=tuple(numbers),
        basis=frozenset(f.basis for f in numbers if f.high_km is not None),
        least_low_km=min(least, default=0.0),
        least_high_km=max(least, default=0.0),
    )


def figure(row: dict[str, str]) -> Figure:
    """
    Return the figure in a row of `system_ranges.csv`.

    Raises
    ------
    ValueError
        If a cell is wrong; the message names the column.
    """
    basis = _among(row, "basis", {one.value: one for one in FigureBasis})
    low, high, least = (km(row, column) for column in ("low_km", "high_km", "least_km"))
    if basis is FigureBasis.DEMONSTRATED:
        if low is None or high is not None:
            msg = "high_km: what was flown is a floor, so low_km is needed and high_km must be empty"
            raise ValueError(msg)
    elif (low is None) != (high is None) or (low is not None and high is not None and low > high):
        msg = f"low_km, high_km: both empty or a range outwards, not {low} to {high}"
        raise ValueError(msg)
    if least is not None and (high is None or least >= high):
        msg = f"least_km: the minimum range must be below high_km, not {least}"
        raise ValueError(msg)
    return Figure(
        system=said(row, "system"),
        source=said(row, "source"),
        words=said(row, "figure"),
        low_km=low,
        high_km=high,
        least_km=least,
        basis=basis,
        date=row.get("date", ""),
        reference=said(row, "reference"),
        cited=_among(row, "read", {"text": False, "cited": True}),
    )


def said(row: dict[str, str], column: str) -> str:
    """Return a cell that must not be empty; ValueError names the column."""
    if not row.get(column):
        msg = f"{column}: is empty or missing, and must be said"
        raise ValueError(msg)
    return row[column]


def km(row: dict[str, str], column: str, most: float = MOST_KM) -> float | None:
    """Return a distance in km, above 0 and at most `most`; None where the cell is empty; ValueError names the column."""
    cell = row.get(column, "")
    if not cell:
        return None
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    if not 0 < value <= most:
        msg = f"{column}: must be a distance above 0 and at most {most:,.0f} km, half the Earth, not {cell!r}"
        raise ValueError(msg)
    return value


def _among(row: dict[str, str], column: str, values: dict[str, T]) -> T:
    if row.get(column) not in values:
        msg = f"{column}: must be one of {', '.join(values)}, not {row.get(column)!r}"
        raise ValueError(msg)
    return values[row[column]]
