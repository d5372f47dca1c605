"""What a scene showed when it was made against what it shows now: incidents that are new, gone, or told differently."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

import numpy as np

from geo.briefing.deck import DIGITS, MOST_SEEN, Bullet, Deck, Query, Scene, Seen
from geo.briefing.showing import filter_of
from geo.store import Snapshot
from geo.store.snapshot import PATIENCE_S
from geo.views import Filter
from geo.views.cards import KIND_LABELS, STATUS_LABELS
from geo.views.filters import where
from geo.views.phrases import count, flat, people, period
from geo.views.selection import selected
from geo.views.tables import prepare

Row = Mapping[str, Any]

_SELECTED: Final = "incident"
"""In a query: the incident that is marked."""


class Change(NamedTuple):
    """One incident that a scene shows otherwise than it did; texts are plain and not escaped for anything."""

    id: str
    title: str
    what: str
    """In words: what it is now, or where it went."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What became of one scene."""

    new: tuple[Change, ...] = ()
    gone: tuple[Change, ...] = ()
    changed: tuple[Change, ...] = ()
    missing: tuple[Change, ...] = ()
    """What a bullet rests on, or what is marked, and is in this snapshot no more: the title is the bullet."""
    before: int | None = None
    """Incidents that it showed; None where nobody took note."""
    now: int = 0
    whole: bool = True
    """False where only the first `MOST_SEEN` were noted one by one, so that there may be more changes than are listed."""

    def __bool__(self) -> bool:
        """Return whether anything changed."""
        unlisted = not self.whole and self.before is not None
        return bool(self.new or self.gone or self.changed or self.missing or unlisted)


# --- the sides of an incident ---------------------------------------------------------------


def _place(row: Row) -> str:
    return row["place_name"] or "not said"


def _date(row: Row) -> str:
    return period(row["first"], row["last"], row["date_precision"])


def _who(row: Row) -> str:
    told = [row["actors"], f"against {row['targets']}" if row["targets"] else "", row["weapon"]]
    return ", ".join(filter(None, told)) or "nobody is named"


def _toll(row: Row) -> str:
    counts = {side: people(row[f"{side}_low"], row[f"{side}_high"]) for side in ("killed", "injured")}
    return ", ".join(f"{number} {side}" for side, number in counts.items() if number) or "no number is said"


# Each side with the columns that it is told by, and how it is said. The order is that of the digits in a digest.
_SIDES: Final[dict[str, tuple[tuple[str, ...], Callable[[Row], str]]]] = {
    "kind": (("kind",), lambda row: KIND_LABELS[row["kind"]].lower()),
    "place": (("place_name", "place_precision", "round(lat, 4)", "round(lon, 4)", "uncertainty_km", "country"), _place),
    "date": (("first", "last", "date_precision"), _date),
    "status": (("status",), lambda row: STATUS_LABELS[row["status"]].lower()),
    "actors": (("actors", "targets", "weapon"), _who),
    "casualties": (("killed_low", "killed_high", "injured_low", "injured_high"), _toll),
    "independent sources": (("sources",), lambda row: str(row["sources"])),
    "disagreements": (("disagreements",), lambda row: str(row["disagreements"])),
}
_EACH: Final = DIGITS // len(_SIDES)


def _told(columns: Sequence[str]) -> str:
    return "concat_ws(chr(31), " + ", ".join(f"coalesce(({column})::VARCHAR, '')" for column in columns) + ")"


_DIGEST: Final = " || ".join(f"left(md5({_told(columns)}), {_EACH})" for columns, _ in _SIDES.values())
_ALL: Final = ", ".join(("id", *(column for columns, _ in _SIDES.values() for column in columns)))
_ROWS: Final = """
    SELECT id, title, kind, status, first, last, date_precision, place_name, actors, targets, weapon,
    killed_low, killed_high, injured_low, injured_high, sources, disagreements
    FROM cards WHERE list_contains(?, id)
    """


# --- what is seen ---------------------------------------------------------------------------


def seen(snapshot: Snapshot, scene: Scene) -> Seen:
    """
    Return what a scene shows now, to be kept with it.

    Raises
    ------
    QueryError
        If it takes too long.
    """
    chosen = filter_of(snapshot, scene)
    condition, values = where(chosen)
    rows = prepare(snapshot).rows(
        f"SELECT id, {_DIGEST} AS digest FROM (SELECT * FROM cards WHERE {condition} ORDER BY id LIMIT ?) ORDER BY id",  # noqa: S608  # `where` binds every value
        [*values, MOST_SEEN],
        PATIENCE_S,
    )
    incidents = tuple((row["id"], row["digest"]) for row in rows)
    total = selected(snapshot, chosen).total
    digest = (
        _of_many(snapshot, chosen) if total > len(incidents) else hashlib.sha256(repr(incidents).encode()).hexdigest()[:DIGITS]
    )
    return Seen(snapshot=snapshot.id, total=total, incidents=incidents, digest=digest)


def _of_many(snapshot: Snapshot, chosen: Filter) -> str:
    """Return a digest of incidents that are too many to be listed; another version of DuckDB may give another."""
    question = f"SELECT hash({_ALL}) AS digest FROM cards ORDER BY n"  # noqa: S608  # our own columns
    each = snapshot.once("digests of incidents", lambda: prepare(snapshot).arrays(question, budget=PATIENCE_S)["digest"])
    # Exclusive or does not ask for an order; ids are different, so none cancels another.
    return f"{int(np.bitwise_xor.reduce(each[selected(snapshot, chosen).rows])):0{DIGITS}x}"


