"""What a name that no table knows lies in, as far as the text says: "a village in Helmand", "the Darfur towns of X and Y"."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from geo.gazetteer import Entry, Gazetteer
from geo.gazetteer.names import fold
from geo.gazetteer.rows import Grade, Layer
from geo.model import Candidate, Place, Precision
from geo.places import ranking, relations
from geo.places.mentions import LARGE, Mention

_KINDS: Final = (
    r"(?:villages?|towns?|city|cities|hamlets?|settlements?|suburbs?|areas?|districts?|localit(?:y|ies)|communes?|ports?)"
)
_WORDS: Final = r"(?:[a-z-]{3,14} ){0,2}"
PARENT_LINK: Final = re.compile(
    r", ?(?:in (?:the )?)?| in (?:the )?| ?\((?:in )?| (?:district|area|neighbou?rhood|quarter|suburb) (?:of|in) "
)
"""What stands between a place and what it lies in: "Paris, Texas", "Chapman in Khost"."""
HOME_LINK: Final = re.compile(
    rf"(?: {_KINDS})?(?:, ?(?:(?:a|the) {_WORDS}{_KINDS} )?(?:in|of) (?:the )?|, ?| in (?:the )?| of (?:the )?)"
)
"""The same around a name that no table knows: "Sar, a small village in Kunar", "Sar village of Kunar"."""
LISTED: Final = re.compile(rf"(?:'s|\u2019s)? {_WORDS}{_KINDS} of (?:the )?")
"""What stands between a place and what is said to lie in it: "the West Darfur villages of"."""
SIBLING: Final = re.compile(r"(?:,|,? and|,? or|, as well as)(?: (?:in|near|at))? (?:the )?")
OWNED: Final = re.compile(rf"\b([A-Z][\w-]{{2,20}}) {_WORDS}{_KINDS} of (?:the )?$")
"""Whose village it is: "the Syrian border town of"."""
LOCAL: Final = re.compile(r"\b(?:neighbou?rhood|suburb|quarter|district|slum)s? of (?:the )?$", re.IGNORECASE)
LOCAL_HEADS: Final = frozenset({"neighborhood", "neighbourhood", "quarter", "suburb", "district", "street", "square", "avenue"})
LOOK_BACK_CHARACTERS = 250
"""How far before a facility its city is looked for."""

Choice = tuple[tuple[Candidate, ...], bool, str]
"""Candidates best first, whether the first one stands, and why it does not."""


@dataclass(frozen=True, slots=True)
class Found:
    """A mention with the places that its name may denote."""

    mention: Mention
    entries: tuple[Entry, ...]


def home(text: str, found: Sequence[Found], chosen: Sequence[Choice], n: int, gazetteer: Gazetteer) -> Place | None:
    """Return what a name without a position of its own lies in: what the text puts around it, or its city."""
    return (
        _possessor(text, found, chosen, n)
        or _behind(text, found, chosen, n)
        or _in_front(text, found, chosen, n)
        or _owner(text, found[n].mention, gazetteer)
        or _city(text, found, chosen, n, gazetteer)
        or _called_after(found, chosen, n, gazetteer)
    )


def apart(a: Place, b: Place) -> float:
    """Return the distance between two places in kilometres; without end where one has no position."""
    return ranking.km(a.at, b.at) if a.at and b.at else math.inf


def _between(text: str, found: Sequence[Found], first: int) -> str:
    return text[found[first].mention.span.end : found[first + 1].mention.span.start]


def _behind(text: str, found: Sequence[Found], chosen: Sequence[Choice], n: int) -> Place | None:
    """Return what stands right behind a name as what it lies in."""
    if n + 1 >= len(found) or not chosen[n + 1][1]:
        return None
    between = _between(text, found, n)
    mention, part = found[n].mention, found[n + 1].mention.part
    if len(between) > relations.LOOK_BACK or not (PARENT_LINK.fullmatch(between) or HOME_LINK.fullmatch(between)):
        return None
    if not mention.head and (between == " of " or (between == ", " and _is_listed(text, found, n))):
        return None
    place = chosen[n + 1][0][0].place
    made = relations.part_of(place, part) if part else None
    return made.place if made else place


def _is_listed(text: str, found: Sequence[Found], n: int) -> bool:
    """Return whether a comma behind a name goes on with a list of places: "X, Y and Z"."""
    listed = n + 2 < len(found) and bool(SIBLING.fullmatch(_between(text, found, n + 1)))
    return listed or (n > 0 and _between(text, found, n - 1).strip() == ",")


def _in_front(text: str, found: Sequence[Found], chosen: Sequence[Choice], n: int) -> Place | None:
    """Return the place whose villages a list names: "the West Darfur villages of Sirba, Silea and Abu Suruj"."""
    for k in range(n - 1, max(-1, n - 6), -1):
        between = _between(text, found, k)
        if LISTED.fullmatch(between):
            return chosen[k][0][0].place if chosen[k][1] else None
        if not SIBLING.fullmatch(between):
            return None
    return None


def _owner(text: str, mention: Mention, gazetteer: Gazetteer) -> Place | None:
    """Return the country of "the Syrian border town of X"."""
    before = text[max(0, mention.span.start - relations.LOOK_BACK) : mention.span.start]
    owner = OWNED.search(before)
    code = gazetteer.demonyms.get(fold(owner[1])) if owner else None
    return gazetteer.country(code) if code else None


def _possessor(text: str, found: Sequence[Found], chosen: Sequence[Choice], n: int) -> Place | None:
    """Return whose quarter or mountains a name is said to be: "Giza's Haram district", "Syria's Qalamoun"."""
    if n == 0 or not chosen[n - 1][1] or _between(text, found, n - 1) not in {"'s ", "\u2019s "}:
        return None
    return chosen[n - 1][0][0].place


def is_local(text: str, found: Sequence[Found], n: int) -> bool:
    """Return whether the words make a name that of a quarter: "the suburb of X"; X is none in "the Y district of X"."""
    mention = found[n].mention
    said = LOCAL.search(text, max(0, mention.span.start - 40), mention.span.start)
    own = said is not None and not (n > 0 and found[n - 1].mention.span.end > said.start() - 2)
    possessed = n > 0 and _between(text, found, n - 1) in {"'s ", "\u2019s "}
    return own or possessed or mention.head in LOCAL_HEADS


def _called_after(found: Sequence[Found], chosen: Sequence[Choice], n: int, gazetteer: Gazetteer) -> Place | None:
    """Return the town that a building or a square is called after: "Karak Castle"; a road or a gate lies in the other town."""
    words = found[n].mention.name.split()
    if len(words) < 2 or words[-1] not in gazetteer.words["head.in_town"]:
        return None
    words = words[words[0] in gazetteer.words["part.middle"] :]
    for length in range(len(words) - 1, 0, -1):
        name = " ".join(words[:length])
        told = (
            candidates[0].place
            for each, (candidates, sure, _) in zip(found, chosen, strict=True)
            if sure and each.mention.name == name
        )
        known = (entry.place for entry in gazetteer.entries(name)[:1] if _is_large(entry))
        place = next((one for one in (*told, *known) if one.precision in {Precision.SETTLEMENT, Precision.NEAR}), None)
        if place:
            return place
    return None


def _is_large(entry: Entry) -> bool:
    return entry.grade is not Grade.ALTERNATE and (entry.layer is Layer.CURATED or (entry.place.population or 0) >= LARGE)


def _city(text: str, found: Sequence[Found], chosen: Sequence[Choice], n: int, gazetteer: Gazetteer) -> Place | None:
    """Return the city that a street, a quarter or a building was told with."""
    mention = found[n].mention
    before = text[max(0, mention.span.start - 40) : mention.span.start]
    if mention.head not in gazetteer.words["head.urban"] and not LOCAL.search(before):
        return None
    for k in range(n - 1, max(-1, n - 4), -1):
        candidates, sure, _ = chosen[k]
        between = text[found[k].mention.span.end : mention.span.start]
        if len(between) > LOOK_BACK_CHARACTERS or "\n\n" in between:
            return None
        if sure and found[k].mention.last and candidates[0].place.precision is Precision.SETTLEMENT:
            return candidates[0].place
    return None
