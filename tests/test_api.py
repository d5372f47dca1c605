"""What the routes answer, and what they refuse and why."""

from __future__ import annotations

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate
from pathlib import Path
from typing import Any

import httpx
import pytest

from geo import api, invention, saving, store, views
from geo.api import routes, turns
from geo.model import Kind
from geo.settings import Settings
from geo.store import Snapshot
from geo.views import Filter, opening
from tests import worlds
from tests.browserless import Client

WORLD = {"west": -180, "south": -85, "east": 180, "north": 85, "zoom": 2}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a build folder with two newspapers and eight thousand invented records."""
    build = tmp_path_factory.mktemp("served")
    store.publish(worlds.atlas(), Settings(build=build))
    invention.publish(Settings(build=build), 8_000, 7)
    return build


@pytest.fixture
def there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    """Open what the routes will ask."""
    monkeypatch.setenv("INCIDENT_ATLAS_BUILD", str(folder))
    return opening.current(Settings(build=folder))


@pytest.fixture
def visitor(there: Snapshot) -> Client:
    """Return a browser of the app's own page."""
    del there
    return Client(api.mount("", list))


def told(answer: Any) -> Any:  # noqa: ANN401  # whatever JSON can hold
    assert answer.status_code == 200, answer.text
    return answer.json()


# --- whose turn it is ----------------------------------------------------------------------


def test_a_page_goes_on_when_its_map_has_been_answered(visitor: Client, there: Snapshot) -> None:
    chosen = Filter(kinds=(Kind.BOMBING,))
    with ThreadPoolExecutor(1) as page:
        begun = time.monotonic()
        going_on = page.submit(turns.wait, there.id, chosen, 60)
        while not going_on.done():
            told(visitor.get("/api/aggregate", params={**WORLD, **chosen.to_query(), "snapshot": there.id}))
        assert going_on.result()
        assert time.monotonic() < begun + 30


def test_a_page_waits_neither_for_the_map_of_another_nor_for_ever(visitor: Client, there: Snapshot) -> None:
    with ThreadPoolExecutor(1) as page:
        going_on = page.submit(turns.wait, there.id, Filter(kinds=(Kind.BOMBING,)), 1)
        while not going_on.done():
            told(visitor.get("/api/aggregate", params={**WORLD, "kind": "seizure", "snapshot": there.id}))
        assert not going_on.result()


def test_a_page_goes_on_when_its_map_was_refused(visitor: Client, there: Snapshot) -> None:
    with ThreadPoolExecutor(1) as page:
        going_on = page.submit(turns.wait, there.id, Filter(), 60)
        while not going_on.done():
            visitor.get("/api/aggregate", params={**WORLD, "north": -91, "snapshot": there.id})
        assert going_on.result()


# --- the map -------------------------------------------------------------------------------


def test_a_view_of_many_is_told_in_clusters(visitor: Client, there: Snapshot) -> None:
    picture = told(visitor.get("/api/aggregate", params=WORLD))
    spots = picture["spots"]
    assert (picture["snapshot"], picture["total"], picture["mode"]) == (there.id, 8_005, "clusters")
    assert sum(spots["n"]) == picture["in_view"] == sum(map(sum, spots["families"].values()))
    assert {len(spots[name]) for name in ("lat", "lon", "n", "kind", "status", "precision", "km", "name", "key", "box")} == {
        len(spots["n"])
    }
    assert max(spots["n"]) > 100


def test_a_view_of_few_tells_each_place_where_it_is(visitor: Client) -> None:
    picture = told(visitor.get("/api/aggregate", params={**WORLD, "dataset": "reports"}))
    spots = picture["spots"]
    lats, lons = ([round(step * picture["unit"], 5) for step in accumulate(spots[name])] for name in ("lat", "lon"))
    names = [picture["names"][name] for name in spots["name"]]
    kinds = [picture["kinds"][kind] for kind in spots["kind"]]
    assert sorted(zip(names, lats, lons, kinds, strict=True)) == [
        ("Calder", 10.5, 20.25, "protest"),
        ("Camp Orrin", 10.9, 20.4, "rocket_or_mortar_attack"),
    ]
    assert (picture["mode"], picture["extent"]) == ("places", [20.25, 10.5, 20.4, 10.9])
    assert picture["areas"] == [["admin1:AR.01", "Lowlands", 10.0, 20.0, {"armed": 1}]]


def test_a_key_finds_the_incident_it_was_given_for(visitor: Client) -> None:
    spots = told(visitor.get("/api/aggregate", params={**WORLD, "dataset": "reports"}))["spots"]
    rows = [told(visitor.get("/api/list", params={"key": key}))["rows"] for key in accumulate(spots["key"])]
    assert sorted(row["id"] for [row] in rows) == ["c-protest", "c-rockets"]


def test_the_filter_stands_in_the_query_as_in_the_url_of_a_page(visitor: Client, there: Snapshot) -> None:
    chosen = Filter(text="market", datasets=("invented",), within="-40,-100,60,120")
    picture = told(visitor.get("/api/aggregate", params={**WORLD, **chosen.to_query()}))
    assert picture["total"] == views.headline(there, chosen).incidents > 0


