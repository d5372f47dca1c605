"""What a briefing is about, in words: what the filters of all its scenes have in common, and what is shown of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from geo import views
from geo.model import Kind, Precision, Status
from geo.store import Snapshot
from geo.views import ActorRole, Filter
from geo.views.columns import NO_DAY, NO_SITE, columns
from geo.views.counting import begins, day, ends
from geo.views.phrases import day as day_in_words, listed
from geo.views.selection import selected

T = TypeVar("T")

_NAMED: Final = 4
"""Values of a facet that are named; the others are counted."""

_ROLES: Final = {
    ActorRole.ANY: "with {}",
    ActorRole.PERPETRATOR: "said to be done or claimed by {}",
    ActorRole.TARGET: "against {}",
    ActorRole.SPEAKER: "on the word of {}",
    ActorRole.MENTIONED: "in sentences that name {}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """What all scenes together show; an incident that several show counts once."""

    incidents: int
    not_on_map: int
    undated: int
    first: date | None
    last: date | None
    """The first and the last day that any of them can have been."""
    places: tuple[str, ...]
    """Names of the places on the map that most of them have, the most frequent first."""


def extent(snapshot: Snapshot, chosen: Sequence[Filter]) -> Extent:
    """Return what several filters leave together."""
    of = columns(snapshot)
    mask = np.zeros(len(of), np.bool_)
    for one in chosen:
        mask |= selected(snapshot, one).mask
    rows = np.flatnonzero(mask)
    first, last = begins(of)[rows], ends(of)[rows]
    dated = first != NO_DAY
    known = bool(dated.any())
    return Extent(
        incidents=len(rows),
        not_on_map=int(np.count_nonzero(~of.shown[rows])),
        undated=int(np.count_nonzero(~dated)),
        first=day(int(first[dated].min())) if known else None,
        last=day(int(last[dated].max())) if known else None,
        places=_places(snapshot, rows),
    )


def _places(snapshot: Snapshot, rows: npt.NDArray[np.intp]) -> tuple[str, ...]:
    of = columns(snapshot)
    sites = of.site[rows[of.shown[rows]]]
    numbers, counts = np.unique(sites[sites != NO_SITE], return_counts=True)
    order = np.lexsort((numbers, -counts))
    return tuple(dict.fromkeys(name for n in numbers[order[: 2 * _NAMED]] if (name := of.sites.name[int(n)])))


def scope(snapshot: Snapshot, chosen: Sequence[Filter]) -> str:
    """
    Return in words what bounds every one of several filters.

    A facet that one of them leaves open bounds nothing; where all name values of it, the briefing is about any of these.
    """
    parts = [text for text in (told(snapshot, chosen) for told in _PARTS) if text] if chosen else []
    return f"Incidents {'; '.join(parts)}" if parts else "Everything that was read"


def _dates(_: Snapshot, chosen: Sequence[Filter]) -> str:
    firsts, lasts = ([getattr(one, end) for one in chosen] for end in ("first", "last"))
    first = min(firsts) if all(firsts) else None
    last = max(lasts) if all(lasts) else None
    if first and last:
        dated = f"of {day_in_words(first)}" if first == last else f"of {day_in_words(first)} to {day_in_words(last)}"
    else:
        dated = f"of {day_in_words(first)} or later" if first else f"of {day_in_words(last)} or earlier" if last else ""
    if not any(one.undated for one in chosen):
        return dated or "of which some day is known"
    return f"{dated}, or undated" if dated else ""


def _actors(snapshot: Snapshot, chosen: Sequence[Filter]) -> str:
    ids = _all(chosen, lambda one: one.actors)
    roles = {one.actor_role for one in chosen}
    known = views.names(snapshot, ids)
    role = roles.pop() if len(roles) == 1 else ActorRole.ANY
    return _ROLES[role].format(_any(known.get(id_, id_) for id_ in ids)) if ids else ""


def _kinds(_: Snapshot, chosen: Sequence[Filter]) -> str:
    kinds: list[Kind] = _all(chosen, lambda one: one.kinds)
    return f"of the kind {_any(views.KIND_LABELS[kind].lower() for kind in kinds)}" if kinds else ""


def _statuses(_: Snapshot, chosen: Sequence[Filter]) -> str:
    statuses: list[Status] = _all(chosen, lambda one: one.statuses)
    return _any(views.STATUS_LABELS[status].lower() for status in statuses)


def _precisions(_: Snapshot, chosen: Sequence[Filter]) -> str:
    precisions: list[Precision] = _all(chosen, lambda one: one.precisions)
    return f"placed as {_any(views.PRECISION_LABELS[one].lower() for one in precisions)}" if precisions else ""


def _sources(_: Snapshot, chosen: Sequence[Filter]) -> str:
    sources = _all(chosen, lambda one: one.sources)
    return f"told by {_any(sources)}" if sources else ""


def _datasets(snapshot: Snapshot, chosen: Sequence[Filter]) -> str:
    slugs = _all(chosen, lambda one: one.datasets)
    named = {one["slug"]: one["name"] or one["slug"] for one in snapshot.manifest.get("datasets", ())}
    return f"from {_any({**named, views.REPORTS: 'the reports'}.get(slug, slug) for slug in slugs)}" if slugs else ""


def _drawn(snapshot: Snapshot, chosen: Sequence[Filter]) -> str:
    shapes = _all(chosen, lambda one: (one.within,) if one.within else ())
    if not shapes:
        return ""
    named = extent(snapshot, chosen).places
    of = f" around {listed(named, _NAMED, 'other place')}" if named else ""
    return f"within a drawn area{of}" if len(shapes) == 1 else f"within {len(shapes)} drawn areas{of}"


def _texts(_: Snapshot, chosen: Sequence[Filter]) -> str:
    texts = _all(chosen, lambda one: (one.text,) if one.text else ())
    return f"whose sentences say {_any(f'“{text}”' for text in texts)}" if texts else ""


_PARTS: Final[tuple[Callable[[Snapshot, Sequence[Filter]], str], ...]] = (
    _dates,
    _kinds,
    _statuses,
    _actors,
    _drawn,
    _precisions,
    _sources,
    _datasets,
    _texts,
)


def _all(chosen: Sequence[Filter], values: Callable[[Filter], Iterable[T]]) -> list[T]:
    """Return the values that the filters name, each once; none where one of them names none."""
    named = [tuple(values(one)) for one in chosen]
    return list(dict.fromkeys(value for of in named for value in of)) if all(named) else []


def _any(names: Iterable[str]) -> str:
    """Return "A", "A or B", "A, B or 3 others"."""
    told = list(names)
    shown = told if len(told) <= _NAMED + 1 else [*told[:_NAMED], f"{len(told) - _NAMED:,} others"]
    return f"{', '.join(shown[:-1])} or {shown[-1]}" if len(shown) > 1 else "".join(shown)
