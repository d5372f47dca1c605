"""Which claims are worth comparing: those that share a family of kinds and a time, or a country where no time is said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations, product
from typing import Final

from geo.incidents.testimony import Testimony
from geo.incidents.when import NIGHT, SLIPPED, is_exact
from geo.model import Family, When

FORCE: Final = frozenset({Family.ARMED, Family.EXPLOSIVE, Family.UNREST, Family.OTHER})
"""Families between which one happening may be called differently; they share their blocks."""
WEEK: Final = 7
LONG: Final = timedelta(days=124)
"""A claim that spans more is compared with all of its family in its country, not week by week."""


def pairs(found: Sequence[Testimony]) -> set[tuple[int, int]]:
    """Return the pairs that are worth comparing, by position, the smaller first."""
    weeks: dict[tuple[str, int], list[int]] = defaultdict(list)
    dated: dict[tuple[str, str], list[int]] = defaultdict(list)
    undated: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, one in enumerate(found):
        family, country = _family(one), one.claim.place.country if one.claim.place else ""
        mine = list(_weeks(one.claim.when))
        (dated if mine else undated)[family, country].append(i)
        for week in mine:
            weeks[family, week].append(i)
    result = {pair for members in (*weeks.values(), *undated.values()) for pair in combinations(members, 2)}
    for key, members in undated.items():
        result |= {(min(pair), max(pair)) for pair in product(members, dated.get(key, ()))}
        if key[1]:
            # A claim without a place may be about a place in any country.
            result |= {(min(pair), max(pair)) for pair in product(members, undated.get((key[0], ""), ()))}
    return result


def _family(one: Testimony) -> str:
    family = one.claim.kind.family
    return "force" if family in FORCE else family.value


def _weeks(when: When) -> Iterator[int]:
    """Yield the weeks in which the claim may meet others; none when it says no time, or a very long one."""
    first, last = when.first or when.last, when.last or when.first
    if first is None or last is None or last - first > LONG:
        return
    slip = NIGHT if is_exact(when) else SLIPPED
    low = first - min(slip, first - date.min)
    high = last + min(slip, date.max - last)
    yield from range(low.toordinal() // WEEK, high.toordinal() // WEEK + 1)
