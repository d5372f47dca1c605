"""Who is within reach: places against systems from launch areas, one place against all of them, and what a move changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo import geodesy
from geo.geodesy import Floats, Globe
from geo.model import PINNED, LatLon
from geo.ranges import ANSWERS, Band, LaunchArea, Reach, margin_km, reach, reaches
from geo.store import Snapshot
from geo.views.tables import prepare

REPORTED: Final = "reported"
"""What a place of the reports is that the gazetteer does not have."""

_KM_WHERE_UNSAID: Final = 5.0
_M_PER_KM: Final = 1000.0
_ROUNDS: Final = 200
Answers = NDArray[np.int8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One system from one launch area."""

    system: str
    label: str
    """The system as it is shown."""
    band: Band
    area: LaunchArea


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Targets:
    """Places that may be in reach: what is known of each, in the order of `globe`."""

    frame: pd.DataFrame
    """As `gazetteer.towns` returns it, with `incidents`, how many the reports place there."""
    globe: Globe
    km: Floats
    """How far off each may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many places, and people in those whose population is known."""

    places: int
    people: int


_REPORTED: Final = """
    SELECT place_id AS id, any_value(place_name) AS name, any_value(coalesce(country, '')) AS country, any_value(lat) AS lat,
        any_value(lon) AS lon, any_value(coalesce(uncertainty_km, ?)) AS km, any_value(coalesce(place_kind, '')) AS kind,
        count(*) AS incidents
    FROM cards WHERE place_id IS NOT NULL AND lat IS NOT NULL AND list_contains(?, place_precision::VARCHAR)
    GROUP BY place_id ORDER BY place_id
    """


def reported(snapshot: Snapshot) -> pd.DataFrame:
    """
    Return the places on the ground of which the reports tell, by id.

    Columns: `id`, `name`, `country`, `lat`, `lon`, `km` (how far off it may be), `kind`, `incidents` (how many happened there).
    Whoever asks is given the same frame.
    """
    values = [_KM_WHERE_UNSAID, [str(one) for one in PINNED]]
    return snapshot.once("reported", lambda: prepare(snapshot).frame(_REPORTED, values))


def targets(towns: pd.DataFrame, reported: pd.DataFrame) -> Targets:
    """Return the places of `gazetteer.towns`, and those of `reported` that it does not have."""
    strangers = reported[~reported["id"].isin(towns["id"])]
    more = strangers.drop(columns="incidents").assign(population=0, source="the reports", what=REPORTED)
    frame = pd.concat([towns, more.astype({"km": "float64"})], ignore_index=True) if len(more) else towns
    told = dict(zip(reported["id"], reported["incidents"], strict=True))
    frame = frame.assign(incidents=frame["id"].map(told).fillna(0).astype("int64"))
    globe = Globe.of(frame["lat"].to_numpy(np.float64), frame["lon"].to_numpy(np.float64))
    return Targets(frame=frame, globe=globe, km=frame["km"].to_numpy(np.float64))


def covering(places: pd.DataFrame) -> tuple[LatLon, float] | None:
    """
    Return the middle and the radius in km of a small disc that covers all of some places, with how far off each may be.

    None where there is no place. The columns are those of `reported`.
    """
    if places.empty:
        return None
    lats, lons, km = (places[name].to_numpy(np.float64) for name in ("lat", "lon", "km"))
    center = LatLon(float(lats[0]), float(lons[0]))
    for step in range(2, _ROUNDS):  # ever smaller steps toward whatever is farthest (Badoiu and Clarkson 2003)
        away = geodesy.distances(center, lats, lons)
        far = int(away.argmax())
        if away[far] == 0:
            break
        center = geodesy.destination(
            center, geodesy.azimuth(center, LatLon(float(lats[far]), float(lons[far]))), float(away[far]) / step
        )
    return center, float((geodesy.distances(center, lats, lons) / _M_PER_KM + km).max())


def answers(of: Targets, pairs: Sequence[Pair]) -> Answers:
    """Return for each pair (row) and each place (column) its answer as a place in `ranges.ANSWERS`."""
    found = np.zeros((len(pairs), len(of.globe)), np.int8)
    widest = float(of.km.max(initial=0.0))
    for area, rows in _by_area(pairs).items():
        farthest = max(pairs[row].band.high_km for row in rows) + area.uncertainty_km + widest
        around = of.globe.around(area.at, farthest * _M_PER_KM)
        km = of.km[around.index]
        for row in rows:
            told = reaches(pairs[row].band, around, origin_km=area.uncertainty_km, targets_km=km)
            found[row, around.index[: len(told)]] = told
    return found


def _by_area(pairs: Sequence[Pair]) -> Mapping[LaunchArea, list[int]]:
    grouped: dict[LaunchArea, list[int]] = {}
    for row, pair in enumerate(pairs):
        grouped.setdefault(pair.area, []).append(row)
    return grouped


def best(found: Answers) -> Answers:
    """Return the surest answer for each place, over all pairs."""
    surest: Answers = found.max(axis=0, initial=0)
    return surest


def tally(of: Targets, surest: Answers) -> dict[Reach, Tally]:
    """Return how many places are inside, and how many maybe, with the people who live there."""
    people = of.frame["population"].to_numpy()
    told = {}
    for code, answer in enumerate(ANSWERS):
        where = surest == code
        told[answer] = Tally(places=int(where.sum()), people=int(people[where].sum()))
    return told


