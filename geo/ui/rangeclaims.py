"""Claims about range: the sentence, what it says, what the distances say to it; and whether something came from there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from geo import areas, ranges, views
from geo.areas import Outlines
from geo.model import Mark, Named, RangeClaim
from geo.rangeclaims import CAVEAT, Fired, Judgment, Operator, Verdict, fired_at, implied, judge, lines, load_operators, told
from geo.ranges import Arsenal, Reach
from geo.settings import Settings
from geo.ui import evidence, launching, loaders, memory, words
from geo.ui.asked import Asked
from geo.ui.launching import Choice
from geo.ui.markup import escape, key, marked
from geo.ui.state import State
from geo.views import Evidence, RangeClaimView

LISTED: Final = 50
"""Claims that are shown at once."""

_SIGNS: Final = {
    Verdict.HOLDS: "● holds",
    Verdict.PART: "◐ holds in part",
    Verdict.CLOSE: "◐ too close to call",
    Verdict.FAILS: "○ does not hold",
    Verdict.OPEN: "· cannot be checked",
}
_ANSWERS: Final = {Reach.INSIDE: "● inside", Reach.MAYBE: "◐ maybe", Reach.OUTSIDE: "○ outside"}
_NONE: Final = "No document says how far a weapon reaches, or what is within its reach."
_MOST_AREAS: Final = 6
"""Launch areas of one answer that are named."""
_UNSAID_KM: Final = 5.0
"""How far off a place of a claim may be, where it does not say how large it is."""


def show(state: State, choice: Choice) -> None:
    """Show what the documents say of ranges, the checked first, each with what the distances say to it."""
    del state, choice
    arsenal, _ = launching.arsenal()
    total = loaders.asked(views.range_claim_count)
    if not total:
        st.info(_NONE, icon=":material/search:")
        return
    st.markdown(f"**{words.count(total, 'claim')} about range in the reports**")
    found = loaders.asked(views.range_claims, most=LISTED)
    _cards([(view, _judged(view, arsenal)) for view in found], beside_map=True)
    if len(found) < total:
        st.caption(f"and {total - len(found):,} more; each document on the page Sources has its own")
    st.caption(CAVEAT)


def of_document(document: str) -> None:
    """Show what one document says of ranges."""
    arsenal, _ = launching.arsenal()
    found = loaders.asked(views.range_claims, document)
    if not found:
        st.caption("This document says nothing of ranges.")
        return
    _cards([(view, _judged(view, arsenal)) for view in found])
    st.caption(CAVEAT)


def beside(about: Evidence) -> None:
    """Show whether what an incident's claims name could have come from its operators, and what their documents say of ranges."""
    arsenal, _ = launching.arsenal()
    named = loaders.asked(views.systems_of, about.id)
    documents = dict.fromkeys(claim.document.id for claim in about.claims)
    found = [view for id_ in documents for view in loaders.asked(views.range_claims, id_)]
    if not named and not found:
        return
    with st.expander("Ranges", key=f"panel.ranges.{about.id}"):
        if named:
            st.html(_fired(about, arsenal, named))
        _cards([(view, _judged(view, arsenal)) for view in found])
        st.caption(CAVEAT)


def _cards(judged: Sequence[tuple[RangeClaimView, Judgment]], *, beside_map: bool = False) -> None:
    for n, (view, judgment) in enumerate(judged):
        st.html((evidence.LINE if n else "") + card(view, judgment))
        with st.container(horizontal=True, gap="small"):
            st.page_link(
                "pages/sources.py",
                label="Open the document at the sentence",
                query_params=memory.link(document=view.claim.document_id, claim=view.claim.id),
            )
            ring = drawn(view)
            if ring is not None and beside_map:
                st.button(
                    "Draw the ring", key=f"ranges.draw.{view.claim.id}", type="tertiary", on_click=memory.changing(ranges=ring)
                )
            elif ring is not None:
                st.page_link("pages/ranges.py", label="Draw the ring", query_params=memory.link(ranges=ring))


# --- one claim -----------------------------------------------------------------------------


def card(view: RangeClaimView, judgment: Judgment) -> str:
    """Return a claim about range as HTML: its outlet, its sentence with the words marked, what it says, the verdict, and why."""
    claim = view.claim
    marks = [(_field(mark), mark.span.start, mark.span.end) for mark in view.marks]
    outlet = view.document.publisher or view.document.source
    title = f" — {escape(view.document.title)}" if view.document.title else ""
    chain = " → ".join(escape(who) for who in (*claim.attribution, outlet))
    measured = "".join(f"<li>{escape(line)}</li>" for line in lines(judgment))
    reasons = "".join(f"<li>{escape(reason.text)}</li>" for reason in claim.reasons)
    why = f"<details><summary>Why</summary><ul>{reasons}</ul></details>"
    published = evidence.published(view.document.published)
    return (
        f'<div class="card"><h4>{escape(outlet)}{title}</h4><div class="quiet">{published}</div>'
        f'<p class="said">“{marked(view.sentence, marks)}”</p>{key([field for field, _, _ in marks])}{_before(view)}'
        f"<p><span class='quiet'>Said by:</span> {chain}</p><dl><dt>It says</dt><dd>{escape(implied(claim))}</dd>"
        f'<dt>Distances</dt><dd><span class="badge">{_SIGNS[judgment.verdict]}</span> {escape(told(judgment))}</dd></dl>'
        f"{f'<ul>{measured}</ul>' if measured else ''}{why}</div>"
    )


