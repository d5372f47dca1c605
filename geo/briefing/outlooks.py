"""What else stands out in what a filter leaves: areas, who against whom, contradictions, ranges; each where there is some."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from geo import views
from geo.briefing import telling
from geo.briefing.deck import LONGEST_NOTE, Bullet, Query
from geo.briefing.noting import noted, quoted, sentences, source
from geo.briefing.nouns import CONTESTED, FAMILIES
from geo.briefing.tally import MOST_IDS, told
from geo.model import PHYSICAL, Family, Precision
from geo.store import Snapshot
from geo.views import WEIGHTS, Contest, Filter, Side
from geo.views.filters import where
from geo.views.phrases import count, listed, period, plain
from geo.views.selection import selected
from geo.views.tables import BY_DATE, prepare

_FEW: Final = 3
"""Statements on one slide."""
_NAME: Final = 60
_VALUE: Final = 60
_QUOTE: Final = 300
_SIDES: Final = 3
_UNNAMED: Final = "group:"
"""How the id of those begins who have no name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """A scene that is no cluster."""

    title: str
    page: str
    filter: Filter
    bullets: tuple[Bullet, ...]
    note: str
    query: Query = ()
    """What else the page is asked."""


def areas(snapshot: Snapshot, chosen: Filter) -> Outlook | None:
    """Return what is drawn as an area, which no box on the map holds."""
    asked = replace(chosen, precisions=(Precision.AREA,))
    possible = asked != chosen and not chosen.within and (not chosen.precisions or Precision.AREA in chosen.precisions)
    if not possible or not selected(snapshot, asked).total:
        return None
    of = told(snapshot, asked)
    texts = (telling.what_and_where(of), telling.who(of), telling.how_sure(of))
    return Outlook(
        title="Placed no closer than a region or a sea",
        page="",
        filter=asked,
        bullets=tuple(Bullet(text=telling.shortened(text), of=of.ids) for text in texts),
        note=sentences(snapshot, asked),
    )


# --- who against whom ----------------------------------------------------------------------


def actors(snapshot: Snapshot, chosen: Filter) -> Outlook | None:
    """Return who is said to have done something to whom."""
    pairs = views.pairs(snapshot, chosen)
    unnamed = pairs["doer"].str.startswith(_UNNAMED) | pairs["target"].str.startswith(_UNNAMED)
    said = ~pairs["family"].isin([str(family) for family in PHYSICAL])
    pairs = pairs.assign(unnamed=unnamed, said=said)[pairs["doer"] != pairs["target"]]
    pairs = pairs.sort_values(["count", "said", "unnamed"], ascending=[False, True, True], kind="stable").head(_FEW)
    if pairs.empty:
        return None
    names = views.names(snapshot, [*pairs["doer"], *pairs["target"]])
    bullets = []
    for row in pairs.to_dict("records"):
        doer, target, family = str(row["doer"]), str(row["target"]), Family(row["family"])
        who = [telling.shortened(plain(names.get(id_, id_)), _NAME) for id_ in (doer, target)]
        text = f"{who[0]} against {who[1]}: {count(int(row['count']), 'incident')} ({FAMILIES[family]})"
        bullets.append(
            Bullet(
                text=f"{text}{_unstated(int(row['accused']), int(row['count']))}.",
                of=_between(snapshot, chosen, doer, target, family),
            )
        )
    return Outlook(
        title="Who is said to have acted against whom",
        page="actors",
        filter=chosen,
        bullets=tuple(bullets),
        note=_first_sentences(snapshot, bullets),
    )


def _unstated(accused: int, total: int) -> str:
    if not accused:
        return ""
    which = "" if accused == total else f" in {accused:,} of them"
    return f",{which} blamed or claimed, and not stated as a fact"


def _between(snapshot: Snapshot, chosen: Filter, doer: str, target: str, family: Family) -> tuple[str, ...]:
    condition, values = where(chosen)
    one = "who IN (SELECT who FROM people WHERE id = ?)"
    question = f"""
        SELECT id FROM cards WHERE ({condition}) AND family = ? AND n IN (SELECT n FROM acts WHERE does AND {one})
            AND n IN (SELECT n FROM acts WHERE target AND {one}) {BY_DATE} LIMIT {MOST_IDS + 1}
        """  # noqa: S608  # `where` binds every value
    rows = prepare(snapshot).rows(question, [*values, str(family), doer, target])
    return tuple(row["id"] for row in rows) if len(rows) <= MOST_IDS else ()


