"""Names to candidate places, and one pass over a text that finds the names worth a look."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import daachorse

from geo import facts
from geo.gazetteer import index, nominatim, outlets
from geo.gazetteer.names import fold
from geo.gazetteer.nominatim import Nominatim
from geo.gazetteer.outlets import Home
from geo.gazetteer.rows import DIVISION, Grade, Layer
from geo.gazetteer.variants import variants
from geo.model import LatLon, Place, Precision, Span
from geo.settings import Settings

COLUMNS: Final = (
    "p.id, p.name, p.kind, p.precision, p.lat, p.lon, p.uncertainty, p.country, p.admin1,"
    " p.west, p.south, p.east, p.north, p.population, p.source, p.layer, p.fame"
)
ARTICLES: Final = frozenset({"al", "ad", "an", "ar", "as", "ash", "at", "az", "el", "es"})
"""Arabic articles, which news writes small: "al-Qaim"."""
MOST: Final = 60
"""Places that share a name; the smallest ones of "San Antonio" are not looked at."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A place under one of its names."""

    place: Place
    grade: Grade
    layer: Layer
    fame: int = 0
    """How many names the world has for it."""


@dataclass(frozen=True, slots=True)
class Match:
    """A known name in a text."""

    span: Span
    name: str
    """As the index writes it."""
    is_place: bool
    """False for an institution, a newspaper, a treaty named after a place."""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names to candidate places; reads a file, keeps what it read."""

    database: sqlite3.Connection
    automaton: daachorse.CharwiseDoubleArrayAhoCorasick
    institutions: frozenset[str]
    stop: dict[str, str]
    """Folded words that a dictionary alone must not take for a place, and the rule that says so."""
    demonyms: dict[str, str]
    """Folded adjective or people to country code, "" where it is none's."""
    acronyms: frozenset[str]
    """Folded names that are written in capitals only: CAR, not Car."""
    capitals: dict[str, frozenset[str]]
    """Country code to the folded names of its seats of government."""
    words: dict[str, frozenset[str]]
    """The lists of `place_words.csv`: words that say what kind of place a name is, or that it acts."""
    homes: dict[str, Home] = field(default_factory=dict)
    """Where outlets are at home, by their keys."""
    outside: Nominatim | None = None
    """A service that is asked for what is not known here; None, the default, asks nobody."""
    _known: dict[str, tuple[Entry, ...]] = field(default_factory=dict, repr=False)
    _alike: dict[str, tuple[Entry, ...]] = field(default_factory=dict, repr=False)

    def candidates(self, name: str) -> tuple[Place, ...]:
        """Return the places called `name`: curated ones first, then countries, regions, provinces, cities by size."""
        return tuple(entry.place for entry in self.entries(name))

    def entries(self, name: str) -> tuple[Entry, ...]:
        """Return the places called `name`, with how much the name is theirs."""
        folded = " ".join(fold(name).split())
        known = self._known.get(folded)
        if known is None:
            known = self._read(folded)
            for other in (folded.replace("'", ""), DIVISION.sub("", folded)):
                known = known or (self._read(other) if other != folded else ())
            if len(self._known) > 100_000:  # a bound on memory; a build names far fewer
                self._known.clear()
            self._known[folded] = known
        return known

    def spelled_otherwise(self, name: str) -> tuple[Entry, ...]:
        """Return the places of whose names `name` is another spelling, those of the nearest spelling only."""
        folded = " ".join(fold(name).split())
        if folded not in self._alike:
            read = (self._read(other) for other in variants(folded))
            self._alike[folded] = next((entries for entries in read if entries), ())
        return self._alike[folded]

    def find(self, text: str) -> Iterator[Match]:
        """Yield the longest known names of `text`, in order, without overlap; each begins with a capital and ends a word."""
        folded = fold(text)
        best: list[tuple[int, int]] = []
        for start, end, _ in self.automaton.find_overlapping(folded):
            if (start and folded[start - 1].isalnum()) or (end < len(folded) and folded[end].isalnum()):
                continue
            written = text[start:end]
            if not _is_name(written) or (folded[start:end] in self.acronyms and not written.isupper()):
                continue
            best.append((start, end))
        best.sort(key=lambda pair: (pair[0], -pair[1]))
        last = 0
        for start, end in best:
            if start >= last:
                last = end
                yield Match(Span(start, end), folded[start:end], folded[start:end] not in self.institutions)

    def country(self, code: str) -> Place | None:
        """Return the country of an ISO 3166-1 alpha-2 code."""
        return self.place(f"country:{code}")

    def home(self, publisher: str) -> Home | None:
        """Return where an outlet is at home; None where that is not known, or the whole world."""
        return self.homes.get(outlets.key(publisher)) if publisher else None

    def peoples(self) -> dict[str, Place]:
        """Return the country of each folded demonym that has one."""
        found = {word: self.country(code) for word, code in self.demonyms.items() if code}
        return {word: place for word, place in found.items() if place is not None}

    def seats(self) -> dict[str, Place]:
        """Return the capital of each country, the largest place of its name there."""
        found: dict[str, Place] = {}
        for code, names in self.capitals.items():
            towns = [
                entry.place
                for name in sorted(names)
                for entry in self.entries(name)
                if entry.place.country == code and entry.place.precision is Precision.SETTLEMENT
            ]
            if len(names) == 1 and towns:
                found[code] = max(towns, key=lambda place: (place.population or 0, place.id))
        return found

    def place(self, place_id: str) -> Place | None:
        """Return the place of an id of this index."""
        row = self.database.execute(f"select {COLUMNS} from places p where p.id = ?", (place_id,)).fetchone()  # noqa: S608  # constant columns
        return _entry((*row, 0)).place if row else None

    def around(self, at: LatLon) -> Iterator[Place]:
        """Yield populated places within about a degree of `at`, in no order."""
        query = (
            f"select {COLUMNS} from places p where cast(p.lat as integer) = ?"  # noqa: S608  # constant columns
            " and cast(p.lon as integer) = ? and p.layer in (?, ?) and p.precision = 'settlement'"
        )
        for lat in range(int(at.lat) - 1, int(at.lat) + 2):
            for lon in range(int(at.lon) - 1, int(at.lon) + 2):
                for row in self.database.execute(query, (lat, lon, int(Layer.CITY), int(Layer.CURATED))):
                    yield _entry((*row, 0)).place

    def contains(self, outer: Place, inner: Place) -> bool:
        """Return whether `inner` lies in `outer`, as far as codes and extents tell."""
        return contains(outer, inner)

    def _read(self, folded: str) -> tuple[Entry, ...]:
        query = (
            f"select {COLUMNS}, n.grade from names n join places p on p.n = n.n where n.name = ?"  # noqa: S608  # constant columns
            " order by p.layer, -coalesce(p.population, 0), n.grade, p.id limit ?"
        )
        return tuple(_entry(row) for row in self.database.execute(query, (folded, MOST)))


