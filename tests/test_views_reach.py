"""Places against systems from launch areas, one place against all of them, and what a move changes."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
import pytest

from geo.geodesy import Globe, azimuth, destination, distance
from geo.model import LatLon
from geo.ranges import ANSWERS, Band, FigureBasis, LaunchArea, Reach, reach
from geo.store import Snapshot
from geo.views import reach as views
from geo.views.reach import Move, Pair, Tally, Targets

HERE: Final = LatLon(33.3, 44.4)
TOWNS: Final = {"Near": 100, "Edge": 305, "Middle": 400, "Brink": 520, "Far": 900}
"""Kilometers east of `HERE`."""


def area(name: str = "Hills", at: LatLon = HERE, km: float = 20) -> LaunchArea:
    return LaunchArea(id=name.lower(), name=name, country="", at=at, uncertainty_km=km, source="invented", note="")


def pair(low: float, high: float, system: str = "Kestrel", where: LaunchArea | None = None) -> Pair:
    band = Band(low_km=low, high_km=high, figures=(), basis=frozenset({FigureBasis.ASSESSED}))
    return Pair(system=system, label=system, band=band, area=where or area())


@pytest.fixture
def world() -> Targets:
    """Return five towns in a row, a kilometer large each, with ten people for each kilometer."""
    spots = [destination(HERE, 90, km * 1000) for km in TOWNS.values()]
    frame = pd.DataFrame(
        {
            "id": [f"town:{name}" for name in TOWNS],
            "name": list(TOWNS),
            "country": "XX",
            "lat": [at.lat for at in spots],
            "lon": [at.lon for at in spots],
            "km": 1.0,
            "population": [km * 10 for km in TOWNS.values()],
            "what": "town",
            "kind": "city",
            "source": "invented",
        }
    )
    return views.targets(frame, pd.DataFrame(columns=["id", "name", "country", "lat", "lon", "km", "kind", "incidents"]))


def words(codes: np.ndarray) -> list[str]:
    return [str(ANSWERS[code]) for code in codes]


def test_each_place_has_the_answer_of_each_pair(world: Targets) -> None:
    found = views.answers(world, [pair(300, 500), pair(100, 100, "Kite")])
    assert words(found[0]) == ["inside", "maybe", "maybe", "maybe", "outside"]
    assert words(found[1]) == ["maybe", "outside", "outside", "outside", "outside"]
    assert words(views.best(found)) == ["inside", "maybe", "maybe", "maybe", "outside"]


def test_the_answers_are_those_that_each_question_alone_would_have(world: Targets) -> None:
    pairs = [pair(300, 500), pair(300, 500, where=area("Coast", destination(HERE, 90, 700_000))), pair(5, 9000, "Kite")]
    spots = [LatLon(lat, lon) for lat, lon in zip(world.frame["lat"], world.frame["lon"], strict=True)]
    each = [[reach(one.band, one.area.at, spot, origin_km=20, target_km=1) for spot in spots] for one in pairs]
    assert [words(row) for row in views.answers(world, pairs)] == each


def test_a_tally_counts_places_and_people(world: Targets) -> None:
    told = views.tally(world, views.best(views.answers(world, [pair(300, 500)])))
    assert told == {
        Reach.OUTSIDE: Tally(places=1, people=9000),
        Reach.MAYBE: Tally(places=3, people=12_250),
        Reach.INSIDE: Tally(places=1, people=1000),
    }


def test_the_table_has_distance_and_azimuth_from_the_nearest_area_and_an_answer_for_each_system(world: Targets) -> None:
    coast = area("Coast", destination(HERE, 90, 1_000_000))
    pairs = [pair(300, 500), pair(300, 500, where=coast), pair(150, 150, "Kite")]
    told = views.table(world, pairs, views.answers(world, pairs), np.array([4, 0]))
    assert told["name"].tolist() == ["Far", "Near"]
    assert told["from"].tolist() == ["Coast", "Hills"]
    assert told["answer"].tolist() == ["inside", "inside"]
    assert told["Kestrel"].tolist() == ["inside", "inside"]
    assert told["Kite"].tolist() == ["outside", "inside"]
    assert told["distance_km"].round(3).tolist() == [100, 100]
    far = LatLon(world.frame["lat"][4], world.frame["lon"][4])
    assert told["azimuth"][0] == azimuth(coast.at, far)


def test_the_nearest_places_come_first_exactly_as_far_as_they_are_shown() -> None:
    dice = np.random.default_rng(3)
    spots = [destination(HERE, float(turn), float(km) * 1000) for turn, km in dice.uniform((0, 1), (360, 3000), (400, 2))]
    frame = pd.DataFrame({"lat": [at.lat for at in spots], "lon": [at.lon for at in spots], "km": 1.0})
    globe = Globe.of(frame["lat"].to_numpy(), frame["lon"].to_numpy())
    towns = Targets(frame=frame, globe=globe, km=frame["km"].to_numpy())
    coast = destination(HERE, 90, 700_000)
    away = np.array([min(distance(HERE, at), distance(coast, at)) for at in spots])
    rows = np.arange(10, 400)
    found = views.nearest(towns, [area(), area("Coast", coast)], rows, 100)
    assert sorted(found) == rows.tolist()
    assert found[:100].tolist() == rows[np.argsort(away[10:], kind="stable")][:100].tolist()
    assert away[found[100:]].min() >= away[found[99]]
    assert len(views.nearest(towns, [area()], rows[:0], 100)) == 0


def test_the_nearest_come_first_even_where_meters_decide_and_the_sphere_errs_by_kilometers() -> None:
    spots = [destination(HERE, turn, 1_000_000 + (turn * 7) % 360) for turn in range(360)]
    frame = pd.DataFrame({"lat": [at.lat for at in spots], "lon": [at.lon for at in spots], "km": 1.0})
    towns = Targets(frame=frame, globe=Globe.of(frame["lat"].to_numpy(), frame["lon"].to_numpy()), km=frame["km"].to_numpy())
    found = views.nearest(towns, [area()], np.arange(360), 50)
    assert [(turn * 7) % 360 for turn in found[:50].tolist()] == list(range(50))


def test_one_place_is_told_who_reaches_it_the_surest_first(world: Targets) -> None:
    del world
    spot = destination(HERE, 90, 400_000)
    told = views.reaching(spot, 1, [pair(100, 200, "Kite"), pair(300, 500), pair(600, 700, "Heron")])
    assert told[["system", "answer"]].to_numpy().tolist() == [["Heron", "inside"], ["Kestrel", "maybe"], ["Kite", "outside"]]
    assert told["margin_km"].round(6).tolist() == [321, 121, -179]
    assert told["distance_km"].round(6).tolist() == [400, 400, 400]


def test_nobody_reaches_a_place_when_nothing_is_asked() -> None:
    assert views.reaching(HERE, 1, []).empty


def test_a_move_gains_and_loses_places(world: Targets) -> None:
    east = area("East", destination(HERE, 90, 900_000))
    moved = Move.of(views.answers(world, [pair(300, 300)]), views.answers(world, [pair(300, 300, where=east)]))
    names = world.frame["name"].to_numpy()
    assert names[moved.gained].tolist() == ["Far"]
    assert names[moved.lost].tolist() == ["Near"]
    assert names[moved.maybe_lost].tolist() == ["Near", "Edge"]
    told = views.changes(world, moved, np.array([0, 4]))
    assert told[["before", "after"]].to_numpy().tolist() == [["inside", "outside"], ["outside", "inside"]]


def test_places_of_the_reports_that_the_gazetteer_lacks_are_targets_too(world: Targets) -> None:
    told = pd.DataFrame(
        {
            "id": ["town:Far", "curated:depot"],
            "name": ["Far", "Harrow depot"],
            "country": "XX",
            "lat": [0.0, 34.0],
            "lon": [0.0, 44.0],
            "km": [1.0, 2.0],
            "kind": ["city", "base"],
            "incidents": [3, 1],
        }
    )
    found = views.targets(world.frame.drop(columns="incidents"), told).frame
    assert found["incidents"].tolist() == [0, 0, 0, 0, 3, 1]
    assert found.iloc[5][["name", "what", "population"]].tolist() == ["Harrow depot", "reported", 0]
    assert found["lat"][4] == world.frame["lat"][4]  # the gazetteer's own position


def test_a_disc_covers_the_places_of_an_actor() -> None:
    spots = [destination(HERE, bearing, 100_000) for bearing in (0, 120, 240)]
    frame = pd.DataFrame({"lat": [at.lat for at in spots], "lon": [at.lon for at in spots], "km": [5.0, 0.0, 5.0]})
    found = views.covering(frame)
    assert found is not None
    center, radius = found
    assert distance(center, HERE) < 3_000
    assert 103 < radius < 108
    assert all(distance(center, at) / 1000 <= radius for at in spots)
    assert views.covering(frame[:0]) is None


def test_the_reports_tell_where_things_happened(snapshot: Snapshot) -> None:
    told = views.reported(snapshot)
    assert list(told.columns) == ["id", "name", "country", "lat", "lon", "km", "kind", "incidents"]
    assert len(told) > 0
    assert told["incidents"].min() >= 1
    assert told["lat"].notna().all()
