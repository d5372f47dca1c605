"""Commands on data sets of others: import files, list what there is, show what was left out, remove, map columns."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from geo import datasets, imports
from geo.cli import choosing
from geo.cli.printing import Bar, give, say
from geo.datasets import Dataset
from geo.errors import InputError, SnapshotError
from geo.imports import Mapping, Wish, mappings
from geo.imports.codebooks import ORDERS
from geo.settings import Settings
from geo.views import opening

_SHOWN = 20
"""Reasons, and rows that were not taken, that are told after an import; `datasets rejected` tells more."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to the command line."""
    bring = commands.add_parser("import", help="read files of ACLED, UCDP, GDELT and others as data sets beside the documents")
    bring.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="CSV, XLSX, GeoJSON, KML, KMZ, or a zip with one of them"
    )
    bring.add_argument("--format", default="", help="acled, ucdp, gdelt, gtd, ushahidi, atlas or csv; found out when left out")
    bring.add_argument("--mapping", default="", metavar="NAME", help="a mapping of columns that was kept")
    bring.add_argument("--name", default="", help="what to call the data set; one file only")
    bring.add_argument("--license", default="", help="under which terms the rows may be used")
    bring.add_argument("--source", default="", help="whom to name beside the rows")
    bring.add_argument("--dates", default="", choices=ORDERS[1:], help="what 3/4/2031 means")
    _build(bring).set_defaults(run=_import)

    sets = commands.add_parser("datasets", help="list data sets, show what was left out of one, remove one, map columns")
    sets.set_defaults(run=_list, build=None)
    _build(sets)
    steps = sets.add_subparsers(metavar="STEP")
    _build(steps.add_parser("list", help="every data set, its rows, its license")).set_defaults(run=_list)
    rejected = _build(steps.add_parser("rejected", help="the rows that were not taken, each with its reason"))
    rejected.add_argument("name", metavar="NAME", help="the short name in the list")
    rejected.set_defaults(run=_rejected)
    remove = _build(steps.add_parser("remove", help="take a data set away"))
    remove.add_argument("name", metavar="NAME", help="the short name in the list")
    remove.set_defaults(run=_remove)
    check = _build(steps.add_parser("check", help="see that every row of every data set can be read"))
    check.set_defaults(run=_check)
    told = _build(steps.add_parser("mapping", help="keep which column says what, list what is kept, or show one"))
    told.add_argument("name", nargs="?", default="", metavar="NAME", help="a to z, digits and hyphens; without it, list all")
    told.add_argument("columns", nargs="*", metavar="FIELD=COLUMN", help=f"fields are {', '.join(mappings.FIELDS)}")
    told.add_argument("--word", action="append", default=[], metavar="WORD=KIND", help="what a word in the column of kinds means")
    told.add_argument("--kind", default="", help="the kind of all rows, where no column says it")
    told.add_argument("--dates", default="", choices=ORDERS, help="what 3/4/2031 means")
    told.add_argument(
        "--exact", default="near", choices=[one.value for one in mappings.EXACT], help="how exact its positions are"
    )
    told.set_defaults(run=_mapping)


def _build(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    return choosing.add(command)


def _settings(told: argparse.Namespace, settings: Settings) -> Settings:
    return choosing.where(told.build, settings)


def _import(told: argparse.Namespace, settings: Settings) -> None:
    settings = _settings(told, settings)
    if told.name and len(told.files) > 1:
        msg = "one name for several files would let the last replace the others; import them one at a time"
        raise InputError(msg)
    mapping = mappings.load(told.mapping, settings) if told.mapping else None
    for path in told.files:
        wish = Wish(
            path=path,
            format=told.format,
            mapping=mapping,
            name=told.name,
            license=told.license,
            attribution=told.source,
            order=told.dates,
        )
        bar = Bar(sys.stderr)
        try:
            made = imports.run(wish, settings, datetime.now(tz=UTC).date(), bar)
        except KeyboardInterrupt:
            say(f"{path.name}: nothing of it was kept")
            raise
        finally:
            bar.close()
        _summarize(made)
        give([made.slug])
    _make_ready(settings)


def _make_ready(settings: Settings) -> None:
    """Leave behind what the app opens, so that its first visitor need not wait; the data sets are kept whatever comes of it."""
    try:
        opening.current(settings).close()
    except SnapshotError as error:
        say(f"the app cannot open it yet: {error}")


def _summarize(made: Dataset) -> None:
    say(f"{made.file}: {made.rows:,} rows are the data set {made.slug}, {made.placed:,} of them with a position")
    for line in _left_out(made):
        say(f"  {line}")
    for warning in made.warnings:
        say(f"  {warning}")
    say(f"  license: {made.license}" + (f"; name {made.attribution}" if made.attribution else ""))


def _left_out(of: Dataset) -> Iterator[str]:
    if of.left_out:
        yield f"{of.left_out:,} rows were not taken (`datasets rejected {of.slug}` lists them):"
    for reason, count in sorted(of.rejected.items(), key=lambda one: (-one[1], one[0]))[:_SHOWN]:
        yield f"  {count:,}: {reason}"


def _list(told: argparse.Namespace, settings: Settings) -> None:
    shelf = datasets.shelf(_settings(told, settings))
    for one in shelf.damaged:
        say(f"error: {one.slug}: {one.reason}")
    if not shelf.datasets:
        say("there is no data set yet; `python -m geo import FILE` reads one")
    head = ("name", "rows", "with position", "left out", "format", "as of", "imported", "license")
    rows = [
        (
            one.slug,
            str(one.rows),
            str(one.placed),
            str(one.left_out),
            one.format,
            str(one.as_of or ""),
            str(one.imported),
            one.license,
        )
        for one in shelf.datasets
    ]
    give(_aligned([head, *rows]) if rows else [])


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _rejected(told: argparse.Namespace, settings: Settings) -> None:
    of = datasets.open(_settings(told, settings), told.name)
    for row in datasets.rejected(of, most=of.left_out or 1).to_pylist():
        give([f"{row['row']}: {row['reason']}: {row['text']}"])


def _remove(told: argparse.Namespace, settings: Settings) -> None:
    datasets.remove(_settings(told, settings), told.name)
    say(f"removed {told.name}")


def _check(told: argparse.Namespace, settings: Settings) -> int:
    shelf = datasets.shelf(_settings(told, settings))
    bad = len(shelf.damaged)
    for one in shelf.damaged:
        give([f"bad  {one.slug}: {one.reason}"])
    for of in shelf.datasets:
        datasets.verify(of)
        give([f"ok   {of.slug}: {of.rows} rows"])
    return int(bad > 0)


def _mapping(told: argparse.Namespace, settings: Settings) -> None:
    settings = _settings(told, settings)
    if not told.name:
        give([f"{name}: {_described(one)}" for name, one in mappings.saved(settings).items()])
        return
    if not told.columns:
        give([_described(mappings.load(told.name, settings))])
        return
    made = Mapping(
        name=told.name,
        columns=dict(_pairs(told.columns)),
        kinds=dict(_pairs(told.word)),
        kind=told.kind,
        order=told.dates,
        exact=told.exact,
    )
    say(f"kept {mappings.save(made, settings)}")


def _described(one: Mapping) -> str:
    return "; ".join(f"{field}={column}" for field, column in one.columns.items())


def _pairs(told: Sequence[str]) -> Iterator[tuple[str, str]]:
    for pair in told:
        left, sign, right = pair.partition("=")
        if not sign or not left or not right:
            msg = f"{pair!r} is no pair; write it as date=COLUMN"
            raise InputError(msg)
        yield left, right
