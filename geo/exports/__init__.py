"""What leaves the program as a file: tables, maps for other programs, citations, and annotations that a scorer reads."""

from geo.exports.annotations import annotate
from geo.exports.forms import FORMS, Form
from geo.exports.geojson import geojson
from geo.exports.rows import Context, Job, Terms, coded, context, credited, honest
from geo.exports.tables import TRIGGERS, csv, guard

__all__ = [
    "FORMS",
    "TRIGGERS",
    "Context",
    "Form",
    "Job",
    "Terms",
    "annotate",
    "coded",
    "context",
    "credited",
    "csv",
    "geojson",
    "guard",
    "honest",
]
