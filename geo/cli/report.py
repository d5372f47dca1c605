"""What came of a build, told to the person who started it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from geo.cli.printing import duration, say
from geo.engine import Built
from geo.model import Skipped

LISTED: Final = 20
"""Skipped files, and warnings if they are no more, that are told one by one; the Sources page tells all."""
_REASONS: Final = 8
_SLOW_S: Final = 1.0
"""What took less is nothing to look into."""

_PART: Final = re.compile(r"^(?:line|row|record) \d+[^:]{0,200}: ")
_NUMBER: Final = re.compile(r"\d[\d,.]*")


def summarize(built: Built) -> None:
    """Tell what was read, what was not and why, what took long, and what came of it."""
    older = f", {built.passed_over} left out for being older" if built.passed_over else ""
    copies = f", {built.carriers} of them copies of another's report" if built.carriers else ""
    say(f"{built.documents} documents in {built.files} files were read{copies}, {len(built.skipped)} skipped{older}")
    if not built.documents:
        say("  there is nothing on the map yet: put reports (.txt .html .md .pdf .jsonl .csv) into the folder and build again")
    _skipped(built.skipped)
    _warnings(built.warnings)
    _pace(built)
    if built.crowded:
        say(f"of claims alike so many met, in {built.crowded} blocks, that each was held against those published next to it only")
    say(f"{built.claims} claims, {built.incidents} incidents, {built.mapped} of them on the map; snapshot {built.folder.name}")


def _skipped(skipped: Sequence[Skipped]) -> None:
    for one in skipped[:LISTED]:
        say(f"  skipped {one.source}: {one.reason}")
    if len(skipped) <= LISTED:
        return
    say(f"  and {len(skipped) - LISTED} more; the Sources page lists them all. By reason:")
    for reason, count in Counter(_kind(one.reason) for one in skipped).most_common(_REASONS):
        say(f"    {count}: {reason}")


def _warnings(warnings: Sequence[tuple[str, str]]) -> None:
    if len(warnings) <= LISTED:
        for source, warning in warnings:
            say(f"  {source}: {warning}")
        return
    say(f"  {len(warnings)} warnings; the Sources page shows them with their documents. By kind:")
    for warning, count in Counter(_kind(warning) for _, warning in warnings).most_common(_REASONS):
        say(f"    {count}: {warning}")


def _kind(reason: str) -> str:
    """Return a reason without what is different from one file to the next."""
    return _NUMBER.sub("N", _PART.sub("", reason))


def _pace(built: Built) -> None:
    work = built.work
    if work.recalled:
        say(f"{work.read} documents were read anew, {work.recalled} were known from before")
    if work.seconds < _SLOW_S:
        return
    say(f"reading took {duration(work.seconds)} of work, {work.read / work.seconds:.1f} documents a second of it")
    for source, seconds in work.slowest:
        if seconds >= _SLOW_S:
            say(f"  {seconds:.1f} s: {source}")
