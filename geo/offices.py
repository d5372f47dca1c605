"""Who held which office when: what a report calls someone says when it was written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from geo import facts
from geo.model import Span
from geo.settings import Settings

_PAST: Final = re.compile(r"\b(?i:former|ex|ousted|deposed|onetime|one-time|erstwhile)[\s-]{1,3}(?:[A-Z]\w{0,20}\.?\s){0,2}$")
"""What stands before a title that is no longer held: "former Iraqi Prime Minister"."""
_THEN: Final = re.compile(r"\b(?i:then|late|future|slain|assassinated)[\s-]{1,3}(?:[A-Z]\w{0,20}\.?\s){0,2}$")
"""What stands before a title of another time than the report's: it says nothing of that."""
_BEFORE: Final = 60
"""Characters before a title in which such a word can stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """One person in one office, without a break."""

    person: str
    names: tuple[str, ...]
    """As news writes them, the whole name first."""
    office: str
    titles: tuple[str, ...]
    """In lower case, as they stand before a name."""
    first: date
    last: date | None
    """None: still held when the table was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A mention of someone with an office, and the days on which that can have been written."""

    span: Span
    person: str
    office: str
    former: bool
    stretches: tuple[tuple[date, date | None], ...]
    """In order; several where the office was held more than once."""


def load(settings: Settings) -> tuple[Tenure, ...]:
    """
    Return the table `data/offices.csv`.

    Raises
    ------
    FactsError
        If it cannot be read or a row is wrong.
    """
    return tuple(facts.rows(settings.data / "offices.csv", _tenure))


def held(text: str, tenures: Sequence[Tenure]) -> Iterator[Held]:
    """Yield each mention of a title before the name of someone who held it ("Secretary of State Mike Pompeo"), in order."""
    by_words = _by_words(tuple(tenures))
    for match in _mention(tuple(tenures)).finditer(text):
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        mine = by_words.get((match[1].lower(), match[2]), ())
        if not mine or _THEN.search(before):
            continue
        former = bool(_PAST.search(before))
        yield Held(
            span=Span(match.start(), match.end()),
            person=mine[0].person,
            office=mine[0].office,
            former=former,
            stretches=((mine[-1].last or mine[-1].first, None),) if former else tuple((one.first, one.last) for one in mine),
        )


@lru_cache(maxsize=4)
def _by_words(tenures: tuple[Tenure, ...]) -> dict[tuple[str, str], tuple[Tenure, ...]]:
    """Return the tenures by title and name; a name that two holders of one title share says nothing."""
    table: dict[tuple[str, str], tuple[Tenure, ...]] = {}
    for tenure in sorted(tenures, key=lambda one: one.first):
        for title in tenure.titles:
            for name in tenure.names:
                table[title, name] = (*table.get((title, name), ()), tenure)
    return {words: found for words, found in table.items() if len({one.person for one in found}) == 1}


@lru_cache(maxsize=4)
def _mention(tenures: tuple[Tenure, ...]) -> re.Pattern[str]:
    titles = sorted({title for tenure in tenures for title in tenure.titles}, key=lambda one: (-len(one), one))
    names = sorted({name for tenure in tenures for name in tenure.names}, key=lambda one: (-len(one), one))
    return re.compile(rf"(?<!\w)((?i:{'|'.join(map(re.escape, titles))}))\s{{1,2}}({'|'.join(map(re.escape, names))})(?!\w)")


def _tenure(row: dict[str, str]) -> Tenure:
    return Tenure(
        person=row["person"],
        names=facts.names(row["names"]),
        office=row["office"],
        titles=facts.names(row["titles"]),
        first=date.fromisoformat(row["first"]),
        last=date.fromisoformat(row["last"]) if row["last"] else None,
    )
