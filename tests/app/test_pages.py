"""The pages, as a visitor meets them: full, filtered, empty and broken."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from geo import api
from geo.model import Carrier, Kind
from geo.ui import loaders, mount
from geo.views import Filter, opening
from tests.app import world
from tests.app.conftest import Visit
from tests.app.world import ATTACKS

PAGES = (
    "pages/map.py",
    "pages/timeline.py",
    "pages/ranges.py",
    "pages/actors.py",
    "pages/disagreements.py",
    "pages/table.py",
    "pages/sources.py",
    "pages/datasets.py",
    "pages/quality.py",
)


def _said(app: AppTest) -> str:
    """Return every text of the page and its sidebar."""
    shown = (*app.markdown, *app.caption, *app.error, *app.info, *app.warning)
    labels = [button.label for button in app.button]
    return "\n".join([*(element.value for element in shown), *labels, *(element.proto.body for element in app.get("html"))])


def _headline(app: AppTest) -> str:
    """Return the headline as it is read, links and all."""
    return "".join(_words(app)).replace("\u200b", "")


def _words(app: AppTest) -> Iterator[str]:
    for element in app.main:
        if element.type == "markdown":
            yield str(element.value)
        elif element.type in {"page_link", "button"}:
            yield element.proto.label
            if element.proto.label.endswith("undated"):
                return


@pytest.mark.parametrize("page", PAGES)
def test_every_page_tells_the_same_true_headline(visit: Visit, page: str) -> None:
    app = visit("small", page)
    assert not app.exception
    assert _headline(app) == (
        "Showing 5 incidents from 1 May 2031 to 3 Jun 2031, 6 claims in 2 documents; 1 not on the map, 2 undated"
    )


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("snapshot", "said"),
    [("none", "Nothing has been read yet"), ("empty", "no incident was found")],
)
def test_an_atlas_without_incidents_says_what_to_do(visit: Visit, page: str, snapshot: str, said: str) -> None:
    app = visit(snapshot, page)
    assert not app.exception
    shown = " ".join(str(element.value) for element in (*app.error, *app.info))
    assert said in shown


def test_a_damaged_snapshot_is_said_to_be_damaged_and_no_path_is_shown(
    visit: Visit, folders: Callable[[str], Path], tmp_path: Path
) -> None:
    copy = world.copy(folders("small"), tmp_path / "copy")
    [table] = copy.glob("*/incidents.parquet")
    content = bytearray(table.read_bytes())
    content[len(content) // 2] ^= 1
    table.chmod(0o644)
    table.write_bytes(content)
    opening.forget()  # what is open stays whole; a new server would find the damage
    app = visit(copy)
    [error] = app.error
    assert "cannot be read" in error.value
    assert "python -m geo build" in error.value
    assert str(tmp_path) not in _said(app)


def test_an_error_is_told_with_an_id_and_without_a_trace(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> pd.DataFrame:
        msg = "secret of /home/somebody"
        raise ValueError(msg)

    monkeypatch.setattr(loaders.views, "documents", broken)
    app = visit("small", "pages/sources.py")
    assert not app.exception
    [error] = app.error
    assert "Something went wrong" in error.value
    assert "secret" not in _said(app)
    assert app.sidebar.text_input, "the filter is still there"


def test_what_follows_a_map_waits_for_the_picture_of_another_filter_and_for_no_other(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[Filter] = []
    monkeypatch.setattr(mount.turns, "wait", lambda _snapshot, chosen, _seconds: waited.append(chosen))
    monkeypatch.setattr(mount, "SMALL", 0)
    api.served.set()
    try:
        app = visit().run()
        assert waited == []
        app.query_params["kind"] = "seizure"
        assert not app.run().run().exception
    finally:
        api.served.clear()
    assert waited == [Filter(kinds=(Kind.SEIZURE,))]


def test_the_filter_of_the_url_is_the_filter_of_the_page(visit: Visit) -> None:
    app = visit(kind="seizure", status=["alleged", "disputed"])
    assert _headline(app).startswith("Showing 1 incident from 1 May 2031 to 31 May 2031, 1 claim in 1 document")
    chips = [button.label for button in app.main.button if button.key and button.key.startswith("chip")]
    assert chips == ["Kind\\: Seizure ✕", "Status\\: Alleged ✕", "Status\\: Disputed ✕", "Clear all"]


def test_a_chip_takes_its_part_out_of_the_filter(visit: Visit) -> None:
    app = visit(kind="seizure", text="fighters")
    app.button(key="chip.0").click().run()
    assert app.query_params == {"text": "fighters"}


def test_a_choice_goes_into_the_url(visit: Visit) -> None:
    app = visit()
    app.sidebar.text_input(key="filter.text").input("tires").run()
    app.sidebar.multiselect(key="filter.actors").select("group:protesters").run()
    assert app.query_params == {"text": "tires", "actor": "group:protesters"}
    assert _headline(app).startswith("Showing 1 incident from 2 Jun 2031")


def test_where_the_map_stands_is_left_to_the_map(visit: Visit) -> None:
    app = visit(kind="seizure", at="33,44,6")
    app.button(key="chip.0").click().run()
    assert app.query_params == {}


def test_none_and_all_choose_a_whole_facet(visit: Visit) -> None:
    app = visit(status="denied")
    app.sidebar.button(key="filter.statuses.all").click().run()
    assert sorted(app.query_params["status"]) == ["alleged", "disputed", "reported"]
    app.sidebar.button(key="filter.statuses.none").click().run()
    assert "status" not in app.query_params


def test_presets_count_from_the_newest_incident_and_not_from_today(visit: Visit) -> None:
    app = visit()
    [presets] = [one for one in app.sidebar.get("button_group") if "filter.preset" in one.proto.id]
    presets.set_value("30 days").run()
    assert app.query_params == {"from": "2031-05-04"}


def test_counts_are_live_and_grayed_at_zero(visit: Visit) -> None:
    app = visit(kind="seizure")
    [group] = [one for one in app.sidebar.get("button_group") if "statuses" in one.proto.id]
    labels = {option.content for option in group.proto.options}
    assert labels == {":gray[Reported 0]", "Alleged 1", ":gray[Disputed 0]"}


def test_no_match_says_how_to_go_on(visit: Visit) -> None:
    app = visit(text="nobody ever wrote this")
    assert any("No incident matches" in info.value for info in app.info)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "query",
    [
        {"kind": "<script>", "status": ["x"] * 500, "from": "9999-99-99", "role": "{{7*7}}"},
        {"actor": "a" * 1_000_000, "source": "' OR 1=1 --", "text": "%"},
        {"incident": "nobody", "document": "nothing", "claim": "none", "list": "box:1,2", "ring": "x@y"},
        {"who": "nobody", "whom": "<img>", "field": "' OR 1=1 --", "as": "{{7*7}}", "lanes": "actor", "until": "9999-99-99"},
        {"who": "north", "list": "lane:nobody:x:y", "lanes": "actor", "until": "0001-01-01", "window": "yes", "field": "weather"},
    ],
)
def test_a_hostile_url_raises_nothing(visit: Visit, page: str, query: dict[str, str | list[str]]) -> None:
    app = visit("small", page, **query)
    assert not app.exception
    assert not app.error


def test_evidence_has_the_sentence_its_words_and_the_conflict(visit: Visit) -> None:
    app = visit(incident="c1")
    said = _said(app)
    assert "Rocket or mortar attack, Calder" in said
    assert 'data-field="place"' in said
    assert "the sources contradict each other" in said
    assert "The Courier" in said
    assert "The Herald" in said


def test_what_is_not_on_the_map_is_listed_with_its_reason(visit: Visit) -> None:
    said = _said(visit(list="unmapped"))
    assert "No more than the country is said" in said
    assert "Bombing\\, Iraq" in said


def test_the_list_beside_the_map_begins_with_the_latest_and_ends_with_the_undated(visit: Visit) -> None:
    picks = [button.key for button in visit().button if button.key and button.key.startswith("panel.pick")]
    assert picks == ["panel.pick.c1", "panel.pick.c3", "panel.pick.c4", "panel.pick.c5"]


def test_the_map_is_ours_from_end_to_end(visit: Visit) -> None:
    app = visit()
    arguments = json.loads(app.get("component_instance")[0].proto.json_args)
    assert [link for link in (*arguments["js_links"], *arguments["css_links"]) if "//" in link] == []
    assert arguments["returned_objects"] == ["last_object_clicked_tooltip"]


def test_a_filter_changes_the_layers_and_not_the_map(visit: Visit) -> None:
    before = json.loads(visit().get("component_instance")[0].proto.json_args)
    after = json.loads(visit(kind="seizure").get("component_instance")[0].proto.json_args)
    assert before["script"] == after["script"]
    assert before["key"] == after["key"]
    assert before["feature_group"] != after["feature_group"]


def test_a_ring_of_the_url_is_drawn_and_its_caveat_told(visit: Visit) -> None:
    app = visit(ring="Qiam-1@ahvaz")
    captions = " ".join(caption.value for caption in app.caption)
    assert "Range is not intent or accuracy" in captions
    assert "figures from" in captions


def test_a_document_is_shown_with_what_was_not_read(visit: Visit) -> None:
    app = visit("small", "pages/sources.py")
    said = _said(app)
    assert "not read: <bdi>a link to something else</bdi>" in said
    assert "m-event" in said


def test_what_was_skipped_is_told(visit: Visit) -> None:
    app = visit("small", "pages/sources.py")
    assert any("scan.pdf" in frame.value.to_string() for frame in app.dataframe)


def test_carriers_are_folded_into_their_report_and_each_is_found(visit: Visit, tmp_path: Path) -> None:
    told = world.world()
    first, second, *_ = sorted((one.document for one in told.readings), key=lambda one: one.source)
    carrier = Carrier(document_id=second.id, report_id=first.id, share=0.914)
    world.publish(replace(told, carriers=(carrier,)), tmp_path)
    app = visit(tmp_path, "pages/sources.py", document=first.id)
    [radio] = [one for one in app.radio if one.key == "sources.document"]
    assert "1 of them folded into the report that they carry" in radio.label
    assert len(radio.options) == len(told.readings) - 1
    assert any("carried by 2" in option for option in radio.options)
    assert "Carried by 2: one source" in [one.label for one in app.expander]
    again = visit(tmp_path, "pages/sources.py", document=second.id)
    assert not again.exception
    assert "Carries the report of another: no source of its own" in [one.label for one in again.expander]


@pytest.mark.parametrize("page", PAGES)
def test_attacks_break_no_page(visit: Visit, page: str) -> None:
    app = visit("hostile", page, incident="a2")
    assert not app.exception
    assert not app.error
    bodies = "".join(element.proto.body for element in app.get("html"))
    assert "<script>window" not in bodies
    assert "<img" not in bodies
    assert "<style>body" not in bodies
    assert len(ATTACKS) > 10
