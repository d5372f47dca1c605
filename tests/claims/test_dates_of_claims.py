"""Which date belongs to which happening: by its clause, its story, its tense, or the day of its report."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from geo import pipeline
from geo.model import Basis, Block, BlockKind, Claim, DatePrecision, Document, Publication, Span, When
from geo.tools import Tools

DAY = date(2019, 12, 5)  # a Thursday
ROWS = list(csv.DictReader((Path(__file__).parent / "dates.csv").read_text("utf-8").splitlines()))


def read(words: str, tools: Tools, published: When | None = None, title: str = "") -> tuple[Claim, ...]:
    paragraphs = words.split(" // ")
    text = "\n\n".join(paragraphs)
    starts = [sum(len(one) + 2 for one in paragraphs[:i]) for i in range(len(paragraphs))]
    spans = [Span(start, start + len(one)) for start, one in zip(starts, paragraphs, strict=True)]
    document = Document(
        id="0123456789ab",
        source="report.txt",
        title=title,
        text=text,
        blocks=tuple(Block(span=span, kind=BlockKind.BODY, reason="the test says so") for span in spans),
        published=Publication(when=published or When(first=DAY, last=DAY, precision=DatePrecision.DAY), basis=Basis.METADATA),
    )
    [reading] = pipeline.read([document], tools)
    return reading.claims


def days(claim: Claim) -> tuple[str, str]:
    return str(claim.when.first or ""), str(claim.when.last or "")


def why(claim: Claim) -> str:
    return "; ".join(reason.text for reason in claim.reasons if reason.field == "date")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"][:60])
def test_a_happening_has_the_days_that_the_report_gives_it(row: dict[str, str], equipment: Tools) -> None:
    found = {(days(claim), why(claim)) for claim in read(row["text"], equipment) if claim.kind == row["kind"]}
    assert [reason for told, reason in found if told == (row["first"], row["last"]) and row["reason"] in reason], found


def test_a_victim_is_killed_on_one_day_wherever_the_report_tells_it(equipment: Tools) -> None:
    said = (
        "Gunmen killed the journalist Karim Hadi in Mosul on September 6. // The minister spoke. // Hadi was shot dead at home."
    )
    assert {days(claim) for claim in read(said, equipment) if claim.kind == "shooting"} == {("2019-09-06", "2019-09-06")}


def test_an_analysis_tells_no_news_of_the_day(equipment: Tools) -> None:
    [claim] = read("Rebels bombed a market in Mosul.", equipment, title="Analysis: a town between the fronts")
    assert days(claim) == ("2019-11-04", "2019-12-05")


def test_a_report_of_unknown_year_dates_nothing_that_happened_on_a_tuesday(equipment: Tools) -> None:
    published = When(first=date(2014, 1, 1), last=date(2018, 1, 1), precision=DatePrecision.YEAR)
    told = "A bomb exploded in Mosul on Tuesday. // Gunmen killed a judge in Basra. // Jets bombed Idlib on May 3, 2013."
    assert {days(claim) for claim in read(told, equipment, published)} == {("", ""), ("2013-05-03", "2013-05-03")}