def load(settings: Settings) -> Gazetteer:
    """
    Return the gazetteer; the first time its index is made, which takes some seconds.

    Raises
    ------
    FactsError
        If a table in `data/` is missing or wrong.
    BuildError
        If the index cannot be written under `settings.build`.
    """
    database, names = index.ensure(settings.data, settings.build / "cache")
    return Gazetteer(
        database=_open(database),
        automaton=daachorse.CharwiseDoubleArrayAhoCorasick.deserialize(names.read_bytes()),
        institutions=index.institutions(settings.data),
        stop=index.stop_names(settings.data),
        demonyms=dict(facts.rows(settings.data / "demonyms.csv", lambda row: (fold(row["word"]), row["country"]))),
        acronyms=_acronyms(settings.data),
        capitals=dict(
            facts.rows(
                settings.data / "countries.csv", lambda row: (row["iso2"], frozenset(map(fold, facts.names(row["capital"]))))
            )
        ),
        words=_words(settings.data),
        homes=outlets.load(settings.data),
        outside=nominatim.of(settings),
    )


def _acronyms(data: Path) -> frozenset[str]:
    tables = ("countries.csv", "regions.csv", "institutions.csv", "abbreviations.csv")
    names = (
        name for table in tables for cell in facts.rows(data / table, lambda row: row["variants"]) for name in facts.names(cell)
    )
    return frozenset(fold(name) for name in names if name.isupper() and len(name) <= 6)


def _words(data: Path) -> dict[str, frozenset[str]]:
    lists: dict[str, set[str]] = {}
    for name, word in facts.rows(data / "place_words.csv", lambda row: (row["list"], row["word"])):
        lists.setdefault(name, set()).add(word)
    return {name: frozenset(words) for name, words in lists.items()}


def contains(outer: Place, inner: Place) -> bool:
    """Return whether `inner` lies in `outer`, as far as ids, codes and extents tell; a place does not contain itself."""
    if outer.id == inner.id:
        return False
    if outer.kind == "country":
        return inner.country == outer.country if inner.country else inner.kind != "country" and _inside(outer, inner)
    if outer.kind == "admin1" and inner.admin1:
        return inner.admin1 == outer.admin1 and inner.kind not in {"country", "admin1"}
    if inner.kind == "country" and outer.kind != "continent":
        return False
    if outer.country and inner.country and outer.country != inner.country:
        return False
    return _inside(outer, inner)


def _inside(outer: Place, inner: Place) -> bool:
    if outer.bbox is None or inner.at is None:
        return False
    west, south, east, north = outer.bbox
    lon = inner.at.lon
    across = west <= lon <= east if west <= east else lon >= west or lon <= east
    return south <= inner.at.lat <= north and across and _extent(inner) <= _extent(outer)


def _extent(place: Place) -> float:
    if place.bbox is None:
        return 0.0
    west, south, east, north = place.bbox
    return ((east - west) % 360) * (north - south)


def _is_name(written: str) -> bool:
    """Return whether the words look like a name: "the Gulf", not "the gulf"; "US", not "us" or "Us"."""
    if len(written) == 2:  # a code of two letters
        return written.isupper()
    words = written.split()
    first = words[1] if len(words) > 1 and words[0].casefold() == "the" else words[0]
    article, _, rest = first.partition("-")
    if rest and article in ARTICLES:
        first = rest
    return first[:1].isupper() or (not first[:1].isalpha() and first[1:2].isupper())


def _entry(row: tuple[object, ...]) -> Entry:
    (place_id, name, kind, precision, lat, lon, uncertainty, country, admin1, *box, population, source, layer, fame, grade) = row
    place = Place(
        id=str(place_id),
        name=str(name),
        kind=str(kind),
        precision=Precision(str(precision)),
        at=LatLon(float(str(lat)), float(str(lon))) if lat is not None else None,
        uncertainty_km=None if uncertainty is None else float(str(uncertainty)),
        country=str(country),
        admin1=str(admin1),
        bbox=None if box[0] is None else (float(str(box[0])), float(str(box[1])), float(str(box[2])), float(str(box[3]))),
        population=None if population is None else int(str(population)),
        source=str(source),
    )
    return Entry(place, Grade(int(str(grade))), Layer(int(str(layer))), int(str(fame)))


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
