"""Systems and launch areas that a user states on the page: a line of text each, so that they can stand in the URL."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from geo.errors import InputError
from geo.geodesy import MAX_RADIUS_M
from geo.model import LatLon
from geo.ranges.arsenal import AREAS, FIGURES, SYSTEMS, Arsenal, LaunchArea, System
from geo.ranges.bands import Figure, FigureBasis, figure

OWN_FILES: Final = (SYSTEMS, FIGURES, AREAS)
"""Tables that may lie in the user's own folder, with the columns of those in `data/`."""

OWN_SYSTEM: Final = "own:"
POINT: Final = "at:"
_SEPARATOR: Final = ";"
_LONGEST_NAME: Final = 60
MOST_UNCERTAIN_KM: Final = MAX_RADIUS_M / 4000
"""A launch area that is larger is no place: an eighth of the way around the Earth."""


def system_token(name: str, low_km: float, high_km: float, least_km: float | None, source: str) -> str:
    """
    Return the line that states a system of the user's.

    Raises
    ------
    InputError
        If a value is missing or no range; the message names the field.
    """
    name, source = _clean(name, "Name"), _clean(source, "Source")
    cells = [name, f"{low_km:.10g}", f"{high_km:.10g}", f"{least_km:.10g}" if least_km else "", source]
    token = OWN_SYSTEM + _SEPARATOR.join(cells)
    system_of(token)
    return token


def system_of(token: str) -> tuple[System, Figure]:
    """
    Return the system of the user's that a line states, and its one figure.

    Raises
    ------
    InputError
        If it states none; the message names the field.
    """
    cells = token.removeprefix(OWN_SYSTEM).split(_SEPARATOR)
    if not token.startswith(OWN_SYSTEM) or len(cells) != 5:
        msg = f"not a system: {token!r}; name, low_km, high_km, least_km and source are needed"
        raise InputError(msg)
    name, low, high, least, source = cells
    row = {"system": name.strip(), "source": source.strip(), "figure": f"{low} to {high} km", "low_km": low, "high_km": high}
    try:
        stated = figure({**row, "least_km": least, "basis": FigureBasis.ASSESSED.value, "reference": "this page", "read": "text"})
    except ValueError as error:
        raise InputError(str(error)) from error
    if stated.high_km is None:
        msg = "low_km, high_km: a range is needed"
        raise InputError(msg)
    system = System(name=token, aliases=(name,), kind="stated on this page", operators=(), origin="", note=source, own=True)
    return system, replace(stated, system=token, own=True)


def area_token(at: LatLon, uncertainty_km: float, name: str = "") -> str:
    """
    Return the line that states a launch area of the user's.

    Raises
    ------
    InputError
        If the uncertainty is out of range.
    """
    name = " ".join(name.replace(_SEPARATOR, " ").replace(",", " ").split())[:_LONGEST_NAME]
    token = f"{POINT}{at.lat:.4f},{at.lon:.4f},{uncertainty_km:.10g}" + (f",{name}" if name else "")
    area_of(token)
    return token


def area_of(token: str) -> LaunchArea:
    """
    Return the launch area of the user's that a line such as "at:33.5,44.2,10,Camp" states.

    Raises
    ------
    InputError
        If it states none; the message names the field.
    """
    cells = token.removeprefix(POINT).split(",")
    if not token.startswith(POINT) or len(cells) not in {3, 4}:
        msg = f"not a launch area: {token!r}; latitude, longitude and uncertainty in km are needed"
        raise InputError(msg)
    lat, lon, uncertainty = (_number(cell) for cell in cells[:3])
    if not (abs(lat) <= 90 and abs(lon) <= 180):
        msg = f"Latitude, longitude: not a position on the Earth: {cells[0]}, {cells[1]}"
        raise InputError(msg)
    if not 0 < uncertainty <= MOST_UNCERTAIN_KM:
        msg = f"Uncertainty: must be above 0 and at most {MOST_UNCERTAIN_KM:,.0f} km, not {cells[2]}; no place is known exactly"
        raise InputError(msg)
    at = LatLon(lat, lon)
    name = cells[3] if len(cells) == 4 and cells[3] else written(at)
    return LaunchArea(
        id=token, name=name, country="", at=at, uncertainty_km=uncertainty, source="stated on this page", note="", own=True
    )


def written(at: LatLon) -> str:
    """Return a position as a reader writes it: "33.50° N, 44.20° E"."""
    return f"{abs(at.lat):.2f}° {'N' if at.lat >= 0 else 'S'}, {abs(at.lon):.2f}° {'E' if at.lon >= 0 else 'W'}"


def parsed(arsenal: Arsenal, systems: Iterable[str], areas: Iterable[str]) -> tuple[Arsenal, list[str]]:
    """Return the arsenal with what the lines of the user state, and a message for each line that states nothing."""
    stated: list[tuple[System, Figure]] = []
    places: list[LaunchArea] = []
    problems: list[str] = []
    for token in systems:
        if token.startswith(OWN_SYSTEM):
            try:
                stated.append(system_of(token))
            except InputError as error:
                problems.append(f"Your system {token.removeprefix(OWN_SYSTEM).split(_SEPARATOR)[0]!r}: {error}")
    for token in areas:
        if token.startswith(POINT):
            try:
                places.append(area_of(token))
            except InputError as error:
                problems.append(f"Your launch area {token.removeprefix(POINT)!r}: {error}")
    return arsenal.joined([system for system, _ in stated], [told for _, told in stated], places), problems


def _clean(text: str, field: str) -> str:
    clean = " ".join(text.replace(_SEPARATOR, ",").split())[:_LONGEST_NAME]
    if not clean:
        msg = f"{field}: is empty, and must be said"
        raise InputError(msg)
    return clean


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return math.nan
