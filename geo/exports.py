"""What leaves the program as a file: CSV, GeoJSON, and annotations that a scorer reads."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import PurePosixPath
from typing import Any, Final

import pandas as pd
import shapely
from shapely.geometry import mapping

from geo.areas import Box, Outlines
from geo.codes import DATE_CODES, KIND_CODES, PLACE_CODES, Codes
from geo.geodesy import disc
from geo.model import PINNED, DatePrecision, Kind, LatLon, Precision
from geo.store import Snapshot
from geo.views import day_of

Row = Mapping[str, Any]

# --- CSV -----------------------------------------------------------------------------------

TRIGGERS: Final = frozenset("=+-@\t\r\n\0＝＋－＠")  # noqa: RUF001  # full-width signs start a formula too
"""A cell that begins with one of these may be taken for a formula by a spreadsheet (OWASP ASVS 1.2.10)."""

_PASSED_OVER: Final = " \"'\u00a0\ufeff"


def csv(frame: pd.DataFrame) -> str:
    r"""
    Return a frame as CSV (RFC 4180, "\n" between rows, days as 2019-12-05, what is absent as nothing).

    Text that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay numbers. The middle of a
    country or an area is no position and is left out.
    """
    frame = honest(frame) if "place_precision" in frame else frame
    guarded = {
        name: frame[name].map(guard, na_action="ignore")
        for name in frame.columns
        if isinstance(frame[name].dtype, pd.StringDtype)
    }
    out = io.StringIO()
    frame.assign(**guarded).to_csv(out, index=False, lineterminator="\n", date_format="%Y-%m-%d")
    return out.getvalue()


def honest(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame of `views.incidents` without positions that no map should pin: the middles of areas and countries."""
    said = frame["place_precision"].isin([*PINNED, Precision.NEAR])
    return frame.assign(lat=frame["lat"].where(said), lon=frame["lon"].where(said))


def coded(frame: pd.DataFrame, codes: Codes) -> pd.DataFrame:
    """
    Return a frame of `views.incidents` with what other data sets call each kind and precision, in columns of their names.

    A cell is absent where the codebook has no such thing, rather than the nearest that it has.
    """
    kinds = [codes.of_kind(Kind(kind)) for kind in frame["kind"]]
    spots = [frame[name].fillna("") for name in ("place_precision", "place_kind", "country")]
    places = [codes.of_place(Precision(precision), kind, country) for precision, kind, country in zip(*spots, strict=True)]
    days = (frame["date_precision"], *(map(day_of, frame[name]) for name in ("first", "last")))
    dates = [codes.of_date(DatePrecision(precision), first, last) for precision, first, last in zip(*days, strict=True)]
    named = {name: pd.array([one[name] or None for one in kinds], dtype="string") for name in KIND_CODES}
    counted = {
        name: pd.array([int(one[name]) if one[name] else None for one in told], dtype="Int64")
        for names, told in ((PLACE_CODES, places), (DATE_CODES, dates))
        for name in names
    }
    return frame.assign(**named, **counted)


