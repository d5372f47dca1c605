"""Signals of time: one day, ranges that meet, or apart."""

from __future__ import annotations

import datetime as dt
from datetime import timedelta
from typing import Final

from geo.gazetteer import contains
from geo.incidents.fate import shared
from geo.incidents.finding import NOTHING, Finding, veto
from geo.incidents.testimony import Testimony
from geo.model import DatePrecision, Kind, When

NIGHT: Final = timedelta(days=1)
"""Two days this far apart may be one night, or one moment in two time zones."""
LASTING: Final = 14
"""Days from which on a happening goes on rather than happens."""
GOING_ON: Final = frozenset({Kind.PROTEST, Kind.RIOT_CRACKDOWN, Kind.TROOP_DEPLOYMENT, Kind.WEAPONS_TRANSFER})
"""What "since May" tells of as one; of an attack "in May" there may be several."""
LONGEST: Final = 366
"""Days beyond which a range says that the day is not known."""
UNTOLD: Final = 7
"""Days by which a date that no words tell may be wrong without speaking much against the other."""
SLIPPED: Final = timedelta(days=31)
"""Months that contradict each other may still be one happening, remembered wrongly, if they are no farther apart."""


def date(one: Testimony, other: Testimony) -> Finding:
    """Weigh whether their dates meet: the more exactly the better."""
    found = _dates(one, other)
    if not found.veto or not shared(one, other):
        return found
    untold = not one.claim.when.words or not other.claim.when.words
    return Finding(-0.8, f"told apart: {found.reason}") if untold or _slip(one.claim.when, other.claim.when) else found


def _slip(mine: When, theirs: When) -> bool:
    """Return whether two dates are near enough to be one that is remembered wrongly."""
    if mine.first is None or mine.last is None or theirs.first is None or theirs.last is None:
        return False
    return max(mine.first, theirs.first) - min(mine.last, theirs.last) <= SLIPPED


def _dates(one: Testimony, other: Testimony) -> Finding:
    mine, theirs = one.claim.when, other.claim.when
    if mine.first is None or mine.last is None or theirs.first is None or theirs.last is None:
        return _open_dates(mine, theirs)
    gap = max(mine.first, theirs.first) - min(mine.last, theirs.last)
    if gap <= timedelta(0):
        days = max((mine.last - mine.first).days, (theirs.last - theirs.first).days)
        weight = next(weight for longest, weight in MEETING if days <= longest)
        return Finding(weight, f"both on {mine.first}" if not days else f"their dates meet within {days + 1} days")
    if gap <= NIGHT and is_exact(mine) and is_exact(theirs):
        return Finding(0.2, "a day apart, as a night or a time zone makes it")
    if is_exact(mine) and is_exact(theirs):
        return veto(f"{mine.first} is not {theirs.first}")
    if gap <= SLIPPED:
        told = bool(mine.words and theirs.words)
        slight = gap.days <= (1 if told else UNTOLD)
        return Finding(-0.5 if slight else -1.2, f"their dates contradict each other by {gap.days} days")
    return veto(f"their dates are {gap.days} days apart")


MEETING: Final = ((0, 2.0), (1, 1.6), (7, 1.0), (31, 0.5), (124, 0.2), (10**6, 0.0))
"""Weight by how many days the longer of two ranges that meet has beyond its first."""


def is_exact(when: When) -> bool:
    """Return whether words say the day or the week; without words it is only taken from when the report was published."""
    return bool(when.words) and when.precision in {DatePrecision.DAY, DatePrecision.WEEK}


def _open_dates(mine: When, theirs: When) -> Finding:
    for early, late in ((mine, theirs), (theirs, mine)):
        if early.last and late.first and early.last < late.first - SLIPPED:
            return veto(f"one is before {early.last}, the other after {late.first}")
    return Finding(-0.5, "not both say when")


def ongoing(one: Testimony, other: Testimony) -> Finding:
    """Weigh whether both tell of one thing that goes on in one country for weeks."""
    mine, theirs = _weeks(one.claim.when), _weeks(other.claim.when)
    if (
        one.claim.kind is not other.claim.kind
        or one.claim.kind not in GOING_ON
        or mine is None
        or theirs is None
        or not _is_one_country(one, other)
    ):
        return NOTHING
    shared = (min(mine[1], theirs[1]) - max(mine[0], theirs[0])).days
    shorter = min((mine[1] - mine[0]).days, (theirs[1] - theirs[0]).days)
    return Finding(2.0, "both go on for weeks, mostly the same") if shared * 2 >= shorter else NOTHING


def _is_one_country(one: Testimony, other: Testimony) -> bool:
    mine, theirs = one.claim.place, other.claim.place
    if mine is None or theirs is None:
        return True
    return mine.id == theirs.id or (mine.country == theirs.country != "") or contains(mine, theirs) or contains(theirs, mine)


def _weeks(when: When) -> tuple[dt.date, dt.date] | None:
    """Return the weeks that the words tell of; a range that no words tell of is a day that is not known better."""
    if not when.words or when.first is None or when.last is None:
        return None
    return (when.first, when.last) if LASTING <= (when.last - when.first).days <= LONGEST else None