def _first_sentences(snapshot: Snapshot, bullets: Sequence[Bullet]) -> str:
    ids = dict.fromkeys(id_ for bullet in bullets for id_ in bullet.of[:1])
    return noted(snapshot, list(ids))


# --- contradictions ------------------------------------------------------------------------


def contradictions(snapshot: Snapshot, chosen: Filter) -> Outlook | None:
    """Return what sources contradict each other about, and the weightiest of it side by side."""
    frame = views.disagreements(snapshot, chosen)
    if frame.empty:
        return None
    ids, titles = [list(map(str, frame[name])) for name in ("id", "title")]
    first = Bullet(
        text=telling.shortened(telling.contradicted(told(snapshot, chosen))), of=tuple(ids) if len(ids) <= MOST_IDS else ()
    )
    found = views.contests(snapshot, ids[: _FEW - 1])
    weightiest = [(id_, title, _weightiest(found[id_])) for id_, title in zip(ids, titles, strict=True) if id_ in found]
    bullets = [first, *(Bullet(text=_contest(title, one), of=(id_,)) for id_, title, one in weightiest)]
    quotes = [
        quoted(quote.text, source(claim), _QUOTE)
        for _, _, one in weightiest
        for side in one.sides[:_SIDES]
        for claim, quote in list(zip(side.claims, side.quotes, strict=True))[:1]
    ]
    return Outlook(
        title="What sources contradict each other about",
        page="disagreements",
        filter=chosen,
        bullets=tuple(bullets),
        note=telling.shortened("\n".join(quotes), LONGEST_NOTE),
    )


def _weightiest(found: Sequence[Contest]) -> Contest:
    return max(found, key=lambda one: WEIGHTS.get(one.field, 1))


def _contest(title: str, one: Contest) -> str:
    sides = [_side(_value(one.field, side), side) for side in one.sides]
    rest = len(sides) - _SIDES
    told_ = " against ".join(sides[:_SIDES]) + (f" and {count(rest, 'other')}" if rest > 0 else "")
    return telling.shortened(f"{telling.shortened(plain(title), _NAME)}, {CONTESTED.get(one.field, one.field)}: {told_}.")


def _value(field: str, side: Side) -> str:
    """Return the value in words; a date as exactly as it was said."""
    when = side.claims[0].when if field == "date" and side.claims else None
    return period(when.first, when.last, when.precision) if when else side.value


def _side(value: str, side: Side) -> str:
    outlets = dict.fromkeys(claim.document.publisher or claim.document.source for claim in side.claims)
    named = listed([telling.shortened(plain(name), _NAME) for name in outlets], 1)
    return f"{telling.shortened(plain(value), _VALUE)}{f' ({named})' if named else ''}"


# --- ranges --------------------------------------------------------------------------------


def reach(snapshot: Snapshot, chosen: Filter) -> Outlook | None:
    """Return what the reports say of ranges, whatever the filter: such a sentence is of no incident."""
    total = views.range_claim_count(snapshot)
    if not total:
        return None
    found = views.range_claims(snapshot, most=_FEW - 1)
    says = "says" if total == 1 else "say"
    head = f"{count(total, 'sentence')} of all reports {says} how far a weapon reaches, or what is within its reach."
    quotes = [quoted(one.sentence, _outlet(one.document.publisher or one.document.source), _QUOTE) for one in found]
    return Outlook(
        title="What is said of ranges",
        page="ranges",
        filter=chosen,
        bullets=tuple(Bullet(text=text) for text in (head, *quotes)),
        note="Range is not intent or accuracy.",
        query=(("panel", ("claims",)),),
    )


def _outlet(name: str) -> str:
    return telling.shortened(plain(name), _NAME)


OUTLOOKS: Final[tuple[Callable[[Snapshot, Filter], Outlook | None], ...]] = (areas, actors, contradictions, reach)
"""In the order of the deck."""
