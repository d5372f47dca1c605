"""Incidents that never happened, as many as asked for and plausible in their numbers: what the map is measured and tried with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geo import datasets, facts
from geo.datasets import RECORDS, About, Dataset
from geo.errors import InputError
from geo.model import FAMILY_OF, PHYSICAL, DatePrecision, Family, Kind, Precision, Status
from geo.settings import Settings

SLUG: Final = "invented"
MOST: Final = 20_000_000
_BATCH: Final = 250_000

_SPOTS: Final = 300
"""Regions in which things happen; a few of them have most."""
_TOWNS: Final = 90
"""Towns of a region."""
_BANDS: Final = 14
"""Actors of a region."""
_OUTLETS: Final = 400
_DAYS: Final = (np.datetime64("1989-01-01"), np.datetime64("2026-11-01"))

_STATUSES: Final = {
    Status.REPORTED: 70,
    Status.ALLEGED: 12,
    Status.CLAIMED: 8,
    Status.CONFIRMED: 7,
    Status.DISPUTED: 2,
    Status.DENIED: 1,
}
_PRECISIONS: Final = {
    Precision.SETTLEMENT: 60,
    Precision.EXACT: 15,
    Precision.NEAR: 10,
    Precision.AREA: 9,
    Precision.COUNTRY: 5,
    Precision.UNKNOWN: 1,
}
_DATES: Final = {
    DatePrecision.DAY: 86,
    DatePrecision.MONTH: 7,
    DatePrecision.WEEK: 3,
    DatePrecision.YEAR: 2,
    DatePrecision.UNKNOWN: 2,
}
_SPANS: Final = {DatePrecision.DAY: 1, DatePrecision.WEEK: 7, DatePrecision.MONTH: 30, DatePrecision.YEAR: 365}
"""Days."""
_KM: Final = {Precision.EXACT: 1.0, Precision.SETTLEMENT: 5.0, Precision.NEAR: 25.0, Precision.AREA: 100.0}

_HEADS: Final = [f"{first}{second}" for first in "bdghklmnqrstwyz" for second in "aei"]
_MIDDLES: Final = [*"rlndmbkzt", "sh"]
_TAILS: Final = [f"{first}{second}" for first in "aiu" for second in ("n", "r", "d", "l", "", "ya", "sk")]
_SORTS: Final = (
    "Front of {}",
    "Army of {}",
    "{} Brigades",
    "{} Movement",
    "Guards of {}",
    "Sons of {}",
    "{} Union",
    "Police of {}",
)
_SHOPS: Final = ("{} Herald", "Radio {}", "{} Gazette", "{} Today", "Voice of {}", "{} Monitor")
_CLAUSES: Final = (
    "Residents heard several blasts before dawn.",
    "The road was closed until the evening.",
    "Nobody claimed responsibility.",
    "A spokesperson declined to comment.",
    "Houses and a market were damaged.",
    "It was the third such report that week.",
    "Troops were sent to the area.",
    "The number of those involved could not be verified.",
)

Numbers = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Where things happen, who does them and who tells of them; the towns of a region stand together, as its actors do."""

    towns: pa.Array
    lat: Numbers
    lon: Numbers
    divisions: pa.Array
    countries: pa.Array
    """ISO 3166-1 alpha-2."""
    lands: pa.Array
    """Their names."""
    at: Numbers
    """Latitude and longitude of each region."""
    actors: pa.Array
    outlets: pa.Array
    share: Numbers
    """Of all incidents that each region has."""
    kinds: Numbers
    """Of each region a row: how far up to each kind its shares sum."""
    waves: Numbers
    """Of each region the middle days of its three waves, as shares of all time."""


def publish(settings: Settings, incidents: int, seed: int) -> Dataset:
    """
    Invent a data set and put it in force beside whatever the build folder of the settings holds.

    The same number and seed give the same rows.

    Raises
    ------
    InputError
        If the number is not 1 to `MOST`, or the seed is negative.
    BuildError
        If it cannot be written.
    """
    if not (1 <= incidents <= MOST and seed >= 0):
        msg = f"cannot invent {incidents} incidents with seed {seed}: 1 to {MOST:,} incidents, a seed of 0 or more"
        raise InputError(msg)
    about = About(
        slug=SLUG,
        name="Invented incidents",
        format="invented",
        license="CC0 1.0",
        attribution=f"Invented by Incident Atlas with seed {seed}; nothing of it happened",
    )
    digest = hashlib.sha256(f"{incidents} {seed}".encode()).hexdigest()
    with datasets.draft(settings, about) as draft:
        for table in tables(settings.data, incidents, seed):
            draft.add(table)
        return draft.publish(file=f"seed {seed}", sha256=digest, imported=date(2026, 11, 1))


def tables(data: Path, incidents: int, seed: int) -> Iterator[pa.Table]:
    """Yield the records, a batch at a time, with the columns of `datasets.RECORDS`; `data` is the folder of the facts."""
    random = np.random.default_rng(seed)
    world = _world(data, random)
    for begin in range(0, incidents, _BATCH):
        yield _records(world, np.random.default_rng([seed, begin]), begin, min(_BATCH, incidents - begin), seed)


