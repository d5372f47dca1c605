"""What people marked in a file, and what the program found in it: outside data, checked where it enters."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from geo.errors import GeoError, InputError
from geo.model import Family, Kind, LatLon, Span, ToponymRole

Row = Mapping[str, Any]

Days = tuple[date | None, date | None]
"""First and last possible day; None is open."""

People = tuple[int, int | None] | None
"""How many at least and at most; None for "at least", and as a whole where no number is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A position and how exactly it was said; `at` is None for a place that is known by name only."""

    name: str
    at: LatLon | None
    precision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LabeledPlace:
    """A mention of a place that a person marked."""

    span: Span
    text: str
    at: LatLon | None
    kind: str
    role: ToponymRole | None
    in_furniture: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LabeledDate:
    """When it happened, as far as the text says."""

    days: Days
    precision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LabeledClaim:
    """A statement that a person marked."""

    key: str
    """The same for statements about one happening; empty when nobody said."""
    kind: str
    kinds: frozenset[str]
    """All that count as right."""
    span: Span
    place: Spot | None
    dates: tuple[LabeledDate, ...]
    """Any of them is right: that of the event, and what the text alone supports."""
    status: str
    actor: str
    summary: str
    optional: bool
    """Background and repeats: right when found, no miss when not."""
    killed: People = None

    @property
    def families(self) -> frozenset[Family]:
        """Families of the kinds that count as right."""
        return frozenset(family_of(kind) for kind in self.kinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Labeled:
    """Everything that a person marked in one file."""

    stem: str
    published: Days
    places: tuple[LabeledPlace, ...]
    claims: tuple[LabeledClaim, ...]
    furniture: tuple[Span, ...]
    """Where nothing may be found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundToponym:
    """A mention of a place that the program found."""

    span: Span
    role: str
    at: LatLon | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundClaim:
    """A claim that the program found."""

    span: Span
    sentence: str
    kind: str
    incident: str
    place: Spot | None
    days: Days
    names: tuple[str, ...]
    """Of everyone in it but its targets, aliases included."""
    status: str
    flagged: bool
    killed: People = None

    @property
    def family(self) -> Family:
        """The family of its kind."""
        return family_of(self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Everything that the program found in one file."""

    published: Days
    first_document: Span
    toponyms: tuple[FoundToponym, ...]
    claims: tuple[FoundClaim, ...]


NOTHING: Final = Found(published=(None, None), first_document=Span(0, 10**9), toponyms=(), claims=())


def family_of(kind: str) -> Family:
    """Return the family of a kind; a kind that is not ours is of the family OTHER."""
    return Kind(kind).family if kind in set(Kind) else Family.OTHER


def labels(folder: Path) -> Iterator[tuple[str, Labeled]]:
    """
    Yield each file of labels in a folder: its name, and what it says.

    Raises
    ------
    InputError
        If there are none, or one is not as described in docs/architecture.md.
    """
    paths = sorted(folder.glob("*.json")) if folder.is_dir() else []
    if not paths:
        msg = f"{folder}: holds no labels (<stem>.json)"
        raise InputError(msg)
    for path in paths:
        yield path.name, _checked(path)


def found(annotation: Row) -> Found:
    """Return what an exported annotation says."""
    first = (annotation["documents"] or [{}])[0]
    claims = enumerate(annotation["claims"])
    return Found(
        published=_days(first.get("published") or {}, "first", "last"),
        first_document=Span(first.get("start", 0), first.get("end", 10**9)),
        toponyms=tuple(_toponym(row) for row in annotation["toponyms"]),
        claims=tuple(_found_claim(row, f"{annotation['file']}:{n}") for n, row in claims),
    )


def _checked(path: Path) -> Labeled:
    try:
        return _labeled(path.stem, json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, GeoError) as error:
        msg = f"{path}: these are no labels ({error!r})"
        raise InputError(msg) from error


# --- labels --------------------------------------------------------------------------------


def _labeled(stem: str, row: Row) -> Labeled:
    first, last = row.get("published_range") or [row.get("published")] * 2
    claims = [
        *row.get("incidents", ()),
        *(claim for article in row.get("other_articles", ()) for claim in article.get("incidents", ())),
    ]
    barred = [Span(bad["char_start"], bad["char_end"]) for bad in row.get("must_not_create_incidents", ()) if "char_end" in bad]
    return Labeled(
        stem=stem,
        published=(_day(first), _day(last)),
        places=tuple(_labeled_place(place) for place in row.get("places", ())),
        claims=tuple(_labeled_claim(claim) for claim in claims),
        furniture=tuple(barred),
    )


def _labeled_place(row: Row) -> LabeledPlace:
    role = {"actor_metonym": "metonym"}.get(row.get("role", ""), row.get("role"))
    return LabeledPlace(
        span=Span(row["char_start"], row["char_start"] + len(row["text"])),
        text=row["text"],
        at=_at(row),
        kind=row.get("kind", ""),
        role=ToponymRole(role) if role else None,
        in_furniture=bool(row.get("in_boilerplate")),
    )


def _labeled_claim(row: Row) -> LabeledClaim:
    start = row["char_start"]
    return LabeledClaim(
        key=str(row.get("event_key") or row.get("event_id") or ""),
        kind=row["type"],
        kinds=frozenset({row["type"], *row.get("type_alt", ())}),
        span=Span(start, start + (row.get("char_len") or len(row["snippet"]))),
        place=_labeled_spot(row),
        dates=tuple(_labeled_dates(row)),
        status=row.get("claim_status") or "",
        actor=row.get("actor") or "",
        summary=row.get("summary", ""),
        optional=row.get("salience") == "background" or bool(row.get("same_as")),
        killed=_labeled_people(row.get("fatalities") or {}),
    )


def _labeled_people(row: Row) -> People:
    least = row.get("min") if row.get("min") is not None else row.get("n")
    return None if least is None else (least, row.get("max"))


def _labeled_spot(row: Row) -> Spot | None:
    place = row.get("place") or {}
    at = _at({"lat": place.get("lat", row.get("lat")), "lon": place.get("lon", row.get("lon"))})
    name = place.get("name") or row.get("place_name") or ""
    return Spot(name=name, at=at, precision=place.get("precision", "city")) if at else None


def _labeled_dates(row: Row) -> Iterator[LabeledDate]:
    yield LabeledDate(days=_days(row, "date_start", "date_end"), precision=row.get("date_precision") or "")
    alone = row.get("date_text_only")
    if isinstance(alone, Mapping):
        first = alone.get("date_start") or alone.get("start")
        last = alone.get("date_end") or alone.get("end") or first
        precision = alone.get("date_precision") or alone.get("precision") or ""
        if first or last:
            yield LabeledDate(days=(_day(first), _day(last)), precision=precision)


# --- annotations ---------------------------------------------------------------------------


def _toponym(row: Row) -> FoundToponym:
    return FoundToponym(span=Span(row["start"], row["end"]), role=row["role"], at=_at(row["place"] or {}))


def _found_claim(row: Row, alone: str) -> FoundClaim:
    place = row["place"]
    told = [actor for actor in row["actors"] if actor["role"] != "target"]
    return FoundClaim(
        span=Span(row["start"], row["end"]),
        sentence=row["sentence"],
        kind=row["kind"],
        incident=row["incident"] or alone,
        place=Spot(name=place["name"], at=_at(place), precision=place["precision"]) if place else None,
        days=_days(row, "first", "last"),
        names=tuple(name for actor in told for name in (actor["name"], *actor["aliases"])),
        status=row["status"],
        flagged=any(row[flag] for flag in ("historical", "future", "hypothetical", "negated")),
        killed=(row["fatalities"][0], row["fatalities"][1]) if row["fatalities"] else None,
    )


def _at(row: Row) -> LatLon | None:
    lat, lon = row.get("lat"), row.get("lon")
    return None if lat is None or lon is None else LatLon(lat, lon)


def _days(row: Row, first: str, last: str) -> Days:
    return _day(row.get(first)), _day(row.get(last) or row.get(first))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None
