"""Which of the places called alike is meant: a table of signals, each with its weight and its reason."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from geo import geodesy
from geo.gazetteer import Entry, Home, contains
from geo.gazetteer.rows import Grade, Layer
from geo.model import Candidate, LatLon, Place

MIN_SCORE: Final = 1.2
"""A best candidate below this leaves the name unresolved."""
MIN_MARGIN: Final = 0.15
"""Two candidates closer than this, and far apart on the ground, leave the name unresolved."""
SAME_KM: Final = 60.0
"""Candidates within this distance tell the same story on a map."""
KEPT: Final = 5
"""Candidates that a toponym keeps."""
SEAT: Final = 100_000
"""A town of so many people is meant before the province of its name."""
METROPOLIS: Final = 1_000_000
"""So is a city of so many, even beside the province."""
SEAT_SHARE: Final = 0.15
"""So is one that holds so much of the province."""
ALSO_SHARE: Final = 0.25
"""What a town holds of a province whose name is only another one of its own: "Bihar" is the state, not Bihar Sharif."""
NATIONAL: Final = 0.4
"""What the home of a paper counts that is read in a whole country, or what lies in its country but not near its town."""
FULL_SCORE: Final = 8.0
"""What counts as certain; scores are shown as a share of it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the rest of the document says about where things are."""

    countries: dict[str, float] = field(default_factory=dict)
    """Country code to its share of the mentions of countries and peoples, 0 to 1."""
    divisions: frozenset[str] = frozenset()
    """Codes of the provinces and states that are named."""
    anchors: tuple[LatLon, ...] = ()
    """Positions of settlements that are beyond doubt."""
    parents: tuple[Place, ...] = ()
    """What the text puts behind this name: "Paris, Texas"."""
    is_parent: bool = False
    """The name itself stands behind another one."""
    head: str = ""
    """"province", "airport": the kind that the words give."""
    home: Home | None = None
    """Where the outlet is at home that published the document."""
    kind: str = ""
    """"town", "village": the kind that words in front of the name give, here or elsewhere in the document."""


Signal = Callable[[Entry, Evidence], float]
# ruff: noqa: D401  # the docstring of a signal is the sentence that an analyst reads beside the score


def is_curated(entry: Entry, _evidence: Evidence) -> float:
    """It was looked up by hand."""
    return float(entry.layer is Layer.CURATED)


def is_country(entry: Entry, _evidence: Evidence) -> float:
    """It is a country."""
    return float(entry.layer is Layer.COUNTRY)


def is_region(entry: Entry, _evidence: Evidence) -> float:
    """It is a region or a water that news names."""
    return float(entry.layer is Layer.REGION)


def is_division(entry: Entry, _evidence: Evidence) -> float:
    """It is a province or a state."""
    return float(entry.layer is Layer.ADMIN1)


def is_its_main_name(entry: Entry, _evidence: Evidence) -> float:
    """The name is its main one."""
    return {Grade.PRIMARY: 1.0, Grade.VARIANT: 0.8, Grade.ALTERNATE: 0.0}[entry.grade]


def is_populous(entry: Entry, _evidence: Evidence) -> float:
    """Many people live there."""
    people = entry.place.population or 0
    return math.log10(people + 10) / 7 if entry.layer in {Layer.CITY, Layer.CURATED, Layer.ADMIN1} else 0.0


def is_famous(entry: Entry, _evidence: Evidence) -> float:
    """The world has many names for it."""
    return math.log10(entry.fame + 1) / 2.5


def is_in_a_country_of_the_document(entry: Entry, evidence: Evidence) -> float:
    """The document names its country."""
    share = evidence.countries.get(entry.place.country, 0.0)
    return 0.6 + 0.4 * share if share else 0.0


def is_in_a_division_of_the_document(entry: Entry, evidence: Evidence) -> float:
    """The document names its province or state."""
    return float(entry.layer is not Layer.ADMIN1 and entry.place.admin1 in evidence.divisions)


def is_where_the_text_puts_it(entry: Entry, evidence: Evidence) -> float:
    """The text says what it lies in."""
    return float(any(contains(parent, entry.place) for parent in evidence.parents))


def is_elsewhere(entry: Entry, evidence: Evidence) -> float:
    """The text puts it somewhere else."""
    return float(bool(evidence.parents) and not any(contains(parent, entry.place) for parent in evidence.parents))


def is_a_parent(entry: Entry, evidence: Evidence) -> float:
    """It stands where the text names what contains a place."""
    return float(evidence.is_parent and entry.layer in {Layer.ADMIN1, Layer.COUNTRY, Layer.ADMIN2})


def is_of_the_stated_kind(entry: Entry, evidence: Evidence) -> float:
    """It is of the kind that the words give."""
    said = evidence.head or evidence.kind
    return float(bool(said) and entry.place.kind in KINDS_OF.get(said, frozenset()))


def is_no_settlement(entry: Entry, evidence: Evidence) -> float:
    """It is a country, and the text calls it a town."""
    return float(entry.layer is Layer.COUNTRY and evidence.kind in {"city", "town", "village"})


def is_near_the_others(entry: Entry, evidence: Evidence) -> float:
    """It lies near other places that the document names."""
    at = entry.place.at
    if at is None or not evidence.anchors or entry.layer in {Layer.COUNTRY, Layer.REGION}:
        return 0.0
    return 1 / (1 + min(_rough_km(at, other) for other in evidence.anchors) / 150)


def is_where_the_paper_is_at_home(entry: Entry, evidence: Evidence) -> float:
    """The paper is at home in {home}."""
    home = evidence.home
    if home is None or entry.place.country != home.country or entry.layer in {Layer.COUNTRY, Layer.REGION}:
        return 0.0
    if not home.admin1:
        return NATIONAL
    return 1.0 if entry.place.admin1 == home.admin1 else NATIONAL


def is_obscure(entry: Entry, evidence: Evidence) -> float:
    """It is small, and nothing in the document points there."""
    small = entry.layer in {Layer.CITY, Layer.ADMIN2, Layer.AIRPORT} and (entry.place.population or 0) < 15_000
    is_home = evidence.home is not None and entry.place.country == evidence.home.country
    return float(small and not is_home and entry.place.country not in evidence.countries and not evidence.parents)


SIGNALS: Final[dict[Signal, float]] = {
    is_curated: 1.0,
    is_country: 4.0,
    is_region: 4.0,
    is_division: 1.5,
    is_its_main_name: 1.0,
    is_populous: 2.0,
    is_famous: 1.5,
    is_in_a_country_of_the_document: 1.5,
    is_in_a_division_of_the_document: 1.0,
    is_where_the_text_puts_it: 2.5,
    is_elsewhere: -1.5,
    is_a_parent: 1.5,
    is_of_the_stated_kind: 1.5,
    is_no_settlement: -1.5,
    is_near_the_others: 0.8,
    is_where_the_paper_is_at_home: 0.8,
    is_obscure: -1.5,
}
"""The whole ranking: what counts, and how much. The docstring of a signal is the reason that an analyst reads."""

KINDS_OF: Final[dict[str, frozenset[str]]] = {
    "province": frozenset({"admin1"}),
    "governorate": frozenset({"admin1"}),
    "state": frozenset({"admin1"}),
    "oblast": frozenset({"admin1"}),
    "region": frozenset({"admin1", "region"}),
    "department": frozenset({"admin1", "admin2"}),
    "district": frozenset({"admin2", "district"}),
    "county": frozenset({"admin2"}),
    "airport": frozenset({"airport"}),
    "city": frozenset({"city"}),
    "town": frozenset({"city", "village"}),
    "village": frozenset({"village"}),
    "river": frozenset({"river"}),
    "island": frozenset({"island"}),
}


def rank(entries: tuple[Entry, ...], evidence: Evidence) -> tuple[tuple[Candidate, ...], bool, str]:
    """Return the candidates best first, whether the first is sure enough to stand, and why not."""
    scored = sorted(((_score(entry, evidence), entry) for entry in entries), key=lambda pair: (-pair[0], pair[1].place.id))
    if not scored:
        return (), False, "no place of this name is known"
    said_first = scored[0][1]
    scored = _town_first(scored, evidence)
    candidates = tuple(_candidate(score, entry, evidence) for score, entry in scored[:KEPT])
    best, first = scored[0]
    if best < MIN_SCORE:
        return candidates, False, "nothing but the name speaks for any place of this name"
    for score, entry in scored[1:]:
        if best - score >= MIN_MARGIN:
            break
        if contains(entry.place, first.place) or contains(first.place, entry.place) or entry is said_first:
            continue
        if first.layer is Layer.COUNTRY and entry.grade is Grade.ALTERNATE:
            continue  # no village is called China before China is
        if first.place.at and entry.place.at and _rough_km(first.place.at, entry.place.at) > SAME_KM:
            return candidates, False, f"{first.place.id} and {entry.place.id} are equally likely"
    return candidates, True, ""


def _candidate(score: float, entry: Entry, evidence: Evidence) -> Candidate:
    share = round(min(1.0, max(0.0, score / FULL_SCORE)), 3)
    return Candidate(place=entry.place, score=share, reasons=_reasons(entry, evidence))


def _town_first(scored: list[tuple[float, Entry]], evidence: Evidence) -> list[tuple[float, Entry]]:
    """Return the candidates, a large town before the province that is called after it: "Hama" alone is the town."""
    best, first = scored[0]
    if first.layer is not Layer.ADMIN1 or evidence.head or evidence.is_parent:
        return scored
    for n, (_, entry) in enumerate(scored[1:KEPT], 1):
        people = entry.place.population or 0
        # Some capitals lie outside the province of their name: Buenos Aires.
        there = contains(first.place, entry.place) or (people >= METROPOLIS and first.place.country == entry.place.country)
        town = entry.layer in {Layer.CITY, Layer.CURATED} and there
        share = people / (first.place.population or math.inf)
        if town and (share >= ALSO_SHARE if entry.grade is Grade.ALTERNATE else people >= SEAT or share >= SEAT_SHARE):
            return [(best, entry), *scored[:n], *scored[n + 1 :]]
    return scored


def _score(entry: Entry, evidence: Evidence) -> float:
    return sum(weight * signal(entry, evidence) for signal, weight in SIGNALS.items())


def _reasons(entry: Entry, evidence: Evidence) -> tuple[str, ...]:
    home = evidence.home.name if evidence.home else ""
    return tuple((signal.__doc__ or "").replace("{home}", home) for signal in SIGNALS if signal(entry, evidence) >= 0.3)


def _rough_km(a: LatLon, b: LatLon) -> float:
    """Return a distance for ranking; the geodesic costs fifty times as much and tells the same."""
    x = math.radians((b.lon - a.lon + 180) % 360 - 180) * math.cos(math.radians((a.lat + b.lat) / 2))
    return 6371 * math.hypot(x, math.radians(b.lat - a.lat))


def km(a: LatLon, b: LatLon) -> float:
    """Return the geodesic distance in kilometres."""
    return geodesy.distance(a, b) / 1000
