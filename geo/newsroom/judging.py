"""What a build found, held against what happened."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from geo.errors import InputError
from geo.geodesy import distance
from geo.model import PHYSICAL, Family, LatLon
from geo.store import Snapshot

NEAR_KM: Final = 25.0
"""Farther away is another place, where the place of an incident is no larger itself."""
LONG_BEFORE_DAYS: Final = 60
"""What is older than the happening of a report is what the report recalls."""
_FIELDS: Final = ("place", "day", "kind", "killed")
_NEEDED: Final = ("place", "day", "kind")
"""What must be right for an answer to be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One thing that happened."""

    id: str
    kind: str
    family: str
    place: str
    at: LatLon
    day: date
    killed: tuple[int, int]
    """As the reports tell it, least and most."""
    documents: frozenset[str]
    """Addresses of the reports that tell it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One incident of a snapshot."""

    id: str
    kind: str
    family: str
    at: LatLon | None
    km: float
    first: date | None
    last: date | None
    killed: tuple[int, int | None] | None
    documents: frozenset[str]
    words: str
    """A sentence that tells it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How true the answers are: counts of what happened, and of what is said to have."""

    known: int
    found: int
    """Known incidents for which there is one out of their documents: of their family, or at their place and on their day."""
    right: Mapping[str, int]
    """Of those found, by field: place, day, kind, killed."""
    whole: int
    """Found with place, day and kind right."""
    split: int
    """Known incidents that several found incidents tell."""
    merged: int
    """Found incidents that tell several known ones."""
    invented: int
    """Physical incidents out of documents that tell of none, or of another."""
    recalled: int
    """Physical incidents of long before, or out of reports of a known incident and without a day: what a report recalls."""
    aside: int
    """Physical incidents of another family at the place and on the day of a known one that is found: another side of it."""
    incidents: int
    """Physical incidents that were found."""
    misses: tuple[str, ...]
    """Each that is not as it happened, with its words."""

    def lines(self) -> Iterator[str]:
        """Yield the figures for a person."""
        yield f"{'known incidents':28} {self.known}"
        yield f"{'found':28} {_share(self.found, self.known)}"
        yield f"{'found, all of it right':28} {_share(self.whole, self.known)}"
        yield from (f"{f'{name} right, of found':28} {_share(count, self.found)}" for name, count in self.right.items())
        yield f"{'split into several':28} {_share(self.split, self.known)}"
        yield f"{'several merged into one':28} {_share(self.merged, self.incidents)}"
        yield f"{'another side of a known one':28} {_share(self.aside, self.incidents)}"
        yield f"{'recalled of long before':28} {_share(self.recalled, self.incidents)}"
        yield f"{'incidents that never were':28} {_share(self.invented, self.incidents)}"


def judge(snapshot: Snapshot, truth: Path) -> Verdict:
    """
    Return how what a snapshot holds agrees with what happened.

    Raises
    ------
    InputError
        If there is no such file, or it is not one that `write` made.
    """
    return compare(known(truth), found(snapshot))


def known(truth: Path) -> list[Known]:
    """
    Return what happened.

    Raises
    ------
    InputError
        As `judge`.
    """
    try:
        with truth.open(encoding="utf-8") as file:
            return [_known(json.loads(line)) for line in file]
    except (OSError, ValueError, KeyError, TypeError) as error:
        msg = f"{truth}: is no list of what happened in invented news ({error!r}); `generate --documents` writes one"
        raise InputError(msg) from error


def _known(row: Mapping[str, Any]) -> Known:
    low, high = row["killed_told"]
    return Known(
        id=row["id"],
        kind=row["kind"],
        family=row["family"],
        place=row["place"],
        at=LatLon(row["lat"], row["lon"]),
        day=date.fromisoformat(row["day"]),
        killed=(int(low), int(high)),
        documents=frozenset(row["documents"]),
    )


_INCIDENTS: Final = """
    SELECT i.id, i.kind, i.family, p.lat, p.lon, coalesce(p.uncertainty_km, 0) AS km, p.precision, i.first, i.last,
        i.killed_low, i.killed_high, list(DISTINCT d.url ORDER BY d.url) AS urls, min(c.sentence) AS words
    FROM incidents i
    JOIN incident_claims ic ON ic.incident_id = i.id
    JOIN claims c ON c.id = ic.claim_id
    JOIN documents d ON d.id = c.document_id
    LEFT JOIN places p ON p.n = i.place
    GROUP BY ALL ORDER BY i.id
    """


def found(snapshot: Snapshot) -> list[Found]:
    """Return the incidents of a snapshot, each with the addresses of the documents that tell it."""
    return [
        Found(
            id=row["id"],
            kind=row["kind"],
            family=row["family"],
            at=None if row["lat"] is None or row["precision"] == "country" else LatLon(row["lat"], row["lon"]),
            km=row["km"],
            first=row["first"],
            last=row["last"],
            killed=None if row["killed_low"] is None else (row["killed_low"], row["killed_high"]),
            documents=frozenset(row["urls"]),
            words=row["words"],
        )
        for row in snapshot.rows(_INCIDENTS, budget=600)
    ]


def compare(happened: Sequence[Known], incidents: Sequence[Found]) -> Verdict:
    """Return how what was found agrees with what happened; words and diplomacy are not judged."""
    judged = [one for one in incidents if Family(one.family) in PHYSICAL | {Family.POSTURE}]
    telling: defaultdict[str, list[Known]] = defaultdict(list)
    for fact in happened:
        for url in fact.documents:
            telling[url].append(fact)
    beginning = min((fact.day for fact in happened), default=date.min)
    answers: defaultdict[str, list[Found]] = defaultdict(list)
    merged = recalled = aside = 0
    rest: list[tuple[Found, tuple[Known, ...]]] = []
    for one in judged:
        told = tuple({fact.id: fact for url in sorted(one.documents) for fact in telling[url]}.values())
        fits = [fact for fact in told if _may_be(one, fact)]
        merged += len(fits) > 1
        for fact in fits:
            answers[fact.id].append(one)
        if not fits and _is_recalled(one, told, beginning):
            recalled += 1
        elif not fits:
            rest.append((one, told))
    invented: list[Found] = []
    for one, told in rest:
        there = [fact for fact in told if _is_at(one, fact) and _is_on(one, fact)]
        aside += any(answers[fact.id] for fact in there)
        for fact in there:
            # Taken for something of another family: an answer, if there is no better one.
            answers[fact.id] = answers[fact.id] or [one]
        if not there:
            invented.append(one)
    judgements = [_judgement(fact, answers[fact.id]) for fact in happened]
    split = [fact for fact in happened if len(answers[fact.id]) > 1]
    wrong = [_miss(fact, answers[fact.id], one) for fact, one in zip(happened, judgements, strict=True) if not all(one.values())]
    return Verdict(
        known=len(happened),
        found=sum(bool(answers[fact.id]) for fact in happened),
        right={name: sum(one[name] for one in judgements) for name in _FIELDS},
        whole=sum(all(one[name] for name in _NEEDED) for one in judgements),
        split=len(split),
        merged=merged,
        invented=len(invented),
        recalled=recalled,
        aside=aside,
        incidents=len(judged),
        misses=(
            *wrong,
            *(f"split: {_told(fact)}: {_answers(answers[fact.id])}" for fact in split),
            *(f"never was: {one.kind} {one.first} {one.words!r}" for one in invented),
        ),
    )


def _judgement(fact: Known, answers: Sequence[Found]) -> dict[str, bool]:
    """Return which fields are right in the best of the answers; none where there is no answer."""
    judged = [_right(one, fact) for one in answers]
    return max(judged, key=lambda one: sum(one.values()), default=dict.fromkeys(_FIELDS, False))


def _miss(fact: Known, answers: Sequence[Found], right: Mapping[str, bool]) -> str:
    if not answers:
        return f"not found: {_told(fact)}"
    wrong = ", ".join(name for name in _FIELDS if not right[name])
    return f"{wrong} wrong: {_told(fact)}: {_answers(answers)}"


def _told(fact: Known) -> str:
    return f"{fact.id} {fact.kind} {fact.place} {fact.day}"


def _answers(answers: Sequence[Found]) -> str:
    return "; ".join(f"{one.kind} {one.first} {one.words!r}" for one in answers)


def _may_be(one: Found, fact: Known) -> bool:
    """Return whether an incident out of a fact's documents is that one: of its family, and at its place or on its day."""
    if one.family != fact.family or _is_of_long_before(one, fact):
        return False
    return _is_at(one, fact) or _is_on(one, fact)


