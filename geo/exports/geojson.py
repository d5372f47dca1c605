"""GeoJSON (RFC 7946): a feature collection, one feature a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import BinaryIO, Final

import pandas as pd
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geo.areas import Outlines
from geo.exports.rows import Job, Row, honest, records
from geo.exports.shapes import Shapes
from geo.store import Snapshot

_END: Final = "\n]}\n"


def geojson(frame: pd.DataFrame, snapshot: Snapshot, outlines: Outlines | None = None) -> str:
    """
    Return a frame of `views.incidents` as a GeoJSON feature collection (RFC 7946), one feature a line.

    Nothing is drawn more exactly than it was said: a site or a town is a point, "near" a disc, a region its shape (from
    `outlines`; its bounding box where none is known), and a country or an incident without a place has no geometry;
    `drawn_as` says which.
    """
    return _head(snapshot) + ",\n".join(_features(records(honest(frame)), outlines)) + _END


def write(job: Job, out: BinaryIO) -> None:
    """Write all that is asked for."""
    out.write(_head(job.snapshot).encode())
    between = ""
    rows = (row for frame in job.frames() for row in job.records(frame))
    for feature in _features(rows, job.context.outlines):
        out.write(f"{between}{feature}".encode())
        between = ",\n"
    out.write(_END.encode())


def _head(snapshot: Snapshot) -> str:
    told = json.dumps({"snapshot": snapshot.id, "credits": snapshot.manifest["credits"]}, ensure_ascii=False)[1:-1]
    return f'{{"type": "FeatureCollection", {told}, "features": [\n'


def _features(rows: Iterable[Row], outlines: Outlines | None) -> Iterator[str]:
    shapes = Shapes(outlines, _geometry)
    for row in rows:
        drawn_as, geometry = shapes.of(row)
        id_ = json.dumps(row.pop("id"), ensure_ascii=False)
        told = json.dumps({**row, "drawn_as": drawn_as}, ensure_ascii=False, allow_nan=False, default=date.isoformat)
        yield f'{{"type": "Feature", "id": {id_}, "geometry": {geometry or "null"}, "properties": {told}}}'


def _geometry(shape: BaseGeometry) -> str:
    return json.dumps(mapping(shape), allow_nan=False)
