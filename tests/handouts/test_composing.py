"""What stands on a sheet and how: words as large as they fit, nothing lost where they do not, the same bytes each time."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, strategies as st

from geo import handouts, store
from geo.briefing import Bullet, Deck
from geo.errors import StoppedError
from geo.handouts import appendix, listing
from geo.handouts.appendix import Cited, Row, Told
from geo.handouts.figures import shaded
from geo.handouts.fitting import width, wrapped
from geo.handouts.flowing import flowed
from geo.handouts.frame import BODY
from geo.handouts.sheets import Grid, Sheet, said
from geo.handouts.texts import flat, lines, link
from geo.settings import Settings
from geo.store import Snapshot
from tests import worlds
from tests.handouts import briefings

# --- texts ---------------------------------------------------------------------------------


def test_what_no_paper_shows_is_left_out_and_the_rest_is_kept() -> None:
    assert flat("a\x00b\x1bc\ud800d\u202ee\ufffff\ng\th") == "abcdef g h"
    assert lines("one\n\n two \x07\n\n") == ("one", "", "two")


@pytest.mark.parametrize(
    ("written", "offered"),
    [
        ("https://news.example/a b?c=d&e=ü#f", "https://news.example/a%20b?c=d&e=%C3%BC#f"),
        ("http://news.example/%41", "http://news.example/%41"),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("https://", ""),
        ("//news.example", ""),
        ("https://nеws.example/", ""),  # noqa: RUF001  # its second letter is Cyrillic
        ("https://news.example/\u202egpj", ""),
        ("https://news.example/" + "a" * 2_000, ""),
        ("https://[broken", ""),
    ],
)
def test_only_an_address_that_says_where_it_leads_can_be_clicked(written: str, offered: str) -> None:
    assert link(written) == offered


@given(st.text(st.characters(codec="utf-8"), max_size=200), st.sampled_from([9.0, 18.0]), st.sampled_from([30.0, 240.0]))
@example("a " + "x" * 100 + " b", 9.0, 30.0)
def test_lines_fit_their_column_and_lose_no_sign(text: str, size: float, wide: float) -> None:
    text = flat(text)
    found = wrapped(text, size, wide)
    assert "".join(found).replace(" ", "") == text.replace(" ", "")
    assert all(width(line, size) <= wide * 1.001 or len(line) == 1 for line in found)


# --- tables over many sheets ---------------------------------------------------------------


def _row(number: int, sentence: str) -> Row:
    cited = Cited(id="d1", outlet="Gazette", headline="Rockets", published="8 May 2031", link="", sha256="0" * 64)
    told = (Told(sentence=sentence, status="Reported", cited=cited),)
    common = {
        "when": "7 May 2031",
        "where": "Calder",
        "precision": "City",
        "actors": (("Front", "accused"),),
        "status": "Reported",
    }
    return Row(
        number=number, id=f"i{number}", title="Shelling", sources=1, told=told, untold=0, record=None, scenes=(1,), **common
    )  # type: ignore[arg-type]


def _grids(sheets: tuple[Sheet, ...]) -> list[Grid]:
    return [item for sheet in sheets for item in sheet.items if isinstance(item, Grid)]


def test_two_thousand_incidents_flow_over_sheets_each_with_its_head_and_in_order() -> None:
    rows = tuple(_row(n, f"Guns were heard {n} times.") for n in range(1, 2_001))
    told = listing.listed(appendix.Appendix(rows=rows, total=5_000, missing=()), 8)
    grids = _grids(told.sheets)
    assert all(grid.lines[0].head and grid.y + grid.high <= BODY.y + BODY.high + 0.01 for grid in grids)
    numbers = [line.cells[0][0].text for grid in grids[:-1] for line in grid.lines[1:]]
    assert numbers == [str(n) for n in range(1, 2_001)]
    assert told.at["i2000"][1] == told.sheets[-2].name
    words = " ".join(part.text for item in told.sheets[0].items for part in getattr(item, "paragraphs", ()))
    assert "2,000 are listed here, and 3,000 more stand in the app" in words


def test_a_sentence_of_fifty_thousand_signs_goes_on_over_sheets_and_is_not_cut() -> None:
    sentence = " ".join(f"word{n}" for n in range(6_000))[:50_000]
    told = listing.listed(appendix.Appendix(rows=(_row(1, sentence), _row(2, "Short.")), total=2, missing=()), 1)
    grids = _grids(told.sheets)
    assert all(grid.y + grid.high <= BODY.y + BODY.high + 0.01 for grid in grids)
    words = " ".join(part.text for grid in grids for line in grid.lines[1:] for part in line.cells[-1])
    assert sentence in words
    assert "Short." in words


def test_a_row_that_fits_on_the_next_sheet_is_not_cut() -> None:
    rows = [((said("a " * 30, 10),),)] * 5
    sheets = list(flowed(rows, (60.0,), iter([100.0] * 9)))
    assert [len(lines_) for lines_ in sheets] == [1] * 5


def test_a_number_is_shaded_by_its_share_of_the_largest_and_none_is_not() -> None:
    light, dark, none = shaded([(1, 9, 0)], ["#000000"], "#FFFFFF")[0]
    assert (light, dark, none) == ("#B6B6B6", "#616161", "")
    assert shaded([(), ()], ["#000000"] * 2, "#FFFFFF") == [(), ()]


# --- whole files ---------------------------------------------------------------------------


def test_a_deck_without_a_scene_still_makes_files_that_say_so(snapshot: Snapshot, settings: Settings) -> None:
    deck = briefings.deck(title="", handling="")
    assert handouts.pptx(deck, snapshot, settings).startswith(b"PK")
    assert handouts.pdf(deck, snapshot, settings).startswith(b"%PDF")


def test_it_tells_how_far_it_is_and_stops_when_it_is_asked_to(snapshot: Snapshot, settings: Settings, told: Deck) -> None:
    heard: list[tuple[str, int, int]] = []
    with pytest.raises(StoppedError, match="nothing of it was kept"):
        handouts.pdf(told, snapshot, settings, tell=lambda *step: heard.append(step), stop=lambda: len(heard) > 2)
    assert heard[0] == ("appendix", 0, 1)
    assert heard[1] == ("slides", 0, len(told.scenes) + 2)


def test_a_bullet_may_rest_on_an_incident_that_is_gone(snapshot: Snapshot, settings: Settings) -> None:
    deck = briefings.deck(briefings.scene(1, "Gone", bullets=(Bullet(text="It was there.", of=("gone",)),)))
    assert handouts.pdf(deck, snapshot, settings).startswith(b"%PDF")


_AGAIN = """
import hashlib, sys
from pathlib import Path
from geo import handouts, store
from geo.settings import Settings
from tests.handouts import briefings
settings = Settings(build=Path(sys.argv[1]))
snapshot = store.open(settings)
ids = tuple(row["id"] for row in snapshot.rows("SELECT id FROM incidents ORDER BY id"))
deck = briefings.everything(ids)
for make in (handouts.pptx, handouts.pdf):
    print(hashlib.sha256(make(deck, snapshot, settings)).hexdigest())
"""


@pytest.mark.faults
def test_the_bytes_are_the_same_in_another_process_time_zone_and_order_of_sets(tmp_path: Path) -> None:
    settings = Settings(build=tmp_path)
    store.publish(worlds.atlas(), settings)
    found = []
    for zone, seed in (("UTC", "1"), ("Asia/Kathmandu", "2")):
        told = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", _AGAIN, str(tmp_path)]
        found.append(subprocess.run(command, check=True, capture_output=True, env=told, cwd=Path(__file__).parents[2]).stdout)  # noqa: S603
    assert found[0] == found[1]
    assert len(found[0].split()) == 2


def test_the_bytes_are_the_same_a_second_time(
    snapshot: Snapshot, told: Deck, slides: bytes, pages: bytes, settings: Settings
) -> None:
    digests = [hashlib.sha256(make(told, snapshot, settings)).hexdigest() for make in (handouts.pptx, handouts.pdf)]
    assert digests == [hashlib.sha256(data).hexdigest() for data in (slides, pages)]
    assert handouts.pdf(replace(told, title="Other"), snapshot, settings) != pages
