"""When what was found is right: one rule for each field, and how far off is still right."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Final

from geo.evaluate.labels import FoundClaim, LabeledClaim, LabeledDate, Spot
from geo.model import PHYSICAL, Family, LatLon, Span

HAPPENING: Final = PHYSICAL | {Family.POSTURE}
"""What is labeled completely; of words and other things only what is missed counts."""

TOLERANCE_KM: Final[Mapping[str, float]] = {
    "exact": 10,
    "district": 10,
    "city": 25,
    "settlement": 25,
    "near": 75,
    "region": 250,
    "area": 250,
    "water": 300,
    "country": 300,
}
"""How far a position may lie from the labeled one, by the precision of the label."""

DEFAULT_TOLERANCE_KM: Final = 25.0

FINE: Final = frozenset({"exact", "settlement", "district", "city"})
DRAWN: Final = FINE | {"near"}

_DAY: Final = timedelta(days=1)

_NEAR_STATUS: Final = frozenset(
    frozenset(pair)
    for pair in (
        ("reported", "confirmed"),
        ("alleged", "claimed"),
        ("alleged", "disputed"),
        ("denied", "disputed"),
        ("claimed", "reported"),
    )
)
"""Pairs of which one is said for the other with good reason."""

_EMPTY_WORDS: Final = frozenset(
    {"the", "of", "and", "a", "in", "by", "iran-backed", "backed", "accused", "implied", "blamed", "us", "accusation"}
)
"""Words of a labeled actor that name nobody."""

_SHORTEST_NAME: Final = 3

EARTH_KM: Final = 6371.0088
"""Mean radius: tolerances are round numbers, so a sphere will do, and figures stay comparable to other scorers'."""


def km(a: LatLon, b: LatLon) -> float:
    """Return the distance on a sphere in kilometres."""
    p, q = math.radians(a.lat), math.radians(b.lat)
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def shared(a: Span, b: Span) -> int:
    """Return how many code points two spans have in common."""
    return max(0, min(a.end, b.end) - max(a.start, b.start))


def is_asserted(claim: FoundClaim) -> bool:
    """Return whether it says that something happened that can be counted."""
    return claim.family in HAPPENING and not claim.flagged


def is_drawn(claim: FoundClaim) -> bool:
    """Return whether it would put something on the map, at a position or as a shape."""
    return claim.family in PHYSICAL and not claim.flagged


def is_located(claim: FoundClaim) -> bool:
    """Return whether it has a position."""
    return claim.place is not None and claim.place.at is not None


def kind_right(label: LabeledClaim, claim: FoundClaim) -> bool:
    """Return whether the kind is one that counts."""
    return claim.kind in label.kinds


def place_right(label: LabeledClaim, claim: FoundClaim) -> bool:
    """Return whether the position is near enough, or absent where none was said."""
    want, got = label.place, claim.place
    if want is None or got is None or want.at is None or got.at is None:
        return want is None and not is_located(claim)
    if want.precision == "country" and got.name.casefold() == want.name.casefold():
        return True
    return km(want.at, got.at) <= TOLERANCE_KM.get(want.precision, DEFAULT_TOLERANCE_KM)


def invented(label: LabeledClaim, claim: FoundClaim) -> bool:
    """Return whether it is drawn finer than it was said, or somewhere else."""
    got: Spot | None = claim.place
    if got is None or got.at is None or got.precision not in DRAWN:
        return False
    if label.place is None:
        return True
    said = DRAWN if got.precision == "near" else FINE
    return label.place.precision not in said or not place_right(label, claim)


def precision_right(label: LabeledClaim, claim: FoundClaim) -> bool:
    """Return whether the place is said as exactly as it is labeled: a site, a town, near one, an area, a country, or none."""
    return _fineness(label.place) == _fineness(claim.place)


def drawn_finer(label: LabeledClaim, claim: FoundClaim) -> bool:
    """Return whether it is drawn at the right place, but finer than it was said."""
    return invented(label, claim) and place_right(label, claim)


