"""The systems, what was published about them, and the places that reach is measured from: ours, and those of the user."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeVar

from geo.facts import names, rows
from geo.geodesy import MAX_RADIUS_M
from geo.model import LatLon
from geo.ranges.bands import Band, Figure, band, figure, km, said
from geo.settings import Settings

T = TypeVar("T")

SYSTEMS: Final = "systems.csv"
FIGURES: Final = "system_ranges.csv"
AREAS: Final = "launch_areas.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A missile, rocket, drone or mortar."""

    name: str
    aliases: tuple[str, ...]
    kind: str
    operators: tuple[str, ...]
    origin: str
    note: str
    own: bool = False
    """A user's."""

    @property
    def label(self) -> str:
        """Return the name as it is shown: a user's is marked as theirs, one stated on the page by the name given there."""
        name = self.aliases[0] if self.own and self.name.startswith("own:") else self.name
        return f"{name} (yours)" if self.own else name


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchArea:
    """
    Where reach is measured from: a named place or region, not a launch site.

    `uncertainty_km` is how far from `at` the launch may be.
    """

    id: str
    name: str
    country: str
    at: LatLon
    uncertainty_km: float
    source: str
    note: str
    own: bool = False
    """A user's."""

    @property
    def label(self) -> str:
        """Return the name as it is shown, with the country where there is one."""
        told = f"{self.name} ({self.country})" if self.country else self.name
        return f"{told} (yours)" if self.own else told


@dataclass(frozen=True, slots=True, kw_only=True)
class Arsenal:
    """The systems, what was published about them, and the places that reach is measured from."""

    systems: tuple[System, ...]
    figures: tuple[Figure, ...]
    areas: tuple[LaunchArea, ...]

    def system(self, name: str) -> System | None:
        """Return the system of exactly that name; None when there is none."""
        return next((system for system in self.systems if system.name == name), None)

    def named(self, text: str) -> tuple[System, ...]:
        """Return the systems that are called so, whatever the case, the accents and the hyphens: "Katyusha" is two of them."""
        wanted = _folded(text)
        return tuple(s for s in self.systems if wanted and wanted in {_folded(name) for name in (s.name, *s.aliases)})

    def area(self, area_id: str) -> LaunchArea | None:
        """Return the area of an id; None when there is none."""
        return next((area for area in self.areas if area.id == area_id), None)

    def band(self, system: str) -> Band | None:
        """Return the band of a system by its name; None when nobody has published a figure, or there is no such system."""
        return band(figure for figure in self.figures if figure.system == system)

    def bands(self) -> dict[str, Band]:
        """Return the band of each system that has one, by name."""
        return {system.name: found for system in self.systems if (found := self.band(system.name))}

    def joined(self, systems: Iterable[System], figures: Iterable[Figure], areas: Iterable[LaunchArea]) -> Arsenal:
        """Return the arsenal with more of each."""
        return Arsenal(systems=(*self.systems, *systems), figures=(*self.figures, *figures), areas=(*self.areas, *areas))


def load(settings: Settings, *, own: bool = True) -> Arsenal:
    """
    Return what `data/` knows of ranges, and what the tables of the same names in the user's own folder add.

    Parameters
    ----------
    settings
        Says where both folders are.
    own
        Whether to read the user's folder.

    Raises
    ------
    FactsError
        If a table is missing or wrong, a name is there twice, or a figure is of a system that is not listed; the message
        names file, line and column. A user's tables may be missing, and each of them.
    """
    ours = _read(settings.data, ())
    return _read(settings.own, ours.systems, ours, needed=False) if own else ours


def _read(folder: Path, known: tuple[System, ...], base: Arsenal | None = None, *, needed: bool = True) -> Arsenal:
    def table(name: str, make: Callable[[dict[str, str]], T]) -> tuple[T, ...]:
        return tuple(rows(folder / name, make)) if needed or (folder / name).is_file() else ()

    mine = base is not None
    systems = table(SYSTEMS, _once([system.name for system in known], "system", _system))
    listed = {system.name for system in (*known, *systems)}

    def of_listed(row: dict[str, str]) -> Figure:
        made = figure(row)
        if made.system not in listed:
            msg = f"system: {made.system!r} is not listed in {SYSTEMS}"
            raise ValueError(msg)
        return replace(made, own=mine)

    figures = table(FIGURES, of_listed)
    areas = table(AREAS, _once([area.id for area in base.areas] if base else [], "id", _area))
    found = Arsenal(
        systems=tuple(replace(one, own=mine) for one in systems),
        figures=figures,
        areas=tuple(replace(one, own=mine) for one in areas),
    )
    return base.joined(found.systems, found.figures, found.areas) if base else found


def _once(known: list[str], column: str, make: Callable[[dict[str, str]], T]) -> Callable[[dict[str, str]], T]:
    """Return `make` that refuses a row whose name was there before."""
    taken = set(known)

    def checked(row: dict[str, str]) -> T:
        name = said(row, column)
        if name in taken:
            msg = f"{column}: {name!r} is there twice"
            raise ValueError(msg)
        taken.add(name)
        return make(row)

    return checked


def _system(row: dict[str, str]) -> System:
    return System(
        name=said(row, "system"),
        aliases=names(row.get("aliases", "")),
        kind=said(row, "kind"),
        operators=names(row.get("operators", "")),
        origin=row.get("origin", ""),
        note=row.get("note", ""),
    )


def _area(row: dict[str, str]) -> LaunchArea:
    uncertainty = km(row, "uncertainty_km", MAX_RADIUS_M / 4000)
    if uncertainty is None:
        msg = "uncertainty_km: is empty or missing, and no place is known exactly"
        raise ValueError(msg)
    return LaunchArea(
        id=said(row, "id"),
        name=said(row, "name"),
        country=row.get("country", ""),
        at=LatLon(_degrees(row, "lat", 90), _degrees(row, "lon", 180)),
        uncertainty_km=uncertainty,
        source=said(row, "source"),
        note=row.get("note", ""),
    )


def _degrees(row: dict[str, str], column: str, most: float) -> float:
    cell = said(row, column)
    try:
        value = float(cell)
    except ValueError:
        value = most + 1
    if not -most <= value <= most:
        msg = f"{column}: must be a number of degrees from -{most} to {most}, not {cell!r}"
        raise ValueError(msg)
    return value


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in plain if sign.isalnum())
