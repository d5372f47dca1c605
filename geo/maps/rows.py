"""Rows of `views.incidents` as values, and dates in words."""

from __future__ import annotations

import math
from datetime import date
from typing import NamedTuple

import pandas as pd

from geo.model import DatePrecision


class Row(NamedTuple):
    """What the map needs of one incident; the fields are columns of `views.incidents`."""

    id: str
    title: str
    kind: str
    family: str
    status: str
    first: object
    last: object
    date_precision: str
    place_id: str
    place_name: str
    place_precision: str
    lat: object
    lon: object
    west: object
    south: object
    east: object
    north: object
    uncertainty_km: object
    mapped: bool


def rows(incidents: pd.DataFrame) -> list[Row]:
    """Return the rows in their order; column by column, for row by row pandas takes ten times as long."""
    return [Row(*values) for values in zip(*(incidents[name].tolist() for name in Row._fields), strict=True)]


def number(value: object) -> float | None:
    """Return the number in a cell; None and NaN are cells without one."""
    return float(value) if isinstance(value, (int, float)) and math.isfinite(value) else None


def position(row: Row) -> tuple[float, float] | None:
    """Return latitude and longitude, None where there are none."""
    lat, lon = number(row.lat), number(row.lon)
    return None if lat is None or lon is None else (round(lat, 5), round(lon, 5))


def when(first: object, last: object, precision: str) -> str:
    """Return a date as exactly as it was said, and no more: "7 Sep 2018", "Sep 2018", "undated"."""
    begin, end = _day(first), _day(last)
    if begin and precision in {DatePrecision.YEAR, DatePrecision.MONTH}:
        return f"{begin:%b %Y}" if precision == DatePrecision.MONTH else str(begin.year)
    if begin and end:
        return _long(begin) if begin == end else f"{_long(begin)} to {_long(end)}"
    if begin:
        return f"since {_long(begin)}"
    return f"until {_long(end)}" if end else "undated"


def _long(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _day(value: object) -> date | None:
    """Return a calendar date of pandas, DuckDB or Python; None where there is none."""
    if value is None or value is pd.NaT:
        return None
    if isinstance(value, pd.Timestamp):
        return value.date()
    return value if isinstance(value, date) else None
