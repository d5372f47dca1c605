"""The day that a sentence leaves unsaid and others tell: of the same victim, of the running story, of the news."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from operator import itemgetter
from typing import Final, TypeAlias

from geo.claims.drafts import Draft
from geo.claims.pointing import known
from geo.claims.scene import Scene
from geo.claims.undated import OF_LATE, fresh
from geo.claims.when import is_history
from geo.claims.whereabouts import located
from geo.model import PHYSICAL, ActorRole, DatePrecision, Family, Kind, Reason, Span, When

FRESH: Final = timedelta(days=1)
"""What happened longer before the report is told as a story with days of its own."""
STALE: Final = timedelta(days=6)
"""Days before a report on which the weekday of its news can lie."""
MONTH: Final = timedelta(days=31)
"""What spans more says no day to go on from."""
NEXT: Final = 2
"""Paragraphs over which "they" and "the hut" go on with a story."""
Tellers: TypeAlias = Mapping[str, Sequence[tuple[int, Draft]]]
"""By the id of a person: the drafts whose sentence names that person and which tell when, each with its place in the list."""
HELD: Final = frozenset({Kind.ARREST, Kind.ABDUCTION})
NOW: Final = frozenset({"now", "today", "since", "currently", "still"})
"""First words of a sentence that comes back from history."""
OPENING: Final = 4
"""Tokens within which a sentence says of which time it tells."""
GOING_ON: Final = frozenset(
    {"then", "later", "afterwards", "afterward", "that", "this", "these", "those", "subsequently", "soon"}
)
"""First words of a paragraph that goes on with the story of the one before."""


def inherit(found: Sequence[Draft], scene: Scene) -> list[Draft]:
    """Return the drafts, those without place or day with what others tell where nothing speaks against it."""
    result: list[Draft] = []
    dated: Draft | None = None
    drafts = located(found, scene)
    news = _news(drafts, scene)
    tellers = _tellers(drafts, scene)
    for one in drafts:
        draft = one
        if one.asserted and one.kind.family is not Family.WORDS and not one.own_date:
            draft = _on_a_day(one, tellers, dated, news, scene)
        if one.tells_when and one.kind.family in PHYSICAL:
            dated = draft
        result.append(draft)
    return result


def _on_a_day(draft: Draft, tellers: Tellers, dated: Draft | None, news: Draft | None, scene: Scene) -> Draft:
    """Return an undated draft with the day that is told elsewhere of the same, of the running story, or of the news."""
    twin = _twin(draft, tellers)
    if twin is not None:
        return _dated(draft, twin, "told elsewhere of the same victim:", scene)
    then = _history(draft, scene)
    if then is not None:
        reason = Reason(field="date", text=f"the paragraph tells of what was {then.words!r}")
        reasons = (*(one for one in draft.reasons if one.field != "date"), reason)
        return replace(draft, when=replace(then, span=None), historical=True, reasons=reasons)
    if dated is not None and _same_day(dated, draft, scene):
        return _dated(draft, dated, "carried on from", scene)
    if news is not None and _is_of_the_news(draft, news) and draft.when == fresh(scene.document):
        return _dated(draft, news, "no date is given; the news of the report is of", scene)
    return draft


def _dated(draft: Draft, source: Draft, why: str, scene: Scene) -> Draft:
    reason = Reason(field="date", text=f"{why} {source.when.words!r}")
    reasons = (*(one for one in draft.reasons if one.field != "date"), reason)
    history = is_history(source.when, scene.document.published.when)
    return replace(draft, when=replace(source.when, span=None), historical=history, reasons=reasons)


def _news(found: Sequence[Draft], scene: Scene) -> Draft | None:
    """Return what the report is about, where that happened some days before it came out."""
    published = scene.document.published.when
    if published.first is None or published.first != published.last:
        return None
    first = next((one for one in found if one.tells_when and one.lead and one.kind.family in PHYSICAL), None)
    if first is None or not first.asserted or not scene.is_lede(first.start) or first.when.precision is not DatePrecision.DAY:
        return None
    last = first.when.last
    return first if last and published.first - STALE <= last < published.first - FRESH else None


def _is_of_the_news(draft: Draft, news: Draft) -> bool:
    """Return whether a draft may be part of the news; arrests and searches follow when they follow."""
    return news is not draft and draft.kind.family in {news.kind.family, Family.OTHER}


def _history(draft: Draft, scene: Scene) -> When | None:
    """Return the day long ago that a sentence before it opens with: "In 1920 a treaty was signed. Rebels fought on"."""
    block = scene.block(draft.start)
    if block is None or _is_current(draft) or draft.sentence[0].lower_ in NOW:
        return None
    published = scene.document.published.when
    before = [one for one in scene.whens_between(Span(block.span.start, draft.sentence.start_char)) if one.span is not None]
    opening = [one for one in before if one.span is not None and _opens(one.span, scene)]
    return opening[-1] if opening and opening[-1] == before[-1] and is_history(opening[-1], published) else None


def _opens(span: Span, scene: Scene) -> bool:
    """Return whether a date is what its sentence begins with."""
    root = scene.root(span)
    return root is not None and root.i - root.sent.start <= OPENING


# --- what speaks for one day ---------------------------------------------------------------


def _tellers(found: Sequence[Draft], scene: Scene) -> Tellers:
    """Return the drafts that tell when, by each person whom their sentence names, with their places in the list."""
    starts = [mention.span.start for mention in scene.actors]
    tellers: dict[str, list[tuple[int, Draft]]] = {}
    for n, draft in enumerate(found):
        if draft.tells_when and draft.lead:
            first, last = (bisect_left(starts, at) for at in (draft.sentence.start_char, draft.sentence.end_char))
            for named in dict.fromkeys(mention.actor.id for mention in scene.actors[first:last]):
                tellers.setdefault(named, []).append((n, draft))
    return tellers


def _twin(draft: Draft, tellers: Tellers) -> Draft | None:
    """Return the first draft with a day that tells of the same person's harm: nobody is killed twice."""
    if not (draft.mention.harmed or draft.kind in HELD):
        return None
    harmed = {one.actor.id for one in draft.participants if one.role is ActorRole.TARGET and one.actor.kind == "person"}
    firsts = (next((told for told in tellers.get(one, ()) if _harms_alike(told[1], draft)), None) for one in sorted(harmed))
    return min((told for told in firsts if told is not None), key=itemgetter(0), default=(0, None))[1]


