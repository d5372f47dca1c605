"""Text from documents, on its way to the page."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, strategies as st

from geo.ui.markup import escape, literal, marked, plain
from tests.app.world import ATTACKS


def _read(shown: str) -> str:
    """Return what a browser would show of HTML that has only our own tags."""
    return html.unescape(re.sub(r"<[^<>]*>", "", shown))


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_shown_as_it_was_written(attack: str) -> None:
    assert _read(escape(attack)) == attack


@given(st.text())
def test_nothing_escaped_opens_a_tag_or_leaves_an_attribute(text: str) -> None:
    assert not set(escape(text).removeprefix("<bdi>").removesuffix("</bdi>")) & set("<>\"'")


def test_a_writing_direction_does_not_leak_out() -> None:
    assert escape("\u202egnp.exe") == "<bdi>\u202egnp.exe</bdi>"


def test_control_characters_are_left_out() -> None:
    assert plain("a\x00b\x1bc\n\td") == "abc d"


@pytest.mark.parametrize("attack", ["![b](http://x/b.png)", "[a](javascript:b)", ":red[y] $x$ **z** <b> `c` #d ~e~"])
def test_no_markdown_is_left_in_a_label(attack: str) -> None:
    assert not re.search(r"(?<!\\)[!-/:-@\[-`{-~](?<!\\)", literal(attack))


def test_words_are_marked_with_their_field() -> None:
    shown = marked("Rockets hit Basra.", [("place", 12, 17)])
    assert shown == (
        '<bdi>Rockets hit <mark class="m m-place" tabindex="0" data-field="place" aria-label="place: Basra">Basra</mark>.</bdi>'
    )


def test_overlapping_marks_keep_every_field() -> None:
    shown = marked("abcdef", [("place", 0, 4), ("actor", 2, 6)])
    assert re.findall(r'data-field="([^"]*)"[^>]*>(\w+)<', shown) == [("place", "ab"), ("place, actor", "cd"), ("actor", "ef")]


@given(
    st.text(alphabet="ab<&\"'{}", max_size=30),
    st.lists(st.tuples(st.sampled_from(["place", "claim", "x"]), st.integers(0, 30), st.integers(0, 30))),
)
def test_marking_loses_and_adds_no_letter(text: str, marks: list[tuple[str, int, int]]) -> None:
    assert _read(marked(text, marks)) == text


def test_marks_outside_the_range_are_left_out() -> None:
    assert marked("abc def", [("place", 0, 3)], start=4) == "<bdi>def</bdi>"


@pytest.mark.parametrize("turned", ["gnp\u202eexe", "\u2067abc", "a\u2069\u202eb"])
def test_a_writing_direction_stays_where_it_was_set(turned: str) -> None:
    for shown in (literal(turned), plain(turned)):
        assert (shown[0], shown[-1]) == ("\u2068", "\u2069")
        assert not {"\u2066", "\u2067", "\u2068", "\u2069"} & set(shown[1:-1])
    assert literal("plain words") == "plain words"