def guard(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    first = text.lstrip(_PASSED_OVER)[:1]
    return f"'{text}" if first in TRIGGERS and first else text


# --- GeoJSON -------------------------------------------------------------------------------


def geojson(frame: pd.DataFrame, snapshot: Snapshot, outlines: Outlines | None = None) -> str:
    """
    Return a frame of `views.incidents` as a GeoJSON feature collection (RFC 7946), one feature a line.

    Nothing is drawn more exactly than it was said: a site or a town is a point, "near" a disc, a region its shape (from
    `outlines`; its bounding box where none is known), and a country or an incident without a place has no geometry;
    `drawn_as` says which.
    """
    features = [json.dumps(_feature(row, outlines), ensure_ascii=False, allow_nan=False) for row in _rows(honest(frame))]
    head = json.dumps({"snapshot": snapshot.id, "credits": snapshot.manifest["credits"]}, ensure_ascii=False)[1:-1]
    lines = ",\n".join(features)
    return f'{{"type": "FeatureCollection", {head}, "features": [\n{lines}\n]}}\n'


def _rows(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield the rows as plain values: None for what is absent, ISO dates."""
    for row in frame.to_dict("records"):
        yield {str(name): _plain(value) for name, value in row.items()}


def _plain(value: object) -> object:
    if value is pd.NA or value is pd.NaT or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else value


def _feature(row: Row, outlines: Outlines | None) -> dict[str, Any]:
    drawn_as, geometry = _geometry(row, outlines)
    properties = {name: value for name, value in row.items() if name != "id"}
    return {"type": "Feature", "id": row["id"], "geometry": geometry, "properties": {**properties, "drawn_as": drawn_as}}


def _geometry(row: Row, outlines: Outlines | None) -> tuple[str, dict[str, Any] | None]:
    precision = Precision(row["place_precision"])
    if not row["mapped"]:
        return "nothing", None
    if precision in PINNED and row["lat"] is not None:
        return "point", {"type": "Point", "coordinates": [round(row["lon"], 6), round(row["lat"], 6)]}
    if precision is Precision.NEAR and row["lat"] is not None and row["uncertainty_km"]:
        return "disc", disc(LatLon(row["lat"], row["lon"]), 1000 * row["uncertainty_km"]).geojson()
    if precision is Precision.AREA and row["west"] is not None:
        return _area(row["place_id"], (row["west"], row["south"], row["east"], row["north"]), outlines)
    return "nothing", None


def _area(place_id: str, box: Box, outlines: Outlines | None) -> tuple[str, dict[str, Any]]:
    shape = outlines.of(place_id, box) if outlines else None
    if shape is None or shape.bounds[2] > 180:
        return "bounding box", _box(*box)
    # RFC 7946 wants outer rings counter-clockwise, and no more digits than mean something.
    return "area", dict(mapping(shapely.orient_polygons(shapely.set_precision(shape, 1e-4))))


def _box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    """Return a box as polygon, cut in two where it crosses the antimeridian (RFC 7946, 3.1.9)."""
    if west <= east:
        return {"type": "Polygon", "coordinates": [_ring(west, south, east, north)]}
    return {"type": "MultiPolygon", "coordinates": [[_ring(west, south, 180.0, north)], [_ring(-180.0, south, east, north)]]}


def _ring(west: float, south: float, east: float, north: float) -> list[list[float]]:
    """Return the corners counter-clockwise, the first one repeated."""
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


# --- annotations ---------------------------------------------------------------------------


def annotate(snapshot: Snapshot) -> dict[str, dict[str, Any]]:
    """
    Return what was read in each source file, by the name of the file to write it to, as plain JSON values.

    Spans are in the text of the file as decoded, not of the documents in it.
    """
    documents = snapshot.rows("SELECT * FROM documents ORDER BY source, start, id")
    starts = {row["id"]: row["start"] for row in documents}
    sources = {row["id"]: row["source"] for row in documents}
    found = {
        source: {"file": source, "documents": [], "toponyms": [], "claims": []} for source in dict.fromkeys(sources.values())
    }
    for row in documents:
        found[row["source"]]["documents"].append(_document(row))
    for row in snapshot.rows(_TOPONYMS):
        found[sources[row["document_id"]]]["toponyms"].append(_toponym(row, starts[row["document_id"]]))
    actors = _actors(snapshot)
    for row in snapshot.rows(_CLAIMS):
        found[sources[row["document_id"]]]["claims"].append(_claim(row, starts[row["document_id"]], actors.get(row["id"], [])))
    return dict(zip(_names(found), found.values(), strict=True))


_PLACE: Final = "p.name AS place_name, p.lat, p.lon, p.precision AS place_precision, p.kind AS place_kind"

_TOPONYMS: Final = f"""
    SELECT t.document_id, t.start, t."end", t.text, t.role, {_PLACE}
    FROM toponyms t JOIN documents d ON d.id = t.document_id
    LEFT JOIN candidates c ON t.resolved AND c.document_id = t.document_id AND c.toponym = t.n AND c.n = 0
    LEFT JOIN places p ON p.n = c.place
    ORDER BY d.source, d.start, d.id, t.n
    """  # noqa: S608  # pasted are our own columns

_CLAIMS: Final = f"""
    SELECT c.* EXCLUDE (place), i.incident_id, {_PLACE}
    FROM claims c JOIN documents d ON d.id = c.document_id
    LEFT JOIN incident_claims i ON i.claim_id = c.id
    LEFT JOIN places p ON p.n = c.place
    ORDER BY d.source, d.start, d.id, c.start, c."end", c.id
    """  # noqa: S608  # pasted are our own columns


def _names(sources: Iterable[str]) -> list[str]:
    """Return a file name for each source: its own with .json for its ending, or after it where two would be the same."""
    taken: set[str] = set()
    names = []
    for source in sources:
        path = PurePosixPath(*(part for part in PurePosixPath(source).parts if part not in {"/", "..", "."}))
        name = str(path.with_suffix(".json"))
        name = f"{path}.json" if name in taken else name
        taken.add(name)
        names.append(name)
    return names


def _document(row: Row) -> dict[str, Any]:
    published = {"first": _iso(row["first"]), "last": _iso(row["last"]), "basis": row["basis"]}
    end = row["start"] + len(row["text"])
    return {"start": row["start"], "end": end, "title": row["title"], "publisher": row["publisher"], "published": published}


def _toponym(row: Row, start: int) -> dict[str, Any]:
    span = {"start": start + row["start"], "end": start + row["end"]}
    return {**span, "text": row["text"], "role": row["role"], "place": _place(row)}


def _claim(row: Row, start: int, actors: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "incident": row["incident_id"],
        "start": start + row["start"],
        "end": start + row["end"],
        "sentence": row["sentence"],
        "kind": row["kind"],
        "first": _iso(row["first"]),
        "last": _iso(row["last"]),
        "date_precision": row["date_precision"],
        "place": _place(row),
        "actors": actors,
        "status": row["status"],
        "fatalities": None if row["killed_low"] is None else [row["killed_low"], row["killed_high"]],
        **{flag: row[flag] for flag in ("historical", "future", "hypothetical", "negated")},
    }


def _place(row: Row) -> dict[str, Any] | None:
    if row["place_name"] is None:
        return None
    at = {"lat": row["lat"], "lon": row["lon"]}
    return {"name": row["place_name"], **at, "precision": row["place_precision"], "kind": row["place_kind"]}


def _actors(snapshot: Snapshot) -> dict[str, list[dict[str, Any]]]:
    question = """
        SELECT p.id, p.role, a.name, a.aliases FROM participants p JOIN actors a ON a.n = p.actor
        WHERE p.of = 'claim' ORDER BY p.id, p.n
        """
    told: dict[str, list[dict[str, Any]]] = {}
    for row in snapshot.rows(question):
        told.setdefault(row["id"], []).append({"name": row["name"], "role": row["role"], "aliases": row["aliases"]})
    return told


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
