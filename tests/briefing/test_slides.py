"""The slides that are made for a deck: what it rests on, what it is about, how it was made and how it may be passed on."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from geo import briefing, evaluate
from geo.briefing import Bullet, Deck, Scene, Slide, SlideKind
from geo.errors import FactsError
from geo.evaluate import FieldFigures, Match, Measured, Report, Share
from geo.settings import Settings
from geo.store import Snapshot
from geo.views import Filter

EVERYTHING = Scene(id="everyall", title="All of it", bullets=(Bullet(text="Look here"),), note="Wait for the question")
ROCKETS = Scene(id="rockets1", title="Rockets", query=(("kind", ("rocket_or_mortar_attack",)),))
PROTESTS = Scene(id="protests", title="Protests", query=(("kind", ("protest",)),))


def deck(*scenes: Scene, title: str = "The week", scope: str = "", handling: str = "") -> Deck:
    return Deck(id="deck", title=title, scope=scope, handling=handling, scenes=scenes)


def of_kind(kind: SlideKind, told: Deck, snapshot: Snapshot, settings: Settings) -> Slide:
    [slide] = [slide for slide in briefing.slides(told, snapshot, settings) if slide.kind is kind]
    return slide


def opening(told: Deck, snapshot: Snapshot, settings: Settings) -> Slide:
    return of_kind(SlideKind.OPENING, told, snapshot, settings)


def closing(told: Deck, snapshot: Snapshot, settings: Settings) -> Slide:
    return of_kind(SlideKind.CLOSING, told, snapshot, settings)


def scoped(snapshot: Snapshot, settings: Settings, *filters: Filter) -> str:
    scenes = [
        Scene(id=f"scene{n:03}", title="", query=tuple(sorted((name, tuple(of)) for name, of in one.to_query().items())))
        for n, one in enumerate(filters)
    ]
    return " ".join(line.text for line in opening(deck(*scenes), snapshot, settings).lines)


# --- the order -----------------------------------------------------------------------------


def test_scenes_stand_between_an_opening_and_a_closing(snapshot: Snapshot, settings: Settings) -> None:
    slides = briefing.slides(deck(EVERYTHING, ROCKETS), snapshot, settings)
    assert [slide.kind for slide in slides] == ["opening", "scene", "scene", "closing"]
    assert [slide.scene for slide in slides] == [None, EVERYTHING, ROCKETS, None]


def test_a_scene_is_shown_in_its_own_words(snapshot: Snapshot, settings: Settings) -> None:
    told = of_kind(SlideKind.SCENE, deck(EVERYTHING), snapshot, settings)
    assert (told.title, told.lines, told.note) == (EVERYTHING.title, EVERYTHING.bullets, EVERYTHING.note)


def test_a_deck_can_do_without_the_slides_that_are_made_for_it(snapshot: Snapshot, settings: Settings) -> None:
    bare = replace(deck(EVERYTHING), opening=False, closing=False)
    assert [slide.kind for slide in briefing.slides(bare, snapshot, settings)] == ["scene"]


def test_a_deck_without_scenes_still_says_what_it_would_rest_on(snapshot: Snapshot, settings: Settings) -> None:
    first, last = briefing.slides(deck(), snapshot, settings)
    assert dict(first.facts)["Shown"] == "0 incidents in 0 scenes"
    assert not any("shown, " in line.text for line in last.lines)


# --- the opening ---------------------------------------------------------------------------


def test_the_opening_says_what_it_rests_on_and_how_much_is_shown(snapshot: Snapshot, settings: Settings) -> None:
    told = opening(deck(EVERYTHING, ROCKETS), snapshot, settings)
    assert told.title == "The week"
    assert dict(told.facts) == {
        "As of": f"2 documents, newest incident 8 May 2031; snapshot {snapshot.id[:12]}",
        "Shown": "5 incidents in 2 scenes, 28 Apr 2031 to 8 May 2031; 2 not on the map, 1 undated",
    }


def test_an_incident_that_two_scenes_show_counts_once(snapshot: Snapshot, settings: Settings) -> None:
    told = opening(deck(ROCKETS, replace(ROCKETS, id="rockets2")), snapshot, settings)
    assert dict(told.facts)["Shown"] == "1 incident in 2 scenes, 6 May 2031 to 7 May 2031"


def test_a_deck_without_a_title_is_a_briefing(snapshot: Snapshot, settings: Settings) -> None:
    assert opening(deck(title="  "), snapshot, settings).title == "Briefing"


def test_the_scope_is_in_the_words_of_the_deck_where_it_has_some(snapshot: Snapshot, settings: Settings) -> None:
    long = "Only what was said on the radio. " * 40
    told = opening(deck(ROCKETS, scope=f"The coast.\n{long}"), snapshot, settings)
    assert told.lines[0].text == "The coast."
    assert " ".join(line.text for line in told.lines[1:]) == long.strip()


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        ([Filter()], "Everything that was read."),
        ([Filter(first=date(2031, 5, 1)), Filter()], "Everything that was read."),
        (
            [Filter(first=date(2031, 5, 1), last=date(2031, 5, 3)), Filter(first=date(2031, 4, 1), last=date(2031, 4, 2))],
            "Incidents of 1 Apr 2031 to 3 May 2031, or undated.",
        ),
        ([Filter(first=date(2031, 5, 1), undated=False)], "Incidents of 1 May 2031 or later."),
        ([Filter(undated=False)], "Incidents of which some day is known."),
        ([Filter(actors=("river_front", "league"))], "Incidents with River Front or Mountain League."),
        ([Filter(text="tires")], "Incidents whose sentences say “tires”."),
        ([Filter(within="10,19,12,21")], "Incidents within a drawn area around Camp Orrin and Calder."),
        ([Filter(sources=("The Gazette",)), Filter(sources=("herald.txt",))], "Incidents told by The Gazette or herald.txt."),
        ([Filter(datasets=("reports",))], "Incidents from the reports."),
    ],
)
def test_else_the_scope_is_what_bounds_every_scene(
    snapshot: Snapshot, settings: Settings, filters: list[Filter], words: str
) -> None:
    assert scoped(snapshot, settings, *filters) == words


# --- handling ------------------------------------------------------------------------------


def test_the_mark_of_the_caveat_stands_on_every_slide_and_its_words_on_the_first(snapshot: Snapshot, settings: Settings) -> None:
    slides = briefing.slides(deck(EVERYTHING, handling="tlp-amber-strict"), snapshot, settings)
    assert {slide.handling for slide in slides} == {"TLP:AMBER+STRICT"}
    assert dict(slides[0].facts)["Handling"].startswith("TLP:AMBER+STRICT: to be passed on only to those who need to know")


def test_a_deck_without_a_caveat_has_no_mark(snapshot: Snapshot, settings: Settings) -> None:
    slides = briefing.slides(deck(EVERYTHING), snapshot, settings)
    assert {slide.handling for slide in slides} == {""}
    assert "Handling" not in dict(slides[0].facts)


def test_a_caveat_that_is_not_listed_here_is_not_lost(snapshot: Snapshot, settings: Settings) -> None:
    told = opening(deck(handling="eyes-only"), snapshot, settings)
    assert told.handling == "eyes-only"
    assert dict(told.facts)["Handling"] == "eyes-only: this installation does not know the caveat; ask its authors"


def test_the_levels_of_the_traffic_light_protocol_can_be_chosen(settings: Settings) -> None:
    marks = {one.mark for one in briefing.handlings(settings.data)}
    assert {"TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED", "Embargoed"} <= marks


def test_a_caveat_without_words_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "handling.csv").write_text("code,mark,words,source\na,A,,me\n", encoding="utf-8")
    with pytest.raises(FactsError, match=r"line 2: .*needs a code, a mark and words"):
        briefing.handlings(tmp_path)


# --- the closing ---------------------------------------------------------------------------


def measured(snapshot: str) -> Measured:
    nothing, match = Share(right=0, of=0), Match(right=0, got=0, found=0, want=0)
    report = Report(
        files=3,
        published=nothing,
        toponyms=match,
        toponym_role=nothing,
        within_161_km=nothing,
        within_25_km=nothing,
        found_and_placed=nothing,
        claims=Match(right=9, got=10, found=8, want=16),
        statements_found=nothing,
        fields=tuple(FieldFigures(field=name, share=nothing) for name in ("kind", "place", "date", "actor", "status")),
        map=match,
        links=match,
        invented_positions=2,
        drawn_finer=0,
        leaked_from_furniture=0,
        kinds=(),
        confusions=(),
        misses=(),
    )
    return Measured(report=report, labels="gold", snapshot=snapshot, on=date(2031, 6, 1))


def test_where_nothing_was_measured_the_closing_says_so(snapshot: Snapshot, settings: Settings) -> None:
    assert dict(closing(deck(EVERYTHING), snapshot, settings).facts)["Accuracy"] == "Nothing was measured on this installation"


def test_the_figures_stand_there_with_their_counts(snapshot: Snapshot, settings: Settings) -> None:
    settings.build.mkdir(parents=True)
    evaluate.keep(measured(snapshot.id), settings.build)
    facts = dict(closing(deck(EVERYTHING), snapshot, settings).facts)
    assert facts["Accuracy"] == "Measured 1 Jun 2031 on 3 document files that a person labeled"
    assert facts["Happenings found"] == "50% (8 of 16)"
    assert facts["Happenings found, and right"] == "90% (9 of 10)"
    assert facts["On the map"] == "none (0 of 0)"
    assert facts["Positions that no words stand behind"] == "2"


def test_figures_of_another_snapshot_are_said_to_be(snapshot: Snapshot, settings: Settings) -> None:
    settings.build.mkdir(parents=True)
    evaluate.keep(measured("older"), settings.build)
    assert dict(closing(deck(), snapshot, settings).facts)["Accuracy"].endswith("labeled, on another snapshot")


def test_figures_that_cannot_be_read_are_said_to_be(snapshot: Snapshot, settings: Settings) -> None:
    settings.build.mkdir(parents=True)
    (settings.build / "accuracy.json").write_text(json.dumps({"labels": "gold"}), encoding="utf-8")
    assert dict(closing(deck(), snapshot, settings).facts)["Accuracy"] == "The figures that were kept cannot be read"


def test_the_closing_counts_what_is_not_on_the_map_and_what_has_no_day(snapshot: Snapshot, settings: Settings) -> None:
    texts = [line.text for line in closing(deck(EVERYTHING), snapshot, settings).lines]
    assert "Of 5 incidents shown, 2 cannot be on the map and 1 has no known day: they stand in the lists." in texts
    texts = [line.text for line in closing(deck(ROCKETS), snapshot, settings).lines]
    assert "Of 1 incident shown, it is on the map and dated." in texts


def test_only_a_deck_with_rings_warns_that_range_is_not_intent(snapshot: Snapshot, settings: Settings) -> None:
    ringed = replace(EVERYTHING, query=(("ring", ("a@b",)),))
    with_rings, without = ([line.text for line in closing(deck(of), snapshot, settings).lines] for of in (ringed, PROTESTS))
    assert any(text.startswith("Range is not intent or accuracy") for text in with_rings)
    assert not any("Range" in text for text in without)


def test_whose_work_it_rests_on_stands_there_with_the_license(snapshot: Snapshot, settings: Settings) -> None:
    facts = dict(closing(deck(), snapshot, settings).facts)
    assert facts["GeoNames"] == "names, positions and populations of places; GeoNames (geonames.org), CC BY 4.0"
