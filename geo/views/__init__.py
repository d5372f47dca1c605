"""Filter in, frames out: lists, counts, facets, bins, and the evidence behind each incident."""

from geo.views.acting import ActorView, Sides, actor, actors, between, claims_with, names, pairs, sides
from geo.views.cards import KIND_LABELS, PRECISION_LABELS, STATUS_LABELS
from geo.views.counting import Headline, headline
from geo.views.disagreements import WEIGHTS, Contest, Quote, Side, contested_fields, contests, disagreements, independent
from geo.views.evidence import ClaimView, DocumentView, Evidence, Record, Source, document, evidence
from geo.views.filters import ActorRole, Filter
from geo.views.frames import (
    COLUMNS,
    MOST_VALUES,
    Unit,
    actors_named,
    bins,
    documents,
    facets,
    incidents,
    not_on_map,
    skipped,
    unit_of,
)
from geo.views.lanes import NOBODY, OTHERS, Lanes, cells, in_lane, lanes, spans
from geo.views.listing import ORDERS, Part, around, at, frame_of, holds, numbers, page, some
from geo.views.picture import Picture, picture
from geo.views.places import box_of, sites
from geo.views.quality import FLAG_LABELS, outlets, shares, unmapped_reasons, unresolved_names, unused_claims
from geo.views.rangeclaims import RangeClaimView, range_claim_count, range_claims, suspects, systems_in, systems_of
from geo.views.tables import REPORTS, ROLES
from geo.views.values import day_of

__all__ = [
    "COLUMNS",
    "FLAG_LABELS",
    "KIND_LABELS",
    "MOST_VALUES",
    "NOBODY",
    "ORDERS",
    "OTHERS",
    "PRECISION_LABELS",
    "REPORTS",
    "ROLES",
    "STATUS_LABELS",
    "WEIGHTS",
    "ActorRole",
    "ActorView",
    "ClaimView",
    "Contest",
    "DocumentView",
    "Evidence",
    "Filter",
    "Headline",
    "Lanes",
    "Part",
    "Picture",
    "Quote",
    "RangeClaimView",
    "Record",
    "Side",
    "Sides",
    "Source",
    "Unit",
    "actor",
    "actors",
    "actors_named",
    "around",
    "at",
    "between",
    "bins",
    "box_of",
    "cells",
    "claims_with",
    "contested_fields",
    "contests",
    "day_of",
    "disagreements",
    "document",
    "documents",
    "evidence",
    "facets",
    "frame_of",
    "headline",
    "holds",
    "in_lane",
    "incidents",
    "independent",
    "lanes",
    "names",
    "not_on_map",
    "numbers",
    "outlets",
    "page",
    "pairs",
    "picture",
    "range_claim_count",
    "range_claims",
    "shares",
    "sides",
    "sites",
    "skipped",
    "some",
    "spans",
    "suspects",
    "systems_in",
    "systems_of",
    "unit_of",
    "unmapped_reasons",
    "unresolved_names",
    "unused_claims",
]
