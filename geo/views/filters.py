"""What a person asked for: a value that stands in the URL and becomes conditions on incidents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from geo.model import Kind, Precision, Status
from geo.views import within

MAX_CHOICES: Final = 100
MAX_CHARACTERS: Final = 200
"""What is longer in a URL was written by no page of ours and is ignored."""


class ActorRole(StrEnum):
    """How an actor must take part; coarser than the role in a claim."""

    ANY = "any"
    """In any role of a claim."""
    PERPETRATOR = "perpetrator"
    """Said to have done it, accused of it, or taking credit for it."""
    TARGET = "target"
    SPEAKER = "speaker"
    MENTIONED = "mentioned"
    """In any role, or only named in the sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """OR inside a facet, AND across facets; an empty facet asks for nothing."""

    first: date | None = None
    last: date | None = None
    """An incident is in the range when any of its possible days is."""
    undated: bool = True
    """Whether incidents of which no date is known are shown too."""
    actors: tuple[str, ...] = ()
    """Ids."""
    actor_role: ActorRole = ActorRole.ANY
    organizations: bool = True
    """Whether an actor stands for the organizations that belong to it."""
    kinds: tuple[Kind, ...] = ()
    statuses: tuple[Status, ...] = ()
    sources: tuple[str, ...] = ()
    """Publishers, or file names where the publisher is not known."""
    precisions: tuple[Precision, ...] = ()
    datasets: tuple[str, ...] = ()
    """Slugs of data sets; `REPORTS` for what was read in documents."""
    within: str = ""
    """A box or a polygon as `within.corners` reads it; only what has a position inside is left."""
    text: str = ""
    """Stands in a sentence, note or title, in whatever case."""

    def to_query(self) -> dict[str, list[str]]:
        """Return what differs from no filter at all, as values of a URL query."""
        told = {
            "from": [self.first.isoformat()] if self.first else [],
            "to": [self.last.isoformat()] if self.last else [],
            "undated": [] if self.undated else ["no"],
            "actor": list(self.actors),
            "role": [] if self.actor_role is ActorRole.ANY else [self.actor_role.value],
            "organizations": [] if self.organizations else ["no"],
            "kind": [kind.value for kind in self.kinds],
            "status": [status.value for status in self.statuses],
            "source": list(self.sources),
            "precision": [precision.value for precision in self.precisions],
            "dataset": list(self.datasets),
            "within": [self.within] if self.within else [],
            "text": [self.text] if self.text else [],
        }
        return {name: values for name, values in told.items() if values}

    @classmethod
    def from_query(cls, query: Mapping[str, str | Sequence[str]]) -> Filter:
        """Return the filter that a URL query asks for; a value that makes no sense is ignored, nothing is raised."""
        first, last = _first(_dates(query, "from")), _first(_dates(query, "to"))
        if first and last and last < first:
            first, last = None, None
        return cls(
            first=first,
            last=last,
            undated=_first(_texts(query, "undated")) != "no",
            actors=_texts(query, "actor"),
            actor_role=_first(_members(query, "role", ActorRole)) or ActorRole.ANY,
            organizations=_first(_texts(query, "organizations")) != "no",
            kinds=_members(query, "kind", Kind),
            statuses=_members(query, "status", Status),
            sources=_texts(query, "source"),
            precisions=_members(query, "precision", Precision),
            datasets=_texts(query, "dataset"),
            within=next(filter(within.corners, _values(query, "within")), ""),
            text=_first(_texts(query, "text")) or "",
        )


T = TypeVar("T")
Member = TypeVar("Member", bound=StrEnum)


def _texts(query: Mapping[str, str | Sequence[str]], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in _values(query, name) if 0 < len(value) <= MAX_CHARACTERS))


def _values(query: Mapping[str, str | Sequence[str]], name: str) -> list[str]:
    told = query.get(name, ())
    values = [told] if isinstance(told, str) else list(told)[:MAX_CHOICES]
    return [value for value in values if isinstance(value, str)]


