"""Who is credited with a happening in another sentence: each row of the table carries what it reads and what it leaves alone."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from geo import pipeline
from geo.model import (
    PHYSICAL,
    ActorRole,
    Basis,
    Block,
    BlockKind,
    Claim,
    DatePrecision,
    Document,
    Publication,
    Span,
    Status,
    When,
)
from geo.settings import Settings
from geo.tools import Tools

DAY = date(2019, 12, 5)
ROWS = list(csv.DictReader(Path(Settings().data / "lexicon" / "credits.csv").read_text("utf-8").splitlines()))


def happenings(words: str, tools: Tools) -> list[Claim]:
    when = When(first=DAY, last=DAY, precision=DatePrecision.DAY)
    blocks = (Block(span=Span(0, len(words)), kind=BlockKind.BODY, reason=""),)
    document = Document(id="d", source="d.txt", text=words, blocks=blocks, published=Publication(when=when, basis=Basis.METADATA))
    [reading] = pipeline.read([document], tools)
    return [claim for claim in reading.claims if claim.kind.family in PHYSICAL and claim.asserted]


def who(claim: Claim, *roles: ActorRole) -> set[str]:
    return {person.actor.id for person in claim.participants if person.role in roles}


def credited(claim: Claim) -> set[str]:
    return who(claim, ActorRole.CLAIMANT, ActorRole.ACCUSED, ActorRole.PERPETRATOR)


def name(row: dict[str, str]) -> str:
    return f"{row['lemma']}-{row['with']}-{row['role']}"


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_a_row_credits_whom_its_example_names(row: dict[str, str], equipment: Tools) -> None:
    [claim] = happenings(row["example_yes"], equipment)
    roles = {"claimant": ActorRole.CLAIMANT, "accused": ActorRole.ACCUSED}
    if row["role"] == "denier":
        assert claim.status is Status.DISPUTED
    else:
        assert who(claim, roles.get(row["role"], ActorRole.PERPETRATOR)) & {"houthis", "name:ali-ruskan"}


@pytest.mark.parametrize("row", [row for row in ROWS if row["example_no"]], ids=name)
def test_a_row_leaves_its_counterexample_alone(row: dict[str, str], equipment: Tools) -> None:
    [claim] = happenings(row["example_no"], equipment)
    if row["role"] == "denier":
        assert claim.status is not Status.DISPUTED
    else:
        assert not credited(claim) & {"houthis", "name:ali-ruskan"}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "A car bomb killed four people in Basra on Monday. A curfew was imposed. Kata'ib Hezbollah claimed responsibility.",
            {"kataib-hezbollah"},
        ),
        (
            "Gunmen stormed a hotel in Kabul on Monday, killing nine. The Taliban denied involvement in the attack.",
            {"group:gunmen"},
        ),
        (
            "A bomb killed two people in Bogota on Monday. The ELN has claimed responsibility for several attacks in the past.",
            set(),
        ),
        ("The ELN kidnapped a mayor in Arauca on Monday. The attackers shot two guards in Saravena on Tuesday.", {"eln"}),
    ],
)
def test_whoever_is_credited_stands_in_the_last_happening_that_fits(words: str, expected: set[str], equipment: Tools) -> None:
    assert credited(happenings(words, equipment)[-1]) == expected


def test_an_arrest_that_nobody_is_named_for_is_the_work_of_authorities(equipment: Tools) -> None:
    [claim] = happenings("Two students were arrested in Minsk on Monday.", equipment)
    assert who(claim, ActorRole.PERPETRATOR) == {"group:authorities"}
    assert any(reason.field == "actor" for reason in claim.reasons)