# --- lists, incidents, counts, shapes ------------------------------------------------------


def test_a_box_lists_what_stands_in_it_page_by_page(visitor: Client, there: Snapshot) -> None:
    box = {"west": 0, "south": 0, "east": 90, "north": 60}
    first, second = (told(visitor.get("/api/list", params={**box, "limit": 3, "offset": offset})) for offset in (0, 3))
    whole, total = views.some(there, Filter(), box=(0, 0, 90, 60), limit=6)
    assert [row["id"] for page in (first, second) for row in page["rows"]] == list(whole["id"])
    assert first["total"] == second["total"] == total
    assert set(first["rows"][0]) == {"id", "title", "kind", "when", "place", "status", "dataset", "key"}


def test_a_place_lists_what_is_said_of_it(visitor: Client) -> None:
    [row] = told(visitor.get("/api/list", params={"place": "country:AR", "dataset": "reports"}))["rows"]
    assert (row["id"], row["place"]) == ("c-transfer", "Ardania")
    assert told(visitor.get("/api/list", params={"place": "nowhere"})) == {"total": 0, "rows": []}


def test_an_incident_is_told_with_its_sentences(visitor: Client, there: Snapshot) -> None:
    assert [claim["source"] for claim in told(visitor.get("/api/incident/c-rockets"))["claims"]] == ["The Gazette", "herald.txt"]
    record = views.some(there, Filter(datasets=("invented",)), limit=1)[0]["id"][0]
    [claim] = told(visitor.get(f"/api/incident/{record}"))["claims"]
    assert (claim["source"], claim["sentence"][:3]) == ("Invented incidents", "On ")


def test_the_histogram_keeps_an_outline_of_everything(visitor: Client, there: Snapshot) -> None:
    answer = told(visitor.get("/api/histogram", params={"kind": "protest", "unit": "year", "from": "2020-01-01"}))
    assert set(answer["kinds"]) == {"protest"}
    assert sum(answer["outline"]) + answer["outline_undated"] == views.headline(there, Filter()).incidents
    assert len(answer["first"]) == len(answer["outline"]) == len(answer["kinds"]["protest"])
    whole = views.facets(there, Filter())["kinds"].set_index("value")["count"]
    assert sum(answer["kinds"]["protest"]) + answer["undated"] == whole["protest"]


def test_facets_are_those_of_the_pages(visitor: Client, there: Snapshot) -> None:
    answer = told(visitor.get("/api/facets", params={"status": "reported"}))
    frames = views.facets(there, Filter.from_query({"status": "reported"}))
    assert {name: [value for value, _, _ in rows] for name, rows in answer.items()} == {
        name: list(frame["value"]) for name, frame in frames.items()
    }


def test_the_shape_of_an_area_is_geojson(visitor: Client) -> None:
    shape = told(visitor.get("/api/shape/country:IQ"))
    assert (shape["type"], len(shape["coordinates"][0]) > 20) == ("Polygon", True)
    assert visitor.get("/api/shape/country:IQ").headers["cache-control"] == "private, max-age=86400"


# --- how it is sent ------------------------------------------------------------------------


