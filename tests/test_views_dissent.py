"""Who denies or only considers an incident stands beside it with its words, and makes no part of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from geo import store, views
from geo.cli.explain import explain
from geo.model import Disagreement, Version
from geo.settings import Settings
from geo.store import Snapshot
from geo.ui import contests, evidence
from tests.worlds import atlas


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """Open two papers of which one denies what the other tells."""
    world = atlas()
    rockets, *rest = world.incidents
    happened = Disagreement(
        field="happened",
        versions=(Version(value="happened", claim_ids=(rockets.id,)), Version(value="denied", claim_ids=("c-denial",))),
    )
    rockets = replace(rockets, claim_ids=(rockets.id,), disagreements=(happened,))
    readings = tuple(
        replace(one, claims=tuple(replace(claim, negated=claim.id == "c-denial") for claim in one.claims))
        for one in world.readings
    )
    settings = Settings(build=tmp_path_factory.mktemp("dissent"))
    store.publish(replace(world, readings=readings, incidents=(rockets, *rest)), settings)
    with closing(store.open(settings)) as opened:
        yield opened


def test_a_denial_stands_behind_the_claims_of_what_it_denies(told: Snapshot) -> None:
    shown = views.evidence(told, "c-rockets")
    assert ([one.id for one in shown.claims], shown.articles) == (["c-rockets", "c-denial"], 1)


def test_a_denial_leads_to_what_it_denies(told: Snapshot) -> None:
    assert views.evidence(told, "c-denial").id == "c-rockets"
    document = views.evidence(told, "c-denial").claims[-1].document.id
    assert {one.id: one.incident_id for one in views.document(told, document).claims}["c-denial"] == "c-rockets"


def test_whether_it_happened_is_contested_in_the_words_of_both(told: Snapshot) -> None:
    [contest] = views.contests(told, ["c-rockets"])["c-rockets"]
    assert [(side.value, [one.id for one in side.claims]) for side in contest.sides] == [
        ("it happened", ["c-rockets"]),
        ("denied", ["c-denial"]),
    ]
    denial = views.evidence(told, "c-rockets").claims[-1]
    assert contests.against(denial, [contest]) == ["whether it happened: denied; others say it happened"]


def test_the_comparison_says_who_tells_and_who_denies_it(told: Snapshot) -> None:
    shown = evidence.compared(views.evidence(told, "c-rockets"))
    assert shown.index("it happened") < shown.index("denied")


def test_a_denial_is_explained_with_what_it_denies(told: Snapshot) -> None:
    lines = list(explain(told, "c-denial"))
    assert lines[0].startswith("incident c-rockets")
    assert '  disagreement about whether it happened: "it happened" (c-rockets) against "denied" (c-denial)' in lines
