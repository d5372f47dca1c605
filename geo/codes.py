"""What other data sets call our kinds and precisions: ACLED, PLOVER, UCDP and GDELT, from the tables in `data/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from geo import facts
from geo.model import DatePrecision, Kind, Precision
from geo.settings import Settings

KIND_CODES: Final = ("acled_event_type", "acled_sub_event_type", "plover_event", "plover_mode")
PLACE_CODES: Final = ("acled_geo_precision", "ucdp_where_prec", "gdelt_geo_type")
DATE_CODES: Final = ("acled_time_precision", "ucdp_date_prec")

Named = Mapping[str, str]
"""Codes by the name of their column; empty where the codebook has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCode:
    """One row: how exactly a place is said, and what that is called elsewhere."""

    precision: Precision
    kinds: frozenset[str]
    """Kinds of place that it is for; empty for all."""
    country: str
    """The country that it is for; empty for all."""
    codes: Named


@dataclass(frozen=True, slots=True, kw_only=True)
class DateCode:
    """One row: how exactly a date is said, and what that is called elsewhere."""

    precision: DatePrecision
    longest_days: int | None
    """Days from the first to the last, both counted, that it is for at most; None where they are not known."""
    codes: Named


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """The three tables; of places and dates the first row that fits is the one that counts."""

    kinds: Mapping[Kind, Named]
    places: tuple[PlaceCode, ...]
    dates: tuple[DateCode, ...]

    def of_kind(self, kind: Kind) -> Named:
        """Return what others call a kind."""
        return self.kinds[kind]

    def of_place(self, precision: Precision, kind: str, country: str) -> Named:
        """Return what others call a place of this kind in this country, said this exactly."""
        return next(
            (
                row.codes
                for row in self.places
                if row.precision is precision and (not row.kinds or kind in row.kinds) and row.country in {"", country}
            ),
            dict.fromkeys(PLACE_CODES, ""),
        )

    def of_date(self, precision: DatePrecision, first: date | None, last: date | None) -> Named:
        """Return what others call a date said this exactly; a range is coded by its days."""
        days = (last - first).days + 1 if first and last else None
        return next(
            (
                row.codes
                for row in self.dates
                if row.precision is precision and (row.longest_days is None or (days is not None and days <= row.longest_days))
            ),
            dict.fromkeys(DATE_CODES, ""),
        )


def load(settings: Settings) -> Codes:
    """
    Return the codes kept under `settings.data`.

    Raises
    ------
    FactsError
        If a table is missing or a row is wrong; the message names file and line.
    """
    return Codes(
        kinds=dict(facts.rows(settings.data / "kinds.csv", lambda row: (Kind(row["kind"]), _codes(row, KIND_CODES)))),
        places=tuple(facts.rows(settings.data / "place_codes.csv", _place)),
        dates=tuple(facts.rows(settings.data / "date_codes.csv", _date)),
    )


def _place(row: dict[str, str]) -> PlaceCode:
    return PlaceCode(
        precision=Precision(row["precision"]),
        kinds=frozenset(facts.names(row["kinds"])),
        country=row["country"],
        codes=_codes(row, PLACE_CODES),
    )


def _date(row: dict[str, str]) -> DateCode:
    return DateCode(
        precision=DatePrecision(row["precision"]),
        longest_days=int(row["longest_days"]) if row["longest_days"] else None,
        codes=_codes(row, DATE_CODES),
    )


def _codes(row: dict[str, str], columns: tuple[str, ...]) -> Named:
    return {name: row[name] for name in columns}
