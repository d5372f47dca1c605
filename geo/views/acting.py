"""Who did what to whom: actors, pairs of them, and everything that is said about and by one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from geo.errors import QueryError
from geo.store import Snapshot
from geo.views.filters import Filter, where
from geo.views.frames import COLUMNS
from geo.views.tables import ROLES, prepare

_COUNTS: Final = ", ".join(f"count(*) FILTER (x.{role}) AS {role}" for role in ROLES)


MOST_PAIRS: Final = 5_000
"""Rows that `pairs` gives; no picture shows more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorView:
    """One actor, and what it belongs to."""

    id: str
    name: str
    kind: str
    aliases: tuple[str, ...]
    belongs_to: tuple[str, ...]
    """Ids, the nearest first."""
    members: tuple[tuple[str, str, int], ...]
    """Id, name and incidents of the filter of each actor that belongs to it, most incidents first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """In how many incidents both sides are named, or one, or none."""

    both: int
    doer_only: int
    target_only: int
    neither: int


def actors(snapshot: Snapshot, chosen: Filter) -> pd.DataFrame:
    """
    Return one row per actor who takes part in an incident of the filter, most incidents first.

    `incidents` counts those; the columns `ROLES` count them by role, `inferred` those in which nobody names the actor. `top` is
    the id of the last that it belongs to, or its own.
    """
    condition, values = where(chosen)
    question = f"""
        SELECT p.id, p.name, p.kind, coalesce(p.belongs_to[-1], p.id) AS top, count(*) AS incidents, {_COUNTS},
            count(*) FILTER (x.inferred) AS inferred
        FROM (SELECT n FROM cards WHERE {condition}) s JOIN acts x ON x.n = s.n JOIN people p ON p.who = x.who
        GROUP BY p.id, p.name, p.kind, p.belongs_to ORDER BY incidents DESC, p.name, p.id
        """  # noqa: S608  # pasted are our own roles; `where` binds every value
    return prepare(snapshot).frame(question, values)


def pairs(snapshot: Snapshot, chosen: Filter) -> pd.DataFrame:
    """
    Return who did what to whom: `doer`, `target` (ids), `family`, `count` of incidents, `accused`, `inferred`.

    Who did it did it as stated, is accused of it or takes credit; in statements and sanctions it is who speaks. `accused` counts
    the incidents in which nobody states it as a fact, `inferred` those in which one of the two is not named in the words.
    """
    condition, values = where(chosen)
    question = f"""
        WITH counted AS (
            SELECT d.who AS doer, t.who AS target, s.family, count(*) AS count,
                count(*) FILTER (NOT (d.perpetrator OR d.speaker)) AS accused,
                count(*) FILTER (d.inferred OR t.inferred) AS inferred
            FROM (SELECT n, family FROM cards WHERE {condition}) s
            JOIN acts d ON d.n = s.n AND d.does JOIN acts t ON t.n = s.n AND t.target
            GROUP BY d.who, t.who, s.family
        )
        SELECT a.id AS doer, b.id AS target, family, count, accused, inferred
        FROM counted JOIN people a ON a.who = counted.doer JOIN people b ON b.who = counted.target
        ORDER BY count DESC, a.id, b.id, family LIMIT {MOST_PAIRS}
        """  # noqa: S608  # `where` binds every value
    return prepare(snapshot).frame(question, values)


def sides(snapshot: Snapshot, chosen: Filter) -> Sides:
    """Return in how many incidents of the filter who did it, and to whom, is named."""
    condition, values = where(chosen)
    [row] = prepare(snapshot).rows(
        f"""
            WITH named AS (
                SELECT n, bool_or(does) AS doer, bool_or(target) AS target FROM acts GROUP BY n
            )
            SELECT count(*) FILTER (doer AND target) AS both, count(*) FILTER (doer AND NOT target) AS doer_only,
                count(*) FILTER (target AND NOT doer) AS target_only,
                count(*) FILTER (NOT coalesce(doer OR target, false)) AS neither
            FROM (SELECT n FROM cards WHERE {condition}) s LEFT JOIN named ON named.n = s.n
            """,  # noqa: S608  # as above
        values,
    )
    return Sides(**row)


def between(snapshot: Snapshot, chosen: Filter, doer: str, target: str) -> pd.DataFrame:
    """
    Return the incidents of the filter, as `incidents` does, in which `doer` did something to `target`.

    An empty id stands for anybody who is named, or for nobody where the other is empty too.
    """
    condition, values = where(chosen)
    one = "(? = '' OR who IN (SELECT who FROM people WHERE id = ?))"
    did, met = (f"SELECT n FROM acts WHERE {part} AND {one}" for part in ("does", "target"))  # noqa: S608  # as above
    question = f"""
        SELECT {", ".join(COLUMNS)} FROM cards WHERE ({condition}) AND n IN ({did}) AND n IN ({met})
        ORDER BY coalesce(first, last) DESC NULLS LAST, id
        """  # noqa: S608  # as above
    return prepare(snapshot).frame(question, [*values, doer, doer, target, target])


def actor(snapshot: Snapshot, chosen: Filter, id_: str) -> ActorView:
    """
    Return one actor and what belongs to it.

    Raises
    ------
    QueryError
        If the snapshot knows nobody of that id, and nobody who belongs to it.
    """
    condition, values = where(chosen)
    rows = prepare(snapshot).rows("SELECT * FROM people WHERE id = ? AND NOT parent", [id_])
    members = snapshot.rows(
        f"""
            SELECT p.id, p.name, count(*) AS incidents FROM people p
            JOIN acts x ON x.who = p.who
            JOIN (SELECT n FROM cards WHERE {condition}) s ON s.n = x.n
            WHERE list_contains(p.belongs_to, ?) GROUP BY p.id, p.name ORDER BY incidents DESC, p.name, p.id
            """,  # noqa: S608  # as above
        [*values, id_],
    )
    if not rows and not members:
        msg = f"there is no actor {id_!r} in snapshot {snapshot.id}"
        raise QueryError(msg)
    row: dict[str, Any] = rows[0] if rows else {"name": id_, "kind": "", "aliases": [], "belongs_to": []}
    return ActorView(
        id=id_,
        name=row["name"],
        kind=row["kind"],
        aliases=tuple(alias for alias in row["aliases"] if alias != row["name"]),
        belongs_to=tuple(row["belongs_to"]),
        members=tuple((one["id"], one["name"], one["incidents"]) for one in members),
    )


def claims_with(snapshot: Snapshot, chosen: Filter, id_: str) -> pd.DataFrame:
    """
    Return the claims of the filter's incidents in which an actor takes part, latest first.

    Columns: `claim`, `id` of the incident, `title`, `family`, `kind`, `roles` (list), `inferred`, `status`, `first`, `last`,
    `date_precision`, `sentence`, `outlet`.
    """
    condition, values = where(chosen)
    question = f"""
        WITH played AS (
            SELECT p.id AS claim_id, list(DISTINCT p.role ORDER BY p.role) AS roles, bool_and(p.start IS NULL) AS inferred
            FROM participants p JOIN actors a ON a.n = p.actor WHERE p.of = 'claim' AND a.id = ? GROUP BY p.id
        )
        SELECT c.id AS claim, s.id, s.title, c.family, c.kind, played.roles, played.inferred, c.status, c.first, c.last,
            c.date_precision, c.sentence, coalesce(nullif(d.publisher, ''), d.source) AS outlet
        FROM played JOIN claims c ON c.id = played.claim_id JOIN incident_claims i ON i.claim_id = c.id
        JOIN (SELECT id, title FROM cards WHERE {condition}) s ON s.id = i.incident_id JOIN documents d ON d.id = c.document_id
        ORDER BY coalesce(c.first, c.last) DESC NULLS LAST, c.id
        """  # noqa: S608  # as above
    return prepare(snapshot).frame(question, [id_, *values])


def names(snapshot: Snapshot, ids: Sequence[str]) -> dict[str, str]:
    """Return the names of the actors that the snapshot knows, by id."""
    rows = prepare(snapshot).rows("SELECT id, name FROM people WHERE NOT parent AND list_contains(?, id)", [list(ids)])
    return {row["id"]: row["name"] for row in rows}
