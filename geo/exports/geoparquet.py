"""GeoParquet 1.1: one row an incident with its types, and its geometry as GeoJSON has it, in WKB."""

from __future__ import annotations

import json
from typing import Any, BinaryIO, Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from shapely.geometry.base import BaseGeometry

from geo.exports.rows import Job
from geo.exports.shapes import Shapes

_DRAWN: Final = [pa.field("drawn_as", pa.string()), pa.field("geometry", pa.binary())]


class _Extent:
    """Which kinds of geometry there are, and the box around them."""

    def __init__(self) -> None:
        self.kinds: set[str] = set()
        self.box: tuple[float, float, float, float] | None = None

    def encode(self, shape: BaseGeometry) -> bytes:
        """Take note of a geometry; return it in WKB."""
        west, south, east, north = shape.bounds
        held = self.box or (west, south, east, north)
        self.box = min(held[0], west), min(held[1], south), max(held[2], east), max(held[3], north)
        self.kinds.add(shape.geom_type)
        return shapely.to_wkb(shape, byte_order=1)

    def told(self) -> str:
        column = {"encoding": "WKB", "geometry_types": sorted(self.kinds), "orientation": "counterclockwise"}
        box = {"bbox": list(self.box)} if self.box else {}
        whole = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": {**column, **box}}}
        return json.dumps(whole, sort_keys=True)


def write(job: Job, out: BinaryIO) -> None:
    """Write all that is asked for."""
    extent = _Extent()
    shapes = Shapes(job.context.outlines, extent.encode)
    writer: pq.ParquetWriter | None = None
    try:
        for frame in job.frames():
            drawn = [shapes.of(row) for row in job.records(frame)]
            schema = pa.schema([*map(_field, frame.columns, frame.dtypes), *_DRAWN])
            columns = [pa.array(frame[name], type=schema.field(name).type, from_pandas=True) for name in frame.columns]
            columns += [pa.array([one[n] for one in drawn], type=_DRAWN[n].type) for n in (0, 1)]
            if writer is None:
                writer = pq.ParquetWriter(out, schema, compression="zstd")
            writer.write_table(pa.table(columns, schema=schema))
        if writer is not None:
            credits_ = json.dumps(job.snapshot.manifest["credits"], ensure_ascii=False, sort_keys=True)
            writer.add_key_value_metadata({"geo": extent.told(), "snapshot": job.snapshot.id, "credits": credits_})
    finally:
        if writer is not None:
            writer.close()


def _field(name: object, dtype: Any) -> pa.Field:  # noqa: ANN401  # of whatever library it is
    if pd.api.types.is_datetime64_dtype(dtype):
        return pa.field(str(name), pa.date32())
    if isinstance(dtype, pd.StringDtype):
        return pa.field(str(name), pa.string())
    if isinstance(dtype, pd.Int64Dtype):
        return pa.field(str(name), pa.int64())
    return pa.field(str(name), pa.bool_() if pd.api.types.is_bool_dtype(dtype) else pa.float64())
