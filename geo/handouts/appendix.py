"""The source appendix: each incident of a deck once, with its exact words and the documents that they stand in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import numpy as np

from geo.briefing import Deck, Scene
from geo.briefing.showing import filter_of
from geo.model import ActorRole, Precision, Status
from geo.store import Snapshot
from geo.views import PRECISION_LABELS, STATUS_LABELS, some
from geo.views.columns import Numbers
from geo.views.phrases import period
from geo.views.selection import selected
from geo.views.tables import BY_DATE, REPORTS, prepare

Answer = Mapping[str, Any]

MOST: Final = 2_000
"""Incidents that are listed; how many more there are is said."""
MOST_TOLD: Final = 20
"""Sentences of one incident."""

ROLES: Final[Mapping[str, str]] = {
    ActorRole.PERPETRATOR: "perpetrator, as stated",
    ActorRole.ACCUSED: "accused",
    ActorRole.CLAIMANT: "claims it",
    ActorRole.TARGET: "target",
    ActorRole.SPEAKER: "says so",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A document that a sentence stands in; texts are as published and not escaped."""

    id: str
    outlet: str
    """Who published it, or its file where that is not known."""
    headline: str
    published: str
    """In words."""
    link: str
    """As it stands in the document: check it before it is offered to click."""
    sha256: str
    """Of the bytes of its file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One sentence, word for word, and where it stands."""

    sentence: str
    status: str
    cited: Cited


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The row of a data set that an incident is known by, where no document tells of it."""

    dataset: str
    row: int
    """In the file, as a spreadsheet counts."""
    note: str
    cites: str
    """Whom the data set names as its source."""
    link: str
    license: str
    attribution: str
    sha256: str
    """Of the file that was imported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One incident."""

    number: int
    """In the appendix, from 1 on."""
    id: str
    title: str
    when: str
    """No more exactly than it was said."""
    where: str
    """Empty where no place is said."""
    precision: str
    actors: tuple[tuple[str, str], ...]
    """Names and roles."""
    status: str
    sources: int
    """Independent ones."""
    told: tuple[Told, ...]
    """Earliest document first, `MOST_TOLD` at most; empty for a record."""
    untold: int
    """Sentences beyond these."""
    record: Recorded | None
    scenes: tuple[int, ...]
    """Numbers of the scenes that show it, from 1 on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appendix:
    """The rows, and what there was no room for."""

    rows: tuple[Row, ...]
    total: int
    """Incidents that the scenes show together."""
    missing: tuple[str, ...]
    """Ids that a bullet names and this snapshot does not have."""

    @property
    def more(self) -> int:
        """How many of the incidents are not listed."""
        return self.total - len(self.rows)

    @property
    def cited(self) -> tuple[Cited, ...]:
        """The documents, each once, in the order in which they are first named."""
        return tuple(dict.fromkeys(told.cited for row in self.rows for told in row.told))


def rows(snapshot: Snapshot, deck: Deck) -> tuple[Row, ...]:
    """Return the rows of `appendix`."""
    return appendix(snapshot, deck).rows


def appendix(snapshot: Snapshot, deck: Deck, most: int = MOST) -> Appendix:
    """
    Return the incidents of all scenes, each once, by date, the undated last.

    Where there are more than `most`, those stay that a bullet rests on or a scene has selected, then the latest scene by scene.
    """
    named = [_named(scene) for scene in deck.scenes]
    known = _known(snapshot, [id_ for of in named for id_ in of])
    chosen = [filter_of(snapshot, scene) for scene in deck.scenes]
    masks = [selected(snapshot, one).mask.copy() for one in chosen]
    for mask, of in zip(masks, named, strict=True):
        mask[[known[id_] for id_ in of if id_ in known]] = True
    ids = list(known)
    for one in chosen:
        if len(ids) < most:
            frame, _ = some(snapshot, one, limit=most, latest=True)
            ids = list(dict.fromkeys([*ids, *frame["id"]]))
    total = int(np.count_nonzero(np.logical_or.reduce(masks))) if masks else 0
    missing = tuple(dict.fromkeys(id_ for of in named for id_ in of if id_ not in known))
    return Appendix(rows=_rows(snapshot, ids[:most], masks), total=total, missing=missing)


def _named(scene: Scene) -> list[str]:
    return [*(id_ for bullet in scene.bullets for id_ in bullet.of), *scene.values("incident")]