def nearest(of: Targets, areas: Iterable[LaunchArea], rows: NDArray[np.intp], first: int) -> NDArray[np.intp]:
    """
    Return the places of `rows`, the nearest to any of the areas first.

    The `first` ones stand in the order of their distance; those behind them are farther, in the order of a lower bound of it.
    """
    if not len(rows):
        return rows
    place = np.full(len(of.globe), -1)
    place[rows] = np.arange(len(rows))
    least, most = np.full(len(rows), np.inf), np.full(len(rows), np.inf)
    areas = list(areas)
    for area in areas:
        around = of.globe.around(area.at, geodesy.MAX_RADIUS_M)
        here = place[around.index]
        kept = here >= 0
        least[here[kept]] = np.minimum(least[here[kept]], around.least[kept])
        most[here[kept]] = np.minimum(most[here[kept]], around.most[kept])
    # None of the first can be farther than so many surely are near.
    limit = np.partition(most, min(first, len(most)) - 1)[min(first, len(most)) - 1]
    order = np.argsort(least, kind="stable")
    some = order[: int(np.searchsorted(least[order], limit, side="right"))]
    lats, lons = of.globe.lats[rows[some]], of.globe.lons[rows[some]]
    away = np.min([geodesy.distances(area.at, lats, lons) for area in areas], axis=0)
    found: NDArray[np.intp] = rows[np.concatenate([some[np.argsort(away, kind="stable")], order[len(some) :]])]
    return found


def table(of: Targets, pairs: Sequence[Pair], found: Answers, rows: NDArray[np.intp]) -> pd.DataFrame:
    """
    Return some of the places with distance and direction from the nearest launch area, and the answer of each system.

    Columns are those of `targets`, then `answer`, `from` (the launch area that is nearest), `distance_km`, `azimuth`, and one for
    each system by its label: its surest answer from any of its areas.

    Parameters
    ----------
    of
        The places.
    pairs, found
        What was asked, and what `answers` returned for it.
    rows
        Which places, in which order.
    """
    shown = of.frame.iloc[rows].reset_index(drop=True)
    lats, lons = shown["lat"].to_numpy(np.float64), shown["lon"].to_numpy(np.float64)
    areas = list(_by_area(pairs))
    away = np.stack([geodesy.distances(area.at, lats, lons) for area in areas])
    nearest = away.argmin(axis=0)
    toward = np.stack([geodesy.azimuths(area.at, lats, lons) for area in areas])
    told = shown.assign(
        answer=_words(best(found[:, rows])),
        distance_km=away.min(axis=0) / _M_PER_KM,
        azimuth=np.take_along_axis(toward, nearest[np.newaxis], axis=0)[0],
        **{"from": [areas[n].label for n in nearest.tolist()]},
    )
    for label, which in _by_system(pairs).items():
        told[label] = _words(best(found[which][:, rows]))
    return told


def _by_system(pairs: Sequence[Pair]) -> dict[str, list[int]]:
    grouped: dict[str, list[int]] = {}
    for row, pair in enumerate(pairs):
        grouped.setdefault(pair.label, []).append(row)
    return grouped


def _words(codes: Answers) -> pd.Series:
    return pd.Series(np.array([str(one) for one in ANSWERS], dtype=object)[codes], dtype="string")


def reaching(spot: LatLon, spot_km: float, pairs: Iterable[Pair]) -> pd.DataFrame:
    """
    Return which systems from which areas reach one place: the surest first, then the nearest.

    Columns: `system`, `area`, `answer`, `distance_km`, `azimuth` (from the area), `margin_km` (by how much the longest figure
    exceeds what is needed at best; below 0: so much is missing), `low_km`, `high_km`, `claimed` (only the owner says so).
    """
    rows = []
    for pair in pairs:
        answer = reach(pair.band, pair.area.at, spot, origin_km=pair.area.uncertainty_km, target_km=spot_km)
        away = geodesy.distance(pair.area.at, spot) / _M_PER_KM
        rows.append(
            {
                "system": pair.label,
                "area": pair.area.label,
                "answer": str(answer),
                "distance_km": away,
                "azimuth": geodesy.azimuth(pair.area.at, spot),
                "margin_km": margin_km(pair.band, away, pair.area.uncertainty_km + spot_km),
                "low_km": pair.band.low_km,
                "high_km": pair.band.high_km,
                "claimed": pair.band.only_claimed,
                "order": ANSWERS.index(answer),
            }
        )
    columns = ["system", "area", "answer", "distance_km", "azimuth", "margin_km", "low_km", "high_km", "claimed", "order"]
    found = pd.DataFrame(rows, columns=columns).sort_values(
        ["order", "distance_km", "system"], ascending=[False, True, True], kind="stable"
    )
    return found.drop(columns="order").reset_index(drop=True)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Move:
    """What changes for the places when systems are moved from one area to another."""

    gained: NDArray[np.bool_]
    """Certainly in reach now, and not before."""
    lost: NDArray[np.bool_]
    maybe_gained: NDArray[np.bool_]
    """Possibly in reach now, and out of reach before."""
    maybe_lost: NDArray[np.bool_]
    before: Answers
    """The surest answer for each place."""
    after: Answers

    @classmethod
    def of(cls, before: Answers, after: Answers) -> Move:
        """Return what changes from some answers, one row a pair, to others."""
        old, new = best(before), best(after)
        sure, possible = ANSWERS.index(Reach.INSIDE), ANSWERS.index(Reach.MAYBE)
        return cls(
            gained=(new == sure) & (old != sure),
            lost=(old == sure) & (new != sure),
            maybe_gained=(new >= possible) & (old < possible),
            maybe_lost=(old >= possible) & (new < possible),
            before=old,
            after=new,
        )


def changes(of: Targets, move: Move, rows: NDArray[np.intp]) -> pd.DataFrame:
    """Return some of the places with the answer before and after the move, in the columns `before` and `after`."""
    return of.frame.iloc[rows].reset_index(drop=True).assign(before=_words(move.before[rows]), after=_words(move.after[rows]))
