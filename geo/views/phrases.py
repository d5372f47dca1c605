"""Dates, counts and numbers of people in words, no more exactly than they were said; the same on a screen and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd


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
