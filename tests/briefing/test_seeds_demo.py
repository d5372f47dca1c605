"""The briefing that comes with the program says what is read in the reports of the repository, to the word and the number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing

import pytest

from geo import briefing, engine, geodesy, views
from geo.briefing import Bullet, Deck, Scene
from geo.model import LatLon
from geo.settings import Settings
from geo.store import Snapshot
from geo.tools import Tools
from geo.views import Evidence, opening

PATH = Settings().data / "decks" / "seeds-demo.json"
DECK = briefing.load(PATH.read_bytes(), PATH.name)
SCENES = [pytest.param(scene, id=scene.id) for scene in DECK.scenes]
CITED = [
    pytest.param(bullet, id=f"{scene.id}-{n}") for scene in DECK.scenes for n, bullet in enumerate(scene.bullets, 1) if bullet.of
]

NUMBER = re.compile(r"\d{1,3}(?:,\d{3}){1,3}|\d{1,6}")
QUOTED = re.compile("“([^”]{1,200})”")
WORDS = {word: n for n, word in enumerate(("two", "three", "four", "five", "six", "seven", "eight"), start=2)}
RIYADH, JERUSALEM = LatLon(24.68773, 46.72185), LatLon(31.76904, 35.21633)


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory, equipment: Tools) -> Iterator[Snapshot]:
    """Build the reports in the repository."""
    settings = Settings(build=tmp_path_factory.mktemp("seeds"))
    engine.build([settings.seeds], settings, out=settings.build, equipment=equipment)
    with closing(opening.current(settings)) as snapshot:
        yield snapshot
    opening.forget()


def numbers(text: str) -> set[int]:
    """Return the numbers in a text, those in words too; a name such as Qiam-1 is none."""
    plain = re.sub(r"\b[A-Z][a-z]{1,20}-\d", "", text)
    figures = {int(found.replace(",", "")) for found in NUMBER.findall(plain)}
    return figures | {WORDS[word] for word in re.findall(r"[a-z]{3,5}", plain.lower()) if word in WORDS}


def evidence(seeds: Snapshot, bullet: Bullet) -> list[Evidence]:
    return [views.evidence(seeds, id_) for id_ in bullet.of]


def told(behind: list[Evidence]) -> str:
    return "\n".join(" ".join(claim.sentence.split()) for one in behind for claim in one.claims)


def known(behind: list[Evidence]) -> set[int]:
    """Return every number that the incidents give: of sentences, days, tolls, sources, and how many reports there are."""
    days = [day for one in behind for day in (one.when.first, one.when.last) if day]
    tolls = [count for one in behind for count in (one.killed, one.injured) if count]
    reports = {claim.document.id for one in behind for claim in one.claims}
    return {
        *numbers(told(behind)),
        *(part for day in days for part in (day.day, day.year)),
        *(number for count in tolls for number in (count.low, count.high) if number is not None),
        *(one.sources for one in behind),
        len(reports),
    }


def test_the_file_is_as_the_program_writes_it() -> None:
    assert briefing.dump(DECK) == PATH.read_bytes()
    assert (DECK.id, DECK.version, len(DECK.scenes)) == (PATH.stem, 0, 8)


def test_its_caveat_is_one_that_can_be_chosen() -> None:
    assert DECK.handling in {one.code for one in briefing.handlings(Settings().data)}


def test_it_shows_what_a_briefing_can_show() -> None:
    asked = [dict(scene.query) for scene in DECK.scenes]
    assert {name for query in asked for name in query} >= {"at", "theme", "kind", "text", "ring", "incident", "field"}
    assert {scene.page for scene in DECK.scenes} >= {"", "table", "disagreements"}
    assert len({query["at"] for query in asked}) == 8
    assert all(scene.title and scene.bullets and scene.note for scene in DECK.scenes)


@pytest.mark.parametrize("scene", SCENES)
def test_every_incident_that_is_named_is_read_in_the_reports(seeds: Snapshot, scene: Scene) -> None:
    named = {id_ for bullet in scene.bullets for id_ in bullet.of} | set(scene.values("incident"))
    assert briefing.found(seeds, named) == {id_: id_ for id_ in named}
    assert not briefing.changes(seeds, scene).missing


@pytest.mark.parametrize("scene", SCENES)
def test_every_scene_shows_something_and_most_of_what_it_speaks_of(seeds: Snapshot, scene: Scene) -> None:
    shown = set(briefing.shown(seeds, Settings(), scene).frame["id"])
    spoken = [bool(shown & set(bullet.of)) for bullet in scene.bullets if bullet.of]
    assert shown
    assert sum(spoken) > len(spoken) / 2


@pytest.mark.parametrize("bullet", CITED)
def test_every_number_in_a_bullet_is_one_of_the_incidents_it_rests_on(seeds: Snapshot, bullet: Bullet) -> None:
    assert numbers(bullet.text) - known(evidence(seeds, bullet)) == set()


@pytest.mark.parametrize("bullet", CITED)
def test_every_quotation_stands_in_a_sentence_behind_it(seeds: Snapshot, bullet: Bullet) -> None:
    words = told(evidence(seeds, bullet)).lower()
    assert [quoted for quoted in QUOTED.findall(bullet.text) if quoted.lower() not in words] == []


@pytest.mark.parametrize("scene", SCENES)
def test_every_number_of_a_whole_scene_is_what_it_shows(seeds: Snapshot, scene: Scene) -> None:
    shown = briefing.shown(seeds, Settings(), scene)
    bands = {round(km) for pair in shown.pairs for km in (pair.band.low_km, pair.band.high_km, pair.area.uncertainty_km) if km}
    counted = {shown.total, shown.unmapped, shown.total - shown.unmapped, shown.sources}
    free = [numbers(bullet.text) for bullet in scene.bullets if not bullet.of]
    assert set().union(*free) - counted - bands == set()


@pytest.mark.parametrize("scene", SCENES)
def test_every_figure_in_a_title_is_that_of_a_bullet_or_a_day(seeds: Snapshot, scene: Scene) -> None:
    allowed = set().union(*(known(evidence(seeds, bullet)) for bullet in scene.bullets))
    assert {number for number in numbers(scene.title) if number > 8} - allowed == set()


def test_no_dead_are_counted_where_no_report_counts_them(seeds: Snapshot) -> None:
    [basra] = [scene for scene in DECK.scenes if scene.id == "basra918"]
    [killed] = evidence(seeds, basra.bullets[2])
    assert (killed.killed and killed.killed.high, "several" in told([killed])) == (None, True)


def test_nobody_is_named_as_having_fired_where_the_bullet_says_so(seeds: Snapshot) -> None:
    [missions] = [scene for scene in DECK.scenes if scene.id == "missions"]
    first, second, _ = evidence(seeds, missions.bullets[2])
    assert [one.actor.name for of in (first, second) for one in of.participants if one.role != "target"] == []


def test_what_is_said_to_have_no_place_has_none(seeds: Snapshot) -> None:
    [missiles] = [scene for scene in DECK.scenes if scene.id == "missiles"]
    assert set(briefing.shown(seeds, Settings(), missiles).frame["place_precision"]) <= {"country", "unknown"}


def reach(seeds: Snapshot) -> tuple[Scene, dict[str, tuple[float, float]], float]:
    """Return the scene of the rings, the ends of the band of each system, and how uncertain the launch area is."""
    [scene] = [scene for scene in DECK.scenes if scene.id == "reach900"]
    pairs = briefing.shown(seeds, Settings(), scene).pairs
    return scene, {pair.system: (pair.band.low_km, pair.band.high_km or 0) for pair in pairs}, pairs[0].area.uncertainty_km


@pytest.mark.parametrize("city", [RIYADH, JERUSALEM], ids=["Riyadh", "Jerusalem"])
def test_the_rings_reach_what_the_bullet_says_they_reach(seeds: Snapshot, city: LatLon) -> None:
    _, bands, uncertain = reach(seeds)
    away = geodesy.distance(LatLon(33.34058, 44.40088), city) / 1000
    assert bands["Qiam-1"][1] < away - uncertain
    assert bands["Shahab-3"][0] > away + uncertain


def test_the_distances_that_the_speaker_has_at_hand_are_measured(seeds: Snapshot) -> None:
    scene, _, _ = reach(seeds)
    measured = [5 * round(geodesy.distance(LatLon(33.34058, 44.40088), city) / 5000) for city in (RIYADH, JERUSALEM)]
    assert [f"about {km} km" in scene.note for km in measured] == [True, True]


def test_what_a_deck_remembers_of_a_scene_is_what_the_reports_still_say(seeds: Snapshot) -> None:
    deck: Deck = briefing.refreshed(seeds, DECK)
    assert [bool(briefing.changes(seeds, scene)) for scene in deck.scenes] == [False] * 8
