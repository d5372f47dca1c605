"""The filter in words, part by part, each with the filter that is left when it is taken out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

import pandas as pd

from geo.model import Kind, Precision, Status
from geo.ui import words
from geo.views import ActorRole, Filter

Chip = tuple[str, Filter]

_BOX: Final = 4
"""Numbers that say a box."""

_MAKE: Final = {"actors": str, "kinds": Kind, "statuses": Status, "precisions": Precision, "sources": str, "datasets": str}

_FACETS: Final = {
    "actors": "Actor",
    "kinds": "Kind",
    "statuses": "Status",
    "precisions": "Place",
    "sources": "Source",
    "datasets": "Data set",
}


def chips(chosen: Filter, facets: Mapping[str, pd.DataFrame]) -> list[Chip]:
    """Return what the filter asks for, in words, each with the filter without it; words are not escaped yet."""
    return [*_dates(chosen), *_within(chosen), *_values(chosen, facets), *_text(chosen)]


def with_values(chosen: Filter, facet: str, values: Iterable[str]) -> Filter:
    """Return the filter with other values in one facet."""
    made = tuple(map(_MAKE[facet], values))
    return replace(chosen, **{facet: made})  # type: ignore[arg-type]  # the facets of the table are fields of Filter


def _dates(chosen: Filter) -> Iterator[Chip]:
    if chosen.first:
        yield f"From {words.day(chosen.first)}", replace(chosen, first=None)
    if chosen.last:
        yield f"To {words.day(chosen.last)}", replace(chosen, last=None)
    if not chosen.undated:
        yield "Without undated", replace(chosen, undated=True)


def _within(chosen: Filter) -> Iterator[Chip]:
    if chosen.within:
        yield f"Within a drawn {'box' if len(chosen.within.split(',')) == _BOX else 'area'}", replace(chosen, within="")


def _values(chosen: Filter, facets: Mapping[str, pd.DataFrame]) -> Iterator[Chip]:
    for facet, title in _FACETS.items():
        labels = dict(zip(facets[facet]["value"], facets[facet]["label"], strict=True))
        values: tuple[str, ...] = getattr(chosen, facet)
        for value in values:
            left = tuple(other for other in values if other != value)
            yield f"{title}: {labels.get(value, value)}", with_values(chosen, facet, left)
        if facet == "actors" and values and chosen.actor_role is not ActorRole.ANY:
            yield f"Actor {words.ROLES[chosen.actor_role]}", replace(chosen, actor_role=ActorRole.ANY)


def _text(chosen: Filter) -> Iterator[Chip]:
    if chosen.text:
        yield f"“{chosen.text}”", replace(chosen, text="")
