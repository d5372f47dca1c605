"""The command that invents: incidents to see the map with, or news to read."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

from geo import invention, newsroom
from geo.cli.printing import give, say
from geo.errors import InputError
from geo.settings import Settings
from geo.store import Snapshot
from geo.views import opening

_INCIDENTS: Final = 10_000
"""Invented if nothing is said."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    invent = commands.add_parser("generate", help="invent incidents for the map, or news with known incidents to read, very many")
    invent.add_argument(
        "out", type=Path, metavar="OUT", help="folder for incidents, for serve --from; for news a file NAME.jsonl.gz, for build"
    )
    what = invent.add_mutually_exclusive_group()
    what.add_argument("--incidents", type=int, metavar="N", help=f"how many; {_INCIDENTS} if nothing is said")
    what.add_argument("--documents", type=int, metavar="N", help="how many reports; what happened stands in NAME.truth.jsonl")
    invent.add_argument("--seed", type=int, default=1, metavar="S", help="the same number and seed give the same")
    invent.set_defaults(run=_generate)


def _generate(told: argparse.Namespace, settings: Settings) -> None:
    if told.documents is None:
        _incidents(told, replace(settings, build=told.out))
    else:
        _news(told, settings)


def _incidents(told: argparse.Namespace, settings: Settings) -> None:
    wanted = _INCIDENTS if told.incidents is None else told.incidents
    made = invention.publish(settings, wanted, told.seed)
    say(f"{made.rows:,} incidents were invented, {made.placed:,} with a position")
    opening.current(settings).close()
    opening.forget()
    give([str(made.folder)])


def _news(told: argparse.Namespace, settings: Settings) -> None:
    made = newsroom.write(told.out, told.documents, told.seed, settings)
    say(f"{made.documents:,} documents were invented, which tell of {made.happenings:,} incidents; those stand in {made.truth}")
    give([str(told.out)])


def is_truth(path: Path) -> bool:
    """Return whether a path is, by its name, what happened in invented news."""
    return path.name.endswith(newsroom.TRUTH)


def judge(told: argparse.Namespace, snapshot: Snapshot) -> None:
    """Print how what was found agrees with what happened."""
    if told.keep:
        msg = "--keep is for labeled documents; figures of invented news say how the program does, not how far to trust it"
        raise InputError(msg)
    verdict = newsroom.judge(snapshot, told.gold)
    for miss in verdict.misses if told.misses else ():
        say(miss)
    give([json.dumps(asdict(verdict), ensure_ascii=False)] if told.json else verdict.lines())
