"""Signals of matter: kind, weapon, numbers, victims, words."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from geo.incidents.finding import NOTHING, Finding, veto
from geo.incidents.kinship import KINDS
from geo.incidents.testimony import VIOLENT, Testimony
from geo.incidents.when import is_exact
from geo.model import PINNED, Count, Family, Kind, When

SET_OFF: Final = frozenset({Kind.BOMBING})
"""What goes off, or is found before it does."""
FOILED: Final = re.compile(
    r"\b(?:defused|deactivated|disarmed|foiled|thwarted|neutrali[sz]ed|unexploded"
    r"|failed to (?:explode|detonate|go off)"
    r"|(?:barred|blocked|halted|intercepted|seized|stopped) (?:a|the) (?:car|truck|lorry|van|vehicle|bus|minibus|motorcycle))\b",
    re.IGNORECASE,
)
"""What is said of a bomb that did not go off: it was made harmless, or stopped on its way."""


def kind(one: Testimony, other: Testimony) -> Finding:
    """Weigh whether they are of kinds that one happening may be called by."""
    mine, theirs = one.claim.kind, other.claim.kind
    if mine is not theirs and (one.vague or other.vague) and {mine.family, theirs.family} <= VIOLENT:
        return Finding(0.5, f"{_plain(theirs if one.vague else mine)}, and an attack of which nobody says by what means")
    return _kinds(mine, theirs)


@cache
def _kinds(mine: Kind, theirs: Kind) -> Finding:
    if mine is theirs:
        return Finding(1.0, f"both {_plain(mine)}")
    weight = KINDS.get(frozenset({mine, theirs}))
    if weight is None:
        return veto(f"{_plain(mine)} is not {_plain(theirs)}")
    return Finding(weight, f"{_plain(mine)} and {_plain(theirs)} may be one happening")


def _plain(value: Kind) -> str:
    return value.value.replace("_", " ")


def numbers(one: Testimony, other: Testimony) -> Finding:
    """Weigh the numbers that their sentences print in figures: "14,000 troops"."""
    shared = one.numbers & other.numbers
    if shared:
        return Finding(1.0, f"both say {', '.join(sorted(shared))}", identifies=True)
    if not one.numbers or not other.numbers:
        return NOTHING
    # Of troops and arms the number tells one movement from another; of victims it may have grown since.
    return Finding(-1.5 if one.claim.kind.family is Family.POSTURE else -0.5, "other numbers")


def counted(one: Testimony, other: Testimony) -> Finding:
    """Weigh how many of it there were: two car bombs are not three, though they may be two of the three."""
    if one.counted is None or other.counted is None or one.claim.kind.family is Family.WORDS:
        return NOTHING
    if one.counted == other.counted:
        return Finding(0.5, f"both {one.counted} of it") if one.counted > 1 else NOTHING
    reason = f"{one.counted} of it against {other.counted}"
    return veto(reason) if one.document.id == other.document.id else Finding(-0.5, reason)


def weapon(one: Testimony, other: Testimony) -> Finding:
    """Weigh whether the same weapon is named."""
    mine, theirs = one.claim.weapon.casefold(), other.claim.weapon.casefold()
    if mine and theirs and (mine in theirs or theirs in mine):
        return Finding(0.4, f"both with {one.claim.weapon}")
    return NOTHING


def toll(one: Testimony, other: Testimony) -> Finding:
    """Weigh whether the numbers of victims are one, or could be."""
    best = NOTHING
    for mine, theirs in ((one.claim.killed, other.claim.killed), (one.claim.injured, other.claim.injured)):
        found = _count(mine, theirs)
        if abs(found.weight) > abs(best.weight):
            best = found
    return best


def _count(mine: Count | None, theirs: Count | None) -> Finding:
    if mine is None or theirs is None:
        return NOTHING
    if mine.low == theirs.low and mine.low > 0:
        return Finding(1.0, f"both with {mine.low} victims", identifies=True)
    small, large = sorted((mine.low, theirs.low))
    if large > 3 * max(small, 2):
        return Finding(-0.5, f"{small} victims against {large}")
    return NOTHING


def copied(one: Testimony, other: Testimony) -> Finding:
    """Weigh whether one sentence is a copy of the other, as papers print what an agency wrote."""
    if one.sentence and one.sentence == other.sentence and one.document.id != other.document.id:
        return Finding(2.5, "the same sentence, word for word", identifies=True)
    return NOTHING


def words(one: Testimony, other: Testimony) -> Finding:
    """Weigh the telling words that their sentences share; alone this joins nothing."""
    shared = one.words & other.words
    if not shared:
        return NOTHING
    share = len(shared) / min(len(one.words), len(other.words))
    return Finding(min(1.5, 2.5 * share * min(1.0, len(shared) / 3)), f"words in common: {', '.join(sorted(shared)[:6])}")


def is_one_attack(one: Testimony, other: Testimony) -> bool:
    """Return whether both tell of violence at a site or in a town, by no different means."""
    places = (one.claim.place, other.claim.place)
    pinned = all(place is not None and place.precision in PINNED for place in places)
    mine, theirs = one.claim.weapon.casefold(), other.claim.weapon.casefold()
    # The aircraft and its bombs are one means.
    means = Kind.AIRSTRIKE in {one.claim.kind, other.claim.kind} or not (mine and theirs) or mine in theirs or theirs in mine
    return pinned and means and {one.claim.kind.family, other.claim.kind.family} <= VIOLENT


def foiled(one: Testimony, other: Testimony) -> Finding:
    """Heed that one went off and the other was defused, or found in time."""
    if one.claim.kind not in SET_OFF or other.claim.kind not in SET_OFF:
        return NOTHING
    found = [match[0].lower() for each in (one, other) if (match := FOILED.search(each.quote))]
    if len(found) != 1:
        return NOTHING
    reason = f'only one of them went off, for the other tells "{found[0]}"'
    return veto(reason) if one.document.id == other.document.id else Finding(-1.0, reason)


def another(one: Testimony, other: Testimony) -> Finding:
    """Heed a document that tells the two apart."""
    if one.document.id != other.document.id:
        return NOTHING
    if one.another or other.another:
        return veto("told as another one")
    words, sentence = one.claim.kind.family is Family.WORDS, one.claim.span == other.claim.span
    if words and sentence:
        # "issued a statement accusing": two verbs, one statement.
        return NOTHING
    if words or sentence:
        return veto("said twice in one document" if words else "told apart in one sentence")
    return veto("told on two days in one document") if _are_two_days(one.claim.when, other.claim.when) else NOTHING


def _are_two_days(mine: When, theirs: When) -> bool:
    if not (mine.words and theirs.words and mine.first and theirs.first and is_exact(mine) and is_exact(theirs)):
        return False
    return (mine.last or mine.first) < theirs.first or (theirs.last or theirs.first) < mine.first
