"""
Compute position and extent of the rows of regions.csv that name members, and add their shapes to areas.parquet.

usage: regions.py; run it after admin.py, which makes areas.parquet anew. A member is a country ("SY") or a division
("SD.47"). Rows without members keep what stands in them: waters, rivers, mountains, drawn by hand.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq
import shapely

DATA: Final = Path(__file__).parent.parent
AREAS: Final = DATA / "areas.parquet"
SOURCE: Final = "union of its members in Natural Earth 10m"


def main() -> None:
    """Rewrite both tables."""
    table = pq.read_table(AREAS).to_pylist()
    areas = {row["id"]: row for row in table if not row["id"].startswith("region:")}
    with (DATA / "regions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        members = [f"{'admin1' if '.' in member else 'country'}:{member}" for member in row["members"].split()]
        shapes = [shapely.make_valid(shapely.from_wkb(areas[member]["geometry"])) for member in members if member in areas]
        if shapes:
            shape = shapely.union_all(shapes)
            point = shape.centroid if shape.contains(shape.centroid) else shape.representative_point()
            west, south, east, north = (round(value, 3) for value in shape.bounds)
            if not row["lat"] or row["source"] == SOURCE:
                row |= {"lat": round(point.y, 4), "lon": round(point.x, 4), "source": SOURCE}
            row |= {"west": west, "south": south, "east": east, "north": north}
            areas[f"region:{row['id']}"] = {"id": f"region:{row['id']}", "name": row["name"], "geometry": shapely.to_wkb(shape)}
    with (DATA / "regions.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        out.writeheader()
        out.writerows(sorted(rows, key=lambda row: row["id"]))
    schema = pa.schema([("id", pa.string()), ("name", pa.string()), ("geometry", pa.binary())])
    made = pa.Table.from_pylist([areas[key] for key in sorted(areas)], schema=schema)
    pq.write_table(made, AREAS, compression="zstd", compression_level=19)


if __name__ == "__main__":
    main()
