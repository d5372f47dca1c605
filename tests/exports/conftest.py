"""Snapshots whose files are looked at: the two newspapers, a place of each kind, hostile text, and data sets."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from geo import exports, store
from geo.datasets import RECORDS, About, Draft
from geo.model import Atlas, Incident, Kind, Place
from geo.settings import Settings
from geo.store import Snapshot
from geo.views import Filter, opening
from tests import worlds

Made = Callable[..., bytes]

HOSTILE = (
    "=cmd|'/c calc'!A0 </script><script>alert(1)</script> ]]> &amp; $[id] \\input{x} }} @book{y, \u202e\u0007 ER  - \nTY  - BOOK"
)
"""What would run, break out or turn around somewhere, if it were not kept text."""


@pytest.fixture(scope="session")
def made() -> Made:
    """Return what writes a file of a snapshot: `made("kml", snapshot)`."""
    context = exports.context(Settings())

    def make(form: str, snapshot: Snapshot, chosen: Filter | None = None, **asked: Any) -> bytes:  # noqa: ANN401  # the fields of Job
        out = io.BytesIO()
        job = exports.Job(snapshot=snapshot, chosen=chosen or Filter(), context=context, **asked)
        exports.FORMS[form].write(job, out)
        return out.getvalue()

    return make


@pytest.fixture
def places(settings: Settings) -> Iterator[Snapshot]:
    """Open a shooting at each kind of place."""
    atlas = worlds.atlas()
    reading = atlas.readings[1]
    guns = next(claim for claim in reading.claims if claim.id == "c-guns")
    spots: list[Place | None] = [
        worlds.CAMP_ORRIN,
        worlds.CALDER,
        worlds.NEAR_CALDER,
        worlds.LOWLANDS,
        worlds.DATE_STRAIT,
        worlds.ARDANIA,
        replace(worlds.CALDER, id="geonames:9", at=None),
        None,
    ]
    claims = tuple(replace(guns, id=f"c{n}", place=place) for n, place in enumerate(spots))
    incidents = tuple(
        Incident(id=claim.id, claim_ids=(claim.id,), kind=Kind.SHOOTING, status=claim.status, place=claim.place)
        for claim in claims
    )
    store.publish(Atlas(readings=(replace(reading, claims=claims),), incidents=incidents), settings)
    with closing(store.open(settings)) as opened:
        yield opened


@pytest.fixture
def hostile(settings: Settings) -> Iterator[Snapshot]:
    """Open a protest of which every text is an attack."""
    atlas = worlds.atlas()
    reading = atlas.readings[0]
    document = replace(reading.document, title=HOSTILE, publisher=HOSTILE, url='https://x.example/"><b>{}\\ y')
    place = replace(worlds.CALDER, name=HOSTILE)
    actor = replace(worlds.CROWD, name=HOSTILE)
    claims = tuple(replace(claim, place=place, weapon=HOSTILE) for claim in reading.claims if claim.id == "c-protest")
    [told] = [one for one in atlas.incidents if one.id == "c-protest"]
    people = tuple(replace(one, actor=actor) for one in told.participants)
    incident = replace(told, place=place, participants=people, weapon=HOSTILE)
    store.publish(Atlas(readings=(replace(reading, document=document, claims=claims),), incidents=(incident,)), settings)
    with closing(store.open(settings)) as opened:
        yield opened


def record(n: int, **values: object) -> dict[str, Any]:
    """Return a record of a data set: a protest in Calder."""
    plain: dict[str, Any] = dict.fromkeys(RECORDS.names)
    told = {"row": n + 1, "kind": "protest", "family": "unrest", "status": "reported", "date_precision": "day"}
    where = {"place_name": "Calder", "place_precision": "settlement", "lat": 10.5, "lon": 20.25, "country": "AR"}
    lists = {name: [] for name in RECORDS.names if pa.types.is_list(RECORDS.field(name).type)}
    return {**plain, **lists, **told, **where, "first": date(2031, 5, 1), "last": date(2031, 5, 1), **values}


@pytest.fixture
def whose(settings: Settings) -> Iterator[Snapshot]:
    """Open the two newspapers beside a data set of three rows with a license and somebody to credit."""
    store.publish(worlds.atlas(), settings)
    about = About(
        slug="guild", name="Guild of Counters", format="csv", license="nobody else may have the rows", attribution="The Guild"
    )
    draft = Draft(settings, about)
    rows = [record(n, id=f"guild:{n}") for n in range(3)]
    draft.add(pa.Table.from_pylist(rows, schema=RECORDS))
    draft.publish(file="guild.csv", sha256="0" * 64, imported=date(2031, 6, 1))
    opened = opening.current(settings)
    yield opened
    opening.forget()
    opened.close()
