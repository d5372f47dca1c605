"""Pictures join places as the screen does: `static/spots.js`, run by node, makes the same spots of the same rows."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from typing import Any, Final

import pandas as pd
import pytest

from geo.drawings.spots import Spot, clusters, gathered, places_of, ring_radius
from geo.maps.columns import columns, positioned
from geo.settings import home
from geo.views.signs import Theme, kind_signs

NODE: Final = shutil.which("node")
ZOOMS: Final = (2, 4, 5.5, 7, 8, 9, 11)
SCRIPT: Final = """
globalThis.window = globalThis;
require(process.argv[1]);
const { content, signs, zooms, marked } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const places = atlasSpots.placesOf(content, signs);
const told = (spot) => ({
  key: spot.key, x: spot.x, y: spot.y, n: spot.n, families: spot.counts, kind: spot.kind || "", status: spot.status || "",
  town: Boolean(spot.town), name: spot.name,
  ids: (spot.members || [spot]).flatMap((one) => one.items).map((i) => content.rows.id[i]).sort(),
});
const isMarked = (spot) => spot.items.some((i) => content.rows.id[i] === marked);
console.log(JSON.stringify(zooms.map((zoom) => atlasSpots.clusters(places, zoom, isMarked, false).map(told))));
"""


def world(seed: int, count: int) -> pd.DataFrame:
    """Return rows in and around a few towns, some at one position, some only near it."""
    chance = random.Random(seed)  # noqa: S311
    towns = [(chance.uniform(-60, 60), chance.uniform(-179, 179), f"Town {n}") for n in range(12)]
    rows: list[dict[str, Any]] = []
    for n in range(count):
        lat, lon, name = chance.choice(towns)
        spread = chance.choice((0.0, 0.0, 0.02, 0.5))
        precision = chance.choice(("exact", "settlement", "settlement", "near"))
        rows.append(
            {
                "id": f"i{n:05}",
                "title": f"Title {n}",
                "kind": chance.choice(("protest", "shooting", "drone_strike", "arrest")),
                "status": chance.choice(("reported", "denied", "confirmed")),
                "place_precision": precision,
                "place_name": name if spread == 0.0 else f"{name}, quarter {n}",
                "lat": round(lat + chance.uniform(-spread, spread), 5),
                "lon": round(lon + chance.uniform(-spread, spread), 5),
                "uncertainty_km": chance.choice((None, 2.0, 7.5, 30.0)),
                "mapped": True,
                "first": pd.Timestamp("2031-05-06"),
                "last": pd.Timestamp("2031-05-06"),
                "date_precision": "day",
            }
        )
    return pd.DataFrame(rows)


def of_the_screen(frame: pd.DataFrame, marked: str) -> list[list[dict[str, Any]]]:
    asked = {"content": columns(positioned(frame)), "signs": kind_signs(Theme.LIGHT), "zooms": ZOOMS, "marked": marked}
    script = home() / "static" / "spots.js"
    ran = subprocess.run(  # noqa: S603
        [str(NODE), "-e", SCRIPT, str(script)], input=json.dumps(asked), capture_output=True, text=True, check=True, timeout=60
    )
    answer: list[list[dict[str, Any]]] = json.loads(ran.stdout)
    return answer


def told(spot: Spot, frame: pd.DataFrame) -> dict[str, Any]:
    return {
        "key": spot.key,
        "x": pytest.approx(spot.x, abs=1e-12),
        "y": pytest.approx(spot.y, abs=1e-12),
        "n": spot.n,
        "families": dict(spot.families),
        "kind": spot.kind,
        "status": spot.status,
        "town": spot.town,
        "name": spot.name,
        "ids": sorted(frame["id"].iloc[list(spot.rows)]),
    }


@pytest.mark.skipif(NODE is None, reason="there is no node here to run the code of the screen")
@pytest.mark.parametrize(("seed", "count"), [(1, 3), (2, 60), (3, 700)])
def test_a_picture_makes_the_same_spots_of_the_same_rows_as_the_screen(seed: int, count: int) -> None:
    frame = world(seed, count)
    places = places_of(frame)
    screen = of_the_screen(frame, "i00001")
    for zoom, expected in zip(ZOOMS, screen, strict=True):
        mine = [told(spot, frame) for spot in clusters(places, zoom, 1)]
        assert sorted(mine, key=lambda one: str(one["key"])) == sorted(expected, key=lambda one: str(one["key"]))


def test_rows_at_one_position_said_equally_exactly_are_one_place() -> None:
    frame = world(4, 3).assign(
        lat=[10.0, 10.0, 10.0],
        lon=20.0,
        place_precision=["settlement", "settlement", "near"],
        kind=["protest", "arrest", "protest"],
    )
    town, near = sorted(places_of(frame), key=lambda spot: spot.near)
    assert (town.n, town.rows, dict(town.families), town.kind) == (2, (0, 1), {"unrest": 1, "coercion": 1}, "")
    assert (near.n, near.near, near.town) == (1, True, False)


def test_what_has_no_position_of_its_own_is_no_spot() -> None:
    frame = world(5, 4).assign(place_precision=["area", "country", "unknown", "exact"], mapped=[True, True, True, False])
    assert places_of(frame) == []


def test_what_is_marked_stands_alone_at_every_zoom() -> None:
    frame = world(6, 400)
    alone = [spot for spot in clusters(places_of(frame), 2, 7) if 7 in spot.rows]
    assert [spot.is_ring for spot in alone] == [False]


def test_no_incident_is_lost_or_counted_twice() -> None:
    frame = world(7, 900)
    for zoom in ZOOMS:
        assert sorted(row for spot in clusters(places_of(frame), zoom) for row in spot.rows) == list(range(900))


def test_joining_nothing_gives_nothing() -> None:
    assert gathered([], 0.1) == []
    assert clusters([], 5) == []


def test_a_ring_grows_with_what_is_in_it_and_stops() -> None:
    assert ring_radius(2) < ring_radius(50) < ring_radius(10**9) == 28


def test_rows_that_were_left_out_before_keep_their_numbers() -> None:
    frame = world(8, 5)
    some = frame.assign(_row=range(5)).iloc[[1, 4]]
    assert sorted(row for spot in places_of(some) for row in spot.rows) == [1, 4]