def _field(mark: Mark) -> str:
    return "range" if mark.field == "trigger" else mark.field


def _before(view: RangeClaimView) -> str:
    said = ", ".join(f"“{escape(text)}” ({escape(field)})" for field, text in view.before)
    return f"<p class='quiet'>From a sentence before: {said}</p>" if said else ""


def drawn(view: RangeClaimView) -> Asked | None:
    """Return what the page Ranges has to be asked to draw a claim; None where no spot of launch or no figure is said."""
    claim = view.claim
    spots = [one for one in claim.origins if one.place.at is not None and one.place.precision in _SPOTS]
    low, high = claim.low_km or claim.high_km, claim.high_km or claim.low_km
    if not spots or not (claim.systems or (low and high)):
        return None
    systems = claim.systems
    if low and high:
        source = view.document.publisher or view.document.source
        systems = (ranges.system_token(claim.weapon or "weapon", low, high, None, source),)
    aim = next((one.place.at for one in claim.targets if one.place.at is not None), None)
    return Asked(systems=systems, areas=tuple(map(_area, spots)), spot=aim, panel="place" if aim else "choose")


_SPOTS: Final = frozenset({"exact", "settlement", "near"})


def _area(one: Named) -> str:
    at = one.place.at
    return ranges.area_token(at, one.place.uncertainty_km or _UNSAID_KM, one.place.name) if at is not None else ""


# --- could it have been fired from there? --------------------------------------------------


def _fired(about: Evidence, arsenal: Arsenal, named: dict[str, tuple[tuple[str, tuple[str, ...]], ...]]) -> str:
    systems = dict.fromkeys(name for found in named.values() for _, names in found for name in names)
    said = dict.fromkeys(f"“{text}”" for found in named.values() for text, _ in found)
    head = f"<h4>Could it have been fired from there?</h4><p>The reports name {escape(', '.join(said))}.</p>"
    if about.place is None:
        return f'<div class="card">{head}<p>No place is said, so there is nothing to measure.</p></div>'
    answers = fired_at(about.place, systems, views.suspects(about), arsenal=arsenal, operators=_operators(), outlines=outlines())
    body = "".join(map(_answer, answers)) or "<p>The position of its place is not known.</p>"
    return f'<div class="card">{head}{body}</div>'


def _answer(one: Fired) -> str:
    name = escape(one.system.label)
    if one.band is None:
        return f"<p><b>{name}</b>: nobody has published a figure that can be cited.</p>"
    who = escape(", ".join(one.operators) or "nobody")
    claimed = ", only by its maker or operator" if one.band.only_claimed else ""
    band = f"<p><b>{name}</b>, {one.band.low_km:g} to {one.band.high_km:g} km{claimed}, from launch areas of {who}:</p>"
    rows = "".join(f"<dt>{sign}</dt><dd>{_areas(one, reach)}</dd>" for reach, sign in _ANSWERS.items() if one.at(reach))
    return band + (f"<dl>{rows}</dl>" if rows else "<p>No launch area of theirs is listed.</p>")


def _areas(one: Fired, reach: Reach) -> str:
    found = one.at(reach)
    told_of = ", ".join(
        f"{escape(launch.area.label)} {launch.near_km:.0f} to {launch.far_km:.0f} km" for launch in found[:_MOST_AREAS]
    )
    return told_of + (f" and {len(found) - _MOST_AREAS} more" if len(found) > _MOST_AREAS else "")


# --- what a claim is held against ----------------------------------------------------------


def _judged(view: RangeClaimView, arsenal: Arsenal) -> Judgment:
    return _kept(view.claim, (loaders.snapshot().id, view.claim.id, hash(arsenal)), arsenal, outlines())


@st.cache_resource(show_spinner=False, max_entries=4 * LISTED)
def _kept(_claim: RangeClaim, of: tuple[str, str, int], _arsenal: Arsenal, _shapes: Outlines) -> Judgment:
    del of  # it is the key: measuring the outlines of countries takes a while
    return judge(_claim, _arsenal, _shapes)


def outlines() -> Outlines:
    """Return the shapes of areas and countries, read once."""
    return _shapes(loaders.settings())


def _operators() -> tuple[Operator, ...]:
    return _having(loaders.settings())


@st.cache_resource(show_spinner=False, max_entries=1)
def _shapes(of: Settings) -> Outlines:
    return areas.load(of)


@st.cache_resource(show_spinner=False, max_entries=1)
def _having(of: Settings) -> tuple[Operator, ...]:
    return load_operators(of)
