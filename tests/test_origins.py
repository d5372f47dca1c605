"""Independent sources: one rule for incidents, for sides of a contradiction and for what a filter leaves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo import incidents, origins
from geo.incidents.roots import credited
from geo.model import ActorMention, Claim, Kind, Reading, Span
from tests.test_incidents import read
from tests.worlds import ARMY, CROWD

LONG = "twelve words that nobody writes twice by chance stand in this sentence"
BOMB = Claim(id="", document_id="", kind=Kind.BOMBING, span=Span(0, 0))


def test_what_shares_a_report_an_outlet_a_speaker_or_a_long_sentence_is_one_source() -> None:
    claims = [
        origins.roots("a", "short", ["the-gazette"]),
        origins.roots("b", "other", ["the-gazette"]),
        origins.roots("c", LONG, ["agency-one"]),
        origins.roots("d", LONG.replace(" ", "\n"), ["observer"]),
        origins.roots("e", "short", ["mayor"]),
        origins.roots("e", "again", ["agency-two"]),
    ]
    assert origins.joined(claims) == 3
    assert origins.joined([]) == 0


def test_a_sentence_that_two_may_write_is_no_copy() -> None:
    assert not origins.copied(" ".join(LONG.split()[1:]))


def said(attribution: tuple[str, ...], *mentions: ActorMention, publisher: str = "The Courier") -> tuple[str, ...]:
    reading = read(
        "a", (replace(BOMB, attribution=attribution), "A bomb went off, the army and protesters said."), publisher=publisher
    )
    [claim] = credited(replace(reading, actors=mentions)).claims
    return claim.origins


@pytest.mark.parametrize(
    ("attribution", "whose"),
    [
        ((), ("courier",)),
        (("Vell Herald",), ("vell-herald",)),
        (("the army",), ("ardanian-army",)),
        (("officials",), ("courier",)),
        (("protesters",), ("courier",)),
        (("she",), ("courier",)),
        (("the army", "Vell Herald"), ("ardanian-army", "vell-herald")),
        (("Вести",), ("вести",)),
    ],
)
def test_a_claim_is_the_word_of_who_is_quoted_by_name_else_of_the_outlet(
    attribution: tuple[str, ...], whose: tuple[str, ...]
) -> None:
    army, crowd = ActorMention(span=Span(17, 25), actor=ARMY), ActorMention(span=Span(30, 40), actor=CROWD)
    assert said(attribution, army, crowd) == whose


def test_what_an_unknown_outlet_says_is_its_own() -> None:
    assert said((), publisher="") == ()


def test_officials_of_two_papers_are_nobody_in_particular() -> None:
    vague = replace(BOMB, attribution=("officials",))
    readings: list[Reading] = [
        read("a", (vague, "A bomb went off, officials said."), publisher="Calder Post"),
        read("b", (vague, "A bomb went off near the place, officials said."), publisher="Merrow Times"),
    ]
    assert sum(one.sources for one in incidents.join(readings)) == 2
