"""The forms in which incidents are written to a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Final

from geo.exports.citations import write_bibtex, write_ris
from geo.exports.geojson import write as write_geojson
from geo.exports.geoparquet import write as write_geoparquet
from geo.exports.kml import write as write_kml, write_packed as write_kmz
from geo.exports.rows import Job
from geo.exports.tables import write as write_csv, write_raw as write_raw_csv
from geo.exports.workbook import MOST, write as write_workbook


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form of file."""

    name: str
    """As it is asked for on the command line."""
    label: str
    about: str
    """What it is good for, in a few words."""
    media: str
    suffix: str
    write: Callable[[Job, BinaryIO], None]
    """Writes what a job asks for; raises StoppedError when the job is given up."""
    most: int | None = None
    """Incidents that it holds; None where there is no limit."""


FORMS: Final = {
    form.name: form
    for form in (
        Form(
            name="csv",
            label="CSV",
            about="for spreadsheets; no text is a formula",
            media="text/csv",
            suffix=".csv",
            write=write_csv,
        ),
        Form(
            name="csv-raw",
            label="CSV, raw",
            about="for programs; every text as it is",
            media="text/csv",
            suffix=".raw.csv",
            write=write_raw_csv,
        ),
        Form(
            name="xlsx",
            label="Excel (XLSX)",
            about="with types, sources and licenses",
            media="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            suffix=".xlsx",
            write=write_workbook,
            most=MOST,
        ),
        Form(
            name="geojson",
            label="GeoJSON",
            about="for maps on the web",
            media="application/geo+json",
            suffix=".geojson",
            write=write_geojson,
        ),
        Form(
            name="geoparquet",
            label="GeoParquet",
            about="for geopandas, DuckDB and QGIS",
            media="application/vnd.apache.parquet",
            suffix=".parquet",
            write=write_geoparquet,
        ),
        Form(
            name="kml",
            label="KML",
            about="for Google Earth, with range rings",
            media="application/vnd.google-earth.kml+xml",
            suffix=".kml",
            write=write_kml,
        ),
        Form(
            name="kmz",
            label="KMZ",
            about="the same, packed and with signs",
            media="application/vnd.google-earth.kmz",
            suffix=".kmz",
            write=write_kmz,
        ),
        Form(
            name="bibtex",
            label="BibTeX",
            about="the sources, to be cited",
            media="application/x-bibtex",
            suffix=".bib",
            write=write_bibtex,
        ),
        Form(
            name="ris",
            label="RIS",
            about="the sources, for reference managers",
            media="application/x-research-info-systems",
            suffix=".ris",
            write=write_ris,
        ),
    )
}
"""By name, in the order in which they are offered."""
