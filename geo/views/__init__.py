"""Filter in, frames out: lists, counts, facets, bins, and the evidence behind each incident."""

from geo.views.cards import KIND_LABELS, PRECISION_LABELS, STATUS_LABELS
from geo.views.evidence import ClaimView, DocumentView, Evidence, Source, document, evidence
from geo.views.filters import ActorRole, Filter
from geo.views.frames import (
    COLUMNS,
    Headline,
    Unit,
    bins,
    documents,
    facets,
    headline,
    incidents,
    not_on_map,
    skipped,
    unit_of,
)

__all__ = [
    "COLUMNS",
    "KIND_LABELS",
    "PRECISION_LABELS",
    "STATUS_LABELS",
    "ActorRole",
    "ClaimView",
    "DocumentView",
    "Evidence",
    "Filter",
    "Headline",
    "Source",
    "Unit",
    "bins",
    "document",
    "documents",
    "evidence",
    "facets",
    "headline",
    "incidents",
    "not_on_map",
    "skipped",
    "unit_of",
]
