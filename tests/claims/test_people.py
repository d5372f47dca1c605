"""Who did it, to whom, and how firmly it is said, in sentences of all regions; `never` did it, though it is named."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import pytest

from geo import pipeline
from geo.model import ActorRole, Claim, Family, Participant
from geo.tools import Tools
from tests.claims.test_news import documents

ROWS = list(csv.DictReader((Path(__file__).parent / "actors.csv").read_text("utf-8").splitlines()))
TOLD = frozenset({ActorRole.PERPETRATOR, ActorRole.ACCUSED, ActorRole.CLAIMANT})


@pytest.fixture(scope="module")
def claims(equipment: Tools) -> dict[str, list[Claim]]:
    readings = pipeline.read(documents([row["text"] for row in ROWS]), equipment)
    return {
        row["text"]: [claim for claim in reading.claims if claim.kind.family is not Family.WORDS]
        for row, reading in zip(ROWS, readings, strict=True)
    }


def names(claims: Iterable[Claim], roles: frozenset[ActorRole]) -> str:
    people: list[Participant] = [one for claim in claims for one in claim.participants if one.role in roles]
    return " ".join(word for one in people for word in (one.actor.name, *one.actor.aliases, *one.actor.belongs_to)).lower()


def any_of(cell: str, said: str) -> bool:
    return any(word.lower() in said for word in cell.split("|"))


def test_every_organization_that_does_no_violence_is_listed(equipment: Tools) -> None:
    named = {one for one in equipment.lexicon.onlookers if not one.startswith("group:")}
    assert named - equipment.directory.actors.keys() == set()


def test_who_watches_over_violence_is_nobody_who_does_it(equipment: Tools) -> None:
    words = "Amnesty International shelled the town of Basra on Monday, and rebels shelled it on Tuesday."
    [reading] = pipeline.read(documents([words]), equipment)
    assert "amnesty" not in names(reading.claims, TOLD)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"][:60])
def test_a_sentence_says_who_did_it_to_whom(row: dict[str, str], claims: dict[str, list[Claim]]) -> None:
    found = claims[row["text"]]
    did, suffered = names(found, TOLD), names(found, frozenset({ActorRole.TARGET}))
    assert not row["did"] or any_of(row["did"], did)
    assert not row["suffered"] or any_of(row["suffered"], suffered)
    assert not row["never"] or not any_of(row["never"], did)
    assert any(claim.status in row["status"].split("|") for claim in found)
