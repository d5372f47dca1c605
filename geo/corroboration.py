"""
Which undated documents tell of what a dated one tells with its day.

The evidence is that of joining (`incidents`), without the day: one place finer than a country, kinds that go together, and
something that tells this happening from the next of its kind there. What happens every week at one place is told apart by
its numbers, its victims or its words; kind, place and doer alone are not enough.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from geo import incidents
from geo.dating import Retold
from geo.incidents import Slip, Testimony, what, when, where, who
from geo.incidents.signals import SIGNALS
from geo.model import PHYSICAL, Basis, DatePrecision, Precision, Publication, Reading, Span

LEDE: Final = 2
"""Paragraphs that tell the news."""
MOST: Final = 48
"""Claims that one claim is compared with; what more have in common with it says nothing."""
ENOUGH: Final = 1.4
"""What `TELLING` must add up to."""
VAGUE: Final = dt.timedelta(days=7)
"""A publication known no better than that is worth another look."""
_FEW: Final = 5
"""Victims from which on their number is a mark of this happening."""
_FINE: Final = frozenset({Precision.EXACT, Precision.SETTLEMENT, Precision.NEAR, Precision.AREA})

Key = tuple[str, str]


def is_asked(reading: Reading) -> bool:
    """Return whether a document does not know its day, and tells of something that a dated one may tell as well."""
    published = reading.document.published
    return is_vague(published) and any(claim.asserted and claim.kind.family in PHYSICAL for claim in reading.claims)


def is_vague(published: Publication) -> bool:
    """Return whether a publication is not known to the week."""
    first, last = published.when.first, published.when.last
    return first is None or last is None or last - first > VAGUE


def may_date(slip: Slip) -> bool:
    """Return whether a claim may tell others their day, as far as its slip says; what is on it need not be unpacked."""
    return slip.asserted and slip.kind.family in PHYSICAL and slip.days is not None and slip.days[0] == slip.days[1]


def retold(asked: Iterable[Testimony], others: Iterable[Testimony]) -> Mapping[str, tuple[Retold, ...]]:
    """
    Return what the undated documents share with the dated ones, by the ids of the undated.

    `asked` are the claims of documents that do not know their day, `others` those of all that do. The order of neither
    matters. A happening that others date on days of which each excludes the other says nothing.
    """
    questions = sorted((one for one in asked if _is_news(one)), key=lambda one: one.order)
    wanted = {key for one in questions for key in _keys(one)}
    witnesses: dict[Key, list[Testimony]] = defaultdict(list)
    for one in sorted((one for one in others if _is_dated(one) and not wanted.isdisjoint(_keys(one))), key=lambda one: one.order):
        for key in _keys(one):
            if key in wanted:
                witnesses[key].append(one)
    found: dict[str, list[Retold]] = defaultdict(list)
    for one in questions:
        found[one.document.id] += (_retold(one, other) for other in _met(one, witnesses))
    return {id_: tuple(sorted(set(each), key=_in_order)) for id_, each in found.items() if each}


def _met(one: Testimony, witnesses: Mapping[Key, Sequence[Testimony]]) -> list[Testimony]:
    """Return the dated claims that tell of the same."""
    blocks = sorted((witnesses[key] for key in set(_keys(one)) if key in witnesses), key=len)
    near = {id(other): other for block in blocks if len(block) <= MOST for other in block}
    return [other for other in near.values() if _is_the_same(one, other)]


def _is_the_same(one: Testimony, other: Testimony) -> bool:
    if one.document.id == other.document.id or where.place(one, other).weight <= 0:
        return False
    compared = incidents.compare(one, other)
    if compared is None or compared[0] < incidents.ENOUGH:
        return False
    return sum(signal(one, other) for signal in TELLING) >= ENOUGH


def _retold(one: Testimony, other: Testimony) -> Retold:
    return Retold(
        sentence=one.claim.span,
        words=one.claim.when.span,
        day=other.claim.when.first or dt.date.max,
        source=other.document.source,
        quote=other.quote,
        why="; ".join(found.reason for signal in SIGNALS if signal is not when.date and (found := signal(one, other)).reason),
    )


def _in_order(one: Retold) -> tuple[dt.date, str, Span, str, bool, Span, str]:
    words = one.words or one.sentence
    return one.day, one.source, one.sentence, one.quote, one.words is None, words, one.why


# --- who is compared -----------------------------------------------------------------------


def _is_news(one: Testimony) -> bool:
    return one.paragraph <= LEDE and _is_placed(one)


def _is_dated(one: Testimony) -> bool:
    said, basis = one.claim.when, one.document.published.basis
    is_exact = bool(said.words) and said.first is not None and said.first == said.last and said.precision is DatePrecision.DAY
    return is_exact and basis not in {Basis.UNKNOWN, Basis.SAME_EVENTS} and _is_placed(one)


def _is_placed(one: Testimony) -> bool:
    place = one.claim.place
    told = one.claim.asserted and not one.word and one.claim.kind.family in PHYSICAL
    return told and place is not None and place.precision in _FINE


def _keys(one: Testimony) -> Iterator[Key]:
    """Yield what two claims must have in common to be compared, each in one country."""
    claim = one.claim
    country = claim.place.country if claim.place else ""
    said = [f"text {one.text}", f"sentence {one.sentence}" if one.sentence else ""]
    said += [f"number {number}" for number in one.numbers]
    said += [f"killed {claim.killed.low}" if claim.killed else "", f"injured {claim.injured.low}" if claim.injured else ""]
    said += [f"target {target}" for target in one.targets if not target.startswith("group:")]
    said += [f"struck {word}" for word in one.struck]
    return ((country, key) for key in said if key)


# --- what tells this happening from the next -----------------------------------------------


def is_a_copy(one: Testimony, other: Testimony) -> float:
    """Weigh a copy: of the sentence, or of all the text."""
    return 2.0 if one.text == other.text or (one.sentence and one.sentence == other.sentence) else 0.0


def has_the_numbers(one: Testimony, other: Testimony) -> float:
    """Weigh whether both print the same numbers in figures."""
    return 1.0 if one.numbers & other.numbers else 0.0


def has_the_toll(one: Testimony, other: Testimony) -> float:
    """Weigh whether as many were killed or hurt: the more they were, the rarer is their number."""
    counts = ((one.claim.killed, other.claim.killed), (one.claim.injured, other.claim.injured))
    same = [mine.low for mine, theirs in counts if mine and theirs and mine.low == theirs.low]
    return sum(min(1.0, low / _FEW) for low in same)


def has_the_target(one: Testimony, other: Testimony) -> float:
    """Weigh whether both struck the same, by name or by the words for it."""
    return 0.5 if who.targets(one, other).identifies else 0.0


def is_at_the_site(one: Testimony, other: Testimony) -> float:
    """Weigh whether both were at one building, base or site."""
    mine, theirs = one.claim.place, other.claim.place
    return 0.5 if mine and theirs and mine.id == theirs.id and mine.precision is Precision.EXACT else 0.0


def is_told_alike(one: Testimony, other: Testimony) -> float:
    """Weigh whether both sentences share most of the words that say something."""
    return 0.5 if what.words(one, other).weight >= 1 else 0.0


TELLING: Final[tuple[Callable[[Testimony, Testimony], float], ...]] = (
    is_a_copy,
    has_the_numbers,
    has_the_toll,
    has_the_target,
    is_at_the_site,
    is_told_alike,
)
"""What tells a happening from others of its kind and place; together they must come to `ENOUGH`."""
