"""Whether something could have been fired from where its operator is known to be: by the band, and by nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from geo import facts
from geo.areas import Outlines
from geo.model import Place
from geo.rangeclaims.extents import Extent, apart, extent
from geo.ranges import Arsenal, Band, LaunchArea, Reach, System
from geo.settings import Settings

ORDER: Final = (Reach.INSIDE, Reach.MAYBE, Reach.OUTSIDE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """Who has a system, as `data/systems.csv` calls them."""

    name: str
    actors: frozenset[str]
    """Ids of actors that are meant, or that what is meant belongs to."""
    countries: frozenset[str]
    """Where they launch from: ISO 3166-1 alpha-2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """One system from one launch area, against one place."""

    area: LaunchArea
    near_km: float
    """The least that the distance can be, with the doubt on both ends."""
    far_km: float
    reach: Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """Whether one system could have come from the known launch areas of its operators."""

    system: System
    band: Band | None
    """None when nobody has published a figure."""
    operators: tuple[str, ...]
    launches: tuple[Launch, ...]
    """Those inside first, then by distance."""

    def at(self, reach: Reach) -> tuple[Launch, ...]:
        """Return the launches of one answer."""
        return tuple(one for one in self.launches if one.reach is reach)


def load_operators(settings: Settings) -> tuple[Operator, ...]:
    """
    Return who has which systems, and from where they launch.

    Raises
    ------
    FactsError
        If `data/operators.csv` is missing or a row is wrong.
    """
    return tuple(facts.rows(settings.data / "operators.csv", _operator))


def fired_at(  # noqa: PLR0913  # a place, what hit it, who may have fired it, and what is known of all three
    place: Place,
    systems: Iterable[str],
    suspects: Iterable[str],
    *,
    arsenal: Arsenal,
    operators: Sequence[Operator],
    outlines: Outlines,
) -> tuple[Fired, ...]:
    """
    Return for each system whether it reaches a place from where its operators are known to launch.

    Parameters
    ----------
    place
        Where it came down.
    systems
        Names of systems that the reports give.
    suspects
        Ids of the actors whom the reports hold for the doers, and of those whom they belong to. Where none of them is
        an operator of a system, all of its operators are asked.
    arsenal, operators, outlines
        What is published of systems, who has them, and the shapes of areas.
    """
    target = extent(place, outlines)
    named = [system for name in systems if (system := arsenal.system(name)) is not None]
    held = frozenset(suspects)
    return tuple(_fired(one, target, _asked(one, held, operators), arsenal) for one in named) if target is not None else ()


def _asked(system: System, suspects: frozenset[str], operators: Sequence[Operator]) -> list[Operator]:
    having = [one for one in operators if one.name in system.operators]
    return [one for one in having if one.actors & suspects] or having


def _fired(system: System, target: Extent, asked: Sequence[Operator], arsenal: Arsenal) -> Fired:
    band = arsenal.band(system.name)
    countries = frozenset(country for one in asked for country in one.countries)
    launches = [_launch(area, target, band) for area in arsenal.areas if area.country in countries] if band else []
    launches.sort(key=lambda one: (ORDER.index(one.reach), one.near_km, one.area.id))
    return Fired(system=system, band=band, operators=tuple(one.name for one in asked), launches=tuple(launches))


def _launch(area: LaunchArea, target: Extent, band: Band) -> Launch:
    start = Extent(name=area.name, lats=np.array([area.at.lat]), lons=np.array([area.at.lon]), center=area.at)
    doubt = area.uncertainty_km + target.doubt_km + target.room_km
    away = apart(start, target)
    near = max(0.0, away.near - area.uncertainty_km - target.doubt_km)
    far = apart(start, target, whole=True).far + doubt + target.room_km
    if far <= band.low_km and near >= band.least_high_km:
        answer = Reach.INSIDE
    else:
        answer = Reach.OUTSIDE if near > band.high_km or far < band.least_low_km else Reach.MAYBE
    return Launch(area=area, near_km=near, far_km=far, reach=answer)


def _operator(row: dict[str, str]) -> Operator:
    made = Operator(
        name=row["operator"], actors=frozenset(facts.names(row["actors"])), countries=frozenset(facts.names(row["countries"]))
    )
    if not (made.name and made.actors and made.countries):
        msg = "operator, actors and countries must not be empty"
        raise ValueError(msg)
    return made
