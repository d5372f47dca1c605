"""One HTML file: whole in itself, the same each time, with a policy that lets nothing else run."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import zlib
from pathlib import Path
from typing import Any

import pytest
from pmtiles.reader import Reader

from geo import store, views
from geo.briefing import Bullet, Deck, Scene
from geo.errors import StoppedError
from geo.handouts import document
from geo.handouts.tiles import DEEPEST, WHOLE, Look, pruned
from geo.settings import Settings, home
from geo.store import Snapshot
from geo.views import Filter
from tests import attacks
from tests.app import world


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Open three invented reports."""
    folder = tmp_path_factory.mktemp("handed")
    world.publish(world.world(), folder)
    return store.open(Settings(build=folder))


def scene(id_: str = "aaaaaaaa", **told: Any) -> Scene:  # noqa: ANN401  # whatever a scene holds
    return Scene(id=id_, title=told.pop("title", "What happened"), **told)


def deck(*scenes: Scene, title: str = "A briefing") -> Deck:
    return Deck(id="d1", title=title, scenes=scenes or (scene(),))


def handed(deck: Deck, of: Snapshot) -> str:
    return document.html_document(deck, of, Settings()).decode()


def block(page: str, id_: str) -> str:
    [letters] = re.findall(rf'id="{id_}">([^<]*)<', page)
    return str(letters)


def told(page: str) -> Any:  # noqa: ANN401  # whatever JSON holds
    return json.loads(zlib.decompress(base64.b64decode(block(page, "atlas-content"))))


def policy(page: str) -> dict[str, list[str]]:
    [content] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    return {name: values for name, *values in (part.split() for part in html.unescape(content).split(";"))}


def test_the_policy_lets_only_the_scripts_and_styles_of_the_file_run(there: Snapshot) -> None:
    page = handed(deck(), there)
    for tag, directive in (("script", "script-src"), ("style", "style-src")):
        parts = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digests = [base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() for part in parts]
        assert policy(page)[directive] == [f"'sha256-{digest}'" for digest in digests]
        assert parts
    rest = {name: values for name, values in policy(page).items() if name not in {"script-src", "style-src"}}
    none = ["'none'"]
    assert rest == {
        "default-src": none,
        "img-src": ["data:", "blob:"],
        "connect-src": none,
        "base-uri": none,
        "form-action": none,
    }


def test_the_file_names_no_other_file_to_load(there: Snapshot) -> None:
    page = handed(deck(), there)
    markup = re.sub(r"<(script|style)\b[^>]*>.*?</\1>", "", page, flags=re.DOTALL)
    assert re.findall(r"\b(?:src|href|action|data)\s*=", markup) == []


def test_no_browser_would_read_the_lines_of_a_script_otherwise_than_they_were_counted(there: Snapshot) -> None:
    assert "\r" not in handed(deck(), there)


def test_the_same_deck_of_the_same_snapshot_is_the_same_bytes(there: Snapshot) -> None:
    made = deck(scene(query=(("at", ("33.3,44.4,7",)),)))
    assert document.html_document(made, there, Settings()) == document.html_document(made, there, Settings())


def test_no_text_of_a_deck_reaches_the_page_as_anything_but_data(there: Snapshot) -> None:
    shown = "".join(attacks.ATTACKS[:4])[:200]
    page = handed(deck(scene(title=shown, bullets=(Bullet(text=shown),), note=shown), title=shown), there)
    markup = re.sub(r"<(script|style)\b[^>]*>.*?</\1>", "", page, flags=re.DOTALL)
    assert set(re.findall(r"<([a-z!]+)", markup)) == {"!doctype", "html", "head", "meta", "title", "body", "noscript"}
    [slide] = [slide for slide in told(page)["slides"] if slide["kind"] == "scene"]
    assert (slide["title"], slide["lines"][0]["text"], slide["note"]) == (shown, shown, shown)


def test_an_incident_that_several_scenes_show_is_in_the_file_once(there: Snapshot) -> None:
    page = told(handed(deck(scene("aaaaaaaa"), scene("bbbbbbbb")), there))
    ids = page["pool"]["rows"]["id"]
    scenes = [slide for slide in page["slides"] if slide["kind"] == "scene"]
    assert len(set(ids)) == len(ids) > 0
    assert scenes[0]["rows"] == scenes[1]["rows"]
    assert len(scenes[0]["rows"]) == len(ids)


def test_every_incident_of_the_scenes_has_its_exact_words_and_its_document(there: Snapshot) -> None:
    evidence = {one["id"]: one for one in told(handed(deck(), there))["evidence"]}
    frame = views.incidents(there, Filter())
    assert evidence.keys() == set(frame["id"])
    for id_, one in evidence.items():
        said = {claim.sentence: claim for claim in views.evidence(there, id_).claims if claim.incident_id == id_}
        for claim in one["claims"]:
            assert [[field, start, end] for field, start, end in claim["marks"]] == [
                [mark.field, mark.span.start, mark.span.end] for mark in said[claim["sentence"]].marks
            ]


def test_whoever_stops_it_gets_no_half_of_it(there: Snapshot) -> None:
    stages: list[str] = []
    with pytest.raises(StoppedError, match="nothing was written"):
        document.html_document(deck(), there, Settings(), lambda stage, *_: stages.append(stage), lambda: len(stages) > 1)


# --- the basemap ---------------------------------------------------------------------------


def tiles(data: bytes) -> Reader:
    return Reader(lambda start, length: data[start : start + length])


def test_the_basemap_holds_the_world_on_a_small_scale_and_the_views_on_a_large_one() -> None:
    basemap = home() / "static" / "basemap.pmtiles"
    whole, part = tiles(basemap.read_bytes()), tiles(pruned(basemap, [Look(box=(44.0, 33.0, 45.0, 34.0), zoom=DEEPEST)]))
    small = [(zoom, x, y) for zoom in range(WHOLE + 1) for x in range(2**zoom) for y in range(2**zoom)]
    assert all(part.get(*tile) == whole.get(*tile) for tile in small)
    # Column and row of Baghdad, and of Lisbon.
    assert part.get(DEEPEST, 39, 25) == whole.get(DEEPEST, 39, 25) is not None
    assert part.get(DEEPEST, 30, 24) is None is not whole.get(DEEPEST, 30, 24)


def test_a_view_across_the_date_line_has_its_tiles_on_both_sides() -> None:
    part = tiles(pruned(home() / "static" / "basemap.pmtiles", [Look(box=(178.0, -20.0, 182.0, -16.0), zoom=DEEPEST)]))
    assert part.get(DEEPEST, 63, 35) is not None
    assert part.get(DEEPEST, 0, 35) is not None


def test_a_view_that_would_take_too_much_is_left_to_the_wider_tiles() -> None:
    basemap, everywhere = home() / "static" / "basemap.pmtiles", [Look(box=(-180.0, -80.0, 180.0, 80.0), zoom=DEEPEST)]
    part = pruned(basemap, everywhere, most=1_500_000)
    assert 1_400_000 < len(part) < 1_520_000
    assert tiles(part).get(WHOLE, 9, 6) is not None


def test_a_basemap_that_is_not_there_is_an_error_of_the_file_system() -> None:
    with pytest.raises(OSError, match="nowhere"):
        pruned(Path("nowhere/basemap.pmtiles"), [])
