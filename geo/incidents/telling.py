"""How one document goes on telling of a happening: "the attack", "the missile", "he", and the dead of the sentence before."""

from __future__ import annotations

import re
from typing import Final

from geo.incidents.finding import NOTHING, Finding, veto
from geo.incidents.testimony import Testimony, stems
from geo.model import Count, Family, Kind

LETHAL: Final = frozenset({Family.EXPLOSIVE, Family.ARMED, Family.UNREST})
ELSEWHERE: Final = re.compile(
    r"\b(?:elsewhere|separately|in the capital|in another|in other|other parts|across)\b", re.IGNORECASE
)
SELF: Final = frozenset({Kind.BOMBING})
"""In which whoever does it dies of it."""
DIGITS: Final = re.compile(r"\d+")
PRONOUNS: Final = frozenset({"he", "she", "they", "him", "them", "it"})
DOERS: Final = frozenset(
    {
        "assailant", "attacker", "bomber", "gunman", "gunmen", "hijacker", "kidnapper", "perpetrator", "protester", "rioter",
        "shooter", "sniper",
    }
)  # fmt: skip
"""What an attack makes of people, so that "the bomber" points back at a bombing in other words."""


def told_on(one: Testimony, other: Testimony) -> Finding:
    """Weigh whether the later sentence of a document points back at the earlier one, or goes on with it."""
    for first, second in ((one, other), (other, one)):
        if second.opening == first.claim.id:
            return Finding(4.5, "told on from what the report opens with", identifies=True)
        if first.claim.id in second.back:
            found = [finding for speaks in TELLING if (finding := speaks(first, second)) is not NOTHING]
            return found[0] if found else NOTHING
    return NOTHING


def turned(one: Testimony, other: Testimony) -> Finding:
    """Heed a report that tells what the attackers did, and what was done to them."""
    if one.document.id != other.document.id:
        return NOTHING
    for deed, end in ((one, other), (other, one)):
        struck = [actor.name for actor in end.targets.values()]
        hit = [actor.name for actor in deed.targets.values()]
        turned_on = bool(struck) and all(map(_is_doer, struck)) and bool(hit) and not any(map(_is_doer, hit))
        if turned_on and end.claim.kind not in SELF and not deed.doers.keys() & end.doers.keys():
            return veto(f"done to {struck[0]}")
    return NOTHING


def _points_at_the_event(_first: Testimony, second: Testimony) -> Finding:
    words = second.definite.get("trigger")
    if words is None:
        return NOTHING
    return Finding(3.6, f"told on as {words!r}", identifies=True)


def _counts_its_dead(first: Testimony, second: Testimony) -> Finding:
    """Weigh a sentence that only counts victims, right after what struck them."""
    if second.claim.kind is not Kind.OTHER or first.claim.kind.family not in LETHAL or not _goes_on(first, second):
        return NOTHING
    mine, theirs = (first.claim.killed, first.claim.injured), (second.claim.killed, second.claim.injured)
    if first.claim.place and second.claim.place is None and ELSEWHERE.search(second.quote):
        return NOTHING
    if not any(theirs) or any(_is_another_number(*pair) for pair in zip(mine, theirs, strict=True)):
        return NOTHING
    return Finding(3.4, "the victims of what was just told", identifies=True)


def _is_another_number(one: Count | None, other: Count | None) -> bool:
    return one is not None and other is not None and one.low != other.low


def _turns_upon_its_doer(_first: Testimony, second: Testimony) -> Finding:
    """Heed what is done to "the attacker": it comes after the attack."""
    struck = [words for words in second.victims if _is_doer(words)]
    return veto(f"done to {struck[0]!r}") if struck else NOTHING


def _is_doer(words: str) -> bool:
    return words.lower().rsplit(maxsplit=1)[-1].removesuffix("s") in DOERS


def _points_at_its_parts(first: Testimony, second: Testimony) -> Finding:
    if first.claim.kind is Kind.OTHER and second.claim.kind is not Kind.OTHER:
        return NOTHING
    for words in (second.definite[name] for name in ("weapon", "part") if name in second.definite):
        if words.lower() in PRONOUNS:
            if _goes_on(first, second):
                return Finding(2.6, f"told on with {words!r}", identifies=True)
        elif _names_a_part(words, first, second):
            return Finding(2.9, f"told on with {words!r}", identifies=True)
    return NOTHING


def _names_a_part(words: str, first: Testimony, second: Testimony) -> bool:
    noun = words.rsplit(maxsplit=1)[-1]
    if stems(noun) & stems(first.quote) or _is_doer(noun):
        return True
    if set(DIGITS.findall(words)) & set(DIGITS.findall(first.quote)):
        return True
    # "Two workers were kidnapped. The men were taken hostage on a road."
    return second.claim.kind is first.claim.kind and _goes_on(first, second) and words in second.victims


def _goes_on(first: Testimony, second: Testimony) -> bool:
    return second.paragraph - first.paragraph <= 1


TELLING: Final = (_turns_upon_its_doer, _points_at_the_event, _counts_its_dead, _points_at_its_parts)
"""The first that speaks is heard."""
