"""What a scene shows: the same as the page it was kept from, without a page."""

from __future__ import annotations

from datetime import date

import pytest

from geo.briefing import Scene, Shown, View, shown
from geo.settings import Settings
from geo.store import Snapshot
from geo.views import Filter


def look(snapshot: Snapshot, settings: Settings, most: int = 100_000, **query: str | tuple[str, ...]) -> Shown:
    asked = tuple(sorted((name, (value,) if isinstance(value, str) else value) for name, value in query.items()))
    return shown(snapshot, settings, Scene(id="scene001", title="", query=asked), most=most)


def test_a_scene_without_a_query_shows_everything_and_what_stands_on_the_map_first(
    snapshot: Snapshot, settings: Settings
) -> None:
    told = look(snapshot, settings)
    assert list(told.frame["id"]) == ["c-rockets", "c-protest", "c-guns", "c-transfer", "c-sworn"]
    assert (told.total, told.unmapped, told.undated, told.sources) == (5, 2, 1, 2)
    assert (told.first, told.last, told.selected, told.at, told.theme) == (date(2031, 4, 28), date(2031, 5, 8), "", None, "light")


def test_a_frame_that_is_full_keeps_what_stands_on_the_map_and_the_counts_stay_true(
    snapshot: Snapshot, settings: Settings
) -> None:
    told = look(snapshot, settings, most=2)
    assert (list(told.frame["id"]), told.total) == (["c-rockets", "c-protest"], 5)


def test_the_filter_the_choice_and_the_look_are_those_of_the_query(snapshot: Snapshot, settings: Settings) -> None:
    query: dict[str, str] = {"kind": "protest", "incident": "c-protest", "look": "projector", "theme": "dark"}
    told = look(snapshot, settings, 100_000, **query)
    assert (list(told.frame["id"]), told.selected, told.theme, told.sources) == (["c-protest"], "c-protest", "projector", 1)
    assert look(snapshot, settings, theme="dark").theme == "dark"
    assert look(snapshot, settings, look="dark").theme == "dark"


def test_what_time_has_not_come_to_is_not_shown_nor_what_has_no_date(snapshot: Snapshot, settings: Settings) -> None:
    assert list(look(snapshot, settings, until="2031-05-06").frame["id"]) == ["c-rockets", "c-protest", "c-transfer"]
    assert look(snapshot, settings, until="2031-05-07", window="yes").filter == Filter(
        first=date(2031, 5, 4), last=date(2031, 5, 7), undated=False
    )


@pytest.mark.parametrize(
    ("at", "view"),
    [
        ("33.1000,44.2000,6", View(lat=33.1, lon=44.2, zoom=6)),
        ("-12,190,3", View(lat=-12, lon=-170, zoom=3)),
        ("91,0,3", None),
        ("nan,0,3", None),
        ("1,2", None),
        ("<script>", None),
    ],
)
def test_the_view_is_as_the_map_wrote_it_and_what_is_none_is_none(
    snapshot: Snapshot, settings: Settings, at: str, view: View | None
) -> None:
    assert look(snapshot, settings, at=at).at == view


def test_rings_stand_around_what_the_url_names(snapshot: Snapshot, settings: Settings) -> None:
    rings = ("own:Kite;40;60;;my reckoning@at:33.5000,44.2000,10,Camp", "own:Kite;40;60;;x@place:geonames:1", "nothing@nowhere")
    told = look(snapshot, settings, ring=rings)
    assert [(pair.label, pair.area.label) for pair in told.pairs] == [
        ("Kite (yours)", "Camp (yours)"),
        ("Kite (yours)", "Calder (in the reports)"),
    ]


def test_a_ring_may_stand_around_where_an_actor_is_said_to_have_acted(snapshot: Snapshot, settings: Settings) -> None:
    [pair] = look(snapshot, settings, ring="own:Kite;40;60;;x@actor:river_front").pairs
    assert pair.area.name == "where River Front is said to have acted"


def test_every_picture_says_what_it_rests_on_in_plain_text(snapshot: Snapshot, settings: Settings) -> None:
    assert look(snapshot, settings).as_of == (
        f"2 documents, newest incident 8 May 2031 · snapshot {snapshot.id[:12]} · basemap Natural Earth"
    )
