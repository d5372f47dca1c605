"""Every town and every facility of the gazetteer at once: what a range is tested against."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Final

import pandas as pd

from geo.gazetteer import index
from geo.gazetteer.rows import Layer
from geo.settings import Settings

TOWN: Final = "town"
FACILITY: Final = "facility"
AIRPORT: Final = "airport"

_QUESTION: Final = """
    SELECT id, name, country, lat, lon, coalesce(uncertainty, 5.0) AS km, coalesce(population, 0) AS population, kind, source
    FROM places WHERE lat IS NOT NULL AND precision IN ('exact', 'settlement') AND layer IN (?, ?, ?)
    ORDER BY population DESC, id
    """


def towns(settings: Settings) -> pd.DataFrame:
    """
    Return the places of the gazetteer that are points on the ground, the most populous first.

    Columns: `id`, `name`, `country` (ISO 3166-1 alpha-2), `lat`, `lon` (degrees), `km` (how far off the position may be, or how
    far the place extends), `population` (0 where none is known), `what` ("town", "facility", "airport"), `kind`, `source`.

    Raises
    ------
    BuildError
        If the index of places cannot be written.
    FactsError
        If a table in `data/` is wrong.
    """
    database, _ = index.ensure(settings.data, settings.build / "cache")
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as opened:
        layers = [int(Layer.CURATED), int(Layer.CITY), int(Layer.AIRPORT)]
        found = pd.read_sql_query(_QUESTION, opened, params=layers)
    settled = found["kind"].isin(["city", "town", "village", "district"])
    flown = found["kind"] == "airport"
    found["what"] = pd.Series(FACILITY, index=found.index).mask(settled, TOWN).mask(flown, AIRPORT)
    return found.astype({"population": "int64", "km": "float64"})