def _world(data: Path, random: np.random.Generator) -> World:
    known = [row for row in facts.rows(data / "admin1.csv", dict) if row["lat"] and abs(float(row["lat"])) < 60]
    named = dict(facts.rows(data / "countries.csv", lambda row: (row["iso2"], row["name"])))
    picked = [known[n] for n in random.choice(len(known), _SPOTS, replace=len(known) < _SPOTS)]
    at = np.array([(float(row["lat"]), float(row["lon"])) for row in picked])
    spread = random.uniform(0.1, 0.9, (_SPOTS, 1))
    lat = np.clip(at[:, :1] + random.normal(0, 1, (_SPOTS, _TOWNS)) * spread, -84, 84)
    lon = (at[:, 1:] + random.normal(0, 1, (_SPOTS, _TOWNS)) * spread + 180) % 360 - 180
    share = random.permutation(1 / np.arange(1, _SPOTS + 1) ** 0.9)
    seen = np.array([8.0 if kind.family in PHYSICAL else 1.0 for kind in Kind])
    shares = (random.gamma(0.4, 1, (_SPOTS, len(Kind))) + 0.01) * seen
    return World(
        towns=pa.array(_names(random, _SPOTS * _TOWNS)),
        lat=np.round(lat, 4).ravel(),
        lon=np.round(lon, 4).ravel(),
        divisions=pa.array([row["name"] for row in picked]),
        countries=pa.array([row["country"] for row in picked]),
        lands=pa.array([named.get(row["country"], row["country"]) for row in picked]),
        at=at,
        actors=pa.array(_called(random, _SORTS, _SPOTS * _BANDS)),
        outlets=pa.array(_called(random, _SHOPS, _OUTLETS)),
        share=share / share.sum(),
        kinds=np.cumsum(shares / shares.sum(axis=1, keepdims=True), axis=1),
        waves=random.uniform(0.05, 0.97, (_SPOTS, 3)),
    )


def _names(random: np.random.Generator, many: int) -> list[str]:
    parts = (random.choice(part, many) for part in (_HEADS, _MIDDLES, _HEADS, _TAILS))
    return ["".join(name).capitalize() for name in zip(*parts, strict=True)]


def _called(random: np.random.Generator, forms: Sequence[str], many: int) -> list[str]:
    picked = random.choice(forms, many)
    return [form.format(name) for form, name in zip(picked, _names(random, many), strict=True)]


# --- rows ----------------------------------------------------------------------------------


def _records(world: World, random: np.random.Generator, begin: int, many: int, seed: int) -> pa.Table:
    spot = random.choice(_SPOTS, many, p=world.share)
    town = spot * _TOWNS + _few(random, _TOWNS, many)
    kind = np.minimum((random.random((many, 1)) > world.kinds[spot]).sum(axis=1), len(Kind) - 1)
    precision = _of(random, _PRECISIONS, many)
    first, last, said = _days(world, random, spot)
    place, lat, lon = _where(world, random, spot, town, precision)
    doer, target = (spot * _BANDS + _few(random, _BANDS, many) for _ in range(2))
    deadly = np.array([FAMILY_OF[one] in {Family.EXPLOSIVE, Family.ARMED} for one in Kind])[kind]
    killed = np.where(deadly & (random.random(many) < 0.7), np.minimum(random.zipf(2.2, many) - 1, 400), -1)
    kinds = list(Kind)
    called = pa.array([kind.value.replace("_", " ").capitalize() for kind in kinds]).take(pa.array(kind))
    source = _sources(world, random, many)
    numbers = pa.array(np.arange(begin, begin + many))
    columns = {
        "id": pc.binary_join_element_wise(f"{SLUG}:{seed}", numbers.cast(pa.string()), "-"),
        "row": pa.array(np.arange(begin + 2, begin + many + 2)),
        "kind": pa.array([str(one) for one in kinds]).take(pa.array(kind)),
        "family": pa.array([str(FAMILY_OF[one]) for one in kinds]).take(pa.array(kind)),
        "status": _words(_STATUSES).take(pa.array(_of(random, _STATUSES, many))),
        "first": first,
        "last": last,
        "date_precision": _words(_DATES).take(pa.array(said)),
        "place_name": place,
        "place_kind": pa.array(["city", "base", "city", "admin1", "country", None]).take(pa.array(precision)),
        "place_precision": _words(_PRECISIONS).take(pa.array(precision)),
        "lat": lat,
        "lon": lon,
        "uncertainty_km": pa.array([_KM.get(one) for one in _PRECISIONS]).take(pa.array(precision)),
        "country": world.countries.take(pa.array(spot)),
        "admin1": world.divisions.take(pa.array(spot)),
        "actors": _one(world.actors.take(pa.array(doer)), np.ones(many, np.bool_)),
        "targets": _one(world.actors.take(pa.array(target)), (random.random(many) < 0.7) & (doer != target)),
        "weapon": pa.nulls(many, pa.string()),
        "killed_low": pa.array(killed, mask=killed < 0).cast(pa.int32()),
        "killed_high": pa.array(killed + random.integers(0, 3, many), mask=killed < 0).cast(pa.int32()),
        "injured_low": pa.nulls(many, pa.int32()),
        "injured_high": pa.nulls(many, pa.int32()),
        "title": called,
    }
    columns["note"] = _notes(columns, random, source)
    return pa.table({**columns, "source": source, "url": pa.nulls(many, pa.string())}, schema=RECORDS)


