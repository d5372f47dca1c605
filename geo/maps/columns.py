"""Incidents as columns, the smallest way to bring many of them to a browser at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from geo.maps.rows import when
from geo.views.positions import UNIT, positioned, tenths_of_km, units

__all__ = ["Columns", "columns", "positioned"]

Columns = dict[str, Any]


def columns(incidents: pd.DataFrame) -> Columns:
    """
    Return incidents as `static/spots.js` reads them: integers, each list of texts once, positions from south to north.

    Parameters
    ----------
    incidents
        Rows that `positioned` returns. Positions are told in `UNIT`, each as how much it differs from the one before,
        radii in tenths of a kilometre.
    """
    lat, lon = units(incidents["lat"]), units(incidents["lon"])
    order = np.lexsort((lon, lat))
    rows = incidents.iloc[order]
    kinds, kind = _coded(rows["kind"])
    statuses, status = _coded(rows["status"])
    precisions, precision = _coded(rows["place_precision"])
    names, name = _coded(rows["place_name"].fillna("place not said"))
    titles, title = _coded(rows["title"])
    whens, told = _dates(rows)
    return {
        "unit": UNIT,
        "kinds": kinds,
        "statuses": statuses,
        "precisions": precisions,
        "names": names,
        "titles": titles,
        "whens": whens,
        "rows": {
            "id": rows["id"].tolist(),
            "lat": np.diff(lat[order], prepend=0).tolist(),
            "lon": np.diff(lon[order], prepend=0).tolist(),
            "kind": kind,
            "status": status,
            "precision": precision,
            "km": tenths_of_km(rows).tolist(),
            "name": name,
            "title": title,
            "when": told,
        },
    }


def _coded(texts: pd.Series[str]) -> tuple[list[str], list[int]]:
    """Return each text once, in the order in which it first comes, and for each row which it is."""
    codes, values = pd.factorize(texts.astype(str))
    return [str(value) for value in values], np.asarray(codes).tolist()


def _dates(rows: pd.DataFrame) -> tuple[list[str], list[int]]:
    """Return dates in words; what is said often is put in words once."""
    of = ("first", "last", "date_precision")
    first, last, precision = (np.asarray(pd.factorize(rows[name])[0], dtype=np.int64) + 1 for name in of)
    _, where, codes = np.unique((first << 42) + (last << 8) + precision, return_index=True, return_inverse=True)
    said = (rows[name].iloc[where].tolist() for name in of)
    words = [when(*told) for told in zip(*said, strict=True)]
    return words, np.asarray(codes).tolist()
