"""What may be typed, and what each command does; data goes to stdout, messages to stderr."""

from __future__ import annotations

import argparse
import io
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from geo import addresses, engine, evaluate, exports, sources, store
from geo.addresses import Address
from geo.cli import briefing, checks, choosing, exporting, inventing, keeping, ranging, serving, sets
from geo.cli.explain import explain
from geo.cli.measured import measured
from geo.cli.printing import Bar, give, say
from geo.cli.report import summarize
from geo.engine import Built, Plan
from geo.errors import BusyError, GeoError
from geo.settings import Settings
from geo.store import Snapshot

FAILED: Final = 1
INCOMPLETE: Final = 3
"""`build --strict`: something was skipped."""
BUSY: Final = 4
"""Another build is running."""
STOPPED: Final = 130
"""By Ctrl-C; what a shell expects."""
TERMINATED: Final = 143
"""By SIGTERM, as when the machine is shut down; what a shell expects."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments say; return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    told = parser().parse_args(arguments)
    try:
        with _ending_in_order():
            return int(told.run(told, Settings.from_env(os.environ)) or 0)
    except BusyError as error:
        say(f"error: {error}")
        return BUSY
    except GeoError as error:
        say(f"error: {error}")
        return FAILED
    except BrokenPipeError:
        # The reader is gone; what Python still wants to flush goes nowhere (docs.python.org/3/library/signal.html).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt as stop:
        say("stopped; the last good snapshot is still in force")
        return TERMINATED if isinstance(stop, _Terminated) else STOPPED


class _Terminated(KeyboardInterrupt):
    """Somebody asked this process to end."""


@contextmanager
def _ending_in_order() -> Iterator[None]:
    """Let SIGTERM end what runs as Ctrl-C does: what was half written is taken away, what was read is kept."""

    def end(*_: object) -> None:
        raise _Terminated

    if threading.current_thread() is not threading.main_thread():  # no other may listen
        yield
        return
    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    whole = argparse.ArgumentParser(
        prog="python -m geo", description="From reports of conflict to incidents on a map, each with its sentence."
    )
    commands = whole.add_subparsers(required=True, metavar="COMMAND")

    build = _sources(commands.add_parser("build", help="read documents, run every stage, replace the snapshot"))
    build.add_argument("--strict", action="store_true", help=f"exit {INCOMPLETE} when something was skipped")
    build.set_defaults(run=_build)

    look = _sources(commands.add_parser("watch", help="build, and again whenever something in the sources has changed"))
    look.set_defaults(run=_watch)

    tell = commands.add_parser("explain", help="print every decision about a document or an incident with its reasons")
    tell.add_argument("document", metavar="DOC", help="a file that was read, or the id of a document, an incident or a claim")
    tell.add_argument("--at", type=int, metavar="OFFSET", help="only what stands at this character of the file")
    _reading(tell).set_defaults(run=_explain)

    judge = commands.add_parser("evaluate", help="compare the snapshot with labeled documents")
    judge.add_argument(
        "gold", type=Path, metavar="GOLD", help="folder of labels, <stem>.json for each file, or what `generate` says happened"
    )
    judge.add_argument("--misses", action="store_true", help="also list, on stderr, everything that is wrong")
    judge.add_argument("--json", action="store_true", help="the figures as data, with counts, kinds and misses")
    judge.add_argument("--keep", action="store_true", help="also keep the figures for the page Quality")
    _reading(judge).set_defaults(run=_evaluate)

    _reading(exporting.add(commands))

    inventing.add(commands)

    serving.add(commands)
    sets.add(commands)
    briefing.add(commands)
    keeping.add(commands)

    check = commands.add_parser("check", help="say whether facts, model, browser files and snapshot are whole")
    _reading(check).set_defaults(run=_check)
    return whole


def _sources(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    command.add_argument(
        "sources",
        nargs="*",
        type=addresses.parse,
        metavar="SOURCE",
        help="files and folders, here or at an address such as s3://bucket/reports; without any, the folder seeds/",
    )
    command.add_argument(
        "--out", type=addresses.parse, metavar="BUILD", help="folder to keep the snapshot in, or address to publish it at"
    )
    command.add_argument(
        "--workers",
        type=int,
        default=os.cpu_count() or 1,
        metavar="N",
        help="processes that read a large input; one for each core if nothing is said",
    )
    command.add_argument(
        "--scheduler", default="", metavar="ADDRESS", help="let the workers of a Dask cluster read: tcp://host:port"
    )
    command.add_argument("--limit", type=_count, metavar="N", help="read no more than this many documents")
    command.add_argument("--since", type=date.fromisoformat, metavar="YYYY-MM-DD", help="leave out what was published before")
    command.add_argument(
        "--force", action="store_true", help="publish even what holds less than half of what the snapshot in force does"
    )
    return command


def _reading(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    return choosing.add(command)


# --- commands ------------------------------------------------------------------------------


def _count(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) < 1:
        msg = f"{text[:20]!r} is no number of documents, 1 or more"
        raise argparse.ArgumentTypeError(msg)
    return int(text)


def _build(told: argparse.Namespace, settings: Settings) -> int:
    built = _built(told, settings)
    summarize(built)
    snapshot = choosing.where(told.out, settings).snapshot
    give([str(Address(snapshot) / built.folder.name if snapshot else built.folder)])
    return INCOMPLETE if told.strict and built.skipped else 0


def _built(told: argparse.Namespace, settings: Settings) -> Built:
    bar = Bar(sys.stderr, pieces="documents")
    plan = Plan(workers=told.workers, scheduler=told.scheduler, limit=told.limit, since=told.since, force=told.force)
    target = choosing.where(told.out, settings)
    paths = told.sources or [settings.seeds]
    try:
        if target.snapshot:
            bar("asking whether the snapshot can be published")
            store.elsewhere.prepare(target)
        built = engine.build(paths, replace(settings, snapshot=target.snapshot), progress=bar, out=target.build, plan=plan)
        if target.snapshot:
            bar("publishing the snapshot")
            store.elsewhere.send(target)
        return built
    finally:
        bar.close()


def _watch(told: argparse.Namespace, settings: Settings) -> None:
    target = choosing.where(told.out, settings)
    paths = told.sources or [settings.seeds]

    def tell(outcome: Built | GeoError) -> None:
        say(f"{outcome}; waiting for a change") if isinstance(outcome, GeoError) else summarize(outcome)

    engine.watch(lambda: sources.state(paths, target), lambda: _built(told, settings), tell, threading.Event())


def _explain(told: argparse.Namespace, settings: Settings) -> None:
    with closing(_snapshot(told, settings)) as snapshot:
        give(explain(snapshot, told.document, told.at, ranging.load(settings)))


def _evaluate(told: argparse.Namespace, settings: Settings) -> None:
    with closing(_snapshot(told, settings)) as snapshot:
        if inventing.is_truth(told.gold):
            inventing.judge(told, snapshot)
            return
        report = evaluate.score(told.gold, exports.annotate(snapshot))
        if told.keep:
            today = datetime.now(tz=UTC).date()
            of = evaluate.Measured(report=report, labels=told.gold.name, snapshot=snapshot.id, on=today)
            evaluate.keep(of, _chosen(told, settings).build)
    for miss in report.misses if told.misses else ():
        say(miss)
    give(report.json().splitlines() if told.json else measured(report))


def _check(told: argparse.Namespace, settings: Settings) -> int:
    found = list(checks.run(_chosen(told, settings)))
    give(f"{'bad' if fault else 'ok '}  {noun}: {fault or good}" for noun, good, fault in found)
    return FAILED if any(fault for _, _, fault in found) else 0


def _chosen(told: argparse.Namespace, settings: Settings) -> Settings:
    return choosing.chosen(told, settings)


def _snapshot(told: argparse.Namespace, settings: Settings) -> Snapshot:
    snapshot = store.open(_chosen(told, settings))
    if snapshot.notice:
        say(f"note: {snapshot.notice}")
    return snapshot
