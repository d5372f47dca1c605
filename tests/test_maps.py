"""Nothing is drawn more exactly than it was said; the map under it all never changes."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import folium
import pandas as pd
import pytest

from geo import maps
from geo.errors import FactsError, InputError
from geo.geodesy import distance
from geo.maps import incidents
from geo.maps.shapes import outlines
from geo.maps.symbols import signs
from geo.model import FAMILY_OF, PHYSICAL, Kind, LatLon
from tests.attacks import ATTACKS

BASE: Final = {
    "id": "c0ffee000001",
    "title": "Missile strike on the depot",
    "kind": "missile_strike",
    "family": "explosive",
    "status": "reported",
    "first": pd.Timestamp("2031-02-03"),
    "last": pd.Timestamp("2031-02-03"),
    "date_precision": "day",
    "place_id": "curated:calder",
    "place_name": "Calder",
    "place_precision": "settlement",
    "lat": 33.3,
    "lon": 44.4,
    "west": None,
    "south": None,
    "east": None,
    "north": None,
    "uncertainty_km": 8.0,
    "mapped": True,
}


def frame(*changes: Mapping[str, object]) -> pd.DataFrame:
    """Return rows of `views.incidents`, each like the first with some cells changed; ids count on."""
    rows = [BASE | {"id": f"c0ffee{number:06}"} | change for number, change in enumerate(changes, start=1)]
    return pd.DataFrame(rows, columns=list(BASE))


def content(group: folium.FeatureGroup) -> Any:  # noqa: ANN401  # JSON
    """Return what the browser is told by the one element of a layer."""
    [element] = group._children.values()
    told = base64.b64decode(getattr(element, "content", None) or element.words)
    return json.loads(told if told.startswith((b"{", b"[")) else zlib.decompress(told))


TEXTS: Final = {
    "kind": "kinds",
    "status": "statuses",
    "precision": "precisions",
    "name": "names",
    "title": "titles",
    "when": "whens",
}


def marks(*changes: Mapping[str, object]) -> list[dict[str, Any]]:
    """Return the rows that the browser is given, put together again as it does it."""
    told = content(maps.incident_layer(frame(*changes)))
    found, lat, lon = [], 0, 0
    for number in range(len(told["rows"]["id"])):
        row = {name: values[number] for name, values in told["rows"].items()}
        lat, lon = lat + row["lat"], lon + row["lon"]
        texts = {name: told[of][row[name]] for name, of in TEXTS.items()}
        found.append(row | texts | {"lat": lat / 100_000, "lon": lon / 100_000, "km": row["km"] / 10})
    return found


# --- what is drawn where ---------------------------------------------------------------------


def test_a_mark_says_where_what_how_exactly_and_in_which_words() -> None:
    assert marks({}) == [
        {
            "id": "c0ffee000001",
            "lat": 33.3,
            "lon": 44.4,
            "kind": "missile_strike",
            "status": "reported",
            "precision": "settlement",
            "km": 8.0,
            "name": "Calder",
            "title": "Missile strike on the depot",
            "when": "3 Feb 2031",
        }
    ]


def test_marks_come_from_south_to_north_and_keep_their_own_words() -> None:
    rows = [{"lat": 40.5, "title": "north", "first": None, "last": None}, {"lat": -12.25, "lon": -70.0, "title": "south"}]
    assert [(row["title"], row["lat"], row["lon"], row["when"]) for row in marks(*rows)] == [
        ("south", -12.25, -70.0, "3 Feb 2031"),
        ("north", 40.5, 44.4, "undated"),
    ]


def test_more_than_a_layer_holds_is_left_out_and_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incidents, "MAX_EMBEDDED", 2)
    told = content(maps.incident_layer(frame({}, {}, {}), left_out=4))
    assert (len(told["rows"]["id"]), told["left_out"]) == (2, 5)


def test_a_hundred_thousand_incidents_travel_in_two_megabytes() -> None:
    many = 100_000
    rows = frame({}).loc[[0] * many]
    rows = rows.assign(
        id=[f"acled:{number}" for number in range(many)],
        lat=[20 + number * 0.61803 % 1 * 25 for number in range(many)],
        lon=[35 + number * 0.41421 % 1 * 35 for number in range(many)],
        place_name=[f"Town {number % 5000}" for number in range(many)],
    )
    [element] = maps.incident_layer(rows)._children.values()
    assert len(element.content) < 2_000_000


# --- what is asked of the server -------------------------------------------------------------


def test_a_served_layer_holds_the_question_and_no_incident() -> None:
    question = maps.Question(
        query={"kind": ["protest", "arrest"], "text": ["depot"]}, snapshot="5nap", total=9, extent=(1, 2, 3, 4)
    )
    told = content(maps.served_layer(question))
    assert {name: told[name] for name in ("api", "query", "snapshot", "total", "extent", "selected")} == {
        "api": "../../api/",
        "query": [["kind", "protest"], ["kind", "arrest"], ["text", "depot"]],
        "snapshot": "5nap",
        "total": 9,
        "extent": [1, 2, 3, 4],
        "selected": None,
    }
    assert "rows" not in told


def test_a_question_is_read_at_once_and_with_no_wait_for_the_browser_to_inflate_it() -> None:
    [element] = maps.served_layer(maps.Question(query={}, snapshot="5nap"))._children.values()
    assert base64.b64decode(element.content).startswith(b"{")


def test_the_selected_incident_goes_along_with_the_question() -> None:
    told = content(maps.served_layer(maps.Question(query={}, snapshot="5nap"), frame({})))
    assert (told["selected"], told["mark"]["title"], told["mark"]["lat"], told["mark"]["km"]) == (
        "c0ffee000001",
        "Missile strike on the depot",
        33.3,
        8.0,
    )


def test_a_selected_incident_that_is_known_to_an_area_marks_the_area() -> None:
    told = content(maps.served_layer(maps.Question(query={}, snapshot="5nap"), frame(SOMEWHERE)))
    assert (told["area"], "mark" in told) == ("curated:marches", False)


@pytest.mark.parametrize("precision", ["area", "country", "unknown"])
def test_what_is_known_no_closer_than_an_area_gets_no_mark(precision: str) -> None:
    assert marks({"place_precision": precision}) == []


def test_what_is_not_mapped_gets_no_mark() -> None:
    assert marks({"mapped": False}) == []


@pytest.mark.parametrize("missing", [None, float("nan")])
def test_no_position_no_mark(missing: float | None) -> None:
    assert marks({"lat": missing}) == []


@pytest.mark.parametrize(("precision", "km"), [("exact", 1.0), ("settlement", 5.0), ("near", 25.0)])
def test_a_place_without_a_size_gets_that_of_its_precision(precision: str, km: float) -> None:
    assert marks({"place_precision": precision, "uncertainty_km": None})[0]["km"] == km


def test_a_country_is_a_badge_that_leads_to_its_list_and_never_a_mark() -> None:
    country = {"place_precision": "country", "place_name": "Lowlands", "mapped": False}
    told = content(maps.incident_layer(frame(country, {}, country)))
    assert told["countries"] == [["curated:calder", "Lowlands", {"explosive": 2}]]
    assert told["rows"]["id"] == ["c0ffee000002"]


def test_words_about_a_country_make_no_badge() -> None:
    told = content(maps.incident_layer(frame({"place_precision": "country", "mapped": False, "family": "words"})))
    assert told["countries"] == []


def test_the_fullest_badge_comes_first() -> None:
    names = ("Lowlands", "Uplands", "Uplands")
    rows = [{"place_precision": "country", "mapped": False, "place_name": name} for name in names]
    told = content(maps.incident_layer(frame(*rows)))
    assert [(name, counts["explosive"]) for _, name, counts in told["countries"]] == [("Uplands", 2), ("Lowlands", 1)]


def test_no_incidents_no_marks() -> None:
    told = content(maps.incident_layer(frame()))
    assert (told["rows"]["id"], told["countries"], told["left_out"]) == ([], [], 0)


# --- areas -----------------------------------------------------------------------------------

SOMEWHERE: Final = {"place_precision": "area", "place_id": "curated:marches", "place_name": "the Marches"}
BOX: Final = {"west": 45.5, "south": 30.8, "east": 47.5, "north": 32.2}


def areas(*changes: Mapping[str, object]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = content(maps.area_layer(frame(*changes)))["areas"]
    return found


def test_incidents_in_one_area_share_its_shape() -> None:
    [area] = areas(SOMEWHERE | BOX, {}, SOMEWHERE | BOX)
    assert (area["id"], area["name"], area["shade"], area["n"], area["counts"]) == (
        "curated:marches",
        "the Marches",
        False,
        2,
        {"explosive": 2},
    )
    assert area["shape"]["type"] == "Polygon"


def test_an_area_with_an_outline_is_drawn_by_it_and_not_by_its_box() -> None:
    known = next(key for key in outlines().wkb if key.startswith("admin1:"))
    [area] = areas(SOMEWHERE | BOX | {"place_id": known})
    [boxed] = areas(SOMEWHERE | BOX)
    assert area["shape"] != boxed["shape"]


def test_an_area_without_any_shape_is_not_drawn() -> None:
    assert areas(SOMEWHERE) == []


def test_a_box_over_the_antimeridian_is_one_shape() -> None:
    [area] = areas(SOMEWHERE | BOX | {"west": 170, "east": -170})
    longitudes = {point[0] for point in area["shape"]["coordinates"][0]}
    assert longitudes == {170.0, 190.0}


def test_a_country_is_shaded_and_said_so() -> None:
    [area] = areas(BOX | {"place_precision": "country", "place_id": "country:none", "mapped": False})
    assert area["shade"]


# --- dates -----------------------------------------------------------------------------------

D3, D9 = date(2031, 2, 3), date(2031, 2, 9)


@pytest.mark.parametrize(
    ("first", "last", "precision", "said"),
    [
        (D3, D3, "day", "3 Feb 2031"),
        (D3, D9, "week", "3 Feb 2031 to 9 Feb 2031"),
        (date(2031, 2, 1), date(2031, 2, 28), "month", "Feb 2031"),
        (date(2031, 1, 1), date(2031, 12, 31), "year", "2031"),
        (D3, None, "open", "since 3 Feb 2031"),
        (None, D3, "open", "until 3 Feb 2031"),
        (None, None, "unknown", "undated"),
        (pd.NaT, pd.NaT, "unknown", "undated"),
        (pd.Timestamp("2031-02-03"), pd.Timestamp("2031-02-03"), "day", "3 Feb 2031"),
    ],
)
def test_a_date_is_told_as_exactly_as_it_was_said(first: object, last: object, precision: str, said: str) -> None:
    assert maps.when(first, last, precision) == said


# --- the map underneath ----------------------------------------------------------------------


def script(base: folium.Map) -> str:
    """Return the page with the names of its variables, which are drawn by lot, left out."""
    page = base.get_root().render()
    for element in (base, *base._children.values()):
        page = page.replace(element._id, "")
    return "\n".join(line for line in page.splitlines() if "_add" not in line)


@pytest.mark.parametrize("theme", list(maps.Theme))
def test_the_map_under_the_layers_is_always_the_same(theme: maps.Theme) -> None:
    assert script(maps.base_map(theme)) == script(maps.base_map(theme))


def test_themes_differ() -> None:
    assert len({script(maps.base_map(theme)) for theme in maps.Theme}) == len(maps.Theme)


@pytest.mark.parametrize("attack", ATTACKS)
def test_text_of_documents_reaches_the_browser_unchanged_and_never_as_code(attack: str) -> None:
    rows = frame({"title": attack, "place_name": attack}, SOMEWHERE | BOX | {"title": attack, "place_name": attack})
    told = content(maps.incident_layer(rows))
    assert (told["titles"], told["names"]) == ([attack], [attack])
    assert content(maps.area_layer(rows))["areas"][0]["name"] == attack


# --- signs -----------------------------------------------------------------------------------


def test_every_kind_has_its_sign() -> None:
    assert {kind: sign.family for kind, sign in maps.signs().items()} == FAMILY_OF


def test_no_two_kinds_on_the_map_share_shape_and_letter() -> None:
    drawn = [(sign.shape, sign.letter) for sign in maps.signs().values() if sign.family in PHYSICAL]
    assert len(set(drawn)) == len(drawn)


def test_the_legend_names_every_family_on_the_map() -> None:
    [shown, *_] = maps.legend("light")
    assert [entry["label"] for entry in shown] == ["Explosive", "Armed", "Unrest", "Coercion"]


def test_the_dark_map_has_its_own_colors() -> None:
    assert maps.signs()[Kind.PROTEST].color(maps.Theme.DARK) != maps.signs()[Kind.PROTEST].color(maps.Theme.PROJECTOR)


def test_a_wrong_kind_is_named_with_its_line(tmp_path: Path) -> None:
    table = tmp_path / "kinds.csv"
    table.write_text("kind,family,letter,shape,light,dark\npillow_fight,unrest,P,circle,#000000,#ffffff\n")
    with pytest.raises(FactsError, match=r"kinds\.csv, line 2"):
        signs(table)


# --- ranges ----------------------------------------------------------------------------------

ORIGIN: Final = LatLon(33.34058, 44.40088)


def band(certain: float, possible: float, *, claimed: bool = False) -> maps.RangeBand:
    return maps.RangeBand(center=ORIGIN, certain_km=certain, possible_km=possible, label="Kestrel", claimed=claimed)


def test_the_edges_lie_at_the_distances_that_were_stated() -> None:
    [told] = content(maps.ring_layer([band(280, 320)]))
    outer, inner = ({round(distance(ORIGIN, LatLon(*at)) / 1000, 1) for at in edge} for edge in told["edges"])
    assert (outer, inner) == ({320.0}, {280.0})


def test_a_band_fades_from_certain_to_possible_without_a_seam() -> None:
    [told] = content(maps.ring_layer([band(280, 320)]))
    seen = 0.0
    steps = []
    for fill in told["fills"]:
        seen += (1 - seen) * fill["opacity"]
        steps.append(round(seen, 3))
    assert steps == [0.167, 0.333, 0.5, 0.667, 0.833, 1.0]


def test_a_figure_without_a_spread_is_one_edge_and_one_fill() -> None:
    [told] = content(maps.ring_layer([band(300, 300)]))
    assert (len(told["edges"]), len(told["fills"])) == (1, 1)


def test_what_is_nowhere_certain_has_only_its_outer_edge() -> None:
    [told] = content(maps.ring_layer([band(0, 300)]))
    assert len(told["edges"]) == 1


def test_the_widest_band_lies_at_the_bottom_and_keeps_its_color() -> None:
    alone = content(maps.ring_layer([band(280, 320)]))[0]["color"]
    wide, narrow = content(maps.ring_layer([band(280, 320), band(650, 750, claimed=True)]))
    assert (wide["claimed"], narrow["claimed"], narrow["color"]) == (True, False, alone)


def test_a_band_over_the_antimeridian_has_whole_edges_and_split_fills() -> None:
    far = maps.RangeBand(center=LatLon(0, 179), certain_km=500, possible_km=500, label="Kestrel")
    [told] = content(maps.ring_layer([far]))
    steps = [abs(b[1] - a[1]) for a, b in zip(told["edges"][0], told["edges"][0][1:], strict=False)]
    assert max(steps) < 10
    assert len(told["fills"][0]["polygons"]) == 2


@pytest.mark.parametrize(("certain", "possible"), [(400, 300), (-1, 300), (0, 0)])
def test_a_band_that_runs_inwards_is_refused(certain: float, possible: float) -> None:
    with pytest.raises(InputError, match="outwards"):
        band(certain, possible)


def test_more_bands_than_can_be_told_apart_are_refused() -> None:
    with pytest.raises(InputError, match="at most 6"):
        maps.ring_layer([band(280, 320)] * 7)


# --- what the map tells ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "event"),
    [
        ("pick:c0ffee000001|17", maps.Picked("c0ffee000001")),
        ("pick:acled:IRQ123|18", maps.Picked("acled:IRQ123")),
        ("pick:|19", None),
        ("pick:<b>|20", None),
        ("box:44.1,33.2,44.3,33.4|21", maps.Boxed(44.1, 33.2, 44.3, 33.4)),
        ("box:44.1,33.2,nan,33.4|22", None),
        ("box:44.1,33.2|23", None),
        ("area:curated:marches|24", maps.Chosen("curated:marches")),
        ("within:33.1,44.2,33.5,44.9|25", maps.Drawn("33.1,44.2,33.5,44.9")),
        ("within:33.1,44.2,33.5,44.9,33|26", None),
        ("within:|27", maps.Drawn("")),
        ("look:projector|28", maps.Looked(maps.Theme.PROJECTOR)),
        ("look:page|29", maps.Looked(None)),
        ("look:disco|30", None),
        ("view:33.0000,44.0000,6|20", None),
        ("Calder", None),
        ("", None),
        (None, None),
    ],
)
def test_a_message_of_the_map_is_heard(message: str | None, event: maps.Event | None) -> None:
    assert maps.heard({maps.CHANNEL: message}) == event


def test_no_value_is_no_event() -> None:
    assert maps.heard(None) is None


def test_a_view_is_told_as_it_was_asked() -> None:
    assert content(maps.view_layer("33.0000,44.0000,6")) == {"view": "33.0000,44.0000,6", "look": "", "within": ""}
