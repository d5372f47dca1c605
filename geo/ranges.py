"""How far a system reaches: what was published, the band that it spans, and who is inside, maybe inside, outside."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from geo.errors import FactsError, InputError
from geo.facts import names, rows
from geo.geodesy import distance
from geo.model import LatLon
from geo.settings import Settings


class FigureBasis(StrEnum):
    """What stands behind a published figure."""

    CLAIMED = "claimed"
    """By the maker or the operator."""
    ASSESSED = "assessed"
    """By somebody else."""
    DEMONSTRATED = "demonstrated"
    """Flown in a test or in combat: it reaches at least that far, which is a floor and not a range."""


class Reach(StrEnum):
    """Whether a target can be reached from an origin."""

    INSIDE = "inside"
    """By the lowest figure, wherever within their uncertainties origin and target are."""
    MAYBE = "maybe"
    OUTSIDE = "outside"
    """Not even by the highest figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A missile, rocket, drone or mortar."""

    name: str
    aliases: tuple[str, ...]
    kind: str
    operators: tuple[str, ...]
    origin: str
    note: str


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


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchArea:
    """
    Where reach is measured from: a named place, not a launch site.

    `uncertainty_km` is how far from `at` the launch may be.
    """

    id: str
    name: str
    country: str
    at: LatLon
    uncertainty_km: float
    source: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A range as it is known: from the lowest to the highest published figure, with all of them."""

    low_km: float
    high_km: float
    figures: tuple[Figure, ...]
    """Those that give a number, and what was flown; lowest first."""
    basis: frozenset[FigureBasis]
    """What stands behind the two ends and all between; DEMONSTRATED is no end."""

    @property
    def only_claimed(self) -> bool:
        """Return whether nobody but maker and operator gives a figure."""
        return self.basis == {FigureBasis.CLAIMED}

    @property
    def floor_km(self) -> float | None:
        """The farthest that was flown, as far as it was published."""
        flown = [f.low_km for f in self.figures if f.basis is FigureBasis.DEMONSTRATED and f.low_km is not None]
        return max(flown, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arsenal:
    """The systems, what was published about them, and the places that reach is measured from."""

    systems: tuple[System, ...]
    figures: tuple[Figure, ...]
    areas: tuple[LaunchArea, ...]

    def band(self, system: str) -> Band | None:
        """Return the band of a system by its name; None when nobody has published a figure, or there is no such system."""
        return band(figure for figure in self.figures if figure.system == system)


def load(settings: Settings) -> Arsenal:
    """
    Return what `data/` knows of ranges.

    Raises
    ------
    FactsError
        If a table is missing or wrong, or a figure is of a system that is not listed.
    """
    systems = tuple(rows(settings.data / "systems.csv", _system))
    figures = tuple(rows(settings.data / "system_ranges.csv", _figure))
    areas = tuple(rows(settings.data / "launch_areas.csv", _area))
    known = [system.name for system in systems]
    strangers = sorted({figure.system for figure in figures} - set(known))
    if strangers or len(known) != len(set(known)):
        msg = f"systems.csv: {', '.join(strangers) or 'a name'} is missing or there twice; system_ranges.csv needs each once"
        raise FactsError(msg)
    return Arsenal(systems=systems, figures=figures, areas=areas)


def band(figures: Iterable[Figure]) -> Band | None:
    """Return the band that the figures of one system span; None when none of them gives a range."""
    numbers = sorted((f for f in figures if f.low_km is not None), key=lambda f: (f.low_km, f.high_km or 0, f.source))
    ranges = [(f.low_km, f.high_km) for f in numbers if f.low_km is not None and f.high_km is not None]
    if not ranges:
        return None
    return Band(
        low_km=min(low for low, _ in ranges),
        high_km=max(high for _, high in ranges),
        figures=tuple(numbers),
        basis=frozenset(f.basis for f in numbers if f.high_km is not None),
    )


def doubt_km(*uncertainties_km: float) -> float:
    """Return the uncertainty of a distance between places whose own uncertainties, in km, are independent."""
    return math.hypot(*uncertainties_km)


def reach(band: Band, origin: LatLon, target: LatLon, *, origin_km: float = 0, target_km: float = 0) -> Reach:
    """
    Return whether `target` is within the band from `origin`.

    It is a question of distance on the ellipsoid, never of what polygon a point falls in.

    Parameters
    ----------
    band
        What is published about the system.
    origin, target
        Positions in degrees.
    origin_km, target_km
        How far off each may be, in km, 0 or more.

    Returns
    -------
    reach
        MAYBE where the figures disagree, and where the distance is as near to an end of the band as it is uncertain.

    Raises
    ------
    InputError
        If an uncertainty is below 0 or no number.
    """
    if not (origin_km >= 0 and target_km >= 0):
        msg = f"an uncertainty is 0 km or more: {origin_km}, {target_km}"
        raise InputError(msg)
    away = distance(origin, target) / _M_PER_KM
    doubt = doubt_km(origin_km, target_km)
    if away + doubt <= band.low_km:
        return Reach.INSIDE
    return Reach.OUTSIDE if away - doubt > band.high_km else Reach.MAYBE


_M_PER_KM: Final = 1000


def _system(row: dict[str, str]) -> System:
    return System(
        name=_said(row, "system"),
        aliases=names(row["aliases"]),
        kind=_said(row, "kind"),
        operators=names(row["operators"]),
        origin=row["origin"],
        note=row["note"],
    )


def _figure(row: dict[str, str]) -> Figure:
    basis = FigureBasis(row["basis"])
    low, high = _km(row["low_km"]), _km(row["high_km"])
    if basis is FigureBasis.DEMONSTRATED:
        if low is None or high is not None:
            msg = "what was flown is a floor: low_km is needed and high_km must be empty"
            raise ValueError(msg)
    elif (low is None) != (high is None) or (low is not None and high is not None and low > high):
        msg = f"low_km and high_km are both empty or a range, not {low} to {high}"
        raise ValueError(msg)
    return Figure(
        system=_said(row, "system"),
        source=_said(row, "source"),
        words=_said(row, "figure"),
        low_km=low,
        high_km=high,
        basis=basis,
        date=row["date"],
        reference=_said(row, "reference"),
        cited={"text": False, "cited": True}[row["read"]],
    )


def _area(row: dict[str, str]) -> LaunchArea:
    uncertainty = _km(row["uncertainty_km"])
    if uncertainty is None:
        msg = "uncertainty_km is empty: no place is known exactly"
        raise ValueError(msg)
    return LaunchArea(
        id=_said(row, "id"),
        name=_said(row, "name"),
        country=_said(row, "country"),
        at=LatLon(float(row["lat"]), float(row["lon"])),
        uncertainty_km=uncertainty,
        source=_said(row, "source"),
        note=row["note"],
    )


def _said(row: dict[str, str], column: str) -> str:
    if not row[column]:
        msg = f"{column} is empty"
        raise ValueError(msg)
    return row[column]


def _km(cell: str) -> float | None:
    if not cell:
        return None
    value = float(cell)
    if not 0 < value < math.inf:
        msg = f"not a distance in km: {cell}"
        raise ValueError(msg)
    return value
