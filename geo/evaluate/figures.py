"""Accuracy against labeled documents: counts for each file, added up and told as shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from typing import Any, Final

from geo.evaluate import rules
from geo.evaluate.labels import (
    NOTHING,
    Days,
    Found,
    FoundClaim,
    FoundToponym,
    Labeled,
    LabeledClaim,
    LabeledPlace,
    Spot,
    family_of,
    found,
    labels,
)
from geo.evaluate.report import SCORED, Confusion, FieldFigures, KindFigures, Match, Report, Share
from geo.model import PHYSICAL, Kind, ToponymRole

_LOOSE_KINDS: Final = frozenset({"country", "region", "continent", "water", "sea", "admin1"})
_LOOSE_KM: Final = 700
_RIGHT_KM: Final = 161
"""A hundred miles, as in the literature on toponym resolution."""
_NEAR_KM: Final = 25
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What one look at one file counted."""

    counts: Counter[str]
    misses: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = field(default=())
    """The happening that is labeled and the incident that was made, for each claim with a label."""
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By what is counted ("right", "got", "found", "want") and the kind."""
    confused: tuple[tuple[str, str], ...] = field(default=())
    """The kind that is labeled and another that was found."""


def score(folder: Path, annotations: Mapping[str, Mapping[str, Any]]) -> Report:
    """
    Compare annotations, by file name, with the labels in a folder.

    Raises
    ------
    InputError
        If the folder holds no labels, or a file is none.
    """
    parts: list[_Part] = []
    for name, labeled in labels(folder):
        answer = annotations.get(name)
        parts += _compare(labeled, found(answer) if answer else NOTHING)
        if answer is None:
            parts.append(_Part(counts=Counter(), misses=(f"{labeled.stem}: nothing was exported",)))
    return _report(parts)


def _compare(labeled: Labeled, answer: Found) -> Iterator[_Part]:
    chosen = rules.pairs(labeled.claims, answer.claims)
    yield _publication(labeled, answer)
    yield _toponyms(labeled, answer)
    yield _claims(labeled, answer, chosen)
    yield _fields(labeled, answer, chosen)
    yield _map(labeled, answer, chosen)
    yield _leaks(labeled, answer)


def _publication(labeled: Labeled, answer: Found) -> _Part:
    (low, high), (first, last) = labeled.published, answer.published
    if low is None or high is None:
        return _Part(counts=Counter(files=1))
    right = first is not None and last is not None and low - _DAY <= first and last <= high + _DAY
    miss = f"{labeled.stem}: published {first} to {last}, want {low} to {high}"
    return _Part(counts=Counter(files=1, dated_want=1, dated_right=right), misses=() if right else (miss,))


# --- toponyms ------------------------------------------------------------------------------


def _toponyms(labeled: Labeled, answer: Found) -> _Part:
    counts: Counter[str] = Counter(topo_want=len(labeled.places), topo_got=len(answer.toponyms))
    counts["placed_want"] = sum(place.at is not None and place.role is not ToponymRole.METONYM for place in labeled.places)
    misses: list[str] = []
    used: set[int] = set()
    for place in labeled.places:
        n = _best(place, answer.toponyms, used)
        if n is not None:
            used.add(n)
            counts.update(_judge(place, answer.toponyms[n]))
            misses += (f"{labeled.stem}: {miss}" for miss in _misplaced(place, answer.toponyms[n]))
        elif place.in_furniture:
            counts["topo_want"] -= 1
        else:
            misses.append(f"{labeled.stem}: toponym missed: {place.text!r} at {place.span.start}")
    return _Part(counts=counts, misses=tuple(misses))


def _best(place: LabeledPlace, toponyms: tuple[FoundToponym, ...], used: set[int]) -> int | None:
    """Return the number of the toponym that shares most with the label, the first of equals."""
    free = ((rules.shared(place.span, toponym.span), -n) for n, toponym in enumerate(toponyms) if n not in used)
    most, n = max(free, default=(0, 0))
    return -n if most else None


def _judge(place: LabeledPlace, toponym: FoundToponym) -> Counter[str]:
    counts: Counter[str] = Counter(topo_hit=1)
    if place.role:
        counts.update(role_want=1, role_right=toponym.role == place.role)
    if place.at and place.role is not ToponymRole.METONYM:
        away = rules.km(place.at, toponym.at) if toponym.at else None
        loose = place.kind in _LOOSE_KINDS
        counts.update(
            res_want=1,
            res_right=away is not None and away <= (_LOOSE_KM if loose else _RIGHT_KM),
            res_25=away is not None and away <= (_LOOSE_KM if loose else _NEAR_KM),
        )
    return counts


def _misplaced(place: LabeledPlace, toponym: FoundToponym) -> Iterator[str]:
    if place.at is None or place.role is ToponymRole.METONYM:
        return
    away = rules.km(place.at, toponym.at) if toponym.at else None
    if away is None:
        yield f"{place.text!r} at {place.span.start} unresolved"
    elif away > (_LOOSE_KM if place.kind in _LOOSE_KINDS else _RIGHT_KM):
        yield f"{place.text!r} at {place.span.start} resolved {away:.0f} km away"


# --- claims --------------------------------------------------------------------------------


def _must(label: LabeledClaim) -> bool:
    return not label.optional and family_of(label.kind) in rules.HAPPENING


def _claims(labeled: Labeled, answer: Found, chosen: list[tuple[int, int]]) -> _Part:
    matched = [(labeled.claims[i], answer.claims[j]) for i, j in chosen]
    hits = [label for label, claim in matched if label.families & rules.HAPPENING and rules.is_asserted(claim)]
    said = [label for label in labeled.claims if not _must(label) and not label.optional]
    counts = Counter(
        claim_want=sum(map(_must, labeled.claims)),
        claim_got=sum(map(rules.is_asserted, answer.claims)),
        claim_hit=len(hits),
        claim_hit_wanted=sum(map(_must, hits)),
        matched=len(matched),
        said_want=len(said),
        said_found=sum(not _must(label) and not label.optional for label, _ in matched),
    )
    kinds = Counter(("want", label.kind) for label in labeled.claims if _must(label))
    kinds.update(("got", claim.kind) for claim in answer.claims if rules.is_asserted(claim))
    right = [(label, claim) for label, claim in matched if label in hits and rules.is_asserted(claim)]
    kinds.update(("right", claim.kind) for label, claim in right if rules.kind_right(label, claim))
    kinds.update(("found", label.kind) for label, claim in right if _must(label) and rules.kind_right(label, claim))
    return _Part(counts=counts, kinds=kinds)


def _fields(labeled: Labeled, answer: Found, chosen: list[tuple[int, int]]) -> _Part:
    counts: Counter[str] = Counter()
    misses: list[str] = []
    links: list[tuple[str, str]] = []
    confused: list[tuple[str, str]] = []
    for label, claim in ((labeled.claims[i], answer.claims[j]) for i, j in chosen):
        right = {name: rule(label, claim) for name, rule in _RULES.items()}
        counts.update({f"{name}_right": ok for name, ok in right.items()}, invented=rules.invented(label, claim))
        counts.update(finer=rules.drawn_finer(label, claim), precision_right=rules.precision_right(label, claim))
        if rules.tells_casualties(label, claim):
            counts.update(casualties_want=1, casualties_right=rules.casualties_right(label, claim))
        confused += [] if right["kind"] else [(label.kind, claim.kind)]
        links += [(label.key, claim.incident)] if label.key else []
        for name in ("place", "date", "actor"):
            if not right[name]:
                want, got = _told(name, label, claim)
                misses.append(f"{labeled.stem}: {name} of [{label.kind}] {label.summary[:60]!r}: want {want}, got {got}")
    return _Part(counts=counts, misses=tuple(misses), links=tuple(links), confused=tuple(confused))


_RULES: Final = {
    "kind": rules.kind_right,
    "place": rules.place_right,
    "date": rules.date_right,
    "actor": rules.actor_right,
    "status": rules.status_right,
}


def _told(name: str, label: LabeledClaim, claim: FoundClaim) -> tuple[str, str]:
    if name == "place":
        return _spot(label.place), _spot(claim.place)
    if name == "date":
        return " or ".join(_days(want.days) for want in label.dates), _days(claim.days)
    return label.actor, "; ".join(claim.names)


def _spot(spot: Spot | None) -> str:
    if spot is None:
        return "no place"
    return (
        f"{spot.name} ({spot.precision}, {spot.at.lat:.2f}, {spot.at.lon:.2f})" if spot.at else f"{spot.name} ({spot.precision})"
    )


def _days(days: Days) -> str:
    first, last = days
    return f"{first or 'open'} to {last or 'open'}"


def _map(labeled: Labeled, answer: Found, chosen: list[tuple[int, int]]) -> _Part:
    """Count physical happenings with a position: right in family, place and date together."""
    wanted = {i for i, label in enumerate(labeled.claims) if label.families & PHYSICAL and label.place}
    must = {i for i in wanted if not labeled.claims[i].optional and family_of(labeled.claims[i].kind) in PHYSICAL}
    drawn = {j for j, claim in enumerate(answer.claims) if rules.is_drawn(claim) and rules.is_located(claim)}
    right = [i for i, j in chosen if i in wanted and j in drawn and _placed_and_dated(labeled.claims[i], answer.claims[j])]
    unseen = sorted(must - {i for i, _ in chosen})
    baseless = sorted(drawn - {j for _, j in chosen})
    misses = [f"not found: [{labeled.claims[i].kind}] {labeled.claims[i].summary[:80]!r}" for i in unseen]
    misses += [f"nothing labeled behind [{answer.claims[j].kind}] {answer.claims[j].sentence[:90]!r}" for j in baseless]
    counts = Counter(map_want=len(must), map_got=len(drawn), map_hit=len(right), map_hit_wanted=sum(i in must for i in right))
    return _Part(counts=counts, misses=tuple(f"{labeled.stem}: {miss}" for miss in misses))


def _placed_and_dated(label: LabeledClaim, claim: FoundClaim) -> bool:
    return rules.place_right(label, claim) and rules.date_right(label, claim)


def _leaks(labeled: Labeled, answer: Found) -> _Part:
    """Count what was made out of text that must give the first document nothing."""
    first = answer.first_document
    leaked = [
        claim
        for span in labeled.furniture
        for claim in answer.claims
        if rules.shared(span, claim.span)
        and rules.is_drawn(claim)
        and first.start <= claim.span.start < first.end
        and first.start < span.start
    ]
    misses = tuple(f"{labeled.stem}: leaked from furniture: {claim.sentence[:80]!r}" for claim in leaked)
    return _Part(counts=Counter(leaked=len(leaked)), misses=misses)


# --- shares --------------------------------------------------------------------------------


def _report(parts: Iterable[_Part]) -> Report:
    parts = list(parts)
    n = sum((part.counts for part in parts), Counter[str]())
    matched = n["matched"]
    judged = {**dict.fromkeys((*SCORED, "precision"), matched), "casualties": n["casualties_want"]}
    return Report(
        files=n["files"],
        published=Share(right=n["dated_right"], of=n["dated_want"]),
        toponyms=Match(right=n["topo_hit"], got=n["topo_got"], found=n["topo_hit"], want=n["topo_want"]),
        toponym_role=Share(right=n["role_right"], of=n["role_want"]),
        within_161_km=Share(right=n["res_right"], of=n["res_want"]),
        within_25_km=Share(right=n["res_25"], of=n["res_want"]),
        found_and_placed=Share(right=n["res_right"], of=n["placed_want"]),
        claims=Match(right=n["claim_hit"], got=n["claim_got"], found=n["claim_hit_wanted"], want=n["claim_want"]),
        statements_found=Share(right=n["said_found"], of=n["said_want"]),
        fields=tuple(FieldFigures(field=name, share=Share(right=n[f"{name}_right"], of=of)) for name, of in judged.items()),
        map=Match(right=n["map_hit"], got=n["map_got"], found=n["map_hit_wanted"], want=n["map_want"]),
        links=_linked(link for part in parts for link in part.links),
        invented_positions=n["invented"],
        drawn_finer=n["finer"],
        leaked_from_furniture=n["leaked"],
        kinds=_kinds(sum((part.kinds for part in parts), Counter[tuple[str, str]]())),
        confusions=_confusions(Counter(pair for part in parts for pair in part.confused)),
        misses=tuple(miss for part in parts for miss in part.misses),
    )


def _linked(links: Iterable[tuple[str, str]]) -> Match:
    """Return whether the claims that were found and tell of one happening are joined, and no others."""
    true = wrong = missed = 0
    for (key_a, incident_a), (key_b, incident_b) in combinations(links, 2):
        true += key_a == key_b and incident_a == incident_b
        wrong += key_a != key_b and incident_a == incident_b
        missed += key_a == key_b and incident_a != incident_b
    return Match(right=true, got=true + wrong, found=true, want=true + missed)


def _kinds(n: Counter[tuple[str, str]]) -> tuple[KindFigures, ...]:
    seen = {kind for _, kind in n}
    kinds = [kind.value for kind in Kind if kind.value in seen]
    return tuple(
        KindFigures(
            kind=kind, claims=Match(right=n["right", kind], got=n["got", kind], found=n["found", kind], want=n["want", kind])
        )
        for kind in kinds
    )


def _confusions(pairs: Counter[tuple[str, str]]) -> tuple[Confusion, ...]:
    ordered = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Confusion(want=want, got=got, count=count) for (want, got), count in ordered)