def changes(snapshot: Snapshot, scene: Scene) -> Changes:
    """
    Return what a scene shows otherwise than when it was made or last refreshed, by id.

    An incident that was joined with another, or that an earlier report was found for, is found by the ids of its claims.
    What the scene did not take note of cannot have changed: then there is only what is missing.

    Raises
    ------
    QueryError
        If it takes too long.
    """
    missing = _missing(snapshot, scene)
    then, now = scene.seen, seen(snapshot, scene)
    if then is None or then.digest == now.digest:
        return Changes(missing=missing, before=then.total if then else None, now=now.total)
    old, new = dict(then.incidents), dict(now.incidents)
    whole = then.total == len(old) and now.total == len(new)
    if not whole:  # both lists are the first by id: behind the end of the shorter one nothing is known
        end = min(max(of, default="") for of, total in ((old, then.total), (new, now.total)) if total > len(of))
        old, new = ({id_: digest for id_, digest in of.items() if id_ <= end} for of in (old, new))
    went = found(snapshot, [id_ for id_ in old if id_ not in new])
    heirs = {to: id_ for id_, to in reversed(went.items()) if to in new and to not in old}
    rows = _rows(snapshot, [*new, *went.values()])
    told = {id_: _differences(digest, new[id_], rows[id_]) for id_, digest in old.items() if id_ in new and digest != new[id_]}
    told |= {
        to: "; ".join(("told of earlier as well", *filter(None, [_differences(old[id_], new[to], rows[to])])))
        for to, id_ in heirs.items()
    }
    return Changes(
        new=tuple(
            Change(id_, flat(rows[id_]["title"]), _facts(rows[id_])) for id_ in sorted(new.keys() - old.keys() - heirs.keys())
        ),
        gone=tuple(_gone(id_, went.get(id_, ""), rows, new) for id_ in sorted(old.keys() - new.keys() - set(heirs.values()))),
        changed=tuple(Change(id_, flat(rows[id_]["title"]), what) for id_, what in sorted(told.items())),
        missing=missing,
        before=then.total,
        now=now.total,
        whole=whole,
    )


def refreshed(snapshot: Snapshot, deck: Deck) -> Deck:
    """
    Return the deck with what each scene shows now, and ids of incidents that were joined replaced by those in force.

    What a person wrote stays as it is, and so does an id that nothing is known of any more.

    Raises
    ------
    QueryError
        If it takes too long.
    """
    return deck.having(*(_refreshed(snapshot, scene) for scene in deck.scenes))


def found(snapshot: Snapshot, ids: Iterable[str]) -> dict[str, str]:
    """Return, for each id of an incident or of a claim of one, the id of that incident; nothing for an id that is not known."""
    rows = prepare(snapshot).rows(
        """
        WITH asked AS (SELECT DISTINCT unnest(?::VARCHAR[]) AS id)
        SELECT a.id, coalesce(c.id, i.incident_id) AS incident
        FROM asked a LEFT JOIN cards c ON c.id = a.id LEFT JOIN incident_claims i ON i.claim_id = a.id
        WHERE c.id IS NOT NULL OR i.incident_id IS NOT NULL ORDER BY a.id
        """,
        [list(ids)],
    )
    return {row["id"]: row["incident"] for row in rows}


# --- steps ----------------------------------------------------------------------------------


def _refreshed(snapshot: Snapshot, scene: Scene) -> Scene:
    now = found(snapshot, _named(scene))
    bullets = tuple(replace(bullet, of=tuple(dict.fromkeys(now.get(id_, id_) for id_ in bullet.of))) for bullet in scene.bullets)
    query: Query = tuple(
        (name, tuple(now.get(value, value) for value in values) if name == _SELECTED else values) for name, values in scene.query
    )
    moved = replace(scene, bullets=bullets, query=query)
    return replace(moved, seen=seen(snapshot, moved))


def _named(scene: Scene) -> list[str]:
    return [*(id_ for bullet in scene.bullets for id_ in bullet.of), *scene.values(_SELECTED)]


def _missing(snapshot: Snapshot, scene: Scene) -> tuple[Change, ...]:
    known = found(snapshot, _named(scene))
    marked = (Bullet(text="The incident that is marked", of=scene.values(_SELECTED)[-1:]),)
    return tuple(
        Change(
            id_,
            flat(bullet.text),
            "rests on an incident that is told of no more" if bullet in scene.bullets else "is told of no more",
        )
        for bullet in (*scene.bullets, *marked)
        for id_ in bullet.of
        if id_ not in known
    )


def _rows(snapshot: Snapshot, ids: Iterable[str]) -> dict[str, Row]:
    rows = snapshot.rows(_ROWS, [list(dict.fromkeys(ids))])
    return {row["id"]: row for row in rows}


def _differences(old: str, new: str, row: Row) -> str:
    cut = [slice(n * _EACH, (n + 1) * _EACH) for n in range(len(_SIDES))]
    sides = (name for name, part in zip(_SIDES, cut, strict=True) if old[part] != new[part])
    return "; ".join(f"{name}: now {flat(_SIDES[name][1](row))}" for name in sides)


def _facts(row: Row) -> str:
    return f"{_date(row)}; {STATUS_LABELS[row['status']].lower()}; {count(row['sources'], 'independent source')}"


def _gone(id_: str, to: str, rows: Mapping[str, Row], new: Mapping[str, str]) -> Change:
    if not to:
        return Change(id_, f"Incident {id_}", "is told of no more")
    title = flat(rows[to]["title"])
    if to != id_:
        return Change(
            id_,
            title,
            "is told as one with another incident" if to in new else "is told as one with an incident that this scene leaves out",
        )
    return Change(id_, title, f"no longer fits the scene: {_date(rows[to])}; {_place(rows[to])}; {_SIDES['status'][1](rows[to])}")