def _few(random: np.random.Generator, most: int, many: int) -> Numbers:
    """Return numbers below `most`, the low ones far more often."""
    return np.minimum((most * random.random(many) ** 3).astype(np.int64), most - 1)


def _of(random: np.random.Generator, weights: dict[Any, int], many: int) -> Numbers:
    shares = np.array(list(weights.values()))
    return random.choice(len(shares), many, p=shares / shares.sum())


def _words(values: dict[Any, Any]) -> pa.Array:
    return pa.array([str(value) for value in values])


def _one(names: pa.Array, there: Numbers) -> pa.ListArray:
    """Return lists of one name, or of none."""
    offsets = np.concatenate(([0], np.cumsum(there))).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), names.filter(pa.array(there)))


def _days(world: World, random: np.random.Generator, spot: Numbers) -> tuple[pa.Array, pa.Array, Numbers]:
    many = len(spot)
    earliest, latest = _DAYS
    length = int((latest - earliest).astype(int))
    middle = world.waves[spot, random.integers(0, 3, many)]
    share = np.where(random.random(many) < 0.8, middle + random.normal(0, 0.04, many), random.random(many))
    begin = np.clip(share, 0, 1) * length
    said = _of(random, _DATES, many)
    spans = np.array([_SPANS.get(one, 1) for one in _DATES])[said]
    first = (begin // spans * spans).astype(np.int64)
    unknown = said == list(_DATES).index(DatePrecision.UNKNOWN)
    days = [earliest + np.minimum(edge, length) for edge in (first, first + spans - 1)]
    low, high = (pa.array(edge, mask=unknown).cast(pa.date32()) for edge in days)
    return low, high, said


def _where(
    world: World, random: np.random.Generator, spot: Numbers, town: Numbers, precision: Numbers
) -> tuple[pa.Array, pa.Array, pa.Array]:
    names = list(_PRECISIONS)
    exact, area, nowhere = (
        precision == names.index(Precision.EXACT),
        precision == names.index(Precision.AREA),
        np.isin(precision, [names.index(Precision.COUNTRY), names.index(Precision.UNKNOWN)]),
    )
    nudge = random.normal(0, 0.02, (2, len(spot))) * exact
    lat = np.where(area, world.at[spot, 0], world.lat[town] + nudge[0])
    lon = np.where(area, world.at[spot, 1], world.lon[town] + nudge[1])
    place = pc.if_else(pa.array(area), world.divisions.take(pa.array(spot)), world.towns.take(pa.array(town)))
    place = pc.if_else(pa.array(nowhere), world.lands.take(pa.array(spot)), place)
    place = pc.if_else(pa.array(precision == names.index(Precision.UNKNOWN)), pa.scalar(None, pa.string()), place)
    return place, pa.array(np.round(lat, 4), mask=nowhere), pa.array(np.round((lon + 180) % 360 - 180, 4), mask=nowhere)


def _sources(world: World, random: np.random.Generator, many: int) -> pa.Array:
    first, second = (world.outlets.take(pa.array(_few(random, _OUTLETS, many))) for _ in range(2))
    both = pc.binary_join_element_wise(first, second, "; ")
    return pc.if_else(pa.array(random.random(many) < 0.3), both, first)


def _notes(columns: dict[str, pa.Array], random: np.random.Generator, source: pa.Array) -> pa.Array:
    many = len(source)
    what = pc.utf8_lower(columns["title"])
    when = pc.if_else(pc.is_null(columns["first"]), "", columns["first"].cast(pa.string()))
    who = columns["actors"].flatten()
    where = pc.coalesce(columns["place_name"], pa.scalar("an unnamed place"))
    clauses = (pa.array(_CLAUSES).take(pa.array(random.integers(0, len(_CLAUSES), many))) for _ in range(2))
    opening = pc.binary_join_element_wise("On", when, what, "by", who, "in", where, " ")
    dead = pc.if_else(
        pc.greater(pc.coalesce(columns["killed_low"], 0), 0),
        pc.binary_join_element_wise("At least", pc.coalesce(columns["killed_low"], 0).cast(pa.string()), "were killed.", " "),
        "No deaths were reported.",
    )
    telling = pc.binary_join_element_wise("Told by", pc.binary_join_element_wise(source, ".", ""), " ")
    return pc.binary_join_element_wise(pc.binary_join_element_wise(opening, ".", ""), dead, *clauses, telling, " ")
