"""The snapshot in force with the data sets beside it, opened once for everybody in this process."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from geo import datasets, facts, store
from geo.datasets import Dataset
from geo.errors import DatasetError, QueryError, SnapshotError
from geo.settings import Settings
from geo.store import COLUMNS, Snapshot
from geo.store.keeping import Batches, keep
from geo.store.reading import in_force, pointers
from geo.views import tables
from geo.views.kept import Kept

# Two, so that a reader who is still busy with the old one does not lose it when a new build is published.
_OPENED: Final[Kept[tuple[Settings, str], Snapshot]] = Kept(2)

_NOTHING: Final = "none"
"""The id of a build that there is not: data sets can be looked at without any documents."""


def current(settings: Settings) -> Snapshot:
    """
    Return what is in force: the newest build, and every data set that was imported.

    Raises
    ------
    SnapshotError
        If there is neither, or no build that is whole.
    """
    built = pointers(settings.build)
    shelf = datasets.shelf(settings)
    if not built and not shelf.datasets:
        msg = f"{settings.build}: there is no snapshot; run `python -m geo build`"
        raise SnapshotError(msg)
    build = built[0]["build"] if built else _NOTHING
    key = (settings, _state(build, shelf))
    found = _OPENED.get(key, lambda: _open(settings, shelf, build))
    if found.damaged:  # whoever still asks it is told; everybody else asks one that is made anew
        forget()
        return _OPENED.get(key, lambda: _open(settings, shelf, build))
    return found


def state(settings: Settings) -> str:
    """
    Return what changes when another build or data set comes into force; nothing is opened.

    Raises
    ------
    SnapshotError
        If what says which build is in force cannot be read.
    """
    built = pointers(settings.build)
    return _state(built[0]["build"] if built else _NOTHING, datasets.shelf(settings))


def held(id_: str) -> Snapshot | None:
    """Return the snapshot of that id if it is open, be it in force or not; None if it is not."""
    return next((one for one in _OPENED.values() if one.id == id_), None)


def named(settings: Settings, id_: str) -> Snapshot:
    """
    Return the snapshot of that id if it is in force, or was until lately; an empty id is that in force.

    Raises
    ------
    QueryError
        If it is neither.
    SnapshotError
        If there is none at all.
    """
    newest = current(settings)
    found = held(id_) if id_ else newest
    if found is not None:
        return found
    msg = f"snapshot {id_[:40]} is no longer in force; load the page anew"
    raise QueryError(msg)


def forget() -> None:
    """Let go of what is open; whoever reads it still may, the next who asks opens it anew."""
    _OPENED.clear()


def _state(build: str, shelf: datasets.Shelf) -> str:
    return f"{build} {shelf.state}"


# --- with data sets ------------------------------------------------------------------------


def _open(settings: Settings, shelf: datasets.Shelf, build: str) -> Snapshot:
    if not shelf.datasets:
        return store.open(settings)
    manifest, found, notice = _built(settings, build)
    whole, faults = _whole(shelf)
    notices = [notice, *faults]
    id_ = _id(manifest["build"], shelf.state, faults)
    path = settings.build / "cache" / f"atlas-{id_}.duckdb"
    told = {**manifest, "build": id_, "datasets": [_about(one) for one in whole]}
    told["credits"] = [
        *manifest["credits"],
        *({"name": one.name, "what": "incidents", "license": one.license, "credit": one.attribution} for one in whole),
    ]
    if path.exists():
        with suppress(SnapshotError):  # it is only a cache, and made anew
            return Snapshot(told, {}, "; ".join(filter(None, notices)), file=path)
    passing = {**_facts(settings.data), "records": _records(whole)}
    keep(path, found, passing, tables.tables(records=True), rows=sum(one.rows for one in whole))
    return Snapshot(told, {}, "; ".join(filter(None, notices)), file=path)


def _built(settings: Settings, build: str) -> tuple[dict[str, Any], dict[str, pa.Table], str]:
    if build != _NOTHING:
        return in_force(settings)
    empty = {name: pa.schema(list(columns.items())).empty_table() for name, columns in COLUMNS.items()}
    return {"build": _NOTHING, "credits": [], "rows": dict.fromkeys(COLUMNS, 0)}, empty, ""


def _whole(shelf: datasets.Shelf) -> tuple[list[Dataset], list[str]]:
    """Return the data sets whose files are what was written, and what is wrong with the others."""
    whole, faults = [], [f"The data set {one.slug} is damaged: {one.reason}" for one in shelf.damaged]
    for one in shelf.datasets:
        try:
            next(datasets.batches(one, ["row"]), None)
        except DatasetError as error:
            faults.append(f"The data set {one.slug} is damaged: {error}")
        else:
            whole.append(one)
    return whole, faults


def _about(one: Dataset) -> dict[str, str]:
    return {
        "slug": one.slug,
        "name": one.name,
        "file": one.file,
        "license": one.license,
        "attribution": one.attribution,
        "homepage": one.homepage,
        "imported": one.imported.isoformat(),
    }


def _id(build: str, state: str, faults: list[str]) -> str:
    """Return what names these rows in these tables."""
    shape = repr(tables.tables(records=True))
    return hashlib.sha256(f"{build} {state} {faults} {shape}".encode()).hexdigest()[:12]


_DATASET: Final = pa.field("dataset", pa.string(), nullable=False)
_RECORDS: Final = datasets.RECORDS.append(_DATASET)


def _records(found: Sequence[Dataset]) -> Batches:
    def batches() -> Iterator[pa.RecordBatch]:
        for one in found:
            for batch in datasets.batches(one):
                name = pa.array([one.slug] * batch.num_rows, pa.string())
                yield pa.RecordBatch.from_arrays([*batch.columns, name], schema=_RECORDS)

    return _RECORDS, batches()


def _facts(data: Path) -> dict[str, Batches]:
    """Return what the facts know of actors and divisions that data sets name."""
    states = ({**row, "kind": "state"} for row in facts.rows(data / "states.csv", dict))
    listed: list[dict[str, Any]] = [
        {
            "id": row["id"],
            "name": row["name"],
            "kind": row["kind"],
            "aliases": facts.names(row["aliases"]),
            "belongs_to": facts.names(row.get("belongs_to", "")),
        }
        for row in (*facts.rows(data / "actors.csv", dict), *states)
    ]
    forms = {form.lower(): one["id"] for one in reversed(listed) for form in (*one["aliases"], one["name"])}
    divisions = list(facts.rows(data / "admin1.csv", dict))
    named = {
        (row["country"], form.lower()): row
        for row in reversed(divisions)
        for form in (*facts.names(row["variants"]), row["name"])
    }
    text, texts, real = pa.string(), pa.list_(pa.string()), pa.float64()
    edges = ("west", "south", "east", "north")
    return {
        "listed": _table(listed, {"id": text, "name": text, "kind": text, "aliases": texts, "belongs_to": texts}),
        "listed_forms": _table([{"form": form, "id": id_} for form, id_ in forms.items()], {"form": text, "id": text}),
        "divisions": _table(
            [
                {"country": country, "form": form, "code": row["code"], **{edge: float(row[edge]) for edge in edges}}
                for (country, form), row in named.items()
            ],
            {"country": text, "form": text, "code": text, **dict.fromkeys(edges, real)},
        ),
    }


def _table(rows: list[dict[str, Any]], columns: dict[str, pa.DataType]) -> Batches:
    table = pa.Table.from_pylist(rows, schema=pa.schema(list(columns.items())))
    return table.schema, table.to_batches()
