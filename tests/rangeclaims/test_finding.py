"""What is a claim about range, whoever writes it and wherever it is; and what only sounds like one."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from geo import pipeline, rangeclaims, ranges
from geo.model import Block, BlockKind, Document, RangeClaim, Reading, Span
from geo.rangeclaims import Terms
from geo.rangeclaims.measures import measures
from geo.settings import Settings
from geo.tools import Tools

HERE = Path(__file__).parent

SHORT = "Iran's short-range usually refers to missiles that have a maximum range of more than 900 kilometers."
PUT = "This would put cities like Riyadh and Jerusalem within range of areas near Baghdad."


def table(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def document(*paragraphs: str) -> Document:
    blocks, at = [], 0
    for paragraph in paragraphs:
        blocks.append(Block(span=Span(at, at + len(paragraph)), kind=BlockKind.BODY, reason=""))
        at += len(paragraph) + 2
    return Document(id="x", source="x.txt", text="\n\n".join(paragraphs), blocks=tuple(blocks))


def read(equipment: Tools, *paragraphs: str) -> Reading:
    [reading] = pipeline.read([document(*paragraphs)], equipment)
    return reading


def figure(claim: RangeClaim) -> str:
    low, high = ("" if km is None else f"{km:.0f}" for km in (claim.low_km, claim.high_km))
    return ("~" if claim.about else "") + (low if low == high else f"{low}-{high}")


@pytest.mark.parametrize("row", table("sentences.csv"), ids=lambda row: row["rule"])
def test_a_sentence_about_range_is_read(row: dict[str, str], equipment: Tools) -> None:
    [claim] = read(equipment, *row["text"].split("|")).range_claims
    targets = [f"all of {one.place.name}" if one.whole else one.place.name for one in claim.targets]
    assert {
        "weapon": claim.weapon,
        "systems": "|".join(claim.systems),
        "figure": figure(claim),
        "origins": ";".join(one.place.name for one in claim.origins),
        "targets": ";".join(targets),
        "within": "yes" if claim.within else "no",
    } == {key: row[key] for key in ("weapon", "systems", "figure", "origins", "targets", "within")}


@pytest.mark.parametrize("row", table("look_alikes.csv"), ids=lambda row: row["why"])
def test_what_only_sounds_like_range_is_left_alone(row: dict[str, str], equipment: Tools) -> None:
    assert read(equipment, row["text"]).range_claims == ()


def test_a_figure_and_the_places_it_reaches_make_one_claim_over_two_paragraphs(equipment: Tools) -> None:
    reading = read(equipment, SHORT, PUT)
    [claim] = reading.range_claims
    words = {mark.field: mark.span.of(reading.document.text) for mark in claim.marks}
    assert claim.span.of(reading.document.text) == PUT
    assert words["figure"] == "more than 900 kilometers"
    assert (claim.low_km, claim.high_km, claim.about) == (900.0, None, False)
    assert [one.place.name for one in claim.targets] == ["Riyadh", "Jerusalem"]
    assert [one.place.name for one in claim.origins] == ["near Baghdad"]


def test_every_value_stands_where_its_mark_says(equipment: Tools) -> None:
    text = 'State media said the Emad missile, with a range of 1,700 km, can hit "any spot" in Israel from Kermanshah.'
    reading = read(equipment, text)
    [claim] = reading.range_claims
    assert {(mark.field, mark.span.of(text)) for mark in claim.marks} == {
        ("attribution", "State media"),
        ("figure", "1,700 km"),
        ("weapon", "Emad missile"),
        ("trigger", "hit"),
        ("target", "Israel"),
        ("origin", "Kermanshah"),
    }


def test_who_says_so_is_kept(equipment: Tools) -> None:
    [claim] = read(equipment, "According to the army, the rockets have a range of 40 km.").range_claims
    assert claim.attribution == ("army",)


def test_a_figure_of_another_system_is_not_lent(equipment: Tools) -> None:
    claims = read(equipment, "The Emad missile has a range of 1,700 km.", "The Fateh-110 missiles could hit Haifa.").range_claims
    assert [(claim.systems, figure(claim)) for claim in claims] == [(("Emad",), "1700"), (("Fateh-110",), "")]


def test_a_document_that_tells_of_nothing_but_range_is_parsed_for_it(equipment: Tools) -> None:
    text = "The Hoveyzeh cruise missile has a range of 1,350 km."
    assert not equipment.triggers.tell(document(text))
    assert [figure(claim) for claim in read(equipment, text).range_claims] == ["1350"]


# --- systems ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "systems"),
    [
        ("Two Katyusha rockets fell near the base.", [("107 mm rocket", "122 mm Grad/Arash")]),
        ("The Shahab 3 was shown.", [("Shahab-3",)]),
        ("The Zolfaghar missile was shown.", [("Zolfaghar",)]),
        ("Emad Rahman was shot in Dezful.", []),
        ("Missiles were seen on a road near Dezful.", []),
    ],
    ids=["a name of two", "written otherwise", "beside a weapon", "a man and a town", "a town and missiles"],
)
def test_a_system_is_known_by_its_number_or_by_its_company(text: str, systems: list[tuple[str, ...]], equipment: Tools) -> None:
    assert [mention.systems for mention in read(equipment, text).systems] == systems


def test_the_names_of_a_system_stand_in_one_pattern() -> None:
    terms: Terms = rangeclaims.load(Settings(), ranges.load(Settings(), own=False))
    assert terms.names.findall("a Shahab-3, a Shahab 3 and a Shahab3, no Shahab-31") == ["Shahab-3", "Shahab 3", "Shahab3"]


# --- lengths ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a range of more than 900 kilometers", ["900-"]),
        ("just over 600 miles", ["966-"]),
        ("up to 2,000 km", ["2000"]),
        ("between 300 and 500 km", ["300-500"]),
        ("300-500 km", ["300-500"]),
        ("300 km to 500 km", ["300-500"]),
        ("under 300km", ["-300"]),
        ("about 1,300 kilometres", ["~1300"]),
        ("185 nautical miles (343 km)", ["343"]),
        ("1,000 km or more", ["1000-"]),
        ("a 300-mile-range missile", ["483"]),
        ("40 km/h on 900 square kilometers", []),
        ("in 2016 and 500 km", ["500"]),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_length_is_read_as_exactly_as_it_is_said(text: str, expected: list[str]) -> None:
    found = measures(text, 0, len(text))
    claims = [
        RangeClaim(id="", document_id="", span=one.span, low_km=one.low_km, high_km=one.high_km, about=one.about) for one in found
    ]
    assert [figure(claim) for claim in claims] == expected
