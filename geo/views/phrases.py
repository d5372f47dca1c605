"""Dates, counts and texts of documents in words, no more exactly than they were said; the same on a screen and on paper."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import pandas as pd

WORDS: Final[Mapping[str, str]] = {
    "place": "place",
    "date": "date",
    "actor": "actor",
    "target": "target",
    "weapon": "weapon",
    "killed": "killed",
    "injured": "injured",
    "outcome": "what came of it",
    "trigger": "what happened",
    "attribution": "who says so",
}
"""Fields whose words are marked in a sentence, and what they are called."""

_INVISIBLE: Final = frozenset({"Cc", "Cs"})
_ISOLATES: Final = frozenset("\u2066\u2067\u2068\u2069")
_TURNING: Final = _ISOLATES | frozenset("\u202a\u202b\u202c\u202d\u202e")
"""Signs that change the direction in which the signs behind them are written."""


def plain(text: str) -> str:
    """Return text from a document on one line without control characters, for what shows text as it is."""
    return isolated(flat(text))


def flat(text: str) -> str:
    """Return text on one line without control characters, for what compares text and does not show it."""
    return " ".join(visible(text).split())


def visible(text: str) -> str:
    """Return text without control characters, its lines kept."""
    if text.isprintable():  # as nearly all of it is; one by one is slow
        return text
    return "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in _INVISIBLE)


def isolated(text: str) -> str:
    """Return text whose writing direction does not reach what is written beside it; what HTML does with `bdi`."""
    if not _TURNING & set(text):
        return text
    return f"\u2068{''.join(sign for sign in text if sign not in _ISOLATES)}\u2069"


def sourced(sources: int, articles: int, copies: int) -> str:
    """
    Return from how many sources something is known.

    Parameters
    ----------
    sources
        Independent ones, see `geo.origins`.
    articles
        Documents that tell it, 1 or more.
    copies
        Those of them that carry the report of another, 0 or more and fewer than `articles`.
    """
    if copies and articles - copies == 1:
        return f"1 source, carried by {articles:,}"
    copied = f", {copies:,} of them {'a copy' if copies == 1 else 'copies'}" if copies else ""
    return f"{count(sources, 'independent source')} in {count(articles, 'article')}{copied}"


def day(value: date | None) -> str:
    """Return a day as "3 Jun 2031"."""
    return f"{value.day} {value:%b %Y}" if value is not None and not pd.isna(value) else ""


def period(first: date | None, last: date | None, precision: str = "day") -> str:
    """Return a date no more exactly than it was said: "3 Jun 2031", "Jun 2031", "2031", "until 3 Jun 2031", "no date is said"."""
    begin, end = day(first), day(last)
    if not begin and not end:
        return "no date is said"
    if not begin or not end:
        return f"from {begin} on" if begin else f"until {end}"
    if precision == "month" and first and last and (first.year, first.month) == (last.year, last.month):
        return f"{first:%b %Y}"
    if precision == "year" and first and last and first.year == last.year:
        return str(first.year)
    return begin if begin == end else f"{begin} to {end}"


def count(number: int, one: str, many: str = "") -> str:
    """Return "1 claim", "41 claims"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def people(low: float | None, high: float | None) -> str:
    """Return a number of people as "4", "4 to 6", "at least 4", or nothing where none is said."""
    if low is None or pd.isna(low):
        return ""
    if high is None or pd.isna(high):
        return f"at least {int(low)}"
    return str(int(low)) if int(low) == int(high) else f"{int(low)} to {int(high)}"


def listed(names: Sequence[str], most: int = 0, more: str = "other") -> str:
    """Return "A", "A and B", "A, B and 3 others"; `most` is how many are named, 0 all, and `more` what the rest are called."""
    named = list(names[:most] if most else names)
    rest = len(names) - len(named)
    parts = [*named, f"{rest:,} {more if rest == 1 else more + 's'}"] if rest else named
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)
