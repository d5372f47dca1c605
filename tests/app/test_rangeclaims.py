"""Claims about range on the pages: the sentence, the verdict, the ring, and where something could have been fired from."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.areas import Outlines
from geo.model import Atlas, Mark, Named, Publication, RangeClaim, Reason, Span, SystemMention
from geo.rangeclaims import judge
from geo.ranges import Arsenal
from geo.ui import rangeclaims
from geo.views import RangeClaimView, Source
from tests import worlds
from tests.app import world
from tests.attacks import ATTACKS
from tests.worlds import CALDER, CAMP_ORRIN, GAZETTE, LOWLANDS, span

Visit = Callable[..., AppTest]

SENTENCE = "Velmia has moved missiles into Ardania in recent months, officials said."


def claim(**changed: object) -> RangeClaim:
    made = RangeClaim(
        id="r-1",
        document_id="aaaaaaaaaaaa",
        span=span(GAZETTE, SENTENCE),
        weapon="missiles",
        low_km=20.0,
        high_km=20.0,
        origins=(Named(place=CALDER, span=span(GAZETTE, "Ardania")),),
        targets=(Named(place=CAMP_ORRIN, span=span(GAZETTE, "Camp Orrin")),),
        marks=(Mark(field="weapon", span=span(GAZETTE, "missiles")), Mark(field="target", span=span(GAZETTE, "Camp Orrin"))),
    )
    return replace(made, **changed)  # type: ignore[arg-type]  # the fields of a claim


def told(*claims: RangeClaim) -> Atlas:
    atlas = worlds.atlas()
    gazette, herald = atlas.readings
    start = span(GAZETTE, "rockets hit")
    fired = SystemMention(span=replace(start, end=start.start + 7), systems=("107 mm rocket",))
    return replace(atlas, readings=(replace(gazette, range_claims=claims, systems=(fired,)), herald))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ranged")
    world.publish(told(claim()), path)
    return path


def shown(app: AppTest) -> str:
    assert not app.exception
    return " ".join(
        [*(one.proto.body for one in app.get("html")), *(one.value for one in (*app.markdown, *app.info, *app.caption))]
    )


def test_the_page_ranges_lists_what_is_said_with_its_verdict(visit: Visit, folder: Path) -> None:
    text = shown(visit(folder, "pages/ranges.py", panel="claims"))
    assert "1 claim about range in the reports" in text
    assert "for Camp Orrin only from 27 km or more north-northeast of Calder, or with at least 47 km" in text
    assert "neither intent nor accuracy" in text


def test_without_any_the_page_says_so(visit: Visit) -> None:
    assert "No document says how far a weapon reaches" in shown(visit("small", "pages/ranges.py", panel="claims"))


def test_an_incident_shows_from_where_it_could_have_been_fired(visit: Visit, folder: Path) -> None:
    text = shown(visit(folder, incident="c-rockets"))
    assert "Could it have been fired from there?" in text
    assert "107 mm rocket" in text


def test_a_document_shows_its_claims_about_range(visit: Visit, folder: Path) -> None:
    app = visit(folder, "pages/sources.py", document="aaaaaaaaaaaa", claim="r-1")
    assert "1 about range" in [tab.label for tab in app.tabs]
    assert "here" in shown(app)


# --- one card --------------------------------------------------------------------------------

EMPTY = Outlines(wkb={}, members={}, waters=frozenset())
NOTHING = Arsenal(systems=(), figures=(), areas=())
SOURCE = Source(id="d", source="gazette.txt", start=0, title="A title", publisher="The Gazette", url="", published=Publication())


def view(of: RangeClaim, sentence: str = SENTENCE) -> RangeClaimView:
    return RangeClaimView(claim=of, sentence=sentence, marks=(), before=(("figure", "<b>20 km</b>"),), document=SOURCE)


@pytest.mark.parametrize("text", ATTACKS)
def test_nothing_of_a_document_becomes_a_tag(text: str) -> None:
    of = claim(
        weapon=text,
        attribution=(text,),
        targets=(Named(place=replace(CAMP_ORRIN, name=text), span=Span(0, 1)),),
        reasons=(Reason(field="range", text=text),),
    )
    shown = rangeclaims.card(view(of, text), judge(of, NOTHING, EMPTY))
    tags = set(re.findall(r"<(/?\w+)", shown))
    assert {tag.removeprefix("/") for tag in tags} <= {
        *("div", "h4", "p", "dl", "dt", "dd", "span", "ul", "li", "details", "summary", "bdi", "mark")
    }


def test_a_ring_is_drawn_from_the_place_of_launch_with_the_figure_of_the_claim() -> None:
    asked = rangeclaims.drawn(view(claim()))
    assert asked is not None
    assert asked.systems == ("own:missiles;20;20;;The Gazette",)
    assert asked.areas == ("at:10.5000,20.2500,6,Calder",)
    assert asked.spot == CAMP_ORRIN.at


def test_a_ring_of_a_known_system_is_its_published_band() -> None:
    asked = rangeclaims.drawn(view(claim(systems=("Longbow",), low_km=None, high_km=None)))
    assert asked is not None
    assert asked.systems == ("Longbow",)


@pytest.mark.parametrize(
    "of", [claim(origins=()), claim(low_km=None, high_km=None), claim(origins=(Named(place=LOWLANDS, span=Span(0, 1)),))]
)
def test_no_ring_is_drawn_that_was_not_said(of: RangeClaim) -> None:
    assert rangeclaims.drawn(view(of)) is None
