"""Range rings as the URL names them, "<system>@<launch area>": what each is, with the places of the reports and of actors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd

from geo import facts, ranges
from geo.errors import FactsError
from geo.model import LatLon
from geo.ranges import Arsenal, Band, LaunchArea
from geo.settings import Settings
from geo.store import Snapshot
from geo.views import reach
from geo.views.acting import actors
from geo.views.filters import ActorRole, Filter
from geo.views.listing import some
from geo.views.phrases import plain
from geo.views.reach import Pair

AT: Final = "@"
PLACE: Final = "place:"
ACTOR: Final = "actor:"
MOST: Final = 6
"""More cannot be told apart."""
MOST_OFFERED: Final = 300
"""Places of the reports that are offered at once; the others are found by a part of their names."""

CAVEAT: Final = "Range is not intent or accuracy."
IGNORED: Final = "Payload, trajectory, terrain and routing, and the rotation of the Earth are left out."
_NAMED: Final = 4
"""Sources named in one line."""


def token(pair: Pair) -> str:
    """Return how a pair stands in the URL of the map."""
    return f"{pair.system}{AT}{pair.area.id}"


def named(tokens: Sequence[str], arsenal: Arsenal, places: Mapping[str, LaunchArea]) -> dict[str, Pair]:
    """Return the pairs that the first `MOST` tokens name, by token; what names none is left out."""
    known, _ = ranges.parsed(arsenal, (token.partition(AT)[0] for token in tokens), (token.partition(AT)[2] for token in tokens))
    found = {}
    for token in tokens[:MOST]:
        name, _, place = token.partition(AT)
        system, band, area = known.system(name), known.band(name), known.area(place) or places.get(place)
        if system is not None and band is not None and area is not None:
            found[token] = Pair(system=name, label=system.label, band=band, area=area)
    return found


def pairs(snapshot: Snapshot, settings: Settings, tokens: Sequence[str]) -> tuple[Pair, ...]:
    """Return the pairs that tokens name, in their order."""
    if not tokens:
        return ()
    told, _ = armed(settings)
    asked = {place for token in tokens[:MOST] if (place := token.partition(AT)[2]).startswith(ACTOR)}
    discs = {place: actor_area(snapshot, settings.data, place.removeprefix(ACTOR)) for place in asked}
    places = areas_of(snapshot, (token.partition(AT)[2] for token in tokens)) | {
        place: area for place, area in discs.items() if area
    }
    return tuple(named(tokens, told, places).values())


def armed(settings: Settings) -> tuple[Arsenal, tuple[str, ...]]:
    """
    Return our systems and areas with those in the user's folder; with a message and without theirs if a table is wrong.

    Raises
    ------
    FactsError
        If a table of ours is wrong.
    """
    try:
        return ranges.load(settings), ()
    except FactsError as error:
        # A wrong row of ours fails here again, and is told as what it is.
        return ranges.load(settings, own=False), (
            f"Your own tables are left out. {str(error).replace(str(settings.own), settings.own.name)}",
        )


# --- launch areas --------------------------------------------------------------------------


def areas_of(snapshot: Snapshot, tokens: Iterable[str]) -> dict[str, LaunchArea]:
    """Return the places of the reports that some tokens name as launch areas, by token; others are left out."""
    ids = [token.removeprefix(PLACE) for token in tokens if token.startswith(PLACE)]
    places = reach.reported(snapshot)
    return _areas(places[places["id"].isin(ids)]) if ids else {}


def offered(snapshot: Snapshot, text: str = "") -> dict[str, LaunchArea]:
    """Return the `MOST_OFFERED` places of the reports with the most incidents whose names hold a text, by token, by id."""
    places = reach.reported(snapshot)
    found = places[places["name"].str.contains(text, case=False, regex=False, na=False)] if text else places
    return _areas(found.nlargest(MOST_OFFERED, "incidents").sort_values("id"))


def _areas(places: pd.DataFrame) -> dict[str, LaunchArea]:
    return {f"{PLACE}{row['id']}": _area(row) for row in places.to_dict("records")}


def _area(row: Mapping[Any, Any]) -> LaunchArea:
    return LaunchArea(
        id=f"{PLACE}{row['id']}",
        name=f"{plain(str(row['name']))} (in the reports)",
        country="",
        at=LatLon(float(row["lat"]), float(row["lon"])),
        uncertainty_km=float(row["km"]),
        source="a place of the reports",
        note="",
    )


def actor_area(snapshot: Snapshot, data: Path, actor: str) -> LaunchArea | None:
    """Return the disc around the places where an actor is said to have acted; None where no such place is known."""
    chosen = Filter(actors=(actor,), actor_role=ActorRole.PERPETRATOR)
    frame, _ = some(snapshot, chosen, limit=1_000, mapped=True)
    places = reach.reported(snapshot)
    found = reach.covering(places[places["id"].isin(frame["place_id"])])
    if found is None:
        return None
    center, radius = found
    return LaunchArea(
        id=f"{ACTOR}{actor}",
        name=f"where {plain(listed_names(data).get(actor) or _name(snapshot, actor))} is said to have acted",
        country="",
        at=center,
        uncertainty_km=round(radius, 1),
        source="places of the reports",
        note="",
    )


def listed_names(data: Path) -> dict[str, str]:
    """Return the names of listed actors by id; a snapshot knows only those that its documents name."""
    tables = ("actors.csv", "states.csv", "persons.csv")
    return dict(row for table in tables for row in facts.rows(data / table, lambda row: (row["id"], row["name"])))


def _name(snapshot: Snapshot, actor: str) -> str:
    frame = actors(snapshot, Filter())
    found = frame.loc[frame["id"] == actor, "name"]
    return str(found.iloc[0]) if len(found) else actor


# --- in words ------------------------------------------------------------------------------


def extent(band: Band) -> str:
    """Return a band as "300 to 500 km"."""
    return f"{band.low_km:,g} km" if band.low_km == band.high_km else f"{band.low_km:,g} to {band.high_km:,g} km"


def caveat(pairs: Iterable[Pair]) -> str:
    """Return what must stand beside every ring, in plain text."""
    told = [(pair.area, pair.band) for pair in pairs]
    areas = dict.fromkeys(f"Launch area {area.label} ±{area.uncertainty_km:g} km" for area, _ in told)
    sources = list(dict.fromkeys(figure.source for _, band in told for figure in band.figures))
    more = f" and {len(sources) - _NAMED} more" if len(sources) > _NAMED else ""
    return f"{CAVEAT} {'; '.join(areas)}; figures from {', '.join(sources[:_NAMED])}{more}. {IGNORED}"
