"""Measured accuracy, kept beside the snapshots with what it was measured on; the page Quality shows it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from geo.errors import InputError
from geo.evaluate.report import Report, read

NAME: Final = "accuracy.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A report, and what it is of."""

    report: Report
    labels: str
    """Name of the folder of labels."""
    snapshot: str
    """Id of the snapshot that was compared with them."""
    on: date


def keep(told: Measured, build: Path) -> None:
    """
    Write what was measured into the build folder, in place of what was measured before.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    content = {
        "labels": told.labels,
        "snapshot": told.snapshot,
        "on": told.on.isoformat(),
        "report": json.loads(told.report.json()),
    }
    path = build / NAME
    beside = path.with_name(f".{NAME}.new")
    try:
        beside.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        msg = f"{path}: cannot be written ({error.strerror}); choose another folder with --from"
        raise InputError(msg) from error


def kept(build: Path) -> Measured | None:
    """
    Return what was measured last for a build folder; None when nothing was.

    Raises
    ------
    InputError
        If the file there is none of ours.
    """
    path = build / NAME
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        report = read(json.dumps(told["report"]))
        return Measured(
            report=report, labels=str(told["labels"]), snapshot=str(told["snapshot"]), on=date.fromisoformat(told["on"])
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, InputError) as error:
        msg = f"{path}: holds no figures ({error!r}); measure again with `python -m geo evaluate GOLD --keep`"
        raise InputError(msg) from error