def _fineness(spot: Spot | None) -> str:
    precision = spot.precision if spot and spot.at else "unknown"
    return _SAME_PRECISION.get(precision, precision)


_SAME_PRECISION: Final = {"district": "settlement", "city": "settlement", "region": "area", "water": "area"}
"""What labels call the precisions of `geo.model`."""


def tells_casualties(label: LabeledClaim, claim: FoundClaim) -> bool:
    """Return whether the label or the claim says that somebody was killed."""
    return any(people is not None and people != (0, 0) for people in (label.killed, claim.killed))


def casualties_right(label: LabeledClaim, claim: FoundClaim) -> bool:
    """Return whether the number of the dead could be the labeled one, and is as low, give or take a tenth."""
    if label.killed is None or claim.killed is None:
        return False
    (low, high), (least, most) = label.killed, claim.killed
    meet = (high is None or least <= high) and (most is None or low <= most)
    return meet and abs(low - least) <= max(low, least) / 10


def date_right(label: LabeledClaim, claim: FoundClaim) -> bool:
    """Return whether the days are those of the event, or those that the text alone supports."""
    return any(_one_date_right(want, claim) for want in label.dates)


def _one_date_right(want: LabeledDate, claim: FoundClaim) -> bool:
    (want_first, want_last), (first, last) = want.days, claim.days
    if want_first is None or want_last is None:
        return last is None or (want_last is not None and last <= want_last + 3 * _DAY)
    if first is None or last is None:
        return False
    length = (want_last - want_first).days
    if want.precision == "day":
        return abs(first - want_first) <= _DAY and (last - first).days <= length + 2
    meets = first <= want_last + _DAY and last >= want_first - _DAY
    return meets and (last - first).days <= 3 * max(31, length + 1)


def status_right(label: LabeledClaim, claim: FoundClaim) -> bool:
    """Return whether the status is the labeled one, or one that is said for it with good reason."""
    return claim.status == label.status or frozenset({claim.status, label.status}) in _NEAR_STATUS


def actor_right(label: LabeledClaim, claim: FoundClaim) -> bool:
    """Return whether someone in the claim shares a word with the labeled actor; where nobody is labeled, all is right."""
    want = _words([label.actor])
    return not want or label.actor.startswith("unknown") or bool(want & _words(claim.names))


def _words(texts: Iterable[str]) -> frozenset[str]:
    letters = "".join(c.lower() if c.isalnum() else " " for text in texts for c in f"{text} ")
    return frozenset(word for word in letters.split() if len(word) >= _SHORTEST_NAME and word not in _EMPTY_WORDS)


def pairs(labels: Sequence[LabeledClaim], claims: Sequence[FoundClaim]) -> list[tuple[int, int]]:
    """Return which claim answers which label, by number: best match first, each used once."""
    edges = [
        (_weight(label, claim), shared(label.span, claim.span), -i, -j)
        for i, label in enumerate(labels)
        for j, claim in enumerate(claims)
        if _may_answer(label, claim)
    ]
    chosen: list[tuple[int, int]] = []
    taken_labels: set[int] = set()
    taken_claims: set[int] = set()
    for _, _, i, j in sorted(edges, reverse=True):
        if i not in taken_labels and j not in taken_claims:
            taken_labels.add(i)
            taken_claims.add(j)
            chosen.append((-i, -j))
    return chosen


def _may_answer(label: LabeledClaim, claim: FoundClaim) -> bool:
    families = label.families
    return bool(shared(label.span, claim.span)) and (claim.family in families or Family.OTHER in {claim.family, *families})


def _weight(label: LabeledClaim, claim: FoundClaim) -> int:
    return (
        4 * (claim.family in label.families)
        + 3 * kind_right(label, claim)
        + 2 * place_right(label, claim)
        + date_right(label, claim)
    )
