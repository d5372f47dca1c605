"""Where a happening is placed: by its own words, by what was told before, by nothing at all."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from geo import pipeline
from geo.model import Block, BlockKind, Claim, Document, Family, Span
from geo.tools import Tools

ROWS = list(csv.DictReader((Path(__file__).parent / "places.csv").read_text("utf-8").splitlines()))


def happenings(text: str, equipment: Tools) -> list[Claim]:
    blocks, at = [], 0
    for paragraph in text.split("|"):
        blocks.append(Block(span=Span(at, at + len(paragraph)), kind=BlockKind.BODY, reason="the test says so"))
        at += len(paragraph) + 2
    document = Document(id="0123456789ab", source="report.txt", text=text.replace("|", "\n\n"), blocks=tuple(blocks))
    [reading] = pipeline.read([document], equipment)
    return [claim for claim in reading.claims if claim.kind.family is not Family.WORDS]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["rule"])
def test_a_happening_stands_where_its_report_says(row: dict[str, str], equipment: Tools) -> None:
    found = happenings(row["text"], equipment)
    places = sorted(claim.place.name if claim.place else "" for claim in found)
    assert places == sorted(row["places"].split(";"))
    if row["precision"]:
        assert {claim.place.precision.value for claim in found if claim.place} == {row["precision"]}


@pytest.mark.parametrize("row", [row for row in ROWS if row["places"]], ids=lambda row: row["rule"])
def test_a_place_says_why(row: dict[str, str], equipment: Tools) -> None:
    for claim in happenings(row["text"], equipment):
        assert not claim.place or any(reason.field == "place" and len(reason.text) > 8 for reason in claim.reasons)
