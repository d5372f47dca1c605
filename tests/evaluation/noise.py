"""Answers that are wrong on purpose, made from labels, so that every rule of the scorer has something to decide."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

Row = Mapping[str, Any]

_STATUSES = ("reported", "alleged", "denied", "claimed", "confirmed", "disputed")


def answer(file: str, label: Row) -> dict[str, Any]:
    """Return an annotation of one file that is right here and wrong there, the same each time."""
    others = (one for article in label.get("other_articles", ()) for one in article["incidents"])
    rows = [*label.get("incidents", ()), *others]
    published = label.get("published")
    leaks = [_leak(n, bad) for n, bad in enumerate(label.get("must_not_create_incidents", ())) if "char_end" in bad]
    return {
        "file": file,
        "documents": [
            {"start": 0, "end": label["n_chars"], "published": {"first": published, "last": published, "basis": "stated"}}
        ],
        "toponyms": [_toponym(n, place) for n, place in enumerate(label["places"]) if n % 7],
        "claims": [*(_claim(n, row) for n, row in enumerate(rows) if n % 6), *leaks],
    }


def _toponym(n: int, row: Row) -> dict[str, Any]:
    start = row["char_start"] + (n % 5 == 0)
    role = {"actor_metonym": "metonym"}.get(row["role"], row["role"])
    at = {"lat": row["lat"] + 0.3 * (n % 4), "lon": row["lon"]} if row.get("lat") is not None else {"lat": None, "lon": None}
    place = {"name": row["name"], **at, "precision": "settlement", "kind": row["kind"]}
    return {
        "start": start,
        "end": start + len(row["text"]),
        "text": row["text"],
        "role": "event" if n % 3 == 0 else role,
        "place": place if n % 8 else None,
    }


def _claim(n: int, row: Row) -> dict[str, Any]:
    place = row.get("place") or {}
    lat, lon = place.get("lat", row.get("lat")), place.get("lon", row.get("lon"))
    spot = {
        "name": place.get("name") or row.get("place_name") or "?",
        "lat": lat if lat is None else lat + 0.4 * (n % 3 == 0),
        "lon": lon,
        "precision": ("exact", "settlement", "near", "area", "country")[n % 5],
        "kind": "city",
    }
    first = date.fromisoformat(row["date_start"]) + timedelta(days=(n % 4) * 2 - 2) if row.get("date_start") else None
    return {
        "id": f"{n}",
        "incident": f"{row.get('event_key') or n}" if n % 4 else None,
        "start": row["char_start"] + n % 3,
        "end": row["char_start"] + len(row["snippet"]),
        "sentence": row["snippet"],
        "kind": "bombing" if n % 5 == 0 else row["type"],
        "first": first.isoformat() if first else None,
        "last": (first + timedelta(days=n % 3)).isoformat() if first and n % 7 else None,
        "date_precision": "day",
        "place": spot if lat is not None or n % 2 else None,
        "actors": [
            {"name": (row.get("actor") or "Nobody").split()[-1 - n % 2 :][0], "role": "perpetrator", "aliases": ["the state"]}
        ],
        "status": _STATUSES[n % 6] if n % 3 == 0 else row.get("claim_status") or "reported",
        "fatalities": None,
        "historical": n % 9 == 0,
        "future": False,
        "hypothetical": False,
        "negated": False,
    }


def _leak(n: int, row: Row) -> dict[str, Any]:
    base = {"char_start": row["char_start"], "snippet": "x" * (row["char_end"] - row["char_start"]), "type": "shooting"}
    return {
        **_claim(1, base),
        "id": f"leak{n}",
        "place": {"name": "X", "lat": 1.0, "lon": 1.0, "precision": "exact", "kind": "site"},
    }
