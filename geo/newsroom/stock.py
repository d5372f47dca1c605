"""What the newsroom knows: towns, outlets, words and the sentences that reports are made of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from geo import facts
from geo.gazetteer import towns
from geo.model import FAMILY_OF, Kind, LatLon
from geo.settings import Settings

MANY: Final = 50_000
"""A smaller town is seldom in the news."""
FAMOUS: Final = 700_000
"""A town of that size may be named without its country, where no other country has one of its name."""
IN_THE_NEWS: Final = 25
"""Towns of a country that its news is about, the largest."""

_PLAIN: Final = re.compile(r"[A-Z][a-z]{2,20}(?:[ -][A-Za-z][a-z]{1,15}){0,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Where news comes from."""

    id: str
    name: str
    at: LatLon
    population: int
    country: str
    """ISO 3166-1 alpha-2."""
    land: str
    """The country as a sentence names it: "Iraq", "the Philippines"."""
    adjective: str
    famous: bool
    """Whether its name is enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """A country in the news."""

    weight: float
    towns: tuple[Town, ...]
    """Largest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """Who publishes; an agency has a code, by which others credit it."""

    kind: str
    name: str
    code: str

    @property
    def host(self) -> str:
        """The host of its pages, in the domain that is kept for examples (RFC 2606)."""
        return f"{re.sub('[^a-z]', '', self.name.lower())}.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A sentence or headline with slots in braces."""

    text: str
    toll: str = ""
    """"none" where it says that nobody came to harm, "some" where somebody must have."""

    def asks(self, *slots: str) -> bool:
        """Return whether it has one of the slots."""
        return any(f"{{{slot}}}" in self.text for slot in slots)


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How often something of a kind happens, and how often somebody dies of it."""

    kind: Kind
    weight: float
    deadly: float


Forms = Mapping[str, Mapping[str, tuple[Form, ...]]]
"""By what they tell of, then by the part of a report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """All of it."""

    beats: tuple[Beat, ...]
    habits: tuple[Habit, ...]
    outlets: tuple[Outlet, ...]
    words: Mapping[str, tuple[str, ...]]
    tellings: Forms
    """By kind, by family, or "any"."""
    others: Forms
    """By topic."""
    foreign: Forms
    """By language."""

    def kinds(self, of: str) -> tuple[Outlet, ...]:
        """Return the outlets of one kind."""
        return tuple(one for one in self.outlets if one.kind == of)


def load(settings: Settings) -> Stock:
    """
    Return the stock.

    Raises
    ------
    FactsError
        If a table in `data/newsroom/` is missing or wrong.
    BuildError
        If the index of places cannot be written.
    """
    folder = settings.data / "newsroom"
    return Stock(
        beats=_beats(folder, settings),
        habits=tuple(facts.rows(folder / "happenings.csv", _habit)),
        outlets=tuple(facts.rows(folder / "outlets.csv", lambda row: Outlet(**row))),
        words=_grouped(folder / "words.csv", lambda row: (row["slot"], row["word"])),
        tellings=_forms(folder / "tellings.csv", "of"),
        others=_forms(folder / "other_news.csv", "topic"),
        foreign=_forms(folder / "foreign_news.csv", "language"),
    )


def details(kind: Kind) -> str:
    """Return under what the tellings of a kind's details stand: its family."""
    return FAMILY_OF[kind].value


def _habit(row: dict[str, str]) -> Habit:
    return Habit(kind=Kind(row["kind"]), weight=float(row["weight"]), deadly=float(row["deadly"]))


def _grouped(path: Path, make: Callable[[dict[str, str]], tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for key, value in facts.rows(path, make):
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}


def _forms(path: Path, column: str) -> Forms:
    found: defaultdict[str, defaultdict[str, list[Form]]] = defaultdict(lambda: defaultdict(list))
    for of, part, form in facts.rows(path, lambda row: (row[column], row["part"], _form(row))):
        found[of][part].append(form)
    return {of: {part: tuple(forms) for part, forms in parts.items()} for of, parts in found.items()}


def _form(row: dict[str, str]) -> Form:
    return Form(text=row["text"], toll=row.get("toll", ""))


def _shared(rows: Iterable[Mapping[Hashable, Any]]) -> frozenset[str]:
    """Return the names that towns of several countries have."""
    first: dict[str, str] = {}
    return frozenset(row["name"] for row in rows if first.setdefault(row["name"], row["country"]) != row["country"])


def _beats(folder: Path, settings: Settings) -> tuple[Beat, ...]:
    told = dict(facts.rows(folder / "beats.csv", lambda row: (row["country"], row)))
    stopped = frozenset(facts.rows(settings.data / "nonplaces.csv", lambda row: row["surface"]))
    found = towns(settings)
    found = found[(found["what"] == "town") & (found["population"] >= MANY)]
    shared = _shared(found.to_dict("records"))
    named: defaultdict[str, dict[str, Town]] = defaultdict(dict)
    for row in found.to_dict("records"):
        name, country, population = str(row["name"]), str(row["country"]), int(row["population"])
        is_told = country in told and _PLAIN.fullmatch(name) and name not in stopped and name not in named[country]
        if is_told and len(named[country]) < IN_THE_NEWS:
            named[country][name] = Town(
                id=str(row["id"]),
                name=name,
                at=LatLon(float(row["lat"]), float(row["lon"])),
                population=population,
                country=country,
                land=told[country]["name"],
                adjective=told[country]["adjective"],
                famous=population >= FAMOUS and name not in shared,
            )
    return tuple(
        Beat(weight=float(row["weight"]), towns=tuple(named[country].values())) for country, row in told.items() if named[country]
    )
