"""Lengths in a sentence, as exactly as they are said: "more than 900 kilometers", "between 300 and 500 km", "300-mile"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from geo.model import Span

_KM: Final = {"k": 1.0, "n": 1.852, "m": 1.609344}
"""Kilometers in a unit, by its first letter; the nautical mile is 1,852 m (SI Brochure, 8th edition, table 8)."""

_NUMBER: Final = r"\d{1,3}(?:,\d{3}){1,2}|\d{1,5}(?:\.\d{1,2})?"
_UNIT: Final = r"(?:kilomet(?:er|re)s?|kms?|nautical[ -]miles?|nmi?|miles?|mi)"
LENGTH: Final = re.compile(
    rf"(?<![\w.,$€£])(?P<first>{_NUMBER})(?:[ -]?{_UNIT}\b)?"
    rf"(?: ?(?P<join>[-\u2013\u2014]|to|and|or) ?(?P<second>{_NUMBER}))?(?P<plus>\+|-plus)?[ \u00a0-]?(?P<unit>{_UNIT})\b"
    r"(?! ?(?:/|per |an hour|a second|²|2\b))",
    re.IGNORECASE,
)
_BEFORE: Final = 30
"""Characters in front of a number that can qualify it."""
_AT_LEAST: Final = re.compile(
    r"(?:more than|over|at least|above|in excess of|exceed(?:s|ed|ing)?|greater than|no(?:t)? less than|upwards of|beyond"
    r"|longer than)"
    r" (?:a |an |the )?$",
    re.IGNORECASE,
)
_AT_MOST: Final = re.compile(
    r"(?:less than|under|below|fewer than|shorter than|no(?:t)? more than|no longer than|at most) (?:a |an )?$", re.IGNORECASE
)
_ABOUT: Final = re.compile(
    r"(?:about|around|roughly|some|approximately|nearly|almost|estimated|estimated at|close to|circa|~) ?(?:a |an )?$",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(r"\bbetween (?:about |around )?$", re.IGNORECASE)
_AGAIN: Final = re.compile(
    r"(?: ?[(\[/]| or | \(or )(?:about |around |roughly |some |nearly )?(?:more than |over )?", re.IGNORECASE
)
"""What stands between a length and the same in another unit: "295 nautical miles (545km)"."""
_OR_MORE: Final = re.compile(r"(?: or| and) (?:more|farther|further|beyond)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A length as it is said; `low_km` is None for "less than", `high_km` for "more than"."""

    low_km: float | None
    high_km: float | None
    about: bool
    span: Span
    """The words, their qualifiers included."""
    unit: Span
    """The unit alone, which governs the numbers."""


def measures(text: str, start: int, end: int) -> Iterator[Measure]:
    """Yield the lengths between two offsets of a text, in order; one that says another again in brackets is left out."""
    last = -1
    for found in LENGTH.finditer(text, start, end):
        if last >= 0 and _AGAIN.fullmatch(text, last, found.start()):
            last = found.end()
            continue
        last = found.end()
        yield _measure(text, start, found)


def _measure(text: str, start: int, found: re.Match[str]) -> Measure:
    before = text[max(start, found.start() - _BEFORE) : found.start()]
    scale = _KM[found["unit"][0].lower()]
    first = _number(found["first"]) * scale
    second = _number(found["second"]) * scale if found["second"] else first
    join = found["join"]
    if join in {"and", "or"} and not _BETWEEN.search(before):
        first = second
    low, high = min(first, second), max(first, second)
    qualifier = _AT_LEAST.search(before) or _AT_MOST.search(before) or _ABOUT.search(before)
    at_least = _AT_LEAST.search(before) or found["plus"] or _OR_MORE.match(text, found.end())
    return Measure(
        low_km=None if _AT_MOST.search(before) else low,
        high_km=None if at_least and not _AT_MOST.search(before) else high,
        about=_ABOUT.search(before) is not None,
        span=Span(found.start() - len(before) + qualifier.start() if qualifier else found.start(), found.end()),
        unit=Span(found.start("unit"), found.end("unit")),
    )


def _number(written: str) -> float:
    return float(written.replace(",", ""))
