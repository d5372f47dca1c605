"""Answers in the form that the browser reads: columns of whole numbers, each told as its difference from the one before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from geo.handouts import evidence
from geo.maps.rows import when
from geo.model import Precision
from geo.views import Evidence
from geo.views.columns import FAMILIES, KINDS, PRECISIONS, STATUSES, Columns, Numbers
from geo.views.picture import MOST_NAMED, Picture, Shade

Json = dict[str, Any]

UNIT_OF_CLUSTERS: Final = 1e-4
UNIT_OF_PLACES: Final = 1e-5
DRAWN: Final = (Precision.EXACT, Precision.SETTLEMENT, Precision.NEAR)


def picture(told: Picture, snapshot: str) -> Json:
    """
    Return a view of the map.

    `snapshot`, `total` (what the filter leaves), `in_view` (what stands at a position in the box), `mode` ("clusters" or
    "places"), `extent` ([west, south, east, north] of all that the filter leaves at positions, or null), `unit` (degrees of one
    step of a coordinate), `kinds`, `statuses`, `precisions` (the names that numbers stand for), `names` (of places) and

    `spots`: columns of one length. `lat`, `lon`, `key`: whole numbers, each less the one before; coordinates in `unit`. `n`:
    incidents. `kind`, `status`, `precision`, `name`: a number in the list of that name, -1 for several, or for none. `km`:
    uncertainty in tenths of a kilometre, 0 where none is said. `key`: the number of the incident, or of one of them. `box`, of
    clusters: [west, south, east, north] of the members in steps from the spot. `families`: for each family that occurs, how many.

    `more_countries`: [how many there are besides, incidents in them];

    `areas` and `countries`: [id of the place, name, latitude, longitude, {family: count}], countries without a position; what is
    said no closer than that, the fullest first.
    """
    spots, of = told.spots, told.of
    unit = UNIT_OF_CLUSTERS if told.clusters else UNIT_OF_PLACES
    lat, lon = _steps(spots.lat, unit), _steps(spots.lon, unit)
    names, name = _named(of, spots.site)
    columns: Json = {
        "lat": _differences(lat),
        "lon": _differences(lon),
        "n": spots.n.tolist(),
        "kind": spots.kind.tolist(),
        "status": spots.status.tolist(),
        "precision": spots.precision.tolist(),
        "km": spots.km.tolist(),
        "name": name,
        "key": _differences(spots.key.astype(np.int64)),
        "families": {
            family.value: counts.tolist() for family, counts in zip(FAMILIES, spots.families.T, strict=True) if counts.any()
        },
    }
    if told.clusters:
        from_spot = np.column_stack((lon, lat, lon, lat))
        columns["box"] = (_steps(spots.box, unit) - from_spot).tolist()
    return {
        "snapshot": snapshot,
        "total": told.total,
        "in_view": told.in_view,
        "mode": "clusters" if told.clusters else "places",
        "extent": [round(edge, 5) for edge in told.extent] if told.extent else None,
        "unit": unit,
        "kinds": [kind.value for kind in KINDS],
        "statuses": [status.value for status in STATUSES],
        "precisions": [precision.value for precision in PRECISIONS],
        "names": names,
        "spots": columns,
        "areas": [_area(of, shade) for shade in told.areas],
        "countries": [[of.sites.id[shade.site], of.sites.name[shade.site], _families(shade)] for shade in told.countries],
        "more_countries": list(told.more_countries),
    }


def _steps(degrees: Numbers, unit: float) -> Numbers:
    return np.rint(degrees / unit).astype(np.int64)


def _differences(numbers: Numbers) -> list[int]:
    told: list[int] = np.diff(numbers, prepend=0).tolist()
    return told


def _named(of: Columns, sites: Numbers) -> tuple[list[str], list[int]]:
    if len(sites) > MOST_NAMED:
        return [], [-1] * len(sites)
    used = [int(site) for site in np.unique(sites) if site >= 0]
    numbers = {site: n for n, site in enumerate(used)}
    return [of.sites.name[site] for site in used], [numbers.get(site, -1) for site in sites.tolist()]


def _area(of: Columns, shade: Shade) -> list[Any]:
    sites, site = of.sites, shade.site
    lat, lon = (None if np.isnan(edge[site]) else round(float(edge[site]), 4) for edge in (sites.lat, sites.lon))
    return [sites.id[site], sites.name[site], lat, lon, _families(shade)]


def _families(shade: Shade) -> dict[str, int]:
    return {family.value: count for family, count in shade.families.items()}


# --- lists ---------------------------------------------------------------------------------


def listed(frame: pd.DataFrame, keys: Sequence[int], total: int) -> Json:
    """Return a page of a list: `total` of the list, and `rows` of `id`, `title`, `when`, `place`, `status`, `dataset`, `key`."""
    rows = [{**_line(row), "key": key} for row, key in zip(frame.to_dict("records"), keys, strict=True)]
    return {"total": total, "rows": rows}


def _line(row: Mapping[Any, Any]) -> Json:
    place = row["place_name"]
    return {
        "id": row["id"],
        "title": row["title"],
        "kind": row["kind"],
        "when": when(row["first"], row["last"], row["date_precision"]),
        "place": "" if pd.isna(place) else place,
        "status": row["status"],
        "dataset": row["dataset"],
    }


def incident(told: Evidence) -> Json:
    """Return an incident with the sentences behind it: its `kind`, and what `handouts.evidence.told` says."""
    return {"kind": told.kind.value, **evidence.told(told)}


# --- counts --------------------------------------------------------------------------------


def facets(told: Mapping[str, pd.DataFrame]) -> Json:
    """Return, by facet, its values as [value, label, count]."""
    return {
        name: [list(row) for row in zip(frame["value"], frame["label"], map(int, frame["count"]), strict=True)]
        for name, frame in told.items()
    }


def histogram(bins: pd.DataFrame, outline: pd.DataFrame, unit: str) -> Json:
    """
    Return how many incidents began when.

    `unit` ("day", "week", "month", "year"), `first` (first days of the bins, those in which nothing began left out), `kinds`
    (for each kind that occurs a count per bin), `outline` (a count per bin without any filter), and how many stand in no bin,
    `undated` and `outline_undated`: what has no day, or none as exact as a bin.
    """
    dated, whole = bins[bins["first"].notna()], outline[outline["first"].notna()]
    days = sorted({*dated["first"], *whole["first"]})
    number = {day: n for n, day in enumerate(days)}
    kinds: dict[str, list[int]] = {}
    for day, kind, count in zip(dated["first"], dated["kind"], dated["count"], strict=True):
        kinds.setdefault(kind, [0] * len(days))[number[day]] += int(count)
    totals = [0] * len(days)
    for day, count in zip(whole["first"], whole["count"], strict=True):
        totals[number[day]] += int(count)
    return {
        "unit": unit,
        "first": [day.date().isoformat() for day in days],
        "kinds": kinds,
        "outline": totals,
        "undated": int(bins["count"].sum() - dated["count"].sum()),
        "outline_undated": int(outline["count"].sum() - whole["count"].sum()),
    }
