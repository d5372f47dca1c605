"""A deck that is drafted: every number and every day in it can be counted again from the incidents that the sentence names."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings as hypothesis_settings, strategies as st

from geo import briefing, geodesy, store, views
from geo.briefing import Deck, Scene
from geo.briefing.nouns import KINDS
from geo.incidents.roots import credited
from geo.model import (
    Actor,
    ActorRole,
    Atlas,
    Claim,
    Count,
    DatePrecision,
    Disagreement,
    Document,
    Incident,
    Kind,
    LatLon,
    Participant,
    Place,
    Precision,
    Publication,
    Reading,
    Span,
    Status,
    Version,
    When,
)
from geo.settings import Settings
from geo.store import Snapshot
from geo.views import Filter
from tests import worlds

# --- worlds --------------------------------------------------------------------------------


def town(name: str, lat: float, lon: float, precision: Precision = Precision.SETTLEMENT) -> Place:
    return Place(id=f"place:{name}", name=name, kind="city", precision=precision, at=LatLon(lat, lon), country="AR")


PLACES = (
    town("Alder", 10.0, 20.0),
    town("Birch", 10.1, 20.1),
    town("Camp Cedar", 10.2, 20.15, Precision.EXACT),
    town("near Alder", 10.0, 20.0, Precision.NEAR),
    town("Dogwood", 14.0, 26.0),
    town("Elder", -45.0, 179.95),
    town("Fir", -45.0, -179.95),
    replace(town("Lowlands", 10.0, 20.0, Precision.AREA), bbox=(19.0, 9.0, 21.0, 11.0)),
    town("Ardania", 10.0, 20.0, Precision.COUNTRY),
)
ACTORS = tuple(Actor(id=f"actor:{name}", name=name, kind="militia") for name in ("River Front", "Hill Guard", "Old League"))
ROLES = (ActorRole.PERPETRATOR, ActorRole.ACCUSED, ActorRole.CLAIMANT, ActorRole.TARGET)
ROUGH = (DatePrecision.MONTH, DatePrecision.YEAR, DatePrecision.OPEN)
AREAS = {Precision.AREA: "no closer than the region or sea", Precision.COUNTRY: "no closer than the country"}
START = date(2031, 1, 1)


def whens() -> st.SearchStrategy[When]:
    def made(after: int, precision: DatePrecision) -> When:
        on = START + timedelta(days=after)
        month = on.replace(day=1)
        spans: dict[DatePrecision, tuple[date | None, date | None]] = {
            DatePrecision.DAY: (on, on),
            DatePrecision.WEEK: (on, on + timedelta(days=6)),
            DatePrecision.MONTH: (month, (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)),
            DatePrecision.YEAR: (on.replace(month=1, day=1), on.replace(month=12, day=31)),
            DatePrecision.OPEN: (None, on),
            DatePrecision.UNKNOWN: (None, None),
        }
        return When(first=spans[precision][0], last=spans[precision][1], precision=precision)

    often = [DatePrecision.DAY] * 4
    precisions = st.sampled_from([*often, *(one for one in DatePrecision if one is not DatePrecision.SEASON)])
    return st.builds(made, st.integers(0, 60), precisions)


def counts() -> st.SearchStrategy[Count | None]:
    def made(low: int, more: int | None) -> Count:
        return Count(low=low, high=None if more is None else low + more)

    return st.none() | st.builds(made, st.integers(0, 40), st.none() | st.integers(0, 5))


def participants() -> st.SearchStrategy[tuple[Participant, ...]]:
    one = st.builds(Participant, actor=st.sampled_from(ACTORS), role=st.sampled_from(ROLES))
    return st.lists(one, max_size=3, unique_by=lambda told: (told.actor.id, told.role)).map(tuple)


def incidents() -> st.SearchStrategy[tuple[Incident, str]]:
    """Give an incident with one claim, and the outlet that tells of it."""
    incident = st.builds(
        Incident,
        id=st.just(""),
        claim_ids=st.just(()),
        kind=st.sampled_from(Kind),
        status=st.sampled_from(Status),
        place=st.none() | st.sampled_from(PLACES),
        when=whens(),
        participants=participants(),
        killed=counts(),
        injured=counts(),
        disagreements=st.lists(st.sampled_from(("killed", "date", "actor")), max_size=2, unique=True).map(
            lambda fields: tuple(Disagreement(field=field, versions=()) for field in fields)
        ),
    )
    return st.tuples(incident, st.sampled_from(("", "The Gazette", "The Herald")))


def atlas(drawn: Sequence[tuple[Incident, str]]) -> Atlas:
    readings, made = [], []
    for n, (incident, outlet) in enumerate(drawn):
        id_ = "i" + "".join("abcdefghij"[int(digit)] for digit in f"{n:03}")
        text = f"Title\n\nIt happened, says report {id_}."
        claim = Claim(
            id=id_,
            document_id=f"d{n:011}",
            kind=incident.kind,
            span=Span(7, len(text)),
            participants=incident.participants,
            place=incident.place,
            when=incident.when,
            killed=incident.killed,
            injured=incident.injured,
            status=incident.status,
        )
        document = Document(
            id=claim.document_id, source=f"report_{id_}.txt", text=text, publisher=outlet, published=Publication()
        )
        readings.append(credited(Reading(document=document, claims=(claim,))))
        versions = tuple(Version(value=value, claim_ids=(id_,)) for value in ("one", "other"))
        contested = tuple(replace(one, versions=versions) for one in incident.disagreements)
        made.append(replace(incident, id=id_, claim_ids=(id_,), disagreements=contested))
    return Atlas(readings=tuple(readings), incidents=tuple(made))


@contextmanager
def opened(told: Atlas) -> Iterator[Snapshot]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(build=Path(folder))
        store.publish(told, settings)
        with closing(store.open(settings)) as snapshot:
            yield snapshot


Drawn = list[tuple[Incident, str]]


def in_random_worlds(worlds: int) -> Callable[[Callable[[Drawn], None]], Callable[[], None]]:
    def tried(test: Callable[[Drawn], None]) -> Callable[[], None]:
        drawn = given(drawn=st.lists(incidents(), min_size=1, max_size=8))
        return hypothesis_settings(max_examples=worlds)(drawn(test))

    return tried


def clusters(deck: Deck) -> list[Scene]:
    return [scene for scene in deck.scenes if scene.values("within")]


# --- counted again -------------------------------------------------------------------------


def in_words(on: date, precision: DatePrecision) -> str:
    return {
        DatePrecision.MONTH: f"{on:%b} {on.year}",
        DatePrecision.YEAR: str(on.year),
    }.get(precision, f"{on.day} {on:%b %Y}")


def plural(number: int, one: str) -> str:
    return f"{number} {one}" if number == 1 else f"{number} {one}s"


def days(of: Sequence[Incident]) -> set[str]:
    """Return every day, month and year that some of the incidents begin or end with, as exactly as it was said."""
    told = [(end, one.when.precision) for one in of for end in (one.when.first, one.when.last) if end]
    return {in_words(end, precision) for end, precision in told}


def spans(of: Sequence[Incident]) -> set[str]:
    """Return the ranges of days that may stand there: of those that are dated to the week, or of all where none is."""
    both = [one for one in of if one.when.first and one.when.last]
    exact = [one for one in both if one.when.precision in {DatePrecision.DAY, DatePrecision.WEEK}]
    found = set()
    if chosen := exact or both:
        order = list(DatePrecision)
        begin = min((one.when.first or date.max, order.index(one.when.precision)) for one in chosen)
        end = max((one.when.last or date.min, -order.index(one.when.precision)) for one in chosen)
        first, last = in_words(begin[0], order[begin[1]]), in_words(end[0], order[-end[1]])
        found.add(first if first == last else f"{first} to {last}")
    return found


def tolls(of: Sequence[Incident], side: str) -> set[str]:
    said = [count for one in of if (count := getattr(one, side))]
    if not said:
        return set()
    low, high = sum(one.low for one in said), [one.high for one in said]
    total = None if None in high else sum(number or 0 for number in high)
    people = f"t least {low}" if total is None else f"{low}" if low == total else f"{low} to {total}"
    basis = "" if len(of) == 1 else f", by what is said of {plural(len(said), 'incident')}"
    return {f"{people} {side}{basis}"}


def sources(of: Sequence[Incident], outlets: dict[str, str]) -> int:
    named = {outlets[one.id] for one in of}
    return len(named - {""}) + sum(not outlets[one.id] for one in of)


def numbers(of: Sequence[Incident], outlets: dict[str, str]) -> list[str]:
    """Return every piece with a number in it that may be said of the incidents, the longest first."""
    total = len(of)
    kinds = Counter(one.kind for one in of)
    precisions = Counter(one.when.precision for one in of)
    exact = precisions[DatePrecision.DAY] + precisions[DatePrecision.WEEK]
    roles = Counter((one.role, one.actor.name) for incident in of for one in set(incident.participants))
    contested = [one for one in of if one.disagreements]
    fields = Counter(one.field for incident in of for one in incident.disagreements)
    places = {one.place.id for one in of if one.place}
    precise = Counter(one.place.precision for one in of if one.place)
    pieces = {
        plural(total, "incident"),
        *(f"{number} {KINDS[kind][number > 1]}" for kind, number in kinds.items()),
        *(f"{rest} of other kinds" for rest in {sum(sorted(kinds.values())[:-3])} if rest),
        *(f"{exact} dated {span}" for span in spans(of)),
        *spans(of),
        f"{precisions[DatePrecision.MONTH]} dated only to the month",
        f"{precisions[DatePrecision.YEAR]} dated only to the year",
        f"{precisions[DatePrecision.OPEN]} of which only a first or a last day is known",
        f"{precisions[DatePrecision.UNKNOWN]} without a known day",
        *(f"until {day}" for day in days(of)),
        *(f"{name} ({number})" for (_, name), number in roles.items()),
        *(f"{place.name} ({number})" for place, number in Counter(one.place for one in of if one.place).items()),
        *(plural(rest, "other place") for rest in range(1, len(places))),
        plural(len(places), "place"),
        f"{sum(one.when.precision in ROUGH for one in of)} dated less exactly",
        f"{sum(one.when.precision in ROUGH for one in of)} less exactly",
        *(f"{number} {AREAS[precision]}" for precision, number in precise.items() if precision in AREAS),
        f"said for {sum(one.place is None for one in of)}.",
        *tolls(of, "killed"),
        *tolls(of, "injured"),
        plural(sources(of, outlets), "independent source"),
        *(f"{number} {status}" for status, number in Counter(one.status for one in of).items()),
        f"in {plural(len(contested), 'incident')}",
        *(f"({number})" for number in fields.values()),
    }
    return sorted(pieces, key=len, reverse=True)


@in_random_worlds(10)
def test_every_number_and_day_is_counted_again_from_the_incidents_that_the_sentence_names(
    drawn: Drawn,
) -> None:
    world = atlas(drawn)
    known = {one.id: one for one in world.incidents}
    outlets = {incident.id: outlet for incident, (_, outlet) in zip(world.incidents, drawn, strict=True)}
    with opened(world) as snapshot:
        deck = briefing.draft(snapshot, Filter(), most=100)
        for scene in deck.scenes:
            if scene.page:
                continue
            shown = set(views.incidents(snapshot, scene.filter)["id"])
            for bullet in scene.bullets:
                assert set(bullet.of) == shown
                left = bullet.text
                for piece in numbers([known[id_] for id_ in bullet.of], outlets):
                    left = re.sub(rf"(?<!\d){re.escape(piece)}(?!\d)", "", left, flags=re.IGNORECASE)
                assert not re.search(r"\d", left), (bullet.text, left)


@in_random_worlds(4)
def test_a_role_is_given_only_to_those_who_were_said_to_have_it(drawn: Drawn) -> None:
    world = atlas(drawn)
    words = {"perpetrator": "ttributed to", "accused": "lamed on", "claimant": "laimed by", "target": "gainst"}
    with opened(world) as snapshot:
        for scene in clusters(briefing.draft(snapshot, Filter(), most=100)):
            of = [one for one in world.incidents if one.id in scene.bullets[0].of]
            for role, verb in words.items():
                told = re.search(rf"{verb} ([^;.]*)", scene.bullets[1].text)
                named = {actor.name for actor in ACTORS if told and actor.name in told[1]}
                assert named <= {one.actor.name for incident in of for one in incident.participants if one.role == role}


@in_random_worlds(4)
def test_what_is_placed_and_dated_to_the_season_is_in_a_scene_and_a_day_in_one_place_in_one_only(
    drawn: Drawn,
) -> None:
    world = atlas(drawn)
    pinned = {Precision.EXACT, Precision.SETTLEMENT, Precision.NEAR}
    placed = [one for one in world.incidents if one.mapped and one.place and one.place.precision in pinned]
    timed = {DatePrecision.DAY, DatePrecision.WEEK, DatePrecision.MONTH}
    with opened(world) as snapshot:
        scenes = clusters(briefing.draft(snapshot, Filter(), most=100))
        times = Counter(id_ for scene in scenes for id_ in views.incidents(snapshot, scene.filter)["id"])
        assert {one.id for one in placed if one.when.precision in timed} <= set(times)
        assert {times[one.id] for one in placed if one.when.precision is DatePrecision.DAY} <= {1}


@in_random_worlds(4)
def test_scenes_stand_in_the_order_of_time_and_are_no_larger_than_a_picture(drawn: Drawn) -> None:
    with opened(atlas(drawn)) as snapshot:
        deck = briefing.draft(snapshot, Filter(), most=3)
        scenes = clusters(deck)
        firsts = [scene.filter.first for scene in scenes if scene.filter.first]
        assert len(scenes) <= 3
        assert firsts == sorted(firsts)
        for scene in scenes:
            south, west, north, east = map(float, scene.filter.within.split(","))
            assert geodesy.distance(LatLon(south, west), LatLon(north, min(east, 180.0))) < 360_000
        assert deck == briefing.draft(snapshot, Filter(), most=3)


# --- one world, word for word --------------------------------------------------------------


def on(day: int, month: int = 5) -> When:
    told = date(2031, month, day)
    return When(first=told, last=told, precision=DatePrecision.DAY)


ALDER, BIRCH, CAMP, NEAR, DOGWOOD, *_ = PLACES
FRONT, GUARD, LEAGUE = ACTORS


def happened(kind: Kind, place: Place | None, when: When) -> Incident:
    return Incident(id="", claim_ids=(), kind=kind, status=Status.REPORTED, place=place, when=when)


def by(actor: Actor, role: ActorRole) -> Participant:
    return Participant(actor=actor, role=role)


FIRST = replace(
    happened(Kind.BOMBING, ALDER, on(3)),
    killed=Count(low=2, high=4),
    participants=(by(FRONT, ActorRole.ACCUSED), by(GUARD, ActorRole.TARGET)),
)
SECOND = replace(
    happened(Kind.BOMBING, NEAR, on(4)),
    killed=Count(low=1, high=1),
    status=Status.DENIED,
    participants=(by(FRONT, ActorRole.CLAIMANT),),
)
THIRD = replace(happened(Kind.DRONE_STRIKE, CAMP, on(5)), disagreements=(Disagreement(field="killed", versions=()),))
WEEK = [
    (FIRST, "The Gazette"),
    (SECOND, "The Herald"),
    (THIRD, "The Gazette"),
    (happened(Kind.PROTEST, DOGWOOD, on(20, 7)), ""),
    (happened(Kind.SHOOTING, None, When()), ""),
]


@pytest.fixture(scope="module")
def week() -> Iterator[Snapshot]:
    with opened(atlas(WEEK)) as snapshot:
        yield snapshot


def test_a_cluster_is_told_in_three_statements(week: Snapshot) -> None:
    scene = clusters(briefing.draft(week, Filter()))[0]
    assert scene.title == "Bombings and drone strike around Alder, 3 May 2031 to 5 May 2031"
    assert [bullet.text for bullet in scene.bullets] == [
        "3 incidents, 3 May 2031 to 5 May 2031: 2 bombings and 1 drone strike. Alder (1), Camp Cedar (1) and near Alder (1).",
        (
            "Blamed on River Front (1); claimed by River Front (1); against Hill Guard (1). "
            "3 to 5 killed, by what is said of 2 incidents."
        ),
        "2 independent sources; 1 denied. Sources contradict each other in 1 incident on how many were killed (1).",
    ]


def test_one_incident_is_told_without_numbers_of_incidents(week: Snapshot) -> None:
    scene = clusters(briefing.draft(week, Filter()))[1]
    assert scene.title == "Protest, Dogwood, 20 Jul 2031"
    assert [bullet.text for bullet in scene.bullets] == [
        "Protest, 20 Jul 2031. Dogwood.",
        "Nobody is said to have done it.",
        "1 independent source.",
    ]


def test_the_first_scene_tells_of_all_and_of_what_has_no_place_and_no_day(week: Snapshot) -> None:
    deck = briefing.draft(week, Filter())
    first = deck.scenes[0]
    assert (deck.title, first.title, first.query) == ("Draft, 3 May 2031 to 20 Jul 2031", "The whole picture", ())
    assert first.bullets[0].text.endswith("4 dated 3 May 2031 to 20 Jul 2031 and 1 without a known day.")
    assert first.bullets[1].text.endswith("no place is said for 1.")


def test_the_note_has_the_sentences_with_outlet_and_date(week: Snapshot) -> None:
    scene = clusters(briefing.draft(week, Filter()))[0]
    assert "“It happened, says report iaaa.” (The Gazette, undated)" in scene.note.splitlines()


def test_every_scene_remembers_what_it_showed(week: Snapshot) -> None:
    deck = briefing.draft(week, Filter())
    assert [scene.seen for scene in deck.scenes] == [briefing.seen(week, scene) for scene in deck.scenes]


def test_the_look_and_the_rings_of_the_screen_go_with_every_scene_and_what_was_picked_does_not(week: Snapshot) -> None:
    query = (("incident", ("iaaa",)), ("look", ("projector",)), ("ring", ("a@b",)), ("until", ("2031-05-04",)))
    for scene in briefing.draft(week, Filter(), query).scenes:
        assert (scene.values("look"), scene.values("ring")) == (("projector",), ("a@b",))
        assert not scene.values("incident") + scene.values("until")


def test_a_draft_stays_within_the_filter(week: Snapshot) -> None:
    chosen = Filter(kinds=(Kind.BOMBING,), within="9.9,19.9,10.05,20.05", last=date(2031, 5, 3))
    deck = briefing.draft(week, chosen)
    scene = deck.scenes[1]
    assert list(views.incidents(week, scene.filter)["id"]) == ["iaaa"]
    assert scene.filter.kinds == chosen.kinds
    corners = tuple(zip(*[iter(map(float, scene.filter.within.split(",")))] * 2, strict=True))
    assert all(9.9 <= lat <= 10.05 and 19.9 <= lon <= 20.05 for lat, lon in corners)


@pytest.mark.parametrize("precision", [Precision.AREA, Precision.SETTLEMENT])
def test_what_is_drafted_can_be_drafted_again_from_each_of_its_scenes(snapshot: Snapshot, precision: Precision) -> None:
    for scene in briefing.draft(snapshot, Filter()).scenes:
        again = briefing.draft(snapshot, scene.filter)
        assert again.scenes[0].filter == scene.filter
    assert briefing.draft(snapshot, Filter(precisions=(precision,))).scenes


def test_nothing_makes_an_empty_deck(week: Snapshot) -> None:
    deck = briefing.draft(week, Filter(text="nobody ever said this"), title="Nothing")
    assert (deck.title, deck.scenes) == ("Nothing", ())


def test_a_deck_that_is_drafted_can_be_written_and_read_again(week: Snapshot) -> None:
    deck = briefing.draft(week, Filter())
    assert briefing.load(briefing.dump(deck), "draft.json") == deck


def test_who_acted_against_whom_and_what_is_contested_have_scenes_of_their_own(snapshot: Snapshot) -> None:
    by_page = {scene.page: scene for scene in briefing.draft(snapshot, Filter()).scenes}
    assert [bullet.text for bullet in by_page["actors"].bullets] == [
        "River Front against Ardanian Army: 1 incident (strikes and bombings)."
    ]
    assert [bullet.text for bullet in by_page["disagreements"].bullets] == [
        "Sources contradict each other in 1 incident on how many were killed (1).",
        "Rocket or mortar attack, Camp Orrin, how many were killed: 2 (The Gazette) against 5 or more (herald.txt).",
    ]
    assert "ranges" not in by_page


def test_words_that_cannot_be_written_are_left_out() -> None:
    hostile = town("A\x00\ufffel\u202eder<script>", 1.0, 1.0)
    with opened(atlas([(happened(Kind.BOMBING, hostile, on(3)), "\x07Paper\ufffe")])) as snapshot:
        scene = clusters(briefing.draft(snapshot, Filter()))[0]
        assert "<script>" in scene.title
        assert not re.search("[\x00-\x08\ufffe]", scene.title + scene.note)


def test_many_incidents_rest_on_the_filter_and_not_on_a_list() -> None:
    with opened(worlds.many(300)) as snapshot:
        deck = briefing.draft(snapshot, Filter())
        assert {bullet.of for bullet in deck.scenes[0].bullets} == {()}
        assert deck.scenes[0].bullets[0].text.startswith("300 incidents: ")


def test_two_clusters_share_nothing_even_where_one_bends_around_the_other() -> None:
    middle = [(happened(Kind.BOMBING, ALDER, on(3)), "") for _ in range(9)]
    bend = [(9.65, 19.65), (9.65, 19.9), (9.65, 20.15), (9.65, 20.35), (9.9, 20.35), (10.15, 20.35), (10.35, 20.35)]
    around = [(happened(Kind.PROTEST, town(f"Town {lat} {lon}", lat, lon), on(3)), "") for lat, lon in bend]
    with opened(atlas([*middle, *around])) as snapshot:
        shown = [list(views.incidents(snapshot, scene.filter)["id"]) for scene in clusters(briefing.draft(snapshot, Filter()))]
        assert len(shown) > 1
        assert sorted(id_ for ids in shown for id_ in ids) == sorted(views.incidents(snapshot, Filter())["id"])


def test_what_is_dated_to_the_month_has_a_scene_of_its_own_where_no_other_shows_it() -> None:
    may = When(first=date(2031, 5, 1), last=date(2031, 5, 31), precision=DatePrecision.MONTH)
    with opened(atlas([(happened(Kind.BOMBING, DOGWOOD, may), ""), (happened(Kind.BOMBING, ALDER, on(3)), "")])) as snapshot:
        titles = [scene.title for scene in clusters(briefing.draft(snapshot, Filter()))]
        assert titles == ["Bombing, Dogwood, May 2031", "Bombing, Alder, 3 May 2031"]