def _is_of_long_before(one: Found, fact: Known) -> bool:
    return one.last is not None and (fact.day - one.last).days > LONG_BEFORE_DAYS


def _is_recalled(one: Found, told: Sequence[Known], beginning: date) -> bool:
    if one.first is None:
        return bool(told)
    before = one.last is not None and (beginning - one.last).days > LONG_BEFORE_DAYS
    return before or any(_is_of_long_before(one, fact) for fact in told)


def _right(one: Found, fact: Known) -> dict[str, bool]:
    low, high = fact.killed
    counted = one.killed is None or (one.killed[0] <= high and (one.killed[1] is None or one.killed[1] >= low))
    return {
        "place": _is_at(one, fact),
        "day": _is_on(one, fact),
        "kind": one.kind == fact.kind,
        "killed": counted and (one.killed is not None) == (high > 0),
    }


def _is_at(one: Found, fact: Known) -> bool:
    return one.at is not None and distance(one.at, fact.at) <= 1000 * max(NEAR_KM, one.km)


def _is_on(one: Found, fact: Known) -> bool:
    day = timedelta(days=1)
    return one.first is not None and one.last is not None and one.first <= fact.day <= one.last and one.last - one.first <= day


def _share(count: int, of: int) -> str:
    return f"{count / of:.3f} ({count:,} of {of:,})" if of else "-    (0 of 0)"
