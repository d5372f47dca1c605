"""What a range is called: short, medium, intermediate; whose thresholds these are is for the reader to choose."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from geo.errors import FactsError
from geo.facts import rows
from geo.ranges.bands import Band, said
from geo.settings import Settings

CLASSES: Final = "range_classes.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeClass:
    """One class of one scheme: ranges from `from_km` up to the next class of the scheme."""

    scheme: str
    title: str
    """What the scheme is called."""
    name: str
    meaning: str
    from_km: float
    """The first range that belongs to it, in km."""
    source: str
    reference: str


def load_classes(settings: Settings) -> dict[str, tuple[RangeClass, ...]]:
    """
    Return the schemes by id, each from the shortest class, which begins at 0, to the longest.

    Raises
    ------
    FactsError
        If the table is missing or wrong, or a scheme does not begin at 0 or not run upwards.
    """
    schemes: dict[str, list[RangeClass]] = {}
    for one in rows(settings.data / CLASSES, _class):
        schemes.setdefault(one.scheme, []).append(one)
    for scheme, classes in schemes.items():
        if classes[0].from_km != 0 or any(a.from_km >= b.from_km for a, b in pairwise(classes)):
            msg = f"{CLASSES}: the classes of {scheme} must begin at 0 and run upwards"
            raise FactsError(msg)
    return {scheme: tuple(classes) for scheme, classes in schemes.items()}


def classify(band: Band, classes: tuple[RangeClass, ...]) -> tuple[RangeClass, ...]:
    """Return the classes that a band touches, the shortest first: more than one where the sources' figures fall into several."""
    ends = [max(n for n, one in enumerate(classes) if one.from_km <= km) for km in (band.low_km, band.high_km)]
    return classes[ends[0] : ends[1] + 1]


def _class(row: dict[str, str]) -> RangeClass:
    return RangeClass(
        scheme=said(row, "scheme"),
        title=said(row, "title"),
        name=said(row, "class"),
        meaning=said(row, "meaning"),
        from_km=float(said(row, "from_km")),
        source=said(row, "source"),
        reference=said(row, "reference"),
    )