def test_answers_are_packed_and_not_sent_twice(visitor: Client) -> None:
    first = visitor.get("/api/aggregate", params=WORLD, headers={"Accept-Encoding": "gzip"})
    assert first.headers["content-encoding"] == "gzip"
    assert int(first.headers["content-length"]) <= 25_000
    again = visitor.get("/api/aggregate", params=WORLD, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = visitor.get("/api/aggregate", params={**WORLD, "kind": "protest"}, headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200


def test_who_cannot_unpack_is_answered_plainly(visitor: Client) -> None:
    answer = visitor.get("/api/aggregate", params=WORLD, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in answer.headers
    assert json.loads(answer.content)["total"] == 8_005


def test_the_same_question_has_the_same_bytes(visitor: Client) -> None:
    def asked() -> httpx.Response:
        routes._ANSWERS.clear()
        return visitor.get("/api/aggregate", params=WORLD)

    assert asked().content == asked().content
    assert asked().headers["etag"] == asked().headers["etag"]


def test_the_routes_stand_below_the_base_path(there: Snapshot) -> None:
    assert there.id
    client = Client(api.mount("maps/room1", list))
    assert [client.get(path).status_code for path in ("/maps/room1/api/facets", "/api/facets")] == [200, 404]


# --- refusals ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/api/aggregate?west=0&south=0&east=1&north=1", "zoom is a number"),
        ("/api/aggregate?west=0&south=0&east=1&north=1&zoom=x", "zoom is a number"),
        ("/api/aggregate?west=0&south=0&east=1&north=1&zoom=nan", "zoom is a number"),
        ("/api/aggregate?west=0&south=0&east=1&north=1&zoom=99", "not a view of the map"),
        ("/api/aggregate?west=5&south=0&east=1&north=1&zoom=3", "not a view of the map"),
        ("/api/aggregate?west=0&south=9&east=1&north=1&zoom=3", "not a view of the map"),
        ("/api/aggregate?west=0&south=0&east=1e300&north=1&zoom=3", "not a view of the map"),
        ("/api/list?limit=0", "limit is 1 to"),
        ("/api/list?limit=1000000", "limit is 1 to"),
        ("/api/list?offset=-1", "limit is 1 to"),
        ("/api/list?key=x", "key is a number"),
        ("/api/histogram?unit=fortnight", "unit is one of day, week, month, year"),
    ],
)
def test_nonsense_is_refused_with_the_reason(visitor: Client, path: str, why: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 400
    assert why in answer.json()["message"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/facets?snapshot=0123456789ab",
        "/api/incident/nobody",
        "/api/incident/' OR 1=1 --",
        "/api/list?key=99999999",
        "/api/list?key=-1",
        "/api/shape/atlantis",
    ],
)
def test_what_is_not_there_is_not_found(visitor: Client, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 404
    assert answer.json()["message"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_pages_of_another_origin_are_refused(visitor: Client, headers: dict[str, str]) -> None:
    answer = visitor.get("/api/facets", headers=headers)
    assert (answer.status_code, answer.json()) == (403, {"message": "only the app's own pages may ask here"})


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://127.0.0.1:8501", "Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}]
)
def test_pages_of_the_app_are_answered(visitor: Client, headers: dict[str, str]) -> None:
    assert visitor.get("/api/facets", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("allowed", "host", "status"),
    [
        ([], "anything.example", 200),
        (["maps.example"], "maps.example:8501", 200),
        (["maps.example"], "MAPS.example.", 200),
        (["*.example"], "maps.example", 200),
        (["*"], "maps.example", 200),
        (["maps.example"], "evil.example", 403),
        (["*.example"], "example", 403),
        (["maps.example"], "maps.example@evil", 403),
    ],
)
def test_names_are_held_against_the_list_that_the_app_itself_obeys(
    there: Snapshot, allowed: list[str], host: str, status: int
) -> None:
    assert there.id
    assert Client(api.mount("", lambda: allowed)).get("/api/facets", headers={"Host": host}).status_code == status


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_changed_by_a_route(visitor: Client, method: str) -> None:
    assert visitor.request(method, "/api/facets").status_code == 405


def test_a_question_over_its_budget_is_cut_off_and_says_what_to_do(
    visitor: Client, there: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless = "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range + b.range = -1"
    monkeypatch.setattr(routes.views, "picture", lambda of, *_: of.ask(endless, budget=0.1))
    answer = visitor.get("/api/aggregate", params={**WORLD, "text": "a question that nobody has asked before"})
    assert answer.status_code == 503
    assert "ask for less" in answer.json()["message"]
    monkeypatch.undo()
    assert views.headline(there, Filter(text="the road was closed until")).incidents > 0


def test_without_a_snapshot_no_path_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENT_ATLAS_BUILD", str(tmp_path / "nothing here"))
    answer = Client(api.mount("", list)).get("/api/facets")
    assert (answer.status_code, answer.json()) == (
        503,
        {"message": "there is no snapshot that can be read; run `python -m geo check`"},
    )


# --- files ---------------------------------------------------------------------------------


@pytest.fixture
def kept(folder: Path) -> Path:
    """Return a file that was made for a visitor."""
    path = saving.reserve(Settings(build=folder), saving.FORMS["csv"])
    saving.put(path, lambda file: file.write(b"id\n"))
    return path


def test_a_file_that_was_made_is_handed_to_whoever_knows_its_name(visitor: Client, kept: Path) -> None:
    answer = visitor.get(f"/api/saved/{kept.parent.name}/{kept.name}")
    assert (answer.status_code, answer.text, answer.headers["content-type"]) == (200, "id\n", "text/csv; charset=utf-8")
    assert answer.headers["content-disposition"] == 'attachment; filename="incidents.csv"'
    assert answer.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize(
    "name",
    [
        "{token}/other.csv",
        "{token}/..",
        "A" * 43 + "/incidents.csv",
        "../x/incidents.csv",
        "{token}/%2e%2e%2f%2e%2e%2fmanifest.json",
    ],
)
def test_no_other_file_is_handed_out(visitor: Client, kept: Path, name: str) -> None:
    answer = visitor.get(f"/api/saved/{name.format(token=kept.parent.name)}")
    assert answer.status_code == 404


def test_a_file_is_handed_to_no_page_of_another_origin(visitor: Client, kept: Path) -> None:
    answer = visitor.get(f"/api/saved/{kept.parent.name}/{kept.name}", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


def test_files_of_yesterday_are_swept_when_another_is_made(folder: Path, kept: Path) -> None:
    day = 24 * 3600
    os.utime(kept.parent, (kept.stat().st_mtime - day, kept.stat().st_mtime - day))
    saving.reserve(Settings(build=folder), saving.FORMS["csv"])
    assert not kept.exists()
