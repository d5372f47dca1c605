"""A deck as a file: what is written is read again, and what cannot be read is refused in words, with nothing run."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, strategies as st

from geo import briefing
from geo.briefing import Bullet, Deck, Scene, Seen
from geo.briefing.deck import DIGITS, MOST_SEEN
from geo.errors import DeckError, InputError

CAMP = Scene(
    id="campcamp",
    title="Camp Orrin is hit",
    bullets=(Bullet(text="Rockets, says the army", of=("c-rockets",)), Bullet(text="Ask about the date")),
    note="Wait.\nThen go on.",
    page="timeline",
    query=(("at", ("10.5000,20.2500,7",)), ("kind", ("bombing", "rocket_or_mortar_attack")), ("theme", ("dark",))),
    seen=Seen(snapshot="abc", total=1, incidents=(("c-rockets", "0f" * 16),), digest="1e" * 16),
)
DECK = Deck(id="the-week", title="The week", scope="Ardania", handling="tlp-green", closing=False, scenes=(CAMP,), version=7)


def told(**changes: object) -> dict[str, Any]:
    """Return the deck as JSON values, with changes to its first scene or, as "deck.<field>", to itself."""
    file: dict[str, Any] = json.loads(briefing.dump(DECK))
    for name, value in changes.items():
        of = file["deck"] if name.startswith("deck_") else file["deck"]["scenes"][0]
        of[name.removeprefix("deck_")] = value
    return file


def refused(content: object) -> str:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    with pytest.raises(DeckError) as caught:
        briefing.load(data, "monday.json")
    message = str(caught.value)
    assert message.startswith("monday.json: ")
    assert len(message) < 400
    return message.removeprefix("monday.json: ")


# --- there and back ------------------------------------------------------------------------


def test_a_deck_comes_back_as_it_was() -> None:
    assert briefing.load(briefing.dump(DECK), "x") == DECK


def test_the_same_deck_is_the_same_bytes() -> None:
    assert briefing.dump(briefing.load(briefing.dump(DECK), "x")) == briefing.dump(DECK)


texts = st.text(max_size=60).map(briefing.legible)


@given(st.builds(Bullet, text=texts), texts, st.dictionaries(texts, st.lists(texts, max_size=3), max_size=4))
def test_whatever_a_person_types_comes_back(bullet: Bullet, note: str, query: dict[str, list[str]]) -> None:
    asked = tuple(sorted((name, tuple(values)) for name, values in query.items()))
    deck = Deck(id="d", title=note, scenes=(Scene(id="aaaaaaaa", title=note, bullets=(bullet,), note=note, query=asked),))
    assert briefing.load(briefing.dump(deck), "x") == deck


def test_a_file_that_an_editor_marked_as_utf_8_is_read() -> None:
    assert briefing.load(b"\xef\xbb\xbf" + briefing.dump(DECK), "x") == DECK


def test_fields_that_say_nothing_may_be_left_out() -> None:
    least = {"schema": "incident-atlas-deck/1", "deck": {"id": "d", "title": "T", "scenes": [{"id": "aaaaaaaa", "title": "S"}]}}
    expected = Deck(id="d", title="T", scenes=(Scene(id="aaaaaaaa", title="S"),))
    assert briefing.load(json.dumps(least).encode(), "x") == expected


def test_the_fullest_deck_still_fits_into_a_file() -> None:
    incidents = tuple((f"{n:016x}", "f" * DIGITS) for n in range(MOST_SEEN))
    seen = Seen(snapshot="a" * 12, total=10**6, incidents=incidents, digest="0" * DIGITS)
    scenes = [
        Scene(
            id=f"{n:08d}",
            title="t" * 200,
            bullets=(Bullet(text="b" * 400, of=tuple(f"{k:012x}" for k in range(20))),) * 3,
            note="n" * 5_000,
            seen=seen,
        )
        for n in range(200)
    ]
    assert len(briefing.dump(Deck(id="d", title="", scenes=tuple(scenes)))) < briefing.MOST_BYTES


def test_a_deck_that_is_too_large_for_a_file_is_refused_before_it_is_written() -> None:
    query = tuple((f"n{n:02}", ("x" * 2_000,) * 200) for n in range(60))
    with pytest.raises(InputError, match="split it in two"):
        briefing.dump(Deck(id="d", title="", scenes=(Scene(id="aaaaaaaa", title="", query=query),)))


# --- what cannot be read -------------------------------------------------------------------


def test_a_deck_of_a_later_version_is_named_as_one() -> None:
    later = {**told(), "schema": "incident-atlas-deck/2", "more": {}}
    assert refused(later) == "is a deck of version 2, and this program reads version 1; open it with the program that made it"


@pytest.mark.parametrize("content", [[], "text", 7, None, {}, {"schema": 1}, {"schema": "else/1"}, {"type": "FeatureCollection"}])
def test_a_file_of_something_else_is_no_deck(content: object) -> None:
    assert refused(content).startswith("is no deck of Incident Atlas")


def test_a_file_that_ends_too_early_is_called_that_wherever_it_ends() -> None:
    whole = briefing.dump(replace(DECK, title="Grüße, 週"))
    odd = [n for n in range(len(whole) - 2) if not refused(whole[:n]).startswith("ends before it is complete")]
    assert odd == []


def test_bytes_that_are_no_text_are_no_deck() -> None:
    assert "no text in UTF-8" in refused(bytes(range(256)))


def test_a_huge_file_is_not_even_parsed() -> None:
    assert "larger than 20 MB" in refused(b"[" * (briefing.MOST_BYTES + 1))


def test_what_is_nested_without_end_is_refused() -> None:
    assert "nested deeper than any deck" in refused(b"[" * 1_000_000)


@pytest.mark.parametrize("word", [b"NaN", b"Infinity", b"-Infinity"])
def test_numbers_that_are_none_are_refused(word: bytes) -> None:
    content = json.dumps(told(deck_version="?")).encode().replace(b'"?"', word)
    assert refused(content).startswith(f"{word.decode()} is no number")


def test_a_number_of_a_million_digits_is_refused() -> None:
    content = json.dumps(told(deck_version="?")).encode().replace(b'"?"', b"9" * 1_000_000)
    assert "digits" in refused(content)


def test_a_name_that_stands_twice_is_refused_for_only_one_can_be_meant() -> None:
    content = briefing.dump(DECK).replace(b'"note"', b'"title": "Other", "note"')
    assert refused(content).startswith("title stands twice in one object")


FAULTS: list[tuple[dict[str, object], str]] = [
    ({"deck_titel": "x"}, "deck has the field titel, which this version does not know"),
    ({"script": "alert(1)"}, "deck.scenes[1] has the field script, which this version does not know"),
    ({"title": 7}, "deck.scenes[1].title is not text"),
    ({"title": "x" * 201}, "deck.scenes[1].title is longer than 200 characters"),
    ({"note": "x" * 5_001}, "deck.scenes[1].note is longer than 5,000 characters"),
    ({"id": "../../.."}, "deck.scenes[1].id is '../../..', which is not of its form"),
    ({"bullets": [{"text": "x"}] * 4}, "deck.scenes[1].bullets has more than 3 entries"),
    ({"bullets": [{"text": "x" * 401}]}, "deck.scenes[1].bullets[1].text is longer than 400 characters"),
    ({"bullets": [{"of": []}]}, "deck.scenes[1].bullets[1] lacks the field text"),
    ({"query": [["kind", "bombing"]]}, "deck.scenes[1].query is not an object"),
    ({"query": {"kind": "bombing"}}, "deck.scenes[1].query.kind is not a list"),
    ({"seen": {}}, "deck.scenes[1].seen lacks the field snapshot, total, incidents, digest"),
    ({"deck_id": "A deck"}, "deck.id is 'A deck', which is not of its form"),
    ({"deck_version": -1}, "deck.version is below 0"),
    ({"deck_version": 10**12}, "deck.version is above 2,147,483,647"),
    ({"deck_opening": "yes"}, "deck.opening is not true or false"),
    ({"deck_scenes": [{"id": "aaaaaaaa", "title": ""}] * 201}, "deck.scenes has more than 200 entries"),
    ({"deck_scenes": [{"id": "aaaaaaaa", "title": ""}] * 2}, "scenes: two of them have the same id"),
    ({"title": "a\x00b"}, "deck.scenes[1]: title of a scene: U+0000 at character 2 is no sign that can be written; take it out"),
    ({"note": "\ud83d"}, "deck.scenes[1]: speaker note: U+D83D at character 1 is no sign that can be written; take it out"),
]


@pytest.mark.parametrize(("changes", "message"), FAULTS, ids=[message[:60] for _, message in FAULTS])
def test_what_is_wrong_is_said_with_its_field_and_the_remedy(changes: dict[str, object], message: str) -> None:
    assert refused(told(**changes)) == f"{message}; mend the file, or export the deck again"


HOSTILE = (
    "<script>alert(1)</script>",
    "{{7*7}}",
    "=cmd|'/c calc'!A1",
    "'; DROP TABLE atlas_decks; --",
    "\u202egnp.exe",
    "${IFS}",
)


@pytest.mark.parametrize("title", HOSTILE)
def test_a_script_in_a_title_is_text_and_stays_as_it_stands(title: str) -> None:
    assert briefing.load(json.dumps(told(title=title)).encode(), "x").scenes[0].title == title


def test_a_message_does_not_repeat_a_whole_hostile_file() -> None:
    assert len(refused(told(**{"x" * 1_000_000: 1}))) < 400


# --- what is typed -------------------------------------------------------------------------


def test_pasted_text_is_made_such_that_a_deck_takes_it() -> None:
    assert briefing.legible("one\x0btwo\r\nthree\x00\ud800") == "one two\nthree"


def test_a_query_in_disorder_is_refused() -> None:
    with pytest.raises(InputError, match="in order"):
        Scene(id="aaaaaaaa", title="", query=(("to", ()), ("from", ())))
