"""The evidence, as HTML."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from geo import store, views
from geo.model import Publication
from geo.settings import Settings
from geo.ui import evidence, paper
from geo.views import DocumentView, Evidence
from tests.app.world import ATTACKS

Folders = Callable[[str], Path]


@pytest.fixture
def disputed(folders: Folders) -> Evidence:
    with closing(store.open(Settings(build=folders("small")))) as snapshot:
        return views.evidence(snapshot, "c1")


def _hostile(folders: Folders, name: str) -> tuple[Evidence, DocumentView]:
    with closing(store.open(Settings(build=folders("hostile")))) as snapshot:
        told = views.evidence(snapshot, name)
        return told, views.document(snapshot, told.claims[0].document.id)


class _Tags(HTMLParser):
    """The names of the tags and attributes that a browser would find."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.names.add(tag)
        self.attributes.update(name for name, _ in attrs)


def _text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_what_carriers_print_in_the_same_words_is_one_sentence_that_names_them(disputed: Evidence) -> None:
    first, *_ = disputed.claims
    copies = [
        replace(
            first,
            id=f"x{n}",
            document=replace(first.document, id=f"d{n}", publisher=f"Paper <{n}>", report=first.document.report),
        )
        for n in range(15)
    ]
    [(shown, also)] = evidence.printed_alike([first, *copies])
    assert (shown, len(also)) == (first, 15)
    told = evidence.claim(shown, also=also)
    assert "in the same words, in Paper <0>, Paper <1>" in unescape(re.sub(r"<[^>]*>", "", told))
    assert "and 3 more" in told
    assert "<0>" not in told


def test_what_a_carrier_words_or_dates_otherwise_and_what_is_told_twice_stand_alone(disputed: Evidence) -> None:
    first, *_ = disputed.claims
    carrier = replace(first.document, id="d", report=first.document.report)
    other = replace(first, id="x", document=carrier, sentence="Something else was said.")
    later = replace(first, id="y", document=carrier, when=replace(first.when, first=date(2031, 6, 4), last=date(2031, 6, 4)))
    apart = replace(first, id="z", document=replace(carrier, report="another"))
    again = replace(first, id="w")
    assert len(evidence.printed_alike([first, other, later, apart, again])) == 5


def test_a_card_says_what_when_where_who_and_how_firmly(disputed: Evidence) -> None:
    assert _text(evidence.card(disputed)) == (
        "Rocket or mortar attack, Calder When 3 Jun 2031 from “ on Tuesday ” , counted from 3 June 2031 "
        "Where Calder (city, town or district, give or take 8 km) Who Northern Guard (accused) Southern Army (says so) "
        "With rocket Killed 4 to 6 Status Disputed Sources 2 independent sources in 2 articles "
        "Conflict ≠ the sources contradict each other : killed"
    )


def test_a_claim_has_its_sentence_its_words_and_its_chain(disputed: Evidence) -> None:
    shown = evidence.claim(disputed.claims[0])
    assert re.findall(r'data-field="([^"]*)"[^>]*>([^<]*)<', shown) == [
        ("weapon", "rockets"),
        ("what happened", "hit"),
        ("place", "Calder"),
        ("date", "on Tuesday"),
        ("killed", "four people"),
    ]
    assert "Said by: Southern Army → The Courier" in _text(shown)
    assert "place : Calder is the only place of this name in the report" in _text(shown)


def test_a_conflict_is_marked_in_the_comparison_and_an_agreement_is_not(disputed: Evidence) -> None:
    rows = re.findall(r'<tr class="(\w+)"><td>(.*?)</td><td>(.*?)</td>', evidence.compared(disputed))
    shown = [(kind, _text(name), _text(value)) for kind, name, value in rows]
    assert shown[2:6] == [
        ("agreed", "Where", "Calder"),
        ("agreed", "By whom", "Northern Guard"),
        ("agreed", "With", "rocket"),
        ("conflict", "Killed ≠ conflict", "4"),
    ]
    assert shown[6] == ("conflict", "", "6")


def test_how_a_day_is_known_is_folded_when_it_is_more_than_a_line() -> None:
    short, long = (Publication(evidence=words) for words in ("the page says 'May 4'", "b.txt tells of the same, <b>4</b>; " * 9))
    assert "<details>" not in evidence.published(short)
    _, folded = evidence.published(long).split("<summary>How that is known</summary>")
    assert "b.txt tells of the same, &lt;b&gt;" in folded


def test_a_citation_is_one_line_of_plain_text(disputed: Evidence) -> None:
    assert evidence.citation(disputed.claims[0]) == (
        "“Two rockets hit Calder on Tuesday, killing four people, the Southern Army said.” "
        "The Courier, “Rockets hit Calder depot”, 4 Jun 2031. [courier.txt, c1]"
    )


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//host/x", "ftp://host/x", "https://", "http://[", ""]
)
def test_only_pages_of_the_web_become_links(url: str) -> None:
    assert evidence.link(url) == ""


def test_a_page_of_the_web_becomes_a_link() -> None:
    assert evidence.link("https://example.org/a?b=c#d") == "https://example.org/a?b=c#d"


@pytest.mark.parametrize("n", range(len(ATTACKS)))
def test_nothing_of_a_document_becomes_a_tag(folders: Folders, n: int) -> None:
    told, document = _hostile(folders, f"a{n}")
    shown = (
        evidence.card(told)
        + evidence.claim(told.claims[0], document.text)
        + paper.paper(document, f"a{n}")
        + paper.about(document)
    )
    tags = _Tags(shown)
    assert tags.names <= {
        *("div", "h3", "h4", "p", "dl", "dt", "dd", "span", "b", "br", "ul", "li", "details", "summary", "bdi", "mark", "code")
    }
    assert tags.attributes <= {"class", "tabindex", "data-field", "aria-label"}


def test_the_sentence_of_a_claim_is_outlined_in_its_document(folders: Folders) -> None:
    with closing(store.open(Settings(build=folders("small")))) as snapshot:
        told = views.document(snapshot, "d2herald00002")
    blocks = re.findall(r'<div class="block (\w+)( here)?">', paper.paper(told, "c4"))
    assert blocks == [("title", ""), ("body", " here")]
