"""Incidents: which claims are joined, and what an incident keeps of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, count, permutations

import pytest
from hypothesis import given, settings, strategies as st

from geo import incidents
from geo.incidents import Slip, blocks, testimony as witnesses
from geo.model import (
    Actor,
    ActorMention,
    ActorRole,
    Basis,
    Block,
    BlockKind,
    Claim,
    Count,
    DatePrecision,
    Document,
    Incident,
    Kind,
    LatLon,
    Mark,
    Participant,
    Place,
    Precision,
    Publication,
    Reading,
    Span,
    Status,
    When,
)

RUSKA = Place(
    id="country:RU1",
    name="Ruska",
    kind="country",
    precision=Precision.COUNTRY,
    country="R1",
    bbox=(10.0, 10.0, 20.0, 20.0),
    at=LatLon(15, 15),
)
CALDER = Place(id="p:calder", name="Calder", kind="city", precision=Precision.SETTLEMENT, country="R1", at=LatLon(15, 15))
DEPOT = Place(id="p:depot", name="Calder depot", kind="base", precision=Precision.EXACT, country="R1", at=LatLon(15.05, 15.05))
MERROW = Place(id="p:merrow", name="Merrow", kind="city", precision=Precision.SETTLEMENT, country="R1", at=LatLon(18, 18))

LEAGUE = Actor(id="league", name="Calder League", kind="militia")
ARMY = Actor(id="army", name="Ruskan army", kind="military", belongs_to=("ruska",))
EMBASSY = Actor(id="group:vell-embassy", name="Vellish embassy", kind="office", belongs_to=("vell",))

MAY_4 = date(2031, 5, 4)


def on(first: date, last: date | None = None, precision: DatePrecision = DatePrecision.DAY) -> When:
    return When(first=first, last=last or first, precision=precision, words="on that day")


def by(actor: Actor, role: ActorRole = ActorRole.PERPETRATOR) -> Participant:
    return Participant(actor=actor, role=role)


ROCKETS = Claim(
    id="",
    document_id="",
    kind=Kind.ROCKET_OR_MORTAR_ATTACK,
    span=Span(0, 0),
    place=CALDER,
    when=on(MAY_4),
    participants=(by(LEAGUE), by(EMBASSY, ActorRole.TARGET)),
    weapon="rocket",
)


def read(name: str, *claims: tuple[Claim, str], publisher: str = "", published: date = MAY_4 + timedelta(days=1)) -> Reading:
    """Return a document with one sentence a claim; claims get their ids from the document and their number."""
    text, placed = "", []
    for number, (claim, sentence) in enumerate(claims):
        span = Span(len(text), len(text) + len(sentence))
        text += sentence + " "
        placed.append(replace(claim, id=f"{name}-{number}", document_id=name, span=span))
    document = Document(
        id=name,
        source=f"{name}.txt",
        text=text,
        publisher=publisher,
        blocks=(Block(span=Span(0, len(text)), kind=BlockKind.BODY, reason="test"),),
        published=Publication(when=on(published), basis=Basis.STATED),
    )
    return Reading(document=document, claims=tuple(placed))


def members(found: Sequence[Incident]) -> set[frozenset[str]]:
    return {frozenset(one.claim_ids) for one in found}


# --- joining -------------------------------------------------------------------------------


def test_two_documents_about_one_happening_give_one_incident() -> None:
    readings = [
        read("a", (ROCKETS, "Rockets hit the Vellish embassy in Calder.")),
        read("b", (ROCKETS, "The League fired rockets at the embassy.")),
    ]
    [incident] = incidents.join(readings)
    assert (incident.id, incident.claim_ids, incident.sources) == ("a-0", ("a-0", "b-0"), 2)


def test_every_asserted_claim_is_in_exactly_one_incident_and_a_threat_is_in_none() -> None:
    planned = replace(ROCKETS, hypothetical=True)
    readings = [read("a", (ROCKETS, "Rockets hit."), (planned, "Rockets may hit again.")), read("b", (ROCKETS, "Rockets hit."))]
    assert sorted(i for one in incidents.join(readings) for i in one.claim_ids) == ["a-0", "b-0"]


@pytest.mark.parametrize(
    ("sentence", "counted"),
    [
        ("Three car bombs went off.", 3),
        ("Twin bombs went off.", 2),
        ("The Dec. 10 bombs went off.", None),
        ("It said 12 suicide bombs went off.", 12),
        ("The bombs went off.", None),
    ],
)
def test_what_is_counted_is_the_weapon_and_not_the_day(sentence: str, counted: int | None) -> None:
    reading = read("a", (ROCKETS, sentence))
    at = sentence.index("bombs")
    claim = replace(reading.claims[0], marks=(Mark(field="weapon", span=Span(at, at + 5)),))
    [found] = witnesses.testimonies([replace(reading, claims=(claim,))])
    assert found.counted == counted


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("day", replace(ROCKETS, when=on(MAY_4 + timedelta(days=3)))),
        ("place", replace(ROCKETS, place=MERROW)),
        ("kind", replace(ROCKETS, kind=Kind.PROTEST)),
    ],
)
def test_what_differs_in_day_place_or_kind_is_not_joined(field: str, other: Claim) -> None:
    sentence = "Rockets hit the Vellish embassy in Calder."
    found = incidents.join([read("a", (ROCKETS, sentence)), read("b", (other, sentence + " Again."))])
    assert len(found) == 2, field


def test_words_alone_join_nothing() -> None:
    bare = Claim(id="", document_id="", kind=Kind.BOMBING, span=Span(0, 0))
    readings = [read("a", (bare, "A bomb went off.")), read("b", (bare, "A bomb went off. Really."))]
    assert len(incidents.join(readings)) == 2


def test_in_one_document_place_and_day_do_not_tell_which_march_it_was() -> None:
    marchers = Actor(id="group:protesters", name="protesters", kind="crowd")
    march = replace(ROCKETS, kind=Kind.PROTEST, participants=(by(marchers),), weapon="")
    apart = read("a", (march, "Protesters held the bridge."), (march, "Protesters stood at the gate."))
    assert len(incidents.join([apart])) == 2
    between = [read("a", (march, "Protesters held the bridge.")), read("b", (march, "Protesters stood on the bridge."))]
    assert len(incidents.join(between)) == 1


def test_a_document_that_tells_of_another_one_is_believed() -> None:
    again = replace(ROCKETS, when=When())
    readings = [read("a", (ROCKETS, "Rockets hit the embassy."), (again, "Another rocket hit the embassy."))]
    readings = [replace(readings[0], claims=tuple(_with_trigger(claim, readings[0]) for claim in readings[0].claims))]
    assert len(incidents.join(readings)) == 2


def _with_trigger(claim: Claim, reading: Reading) -> Claim:

    at = reading.document.text.index("ocket", claim.span.start) - 1
    return replace(claim, marks=(Mark(field="trigger", span=Span(at, at + 7)),))


def test_two_bombs_in_a_document_are_not_its_three_bombs() -> None:
    claims = (ROCKETS, "Three rockets hit the embassy."), (replace(ROCKETS, place=DEPOT), "Two more rockets hit the depot.")
    [reading] = [read("a", *claims)]
    reading = replace(reading, claims=tuple(_with_trigger(claim, reading) for claim in reading.claims))
    assert len(incidents.join([reading])) == 2


def test_one_number_in_figures_speaks_for_one_deployment() -> None:
    sent = Claim(id="", document_id="", kind=Kind.TROOP_DEPLOYMENT, span=Span(0, 0), participants=(by(ARMY),))
    sent = replace(sent, when=on(MAY_4 - timedelta(days=60), MAY_4, DatePrecision.OPEN))
    readings = [
        read("a", (sent, "Ruska has sent 14,000 additional troops to the coast.")),
        read("b", (sent, "The army deployed 14,000 more troops since spring.")),
        read("c", (sent, "It announced the deployment of 3,000 troops to the island.")),
    ]
    assert frozenset({"a-0", "b-0"}) in members(incidents.join(readings))


def test_a_range_that_no_words_tell_of_does_not_go_on() -> None:
    unsure = replace(ROCKETS, place=None, participants=(), weapon="", kind=Kind.PROTEST)
    unsure = replace(unsure, when=When(first=MAY_4 - timedelta(days=90), last=MAY_4, precision=DatePrecision.MONTH))
    readings = [read("a", (unsure, "Some marched in the rain.")), read("b", (unsure, "They marched for bread."))]
    assert len(incidents.join(readings)) == 2


def test_no_chain_joins_what_is_apart() -> None:
    # The middle one fits both: it says the country and the week, no more.
    vague = replace(ROCKETS, place=RUSKA, when=on(MAY_4 - timedelta(days=3), MAY_4 + timedelta(days=4), DatePrecision.WEEK))
    early = replace(ROCKETS, when=on(MAY_4 - timedelta(days=2)))
    late = replace(ROCKETS, when=on(MAY_4 + timedelta(days=2)))
    readings = [
        read(name, (claim, f"Rockets hit the embassy, wrote {name}."))
        for name, claim in (("a", early), ("b", vague), ("c", late))
    ]
    assert members(incidents.join(readings)) == {frozenset({"a-0"}), frozenset({"b-0"}), frozenset({"c-0"})}


def test_a_coarse_claim_joins_the_only_one_that_it_fits() -> None:
    vague = replace(ROCKETS, place=RUSKA, when=on(MAY_4, MAY_4 + timedelta(days=5), DatePrecision.WEEK))
    readings = [read("a", (ROCKETS, "Rockets hit the embassy.")), read("b", (vague, "The embassy was hit by rockets."))]
    [incident] = incidents.join(readings)
    assert (incident.place, incident.when) == (CALDER, on(MAY_4))


def test_of_two_regions_the_one_inside_the_other_is_the_place() -> None:
    east = Place(
        id="a:east", name="the east", kind="region", precision=Precision.AREA, country="R1", bbox=(14.0, 10.0, 20.0, 20.0)
    )
    district = replace(east, id="a:district", name="the district", bbox=(15.0, 14.0, 16.0, 16.0), at=LatLon(15, 15.5))
    claims = [replace(ROCKETS, place=place) for place in (east, district)]
    [incident] = incidents.join([read("a", (claims[0], "Rockets hit.")), read("b", (claims[1], "Rockets hit the place."))])
    assert incident.place == district


def test_statements_are_joined_only_when_one_and_the_same_speaks() -> None:
    said = Claim(
        id="",
        document_id="",
        kind=Kind.STATEMENT_OR_THREAT,
        span=Span(0, 0),
        when=on(MAY_4),
        participants=(by(LEAGUE, ActorRole.SPEAKER),),
    )
    denied = replace(said, participants=(by(ARMY, ActorRole.SPEAKER),))
    words = "warned against attacks on ships"
    readings = [
        read("a", (said, f"The League {words}.")),
        read("b", (said, f"The League also {words}.")),
        read("c", (denied, f"The army {words}.")),
    ]
    assert members(incidents.join(readings)) == {frozenset({"a-0", "b-0"}), frozenset({"c-0"})}


# --- how one document goes on ----------------------------------------------------------------

BLAST = Claim(id="", document_id="", kind=Kind.BOMBING, span=Span(0, 0), place=CALDER, when=on(MAY_4))
GUNMEN = Actor(id="group:gunmen", name="gunmen", kind="militia")
FARMERS = Actor(id="group:farmers", name="farmers", kind="crowd")


def with_known(reading: Reading, number: int, words: str, field: str) -> Reading:
    """Return a reading one of whose claims speaks of something as known."""
    claim = reading.claims[number]
    start = reading.document.text.index(words, claim.span.start)
    span = Span(start, start + len(words))
    noun = Span(span.end - len(words.rsplit(maxsplit=1)[-1]), span.end)
    people = tuple(replace(one, span=noun) if field == one.role.value else one for one in claim.participants)
    marks = (*claim.marks, Mark(field="known", span=span), Mark(field=field, span=noun))
    claims = [replace(claim, marks=marks, participants=people) if i == number else one for i, one in enumerate(reading.claims)]
    return replace(reading, claims=tuple(claims))


@pytest.mark.parametrize(
    ("sentence", "known", "field", "joined"),
    [
        ("The blast broke windows.", "The blast", "trigger", True),
        ("Sunday's bombing shook the town.", "Sunday's bombing", "trigger", True),
        ("The car had been parked by the gate.", "The car", "target", True),
        ("The bomber was on foot.", "The bomber", "actor", True),
        ("They broke windows.", "They", "actor", True),
        ("The bridge was hit.", "The bridge", "spot", False),
        ("The attacker was beaten to death.", "The attacker", "target", False),
    ],
)
def test_a_report_goes_on_with_what_it_speaks_of_as_known(sentence: str, known: str, field: str, *, joined: bool) -> None:
    role = {"target": ActorRole.TARGET, "actor": ActorRole.PERPETRATOR}.get(field)
    people = (by(GUNMEN, role),) if role else ()
    first, later = (BLAST, "A car blew up in the market."), (replace(BLAST, participants=people), sentence)
    reading = with_known(read("a", first, later), 1, known, field)
    assert (len(incidents.join([reading])) == 1) is joined


def test_another_blast_in_one_report_is_another_incident() -> None:
    assert len(incidents.join([read("a", (BLAST, "A car blew up."), (BLAST, "A van blew up in the market."))])) == 2


def test_a_report_that_says_once_where_and_twice_who_tells_of_one_attack() -> None:
    street = replace(CALDER, id="p:mill-street", name="Mill Street")
    one, other = replace(BLAST, participants=(by(GUNMEN),)), replace(BLAST, participants=(by(GUNMEN),), place=street)
    assert len(incidents.join([read("a", (one, "A car blew up."), (other, "A blast on Mill Street was theirs."))])) == 1


@pytest.mark.parametrize(
    ("then", "told"),
    [("A bomb of the League was defused.", 2), ("Guards stopped a van with a bomb.", 2), ("The League blew up cars.", 1)],
)
def test_the_bomb_that_was_defused_or_stopped_is_not_the_one_that_went_off(then: str, told: int) -> None:
    blast = replace(BLAST, participants=(by(LEAGUE),))
    assert len(incidents.join([read("a", (blast, "The League blew up a car."), (blast, then))])) == told


def test_what_is_done_to_the_gunmen_is_not_what_they_did() -> None:
    shot = replace(BLAST, kind=Kind.SHOOTING, participants=(by(ARMY, ActorRole.TARGET),))
    end = replace(shot, participants=(by(GUNMEN, ActorRole.TARGET),), killed=Count(low=1, high=1))
    readings = [read("a", (replace(shot, killed=Count(low=1, high=1)), "A soldier was shot."), (end, "The gunman was shot."))]
    assert len(incidents.join(readings)) == 2


def test_two_parts_of_a_town_are_two_places() -> None:
    west, middle = (replace(CALDER, id=f"district:{part}", name=f"{part} Calder") for part in ("western", "central"))
    readings = [read("a", (replace(ROCKETS, place=west), "Rockets.")), read("b", (replace(ROCKETS, place=middle), "Rockets."))]
    assert len(incidents.join(readings)) == 2


def test_a_place_that_a_sentence_takes_over_excludes_nothing() -> None:
    first, later = (BLAST, "A car blew up in Calder."), (replace(BLAST, place=MERROW), "The blast broke windows.")
    assert len(incidents.join([with_known(read("a", first, later), 1, "The blast", "trigger")])) == 1
    assert len(incidents.join([read("a", first), read("b", later)])) == 2


def test_an_attack_by_whatever_means_is_the_strike_that_others_tell_and_takes_its_kind() -> None:
    text = "Vell is behind an attack on the Vellish embassy."
    attack = replace(ROCKETS, kind=Kind.ARMED_CLASH, weapon="", place=None, participants=(by(EMBASSY, ActorRole.TARGET),))
    readings = [
        read("a", (replace(ROCKETS, kind=Kind.DRONE_STRIKE), "Drones hit it.")),
        read("b", (attack, text)),
        read("c", (attack, text)),
    ]
    at = text.index("attack")
    mark = Mark(field="trigger", span=Span(at, at + len("attack")))
    marked = [replace(one, claims=tuple(replace(claim, marks=(mark,)) for claim in one.claims)) for one in readings[1:]]
    [incident] = incidents.join([readings[0], *marked])
    assert (incident.kind, incident.disagreements) == (Kind.DRONE_STRIKE, ())


def test_what_its_owner_s_name_stands_before_was_struck() -> None:
    reading = read("a", (ROCKETS, "Rockets hit Saudi oil facilities in May."))
    claim = replace(reading.claims[0], marks=(Mark(field="target", span=Span(12, 17)),))
    [found] = witnesses.testimonies([replace(reading, claims=(claim,))])
    assert {"oil", "faciliti"} <= found.struck


def test_a_sentence_that_only_counts_the_dead_belongs_to_what_was_just_told() -> None:
    dead = replace(BLAST, kind=Kind.OTHER, killed=Count(low=6, high=6))
    [incident] = incidents.join([read("a", (BLAST, "A car blew up."), (dead, "Six people died."))])
    assert (incident.kind, incident.killed) == (Kind.BOMBING, Count(low=6, high=6))
    elsewhere = replace(dead, place=None)
    assert len(incidents.join([read("a", (BLAST, "A car blew up."), (elsewhere, "Elsewhere six people died."))])) == 2
    fewer = replace(BLAST, killed=Count(low=30, high=30))
    assert len(incidents.join([read("a", (fewer, "A car blew up, killing 30."), (dead, "Six people died."))])) == 2


def test_the_first_and_the_second_are_parts_of_what_was_told() -> None:
    later = replace(BLAST, marks=())
    reading = read("a", (BLAST, "Two cars blew up."), (later, "The first hit a gate; the second was blown up later."))
    start = reading.document.text.index("blown")
    marks = (Mark(field="trigger", span=Span(start, start + 5)), Mark(field="known", span=Span(start - 15, start + 5)))
    reading = replace(reading, claims=(reading.claims[0], replace(reading.claims[1], marks=marks)))
    assert len(incidents.join([reading])) == 1


def test_a_claimant_s_word_belongs_to_the_deed_that_it_speaks_of() -> None:
    word = Claim(
        id="",
        document_id="",
        kind=Kind.STATEMENT_OR_THREAT,
        span=Span(0, 0),
        when=on(MAY_4 + timedelta(days=2)),
        participants=(by(LEAGUE, ActorRole.SPEAKER),),
    )
    [incident] = incidents.join([read("a", (BLAST, "A car blew up."), (word, "The League claimed responsibility."))])
    assert (incident.kind, incident.when, incident.disagreements) == (Kind.BOMBING, BLAST.when, ())
    others = replace(BLAST, participants=(by(ARMY),))
    assert len(incidents.join([read("a", (others, "The army blew it up."), (word, "The League claimed responsibility."))])) == 2


def test_one_person_s_arrest_told_of_two_countries_is_one_incident_that_is_contested() -> None:
    vell = replace(RUSKA, id="country:VE1", name="Vell", country="V1", bbox=(30.0, 30.0, 40.0, 40.0), at=LatLon(35, 35))
    person = Actor(id="name:karim-hadi", name="Karim Hadi", kind="person")
    held = replace(BLAST, kind=Kind.ARREST, participants=(by(person, ActorRole.TARGET),))
    readings = [
        read("a", (replace(held, place=RUSKA), "Karim Hadi was arrested in Ruska.")),
        read("b", (replace(held, place=vell), "Karim Hadi was seized in Vell.")),
    ]
    [incident] = incidents.join(readings)
    assert {one.field for one in incident.disagreements} == {"place"}
    nobody = replace(held, participants=(by(FARMERS, ActorRole.TARGET),))
    apart = [
        read("a", (replace(nobody, place=RUSKA), "Farmers were arrested in Ruska.")),
        read("b", (replace(nobody, place=vell), "Farmers were arrested in Vell.")),
    ]
    assert len(incidents.join(apart)) == 2


def test_somebody_killed_years_apart_is_two_people_or_a_mistake() -> None:
    person = Actor(id="name:karim-hadi", name="Karim Hadi", kind="person")
    killed = replace(BLAST, participants=(by(person, ActorRole.TARGET),), killed=Count(low=1, high=1))
    later = replace(killed, when=on(MAY_4 + timedelta(days=900)))
    assert len(incidents.join([read("a", (killed, "Hadi died.")), read("b", (later, "Hadi died again."))])) == 2


# --- which claims are compared -------------------------------------------------------------

SOME_DAYS = st.integers(0, 90).map(lambda days: MAY_4 + timedelta(days=days))
SOME_TIMES = (
    st.just(When())
    | st.builds(on, SOME_DAYS)
    | st.builds(lambda first, days: on(first, first + timedelta(days=days), DatePrecision.MONTH), SOME_DAYS, st.integers(0, 200))
    | SOME_DAYS.map(lambda day: When(first=day, precision=DatePrecision.OPEN, words="since that day"))
    | SOME_DAYS.map(lambda day: When(last=day, precision=DatePrecision.OPEN, words="before that day"))
)
SOME_CLAIMS = st.builds(
    lambda place, when, kind: replace(ROCKETS, place=place, when=when, kind=kind),
    st.sampled_from([CALDER, DEPOT, MERROW, RUSKA, None]),
    SOME_TIMES,
    st.sampled_from(list(Kind)),
)


@settings(max_examples=100)
@given(st.lists(SOME_CLAIMS, min_size=2, max_size=12))
def test_where_no_block_is_crowded_all_that_could_be_joined_are_compared(claims: list[Claim]) -> None:
    found = in_order(read(f"d{i}", (claim, "Rockets hit the embassy.")) for i, claim in enumerate(claims))
    told = [one.testimony() for one in found]
    possible = {(i, j) for i, j in combinations(range(len(told)), 2) if incidents.compare(told[i], told[j]) is not None}
    assert possible <= set(blocks.pairs(found))


def test_in_a_crowd_each_claim_meets_only_so_many_others() -> None:
    crowd = [read(f"d{i:03}", (ROCKETS, "Rockets hit the embassy.")) for i in range(300)]
    assert len(blocks.pairs(in_order(crowd))) <= 300 * blocks.MOST


def in_order(readings: Iterable[Reading]) -> list[Slip]:
    return sorted((slip for reading in readings for slip in incidents.slips(reading)), key=lambda one: one.order)


# --- identity ------------------------------------------------------------------------------

FEW_PLACES = st.sampled_from([CALDER, DEPOT, MERROW, RUSKA, None])
FEW_DAYS = st.integers(0, 6).map(lambda days: on(MAY_4 + timedelta(days=days))) | st.just(When())
FEW_CLAIMS = st.builds(
    lambda place, when, kind, killed: replace(ROCKETS, place=place, when=when, kind=kind, killed=killed),
    FEW_PLACES,
    FEW_DAYS,
    st.sampled_from([Kind.ROCKET_OR_MORTAR_ATTACK, Kind.MISSILE_STRIKE, Kind.PROTEST, Kind.STATEMENT_OR_THREAT]),
    st.none() | st.integers(0, 9).map(lambda low: Count(low=low, high=low)),
)


@settings(max_examples=60)
@given(st.lists(st.lists(FEW_CLAIMS, min_size=1, max_size=3), min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_the_readings_does_not_matter(world: list[list[Claim]], random: object) -> None:
    number = count()
    readings = [read(f"d{next(number)}", *((claim, "Rockets hit the embassy.") for claim in claims)) for claims in world]
    shuffled = list(readings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a Random
    found = incidents.join(readings)
    assert incidents.join(shuffled) == found
    assert sorted(i for one in found for i in one.claim_ids) == sorted(
        claim.id for reading in readings for claim in reading.claims
    )


def test_the_earliest_document_names_the_incident() -> None:
    readings = [
        read("a", (ROCKETS, "Rockets hit."), published=MAY_4 + timedelta(days=9)),
        read("b", (ROCKETS, "Rockets hit."), published=MAY_4),
    ]
    assert {incidents.join(order)[0].id for order in permutations(readings)} == {"b-0"}


def test_the_same_text_under_another_name_is_one_source_and_keeps_both_claims() -> None:
    bare = Claim(id="", document_id="", kind=Kind.BOMBING, span=Span(0, 0))
    [incident] = incidents.join([read("a", (bare, "A bomb went off.")), read("copy", (bare, "A bomb went off."))])
    assert (incident.claim_ids, incident.sources) == (("a-0", "copy-0"), 1)


# --- values --------------------------------------------------------------------------------


def test_one_text_printed_on_two_days_about_two_happenings_stays_two() -> None:
    later = replace(ROCKETS, when=on(MAY_4 + timedelta(days=90)))
    assert len(incidents.join([read("a", (ROCKETS, "Rockets hit.")), read("b", (later, "Rockets hit."))])) == 2


def test_papers_that_quote_one_paper_are_one_source() -> None:
    quoting = replace(ROCKETS, attribution=("Calder Post",))
    readings = [
        read("a", (ROCKETS, "Rockets hit."), publisher="Calder Post"),
        read("b", (quoting, "Rockets hit, it said."), publisher="Merrow Times"),
        read("c", (quoting, "Rockets hit, it was said."), publisher="Vell Herald"),
        read("d", (ROCKETS, "Rockets hit the place."), publisher="Ruska Daily"),
    ]
    [incident] = incidents.join(readings)
    assert incident.sources == 2


def test_two_papers_that_print_one_long_sentence_are_one_source() -> None:
    bare = Claim(id="", document_id="", kind=Kind.BOMBING, span=Span(0, 0))
    sentence = "A bomb that was hidden in a parked van went off beside the old customs house shortly after noon."
    readings = [read("a", (bare, sentence)), read("b", (bare, sentence), (replace(bare, kind=Kind.ARREST), "Two were held."))]
    [incident] = [one for one in incidents.join(readings) if one.kind is Kind.BOMBING]
    assert (incident.claim_ids, incident.sources) == (("a-0", "b-0"), 1)


def test_a_paper_and_its_short_name_are_one_source() -> None:
    post = Actor(id="calder-post", name="Calder Post", kind="media")
    readings = [
        read("a", (replace(ROCKETS, attribution=("Calder Post",)), "Rockets hit, the Calder Post reported.")),
        read("b", (replace(ROCKETS, attribution=("CP",)), "Rockets hit, CP said.")),
        read("c", (replace(ROCKETS, attribution=("she",)), "Rockets hit, she said.")),
    ]
    named = [replace(one, actors=tuple(_mentions(one, post))) for one in readings]
    [incident] = incidents.join(named)
    assert incident.sources == 2


def _mentions(reading: Reading, actor: Actor) -> Iterator[ActorMention]:
    for name in ("Calder Post", "CP"):
        at = reading.document.text.find(name)
        if at >= 0:
            yield ActorMention(span=Span(at, at + len(name)), actor=actor)


def test_a_strike_remembered_for_another_month_is_one_incident_with_a_disagreement() -> None:
    vell = Actor(id="vell", name="Vell", kind="state")
    people = (by(vell, ActorRole.ACCUSED), by(replace(vell, id="ruska", name="Ruska"), ActorRole.TARGET))
    struck = replace(ROCKETS, kind=Kind.DRONE_STRIKE, place=None, participants=people, weapon="")
    september = replace(struck, when=on(date(2031, 9, 1), date(2031, 9, 30), DatePrecision.MONTH))
    october = replace(struck, when=on(date(2031, 10, 1), date(2031, 10, 31), DatePrecision.MONTH), kind=Kind.MISSILE_STRIKE)
    readings = [
        read("a", (september, "Vell was blamed for a drone attack against major Ruskan oil facilities in September.")),
        read("b", (replace(october, place=RUSKA), "Vell is suspected of attacks on Ruskan oil facilities in October.")),
    ]
    readings = [replace(one, claims=tuple(_with_target(claim, one) for claim in one.claims)) for one in readings]
    [incident] = incidents.join(readings)
    assert "date" in {one.field for one in incident.disagreements}


def _with_target(claim: Claim, reading: Reading) -> Claim:
    at = reading.document.text.index("oil facilities")
    return replace(claim, marks=(Mark(field="target", span=Span(at, at + len("oil facilities"))),))


def test_months_that_contradict_each_other_are_one_incident_with_a_disagreement() -> None:
    september = replace(ROCKETS, when=on(date(2031, 9, 1), date(2031, 9, 30), DatePrecision.MONTH))
    october = replace(ROCKETS, when=on(date(2031, 10, 1), date(2031, 10, 31), DatePrecision.MONTH), place=DEPOT)
    september = replace(september, place=DEPOT)
    readings = [
        read("a", (september, "Rockets hit the oil depot at Calder in September.")),
        read("b", (october, "The rockets that hit the oil depot at Calder in October.")),
    ]
    [incident] = incidents.join(readings)
    [disagreement] = incident.disagreements
    assert (disagreement.field, [version.claim_ids for version in disagreement.versions]) == ("date", [("a-0",), ("b-0",)])


def test_a_date_that_no_words_tell_contradicts_nobody_and_gives_way() -> None:
    untold = replace(ROCKETS, when=replace(on(MAY_4 + timedelta(days=2), MAY_4 + timedelta(days=5)), words=""))
    [incident] = incidents.join([read("a", (untold, "Rockets hit.")), read("b", (ROCKETS, "Rockets hit the place."))])
    assert (incident.when, incident.disagreements) == (on(MAY_4), ())


def test_casualties_are_a_range_and_contradictions_are_kept() -> None:
    four = replace(ROCKETS, killed=Count(low=4, high=4))
    six = replace(ROCKETS, killed=Count(low=6, high=None))
    [incident] = incidents.join([read("a", (four, "Rockets killed four.")), read("b", (six, "Rockets killed at least six."))])
    assert incident.killed == Count(low=4, high=None)
    assert [(one.field, [v.value for v in one.versions]) for one in incident.disagreements] == [("killed", ["4", "at least 6"])]


def test_what_one_denies_and_another_tells_is_disputed() -> None:
    denied = replace(ROCKETS, status=Status.DENIED)
    [incident] = incidents.join([read("a", (ROCKETS, "Rockets hit.")), read("b", (denied, "They said no rockets hit."))])
    assert incident.status is Status.DISPUTED
    assert "status" in {one.field for one in incident.disagreements}


def test_who_is_named_in_another_role_by_another_document_is_kept_with_both() -> None:
    accused = replace(ROCKETS, participants=(by(ARMY, ActorRole.ACCUSED), by(EMBASSY, ActorRole.TARGET)))
    [incident] = incidents.join([read("a", (ROCKETS, "Rockets hit.")), read("b", (accused, "The army fired rockets."))])
    assert {(one.actor.id, one.role) for one in incident.participants} == {
        ("league", ActorRole.PERPETRATOR),
        ("army", ActorRole.ACCUSED),
        ("group:vell-embassy", ActorRole.TARGET),
    }
    assert "actor" in {one.field for one in incident.disagreements}


def test_an_incident_says_why_its_claims_were_joined() -> None:
    [incident] = incidents.join([read("a", (ROCKETS, "Rockets hit.")), read("b", (ROCKETS, "Some rockets hit."))])
    [reason] = incident.reasons
    assert "both at Calder" in reason.text
    assert "2031-05-04" in reason.text