def _members(query: Mapping[str, str | Sequence[str]], name: str, members: type[Member]) -> tuple[Member, ...]:
    known = {member.value: member for member in members}
    return tuple(known[value] for value in _texts(query, name) if value in known)


def _dates(query: Mapping[str, str | Sequence[str]], name: str) -> tuple[date, ...]:
    return tuple(day for value in _texts(query, name) if (day := _date(value)))


def _date(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _first(values: Sequence[T]) -> T | None:
    return values[0] if values else None


# --- conditions ----------------------------------------------------------------------------

Condition = tuple[str, list[object]]
"""SQL about one row of `cards` with a question mark for each value."""

_ROLES: Final[dict[ActorRole, tuple[str, ...]]] = {
    ActorRole.ANY: ("perpetrator", "target", "speaker"),
    ActorRole.PERPETRATOR: ("perpetrator",),
    ActorRole.TARGET: ("target",),
    ActorRole.SPEAKER: ("speaker",),
    ActorRole.MENTIONED: ("perpetrator", "target", "speaker", "mentioned"),
}


def roles(role: ActorRole) -> list[str]:
    """Return the roles in the table `involved` that a role of the filter stands for."""
    return list(_ROLES[role])


def _dated(chosen: Filter) -> Condition | None:
    undated = "first IS NULL AND last IS NULL"
    if chosen.first is None and chosen.last is None:
        return None if chosen.undated else (f"NOT ({undated})", [])
    meets = "coalesce(last >= ?, true) AND coalesce(first <= ?, true)"
    either = f"({undated}) OR ({meets})" if chosen.undated else f"NOT ({undated}) AND {meets}"
    return either, [chosen.first or date.min, chosen.last or date.max]


def _with_actors(chosen: Filter) -> Condition | None:
    if not chosen.actors:
        return None
    direct = "" if chosen.organizations else " AND direct"
    who = "SELECT who FROM people WHERE list_contains(?, id)"
    among = f"SELECT n FROM involved WHERE who IN ({who}) AND list_contains(?, role){direct}"  # noqa: S608  # no value is pasted in
    return f"n IN ({among})", [list(chosen.actors), roles(chosen.actor_role)]


def _of_kinds(chosen: Filter) -> Condition | None:
    return ("list_contains(?, kind)", [[str(kind) for kind in chosen.kinds]]) if chosen.kinds else None


def _of_statuses(chosen: Filter) -> Condition | None:
    return ("list_contains(?, status)", [[str(status) for status in chosen.statuses]]) if chosen.statuses else None


def _from_sources(chosen: Filter) -> Condition | None:
    named = "SELECT outlet FROM outlets WHERE list_contains(?, name)"
    return (f"n IN (SELECT n FROM cited WHERE outlet IN ({named}))", [list(chosen.sources)]) if chosen.sources else None  # noqa: S608  # as above


def _so_precise(chosen: Filter) -> Condition | None:
    return ("list_contains(?, place_precision)", [[str(one) for one in chosen.precisions]]) if chosen.precisions else None


def _of_datasets(chosen: Filter) -> Condition | None:
    return ("list_contains(?, dataset)", [list(chosen.datasets)]) if chosen.datasets else None


def _drawn(chosen: Filter) -> Condition | None:
    return within.condition(chosen.within) if chosen.within else None


def _saying(chosen: Filter) -> Condition | None:
    return ("contains(searched, lower(?))", [chosen.text]) if chosen.text else None


CONDITIONS: Final[dict[str, Callable[[Filter], Condition | None]]] = {
    "dates": _dated,
    "actors": _with_actors,
    "kinds": _of_kinds,
    "statuses": _of_statuses,
    "sources": _from_sources,
    "precisions": _so_precise,
    "datasets": _of_datasets,
    "within": _drawn,
    "text": _saying,
}


def where(chosen: Filter, *, without: str = "") -> Condition:
    """Return the condition on `cards` that the filter stands for, one facet left out."""
    parts = [told for name, condition in CONDITIONS.items() if name != without and (told := condition(chosen))]
    values = [value for _, told in parts for value in told]
    return " AND ".join(f"({sql})" for sql, _ in parts) or "true", values
