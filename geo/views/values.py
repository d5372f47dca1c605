"""Rows back to the values that they were written from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any, TypeVar

import pandas as pd

from geo.model import (
    Actor,
    ActorMention,
    ActorRole,
    Basis,
    Block,
    BlockKind,
    Candidate,
    Count,
    DatePrecision,
    Disagreement,
    LatLon,
    Mark,
    Participant,
    Place,
    Precision,
    Publication,
    Reason,
    Span,
    Toponym,
    ToponymRole,
    Version,
    When,
)
from geo.store import Snapshot

Row = Mapping[str, Any]
T = TypeVar("T")


def day_of(cell: object) -> date | None:
    """Return the day in a cell of a frame; None where it is empty."""
    return cell.date() if isinstance(cell, datetime) and not pd.isna(cell) else None


# --- of several claims or incidents at once, by their ids ----------------------------------


def marks(snapshot: Snapshot, ids: Sequence[str]) -> dict[str, tuple[Mark, ...]]:
    """Return the marks of each claim, by where they stand in the document."""
    question = 'SELECT claim_id AS id, * FROM marks WHERE list_contains(?, claim_id) ORDER BY claim_id, start, "end", n'
    return _by_id(snapshot, question, [list(ids)], lambda row: Mark(field=row["field"], span=known_span(row)))


def participants(snapshot: Snapshot, of: str, ids: Sequence[str]) -> dict[str, tuple[Participant, ...]]:
    """Return who takes part in each claim, or in each incident."""
    question = """
        SELECT p.id, p.role, p.start, p."end", a.id AS actor_id, a.* EXCLUDE (n, id)
        FROM participants p JOIN actors a ON a.n = p.actor
        WHERE p.of = ? AND list_contains(?, p.id) ORDER BY p.id, p.n
        """
    return _by_id(snapshot, question, [of, list(ids)], _participant)


def reasons(snapshot: Snapshot, of: str, ids: Sequence[str]) -> dict[str, tuple[Reason, ...]]:
    """Return the reasons of each claim, or of each incident."""
    question = "SELECT id, field, text FROM reasons WHERE of = ? AND list_contains(?, id) ORDER BY id, n"
    return _by_id(snapshot, question, [of, list(ids)], lambda row: Reason(field=row["field"], text=row["text"]))


def places(snapshot: Snapshot, numbers: Iterable[int | None]) -> dict[int | None, Place]:
    """Return the places of those numbers."""
    wanted = sorted({number for number in numbers if number is not None})
    rows = snapshot.rows("SELECT * FROM places WHERE list_contains(?, n)", [wanted]) if wanted else []
    return {row["n"]: _place(row) for row in rows}


def _by_id(snapshot: Snapshot, question: str, bound: Sequence[object], make: Callable[[Row], T]) -> dict[str, tuple[T, ...]]:
    if not bound[-1]:
        return {}
    rows = snapshot.rows(question, bound)
    return {id_: tuple(make(row) for row in group) for id_, group in groupby(rows, key=lambda row: str(row["id"]))}


# --- of one document or incident -----------------------------------------------------------


def blocks(snapshot: Snapshot, document_id: str) -> tuple[Block, ...]:
    """Return what each paragraph is for, in order."""
    rows = _of(snapshot, "blocks", document_id)
    return tuple(Block(span=known_span(row), kind=BlockKind(row["kind"]), reason=row["reason"]) for row in rows)


def dates(snapshot: Snapshot, document_id: str) -> tuple[When, ...]:
    """Return the dates that were read, in order."""
    return tuple(when(row) for row in _of(snapshot, "dates", document_id))


def toponyms(snapshot: Snapshot, document_id: str) -> tuple[Toponym, ...]:
    """Return the place names with their candidates, in order."""
    question = """
        SELECT c.toponym AS id, c.score, c.reasons AS why, p.* EXCLUDE (id), p.id AS place_id
        FROM candidates c JOIN places p ON p.n = c.place WHERE c.document_id = ? ORDER BY c.toponym, c.n
        """
    found = _by_id(snapshot, question, [document_id], _candidate)
    return tuple(
        Toponym(
            span=known_span(row),
            text=row["text"],
            role=ToponymRole(row["role"]),
            candidates=found.get(str(row["n"]), ()),
            resolved=row["resolved"],
            reasons=tuple(row["reasons"]),
        )
        for row in _of(snapshot, "toponyms", document_id)
    )


def mentions(snapshot: Snapshot, document_id: str) -> tuple[ActorMention, ...]:
    """Return where actors are named, in order."""
    question = """
        SELECT m.start, m."end", a.id AS actor_id, a.* EXCLUDE (n, id) FROM mentions m JOIN actors a ON a.n = m.actor
        WHERE m.document_id = ? ORDER BY m.n
        """
    rows = snapshot.rows(question, [document_id])
    return tuple(ActorMention(span=known_span(row), actor=_actor(row)) for row in rows)


def involved(snapshot: Snapshot, n: int) -> tuple[Participant, ...]:
    """Return who takes part in the record of that number."""
    question = """
        SELECT p.id AS actor_id, p.name, p.aliases, p.kind, p.belongs_to, v.role, NULL AS start, NULL AS "end"
        FROM involved v JOIN people p USING (who) WHERE v.direct AND v.n = ? ORDER BY v.role, p.name
        """
    return tuple(_participant(row) for row in snapshot.rows(question, [n]))


def site(row: Row) -> Place | None:
    """Return the place in a row of `cards`; None where no place is said."""
    if row["place_id"] is None:
        return None
    named = {"id": row["place_id"], "name": row["place_name"] or "", "kind": row["place_kind"] or ""}
    known = {"precision": row["place_precision"], "country": row["country"] or "", "admin1": "", "population": None, "source": ""}
    return _place({**row, **named, **known})


def disagreements(snapshot: Snapshot, incident_id: str) -> tuple[Disagreement, ...]:
    """Return the fields in which the claims of an incident contradict each other."""
    question = "SELECT * FROM disagreements WHERE incident_id = ? ORDER BY n, version"
    rows = snapshot.rows(question, [incident_id])
    return tuple(_disagreement(list(group)) for _, group in groupby(rows, key=lambda row: row["n"]))


def _of(snapshot: Snapshot, table: str, document_id: str) -> list[dict[str, Any]]:
    question = f"SELECT * FROM {table} WHERE document_id = ? ORDER BY n"  # noqa: S608  # names of our own tables
    return snapshot.rows(question, [document_id])


# --- of one row ----------------------------------------------------------------------------


def when(row: Row) -> When:
    """Return the date in a row."""
    return When(
        first=row["first"],
        last=row["last"],
        precision=DatePrecision(row["date_precision"]),
        words=row["date_words"],
        span=span(row, "date_"),
        anchor=row["date_anchor"],
    )


def publication(row: Row) -> Publication:
    """Return the publication date in a row of `documents`."""
    return Publication(when=when(row), basis=Basis(row["basis"]), evidence=row["evidence"])


def count(row: Row, who: str) -> Count | None:
    """Return how many were killed, or injured; None where nothing is said."""
    low = row[f"{who}_low"]
    return None if low is None else Count(low=low, high=row[f"{who}_high"], span=span(row, f"{who}_"))


def span(row: Row, prefix: str = "") -> Span | None:
    """Return a span that may be absent."""
    start = row[f"{prefix}start"]
    return None if start is None else Span(start, row[f"{prefix}end"])


def known_span(row: Row) -> Span:
    """Return the span of something that stands in the text."""
    return Span(row["start"], row["end"])


def _participant(row: Row) -> Participant:
    return Participant(actor=_actor(row), role=ActorRole(row["role"]), span=span(row))


def _actor(row: Row) -> Actor:
    aliases, parents = tuple(row["aliases"]), tuple(row["belongs_to"])
    return Actor(id=row["actor_id"], name=row["name"], aliases=aliases, kind=row["kind"], belongs_to=parents)


def _candidate(row: Row) -> Candidate:
    return Candidate(place=_place({**row, "id": row["place_id"]}), score=row["score"], reasons=tuple(row["why"]))


def _place(row: Row) -> Place:
    box = (row["west"], row["south"], row["east"], row["north"])
    return Place(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        precision=Precision(row["precision"]),
        at=None if row["lat"] is None else LatLon(row["lat"], row["lon"]),
        uncertainty_km=row["uncertainty_km"],
        country=row["country"],
        admin1=row["admin1"],
        bbox=None if row["west"] is None else box,
        population=row["population"],
        source=row["source"],
    )


def _disagreement(rows: Sequence[Row]) -> Disagreement:
    versions = tuple(Version(value=row["value"], claim_ids=tuple(row["claim_ids"])) for row in rows)
    return Disagreement(field=rows[0]["field"], versions=versions)
