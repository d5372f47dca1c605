"""What was read in each source file, span by span, as a scorer reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import PurePosixPath
from typing import Any, Final

from geo.store import Snapshot

Row = Mapping[str, Any]


def annotate(snapshot: Snapshot) -> dict[str, dict[str, Any]]:
    """
    Return what was read in each source file, by the name of the file to write it to, as plain JSON values.

    Spans are in the text of the file as decoded, not of the documents in it.
    """
    documents = snapshot.rows("SELECT * FROM documents ORDER BY source, start, id")
    starts = {row["id"]: row["start"] for row in documents}
    sources = {row["id"]: row["source"] for row in documents}
    found = {
        source: {"file": source, "documents": [], "toponyms": [], "claims": []} for source in dict.fromkeys(sources.values())
    }
    for row in documents:
        found[row["source"]]["documents"].append(_document(row))
    for row in snapshot.rows(_TOPONYMS):
        found[sources[row["document_id"]]]["toponyms"].append(_toponym(row, starts[row["document_id"]]))
    actors = _actors(snapshot)
    for row in snapshot.rows(_CLAIMS):
        found[sources[row["document_id"]]]["claims"].append(_claim(row, starts[row["document_id"]], actors.get(row["id"], [])))
    return dict(zip(_names(found), found.values(), strict=True))


_PLACE: Final = "p.name AS place_name, p.lat, p.lon, p.precision AS place_precision, p.kind AS place_kind"

_TOPONYMS: Final = f"""
    SELECT t.document_id, t.start, t."end", t.text, t.role, {_PLACE}
    FROM toponyms t JOIN documents d ON d.id = t.document_id
    LEFT JOIN candidates c ON t.resolved AND c.document_id = t.document_id AND c.toponym = t.n AND c.n = 0
    LEFT JOIN places p ON p.n = c.place
    ORDER BY d.source, d.start, d.id, t.n
    """  # noqa: S608  # pasted are our own columns

_CLAIMS: Final = f"""
    SELECT c.* EXCLUDE (place), i.incident_id, {_PLACE}
    FROM claims c JOIN documents d ON d.id = c.document_id
    LEFT JOIN incident_claims i ON i.claim_id = c.id
    LEFT JOIN places p ON p.n = c.place
    ORDER BY d.source, d.start, d.id, c.start, c."end", c.id
    """  # noqa: S608  # pasted are our own columns


def _names(sources: Iterable[str]) -> list[str]:
    """Return a file name for each source: its own with .json for its ending, or after it where two would be the same."""
    taken: set[str] = set()
    names = []
    for source in sources:
        path = PurePosixPath(*(part for part in PurePosixPath(source).parts if part not in {"/", "..", "."}))
        name = str(path.with_suffix(".json"))
        name = f"{path}.json" if name in taken else name
        taken.add(name)
        names.append(name)
    return names


def _document(row: Row) -> dict[str, Any]:
    published = {"first": _iso(row["first"]), "last": _iso(row["last"]), "basis": row["basis"]}
    end = row["start"] + len(row["text"])
    return {"start": row["start"], "end": end, "title": row["title"], "publisher": row["publisher"], "published": published}


def _toponym(row: Row, start: int) -> dict[str, Any]:
    span = {"start": start + row["start"], "end": start + row["end"]}
    return {**span, "text": row["text"], "role": row["role"], "place": _place(row)}


def _claim(row: Row, start: int, actors: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "incident": row["incident_id"],
        "start": start + row["start"],
        "end": start + row["end"],
        "sentence": row["sentence"],
        "kind": row["kind"],
        "first": _iso(row["first"]),
        "last": _iso(row["last"]),
        "date_precision": row["date_precision"],
        "place": _place(row),
        "actors": actors,
        "status": row["status"],
        "fatalities": None if row["killed_low"] is None else [row["killed_low"], row["killed_high"]],
        **{flag: row[flag] for flag in ("historical", "future", "hypothetical", "negated")},
    }


def _place(row: Row) -> dict[str, Any] | None:
    if row["place_name"] is None:
        return None
    at = {"lat": row["lat"], "lon": row["lon"]}
    return {"name": row["place_name"], **at, "precision": row["place_precision"], "kind": row["place_kind"]}


def _actors(snapshot: Snapshot) -> dict[str, list[dict[str, Any]]]:
    question = """
        SELECT p.id, p.role, a.name, a.aliases FROM participants p JOIN actors a ON a.n = p.actor
        WHERE p.of = 'claim' ORDER BY p.id, p.n
        """
    told: dict[str, list[dict[str, Any]]] = {}
    for row in snapshot.rows(question):
        told.setdefault(row["id"], []).append({"name": row["name"], "role": row["role"], "aliases": row["aliases"]})
    return told


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
