"""Filter in, frames out: lists, counts, facets, bins, and the evidence behind each incident."""

from geo.views.cards import KIND_LABELS as KIND_LABELS
from geo.views.cards import PRECISION_LABELS as PRECISION_LABELS
from geo.views.cards import STATUS_LABELS as STATUS_LABELS
from geo.views.filters import ActorRole as ActorRole
from geo.views.filters import Filter as Filter
from geo.views.frames import COLUMNS as COLUMNS
from geo.views.frames import Headline as Headline
from geo.views.frames import Unit as Unit
from geo.views.frames import bins as bins
from geo.views.frames import documents as documents
from geo.views.frames import facets as facets
from geo.views.frames import headline as headline
from geo.views.frames import incidents as incidents
from geo.views.frames import not_on_map as not_on_map
from geo.views.frames import skipped as skipped
from geo.views.frames import unit_of as unit_of
