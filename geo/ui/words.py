"""The words for values, dates and numbers, the same on every page."""

from __future__ import annotations

from datetime import date
from typing import Final

import pandas as pd

from geo.model import ActorRole as Role
from geo.views import ActorRole

ROLES: Final = {
    ActorRole.ANY: "in any role",
    ActorRole.PERPETRATOR: "did it, or is said to",
    ActorRole.TARGET: "was the target",
    ActorRole.SPEAKER: "says so",
    ActorRole.MENTIONED: "is at least mentioned",
}
"""How an actor of the filter takes part."""

PARTS: Final = {
    Role.PERPETRATOR: "perpetrator, as stated",
    Role.ACCUSED: "accused",
    Role.CLAIMANT: "claims it",
    Role.TARGET: "target",
    Role.SPEAKER: "says so",
}
"""What an actor does in a claim."""

BASES: Final = {
    "metadata": "stated in the file that came with it",
    "stated": "stated in the text",
    "url": "from its address",
    "weekday": "worked out from the weekdays it names",
    "office_holders": "worked out from who held office",
    "same_events": "worked out from events that other reports date",
    "unknown": "not known",
}
"""How the publication date of a document is known."""


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
