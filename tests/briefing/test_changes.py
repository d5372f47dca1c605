"""What changed since a scene was made: new, gone and changed incidents, and statements that rest on nothing any more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from geo import briefing, store
from geo.briefing import Bullet, Change, Changes, Deck, Scene
from geo.briefing.deck import MOST_SEEN
from geo.model import Atlas, Count, DatePrecision, Incident, Status, When
from geo.settings import Settings
from geo.store import Snapshot
from tests import worlds

EVERYTHING = Scene(id="everyall", title="All")
ROCKETS = replace(EVERYTHING, id="rockets1", query=(("kind", ("rocket_or_mortar_attack",)),))
Published = Callable[[Atlas], Snapshot]


@pytest.fixture
def published(tmp_path: Path) -> Iterator[Published]:
    """Return what publishes a world and opens it."""
    with ExitStack() as stack:

        def publish(world: Atlas) -> Snapshot:
            settings = Settings(build=tmp_path / "build")
            store.publish(world, settings)
            return stack.enter_context(closing(store.open(settings)))

        yield publish


def world(**changes: Callable[[Incident], Incident | None]) -> Atlas:
    """Return the world of the two newspapers, some incidents in it changed or taken out; "_" stands for "-" in an id."""
    told = {name.replace("_", "-"): change for name, change in changes.items()}
    made = [told.get(incident.id, lambda same: same)(incident) for incident in worlds.atlas().incidents]
    return replace(worlds.atlas(), incidents=tuple(filter(None, made)))


def since(then: Snapshot, now: Snapshot, scene: Scene = EVERYTHING) -> Changes:
    return briefing.changes(now, replace(scene, seen=briefing.seen(then, scene)))


def gone(_: Incident) -> None:
    return None


def test_nothing_changed_between_two_builds_of_the_same(snapshot: Snapshot, published: Published) -> None:
    changes = since(snapshot, published(worlds.atlas()))
    assert not changes
    assert changes == Changes(before=5, now=5)


def test_the_whole_of_what_is_shown_is_digested(snapshot: Snapshot) -> None:
    seen = briefing.seen(snapshot, EVERYTHING)
    assert [id_ for id_, _ in seen.incidents] == ["c-guns", "c-protest", "c-rockets", "c-sworn", "c-transfer"]
    assert (seen.snapshot, seen.total) == (snapshot.id, 5)
    assert briefing.seen(snapshot, ROCKETS).digest != seen.digest


def test_an_incident_that_is_told_of_since_is_new(snapshot: Snapshot, published: Published) -> None:
    before = published(world(c_guns=gone))
    [new] = since(before, snapshot).new
    assert new == Change("c-guns", "Shooting, Lowlands", "no date is said; reported; 1 independent source")


def test_an_incident_that_nothing_tells_of_any_more_is_gone(snapshot: Snapshot, published: Published) -> None:
    changes = since(snapshot, published(world(c_guns=gone)))
    assert changes == Changes(gone=(Change("c-guns", "Incident c-guns", "is told of no more"),), before=5, now=4)


SIDES: list[tuple[Callable[[Incident], Incident], str]] = [
    (lambda one: replace(one, place=worlds.CALDER), "place: now Calder"),
    (
        lambda one: replace(one, when=When(first=date(2031, 5, 6), last=date(2031, 5, 6), precision=DatePrecision.DAY)),
        "date: now 6 May 2031",
    ),
    (lambda one: replace(one, status=Status.CONFIRMED), "status: now confirmed"),
    (lambda one: replace(one, killed=Count(low=3, high=4)), "casualties: now 3 to 4 killed"),
    (lambda one: replace(one, sources=1), "independent sources: now 1"),
    (lambda one: replace(one, disagreements=()), "disagreements: now 0"),
    (
        lambda one: replace(one, weapon="mortars", status=Status.DENIED),
        "status: now denied; actors: now River Front, against Ardanian Army, mortars",
    ),
]


@pytest.mark.parametrize(("change", "what"), SIDES, ids=[what for _, what in SIDES])
def test_it_is_said_what_of_an_incident_changed(
    snapshot: Snapshot, published: Published, change: Callable[[Incident], Incident], what: str
) -> None:
    [changed] = since(snapshot, published(world(c_rockets=change))).changed
    assert (changed.id, changed.what) == ("c-rockets", what)


def test_an_incident_that_moved_out_of_the_filter_is_gone_with_where_it_is_now(snapshot: Snapshot, published: Published) -> None:
    later = replace(EVERYTHING, query=(("status", ("disputed",)),))
    changes = since(snapshot, published(world(c_rockets=lambda one: replace(one, status=Status.CONFIRMED))), later)
    [left] = changes.gone
    assert left.title == "Rocket or mortar attack, Camp Orrin"
    assert left.what == "no longer fits the scene: 6 May 2031 to 7 May 2031; Camp Orrin; confirmed"


def joined(one: Incident) -> Incident:
    return replace(one, claim_ids=(*one.claim_ids, "c-guns"))


def test_two_incidents_that_became_one_are_told_as_that(snapshot: Snapshot, published: Published) -> None:
    changes = since(snapshot, published(world(c_rockets=joined, c_guns=gone)))
    title = "Rocket or mortar attack, Camp Orrin"
    assert changes.gone == (Change("c-guns", title, "is told as one with another incident"),)


def test_an_incident_that_an_earlier_report_was_found_for_is_the_same_one(snapshot: Snapshot, published: Published) -> None:
    renamed = world(c_rockets=lambda one: replace(one, id="c-denial", claim_ids=("c-denial", "c-rockets")))
    changes = since(snapshot, published(renamed))
    assert (changes.new, changes.gone) == ((), ())
    [changed] = changes.changed
    assert (changed.id, changed.what) == ("c-denial", "told of earlier as well")


def test_time_that_is_played_bounds_what_was_seen(snapshot: Snapshot) -> None:
    played = replace(EVERYTHING, query=(("until", ("2031-05-04",)),))
    assert briefing.seen(snapshot, played).total < briefing.seen(snapshot, EVERYTHING).total


def test_a_scene_that_took_no_note_has_no_changes(snapshot: Snapshot) -> None:
    assert briefing.changes(snapshot, EVERYTHING) == Changes(now=5)


def test_of_very_many_incidents_the_first_by_id_are_compared_one_by_one(published: Published) -> None:
    many = worlds.many(MOST_SEEN + 40)
    before = published(many)
    seen = briefing.seen(before, EVERYTHING)
    assert (seen.total, len(seen.incidents)) == (MOST_SEEN + 40, MOST_SEEN)
    fewer = replace(many, incidents=many.incidents[1:])
    changes = briefing.changes(published(fewer), replace(EVERYTHING, seen=seen))
    assert ([one.id for one in changes.gone], changes.new, changes.changed) == (["n000000"], (), ())
    assert not changes.whole


def test_a_change_behind_the_last_that_is_compared_is_not_passed_over_in_silence(published: Published) -> None:
    many = worlds.many(MOST_SEEN + 40)
    seen = briefing.seen(published(many), EVERYTHING)
    changes = briefing.changes(published(replace(many, incidents=many.incidents[:-1])), replace(EVERYTHING, seen=seen))
    assert changes
    assert changes == Changes(before=MOST_SEEN + 40, now=MOST_SEEN + 39, whole=False)


# --- statements and marks ------------------------------------------------------------------


def test_a_statement_whose_incident_is_told_of_no_more_is_named(snapshot: Snapshot) -> None:
    scene = replace(
        EVERYTHING, bullets=(Bullet(text="Guns\nin the hills", of=("c-guns", "lost")),), query=(("incident", ("also-lost",)),)
    )
    assert briefing.changes(snapshot, scene).missing == (
        Change("lost", "Guns in the hills", "rests on an incident that is told of no more"),
        Change("also-lost", "The incident that is marked", "is told of no more"),
    )


def test_the_id_of_any_claim_finds_the_incident(snapshot: Snapshot) -> None:
    assert briefing.found(snapshot, ["c-denial", "c-rockets", "lost"]) == {"c-denial": "c-rockets", "c-rockets": "c-rockets"}


def test_refreshing_takes_note_anew_and_follows_incidents_that_were_joined(snapshot: Snapshot) -> None:
    stale = replace(
        EVERYTHING,
        bullets=(Bullet(text="As I put it", of=("c-denial", "c-rockets", "lost")),),
        query=(("incident", ("c-denial",)),),
        note="mine",
    )
    deck = Deck(id="d", title="T", scenes=(stale, ROCKETS), version=3)
    fresh = briefing.refreshed(snapshot, deck)
    assert fresh.scenes[0] == replace(
        stale,
        bullets=(Bullet(text="As I put it", of=("c-rockets", "lost")),),
        query=(("incident", ("c-rockets",)),),
        seen=briefing.seen(snapshot, stale),
    )
    assert (fresh.version, fresh.scenes[1].seen) == (3, briefing.seen(snapshot, ROCKETS))
    assert not since(snapshot, snapshot, fresh.scenes[1])
