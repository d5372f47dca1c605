"""What came of a strike, and how many it cost, as news says it."""

from __future__ import annotations

import pytest

from geo import pipeline
from geo.tools import Tools
from tests.claims.test_news import documents

OUTCOMES = {
    "Air defences intercepted a ballistic missile over Riyadh on Tuesday.": "intercepted",
    "A drone was shot down over Odesa on Tuesday.": "intercepted",
    "A rocket hit a school in Sderot on Tuesday.": "hit",
    "Army experts defused a bomb near a station in Bilbao on Tuesday.": "failed",
    "A bomb exploded in a market in Kirkuk on Tuesday.": "",
}
TOLLS = {
    "Between 10 and 15 people were killed in a bombing in Kabul on Monday.": (10, 15),
    "Six rebels and two soldiers were killed in fighting in Arauca on Monday.": (8, 8),
    "A dozen people were killed by shelling in Idlib on Monday.": (12, 12),
    "A missile hit a plane over Donetsk, killing all 298 people aboard.": (298, 298),
    "Twenty-five people died when a bomb exploded in Jos on Monday.": (25, 25),
    "The death toll from a bombing in Karachi rose to 45.": (45, 45),
    "The bombing in Ankara claimed the lives of 37 people.": (37, 37),
    "A rocket hit a base in Baghdad on Sunday, causing no casualties.": (0, 0),
    "A bomb in Quetta killed 12 people, including three children.": (12, 12),
    "Dozens of people were killed when a car bomb exploded in Kirkuk.": (24, 99),
}


@pytest.mark.parametrize("words", OUTCOMES)
def test_a_strike_tells_what_came_of_it(words: str, equipment: Tools) -> None:
    [reading] = pipeline.read(documents([words]), equipment)
    told = [reason.text.split(":")[0] for claim in reading.claims for reason in claim.reasons if reason.field == "outcome"]
    assert told == ([OUTCOMES[words]] if OUTCOMES[words] else [])


@pytest.mark.parametrize(
    ("words", "marked"),
    [("A rocket hit a school in Sderot on Tuesday.", "hit"), ("A drone was shot down over Odesa on Tuesday.", "shot")],
)
def test_what_came_of_a_strike_is_marked(words: str, marked: str, equipment: Tools) -> None:
    [reading] = pipeline.read(documents([words]), equipment)
    spans = [mark.span for claim in reading.claims for mark in claim.marks if mark.field == "outcome"]
    assert [span.of(words) for span in spans] == [marked]


@pytest.mark.parametrize("words", TOLLS)
def test_a_toll_is_the_range_that_was_said(words: str, equipment: Tools) -> None:
    [reading] = pipeline.read(documents([words]), equipment)
    assert [(claim.killed.low, claim.killed.high) for claim in reading.claims if claim.killed] == [TOLLS[words]]