def _harms_alike(source: Draft, draft: Draft) -> bool:
    if source is draft or (draft.kind in HELD and source.kind is not draft.kind):
        return False
    return source.kind.family is draft.kind.family or Family.OTHER in {source.kind.family, draft.kind.family}


def _same_day(source: Draft, draft: Draft, scene: Scene) -> bool:
    """Return whether an undated sentence goes on with a story of other days than the report's."""
    published = scene.document.published.when
    if source.start > draft.start or draft.kind.family not in PHYSICAL | {Family.OTHER} or _is_current(draft):
        return False
    when = source.when
    if published.first is None:
        return draft.paragraph == source.paragraph
    if when.last is None or when.last >= published.first - FRESH or _is_vague(when):
        return False
    return _goes_on(source, draft)


def _is_vague(when: When) -> bool:
    return when.first is None or (
        when.precision is not DatePrecision.YEAR and when.last is not None and when.last - when.first > MONTH
    )


def _goes_on(source: Draft, draft: Draft) -> bool:
    """Return whether a sentence goes on with the story of another: in its paragraph, or by words that point back."""
    apart = draft.paragraph - source.paragraph
    if apart == 0:
        return True
    if apart > NEXT:
        return False
    return draft.sentence[0].lower_ in GOING_ON or bool(tuple(known(draft)))


def _is_current(draft: Draft) -> bool:
    """Return whether it is told as what has come about by now, or of late."""
    children = [child for one in draft.mention.members for child in one.children]
    return any((child.lower_ in {"has", "have"} and child.dep_ == "aux") or child.lower_ in OF_LATE for child in children)
