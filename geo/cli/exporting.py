"""The command `export`: what a filter leaves as a file, in every form that the app saves, and annotations for a scorer."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import parse_qs

from geo import exports, saving, store
from geo.cli import choosing
from geo.cli.printing import Bar, plain, say
from geo.errors import InputError
from geo.exports import Form, Job
from geo.settings import Settings
from geo.views import opening

ANNOTATIONS: Final = "annotations"
_STDOUT: Final = "-"


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """Add the command; return it, so that it can be given what all that read a snapshot have."""
    names = [ANNOTATIONS, *saving.FORMS]
    command = commands.add_parser("export", help="write what was found to files")
    command.add_argument("form", nargs="?", choices=names, metavar="FORMAT", help=f"one of {', '.join(names)}")
    command.add_argument(
        "target", nargs="?", type=Path, metavar="TARGET", help="a folder for annotations, else a file; - is stdout"
    )
    command.add_argument("--format", choices=names, metavar="FORMAT", help="the same as FORMAT")
    command.add_argument("--out", type=Path, metavar="FILE", help="the same as TARGET")
    command.add_argument(
        "--filter", default="", metavar="QUERY", help='what the address of a page says: "kind=drone_strike&from=2031-05-01"'
    )
    command.add_argument(
        "--rings",
        action="append",
        default=[],
        metavar="SYSTEM@AREA",
        help="a range ring to draw where the form can; may be said more than once",
    )
    command.set_defaults(run=_export)
    return command


def _export(told: argparse.Namespace, settings: Settings) -> None:
    chosen = choosing.chosen(told, settings)
    name, target = told.format or told.form, told.out or told.target
    if name is None or target is None:
        msg = "say what to write and where: export FORMAT TARGET, or export --format FORMAT --out FILE"
        raise InputError(msg)
    if name == ANNOTATIONS:
        _annotations(target, chosen)
        return
    query = parse_qs(told.filter.lstrip("?"))
    query["ring"] = [*query.get("ring", []), *told.rings]
    snapshot = opening.current(chosen)
    if snapshot.notice:
        say(f"note: {snapshot.notice}")
    asked = saving.job(snapshot, exports.context(chosen), query)
    unknown = len(dict.fromkeys(query["ring"])) - len(asked.pairs)
    if unknown:
        say(f"note: {unknown} of the rings name no system and launch area that is known, or are more than can be told apart")
    _write(saving.FORMS[name], asked, target)


def _annotations(target: Path, settings: Settings) -> None:
    with closing(store.open(settings)) as snapshot:
        if snapshot.notice:
            say(f"note: {snapshot.notice}")
        for name, annotation in exports.annotate(snapshot).items():
            path = target / name
            content = (json.dumps(annotation, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
            saving.put(path, partial(_fill, content=content))
            say(f"wrote {plain(str(path))}")


def _fill(file: BinaryIO, content: bytes) -> None:
    file.write(content)


def _write(form: Form, asked: Job, target: Path) -> None:
    for terms in asked.terms():
        say(f"note: {terms.rows:,} rows of {terms.name}; terms: {terms.license}; credit: {terms.attribution}")
    total = saving.counted(asked)
    if form.most is not None and total > form.most:
        say(f"note: {form.label} holds the first {form.most:,} of {total:,} incidents")
    bar = Bar(sys.stderr)

    def tell(stage: str, done: int, of: int) -> None:
        if sys.stderr.isatty():
            bar(stage, "", done, of)

    try:
        if str(target) == _STDOUT:
            with tempfile.TemporaryFile() as file:
                form.write(saving.heard(asked, tell=tell), file)
                file.seek(0)
                shutil.copyfileobj(file, sys.stdout.buffer)
                sys.stdout.flush()
            return
        saving.write(form, saving.heard(asked, tell=tell), target)
    finally:
        bar.close()
    say(f"wrote {plain(str(target))}")
