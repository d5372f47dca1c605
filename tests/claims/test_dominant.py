"""A report that opens with one attack tells on of it below: same place, same day, one incident; and what stays apart."""

from __future__ import annotations

from datetime import date

import pytest

from geo import pipeline
from geo.model import Atlas, Basis, Block, BlockKind, Claim, DatePrecision, Document, Family, Publication, Span, When
from geo.tools import Tools

LEDE = "A suicide bomber killed at least nine people outside a bank in Gulu on Tuesday, the mayor of the town said."
WEDNESDAY = date(2017, 3, 15)
DATED = Publication(when=When(first=WEDNESDAY, last=WEDNESDAY, precision=DatePrecision.DAY), basis=Basis.STATED)


def build(text: str, equipment: Tools, published: Publication) -> Atlas:
    blocks, at = [], 0
    for paragraph in text.split("|"):
        blocks.append(Block(span=Span(at, at + len(paragraph)), kind=BlockKind.BODY, reason="the test says so"))
        at += len(paragraph) + 2
    text = text.replace("|", "\n\n")
    document = Document(id="0123456789ab", source="report.txt", text=text, blocks=tuple(blocks), published=published)
    return pipeline.build([document], equipment)


def deeds(atlas: Atlas) -> list[Claim]:
    return [one for one in atlas.readings[0].claims if one.kind.family is not Family.WORDS and one.asserted]


def incidents(atlas: Atlas) -> int:
    told = {one.id for one in deeds(atlas)}
    return sum(bool(told & set(one.claim_ids)) for one in atlas.incidents)


GOES_ON = (
    "The market was crowded at that hour.|The mayor visited the hospital.|The attack damaged a bus, and five people were hurt.",
    "The market was crowded at that hour.|The mayor visited the hospital.|A nurse said 12 people had been killed.",
    "The market was crowded at that hour.|The mayor visited the hospital.|The attackers shot a guard before the bomb went off.",
    "The market was crowded at that hour.|The mayor visited the hospital.|At least one attacker fired at the guards.",
    "The market was crowded at that hour.|The mayor visited the hospital.|Gunmen had stormed the bank before that, police said.",
)
STAYS_APART = (
    "The market was crowded at that hour.|In January a suicide bomber killed six people.",
    "The market was crowded at that hour.|Elsewhere, gunmen killed two soldiers at a roadblock.",
    "The market was crowded at that hour.|Another bomb killed a driver.",
    "The market was crowded at that hour.|Police later shot dead the bomber's brother in Kampala.",
)


@pytest.mark.parametrize("published", [DATED, Publication()], ids=["dated", "undated"])
@pytest.mark.parametrize("rest", GOES_ON)
def test_what_a_report_tells_on_of_its_opening_is_one_incident_there(rest: str, published: Publication, equipment: Tools) -> None:
    atlas = build(f"{LEDE}|{rest}", equipment, published)
    assert incidents(atlas) == 1
    assert {one.place.name if one.place else "" for one in deeds(atlas)} == {"Gulu"}
    assert len({(one.when.first, one.when.last) for one in deeds(atlas)}) == 1


@pytest.mark.parametrize("rest", STAYS_APART)
def test_what_has_a_day_a_place_or_a_word_of_its_own_stays_apart(rest: str, equipment: Tools) -> None:
    atlas = build(f"{LEDE}|{rest}", equipment, DATED)
    assert len(deeds(atlas)) > 1 or any(one.historical for one in atlas.readings[0].claims)
    assert all(len(one.claim_ids) == 1 for one in atlas.incidents)


def test_an_opening_that_sums_up_several_attacks_hands_on_nothing(equipment: Tools) -> None:
    lede = "Three car bombs killed at least nine people in Gulu on Tuesday, the mayor of the town said."
    atlas = build(f"{lede}|The market was crowded at that hour.|Gunmen shot dead a judge.", equipment, DATED)
    assert not [one for claim in deeds(atlas) for one in claim.reasons if "told on from the lede" in one.text]


def test_a_place_taken_from_the_opening_says_so(equipment: Tools) -> None:
    atlas = build(f"{LEDE}|{GOES_ON[2]}", equipment, DATED)
    last = deeds(atlas)[-1]
    assert any(one.field == "opening" and one.text.startswith("told on from the lede") for one in last.reasons)
    assert "opening" in {mark.field for mark in last.marks}


def test_what_a_spokesman_says_of_the_attackers_belongs_to_the_attack(equipment: Tools) -> None:
    said = "A police spokesman, Moses Okello, said that the attackers were students of a college."
    atlas = build(f"{LEDE}|The market was crowded at that hour.|{said}", equipment, DATED)
    [incident] = atlas.incidents
    assert len(incident.claim_ids) == len(atlas.readings[0].claims) == 2
    assert incident.kind.family is Family.EXPLOSIVE


TAKEN = "Gunmen kidnapped two aid workers near Gulu on Tuesday, the mayor of the town said."
SHIP = "Pirates hijacked a tanker off Somalia on Tuesday, the mayor of the town said."
MARCH = "Thousands of students marched through Gulu on Tuesday, the mayor of the town said."
BETWEEN = "The market was crowded at that hour.|The mayor visited the hospital."


@pytest.mark.parametrize(
    ("lede", "rest"),
    [
        (TAKEN, "The two aid workers were abducted at gunpoint in northern Uganda."),
        (SHIP, "The pirates took the crew hostage."),
        (MARCH, "The students had rallied in northern Uganda."),
    ],
)
def test_a_report_goes_on_with_a_kidnapping_and_a_march_as_with_an_attack(lede: str, rest: str, equipment: Tools) -> None:
    atlas = build(f"{lede}|{BETWEEN}|{rest}", equipment, DATED)
    first, later = deeds(atlas)
    assert any(one.field == "opening" for one in later.reasons)
    assert (later.when.first, incidents(atlas)) == (first.when.first, 1)


@pytest.mark.parametrize(
    "rest",
    [
        "The gunmen released the two aid workers on Wednesday.",
        "Gunmen have kidnapped dozens of aid workers over the last two years.",
        "Protests were held in other towns.",
    ],
)
def test_what_became_of_the_hostages_and_what_sums_up_years_stays_apart(rest: str, equipment: Tools) -> None:
    told = deeds(build(f"{TAKEN}|{BETWEEN}|{rest}", equipment, DATED))
    assert not any(one.field == "opening" for claim in told for one in claim.reasons)
