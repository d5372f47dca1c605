"""Incidents: what is planned, considered, denied or long past is kept with what it speaks of, and changes nothing of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from geo import incidents
from geo.model import Actor, ActorRole, Claim, Kind, Mark, Reading, Span, Status
from tests.test_incidents import EMBASSY, LEAGUE, MAY_4, ROCKETS, by, on, read

RUSKA = Actor(id="ruska", name="Ruska", kind="state")
SENT = Claim(id="", document_id="", kind=Kind.TROOP_DEPLOYMENT, span=Span(0, 0), participants=(by(RUSKA),), when=on(MAY_4))
UNSAID = replace(on(MAY_4 + timedelta(days=2), MAY_4 + timedelta(days=9)), words="")


def happened(readings: list[Reading]) -> list[tuple[str, tuple[str, ...]]]:
    """Return who says what about whether it happened, of the only incident."""
    [incident] = incidents.join(readings)
    found = [one.versions for one in incident.disagreements if one.field == "happened"]
    return [(version.value, version.claim_ids) for versions in found for version in versions]


def test_sent_considered_and_denied_is_one_incident_with_a_disagreement() -> None:
    considered = replace(SENT, when=UNSAID, hypothetical=True)
    denied = replace(SENT, when=UNSAID, participants=(), status=Status.DENIED, future=True)
    readings = [
        read("a", (SENT, "Ruska has sent 14,000 additional troops to the coast.")),
        read("b", (considered, "Ruska considers sending 14,000 troops."), published=MAY_4 + timedelta(days=9)),
        read("c", (denied, "Plans to deploy 14,000 troops were denied."), published=MAY_4 + timedelta(days=9)),
    ]
    assert happened(readings) == [("happened", ("a-0",)), ("considered", ("b-0",)), ("denied", ("c-0",))]


def test_who_denies_or_plans_changes_no_value_of_the_incident() -> None:
    planned = replace(SENT, when=UNSAID, future=True, participants=(by(RUSKA), by(LEAGUE)), status=Status.ALLEGED)
    alone = [read("a", (SENT, "Ruska has sent 14,000 additional troops to the coast."))]
    [told] = incidents.join(alone)
    [found] = incidents.join([*alone, read("b", (planned, "Ruska will send 14,000 troops."))])
    assert [one.field for one in found.disagreements] == ["happened"]
    assert replace(found, disagreements=(), reasons=()) == told


def test_what_nobody_says_happened_is_no_incident() -> None:
    planned, denied = replace(SENT, future=True), replace(SENT, negated=True)
    readings = [read("a", (planned, "Ruska will send 14,000 troops.")), read("b", (denied, "It sent no 14,000 troops."))]
    assert incidents.join(readings) == ()


def test_a_plan_with_another_number_is_another_plan() -> None:
    planned = replace(SENT, when=UNSAID, future=True)
    readings = [
        read("a", (SENT, "Ruska has sent 14,000 additional troops to the coast.")),
        read("b", (planned, "Ruska will send 3,000 troops.")),
    ]
    assert happened(readings) == []


def test_a_threat_after_an_attack_is_of_the_next_one_and_a_warning_before_it_is_of_this_one() -> None:
    threat = replace(ROCKETS, future=True)
    told = read("a", (ROCKETS, "Rockets hit the embassy."))
    after = read("b", (threat, "The League will hit it again."), published=MAY_4 + timedelta(days=5))
    before = read("b", (threat, "The League will fire rockets on May 4."), published=MAY_4 - timedelta(days=2))
    assert happened([told, after]) == []
    assert happened([told, before]) == [("happened", ("a-0",)), ("planned", ("b-0",))]


def test_who_does_not_know_who_was_behind_the_attack_does_not_doubt_it() -> None:
    sentence = "It is not clear whether the attack was theirs."
    at = sentence.index("the attack")
    marks = (Mark(field="known", span=Span(at, at + 10)), Mark(field="trigger", span=Span(at + 4, at + 10)))
    first = "Rockets hit the embassy. "
    later = replace(ROCKETS, hypothetical=True, participants=(), marks=_moved(marks, len(first)))
    readings = [read("a", (ROCKETS, first.strip()), (later, sentence))]
    [incident] = incidents.join(readings)
    assert (incident.claim_ids, happened(readings)) == (("a-0", "a-1"), [])


def _moved(marks: tuple[Mark, ...], by_: int) -> tuple[Mark, ...]:
    return tuple(replace(one, span=Span(one.span.start + by_, one.span.end + by_)) for one in marks)


def test_who_looks_back_years_later_is_kept_with_it_and_is_no_source_of_it() -> None:
    recalled = replace(ROCKETS, historical=True)
    readings = [
        read("a", (ROCKETS, "Rockets hit the embassy.")),
        read("b", (recalled, "Rockets had hit the embassy in 2031."), published=date(2034, 1, 1)),
    ]
    [incident] = incidents.join(readings)
    assert (incident.claim_ids, incident.sources, incident.disagreements) == (("a-0", "b-0"), 1, ())


def test_what_fits_two_incidents_equally_is_kept_with_neither() -> None:
    here = replace(ROCKETS, place=None)
    later = replace(here, when=on(MAY_4 + timedelta(days=9)))
    denied = replace(here, when=replace(on(MAY_4, MAY_4 + timedelta(days=9)), words=""), negated=True)
    told = read("a", (here, "Rockets hit."), published=MAY_4)
    denial = read("c", (denied, "No rockets hit the embassy."), published=MAY_4)
    assert happened([told, denial]) == [("happened", ("a-0",)), ("denied", ("c-0",))]
    found = incidents.join([told, read("b", (later, "Rockets hit."), published=MAY_4 + timedelta(days=9)), denial])
    assert [one.disagreements for one in found] == [(), ()]


def test_whoever_was_struck_may_deny_it() -> None:
    denied = replace(ROCKETS, negated=True, participants=(by(EMBASSY, ActorRole.TARGET),))
    readings = [read("a", (ROCKETS, "Rockets hit the embassy.")), read("b", (denied, "No rockets hit the embassy."))]
    assert happened(readings) == [("happened", ("a-0",)), ("denied", ("b-0",))]