def _known(snapshot: Snapshot, ids: Sequence[str]) -> dict[str, int]:
    """Return those ids that the snapshot has, in their order, with the numbers of their incidents."""
    wanted = list(dict.fromkeys(ids))
    question = "SELECT id, n FROM cards WHERE id IN (SELECT unnest(?))"
    numbers = {row["id"]: row["n"] for row in prepare(snapshot).rows(question, [wanted])} if wanted else {}
    return {id_: numbers[id_] for id_ in wanted if id_ in numbers}


# --- rows ----------------------------------------------------------------------------------

_CARDS: Final = f"""
    SELECT n, id, title, dataset, status, first, last, date_precision, place_name, place_precision, sources, actors, targets,
        snippet, row, source, url
    FROM cards WHERE id IN (SELECT unnest(?)) {BY_DATE}
    """  # noqa: S608  # our own words

_PEOPLE: Final = """
    SELECT p.id, a.name, p.role FROM participants p JOIN actors a ON a.n = p.actor
    WHERE p.of = 'incident' AND p.id IN (SELECT unnest(?)) ORDER BY p.id, p.n
    """

_TOLD: Final = """
    SELECT i.incident_id AS id, c.sentence, c.status, d.id AS document, coalesce(nullif(d.publisher, ''), d.source) AS outlet,
        d.title, d.url, d.sha256, d.first, d.last, d.date_precision
    FROM incident_claims i JOIN claims c ON c.id = i.claim_id JOIN documents d ON d.id = c.document_id
    WHERE i.incident_id IN (SELECT unnest(?)) ORDER BY i.incident_id, i.n
    """


def _rows(snapshot: Snapshot, ids: Sequence[str], masks: Sequence[Numbers]) -> tuple[Row, ...]:
    if not ids:
        return ()
    bound = [list(ids)]
    people = _by_id(prepare(snapshot).rows(_PEOPLE, bound))
    told = _by_id(snapshot.rows(_TOLD, bound))
    return tuple(
        _row(number, card, people.get(card["id"], []), told.get(card["id"], []), _record(snapshot, card), masks)
        for number, card in enumerate(snapshot.rows(_CARDS, bound), 1)
    )


def _by_id(found: Sequence[Answer]) -> dict[str, list[Answer]]:
    return {id_: list(group) for id_, group in groupby(found, key=lambda row: str(row["id"]))}


def _row(  # noqa: PLR0913, PLR0917  # what the tables say of one incident
    number: int,
    card: Answer,
    people: Sequence[Answer],
    told: Sequence[Answer],
    record: Recorded | None,
    masks: Sequence[Numbers],
) -> Row:
    sentences = tuple(dict.fromkeys(_told(one) for one in told))  # two claims may stand in one
    return Row(
        number=number,
        id=card["id"],
        title=card["title"],
        when=period(card["first"], card["last"], card["date_precision"]),
        where=card["place_name"] or "",
        precision=PRECISION_LABELS[Precision(card["place_precision"])],
        actors=_recorded_actors(card) if record else tuple(dict.fromkeys((who["name"], ROLES[who["role"]]) for who in people)),
        status=STATUS_LABELS[Status(card["status"])],
        sources=card["sources"],
        told=sentences[:MOST_TOLD],
        untold=max(0, len(sentences) - MOST_TOLD),
        record=record,
        scenes=tuple(scene for scene, mask in enumerate(masks, 1) if mask[card["n"]]),
    )


def _told(row: Answer) -> Told:
    published = period(row["first"], row["last"], row["date_precision"])
    cited = Cited(
        id=row["document"],
        outlet=row["outlet"],
        headline=row["title"],
        published="" if published == period(None, None) else published,
        link=row["url"],
        sha256=row["sha256"],
    )
    return Told(sentence=row["sentence"], status=STATUS_LABELS[Status(row["status"])], cited=cited)


def _recorded_actors(card: Answer) -> tuple[tuple[str, str], ...]:
    roles = (("actors", ActorRole.PERPETRATOR), ("targets", ActorRole.TARGET))
    return tuple((name, ROLES[role]) for column, role in roles for name in (card[column] or "").split("; ") if name)


def _record(snapshot: Snapshot, card: Answer) -> Recorded | None:
    if card["dataset"] == REPORTS:
        return None
    about: Answer = next((one for one in snapshot.manifest.get("datasets", ()) if one["slug"] == card["dataset"]), {})
    return Recorded(
        dataset=str(about.get("name") or card["dataset"]),
        row=card["row"],
        note=card["snippet"],
        cites=card["source"] or "",
        link=card["url"] or "",
        license=str(about.get("license", "")),
        attribution=str(about.get("attribution", "")),
        sha256=str(about.get("sha256", "")),
    )
