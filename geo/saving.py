"""What a filter leaves, saved in any form: files of `exports` and pictures of `drawings`, whole or not at all."""

from __future__ import annotations

import re
import secrets
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import BinaryIO, Final, Literal

from geo import exports, views
from geo.errors import InputError
from geo.exports import Context, Form, Job
from geo.exports.rows import Query
from geo.settings import Settings, home
from geo.store import Snapshot
from geo.views import Filter
from geo.views.playing import reached
from geo.views.rings import pairs

STEM: Final = "incidents"
"""Files are called so where nobody gives them another name."""

_KEPT_S: Final = 6 * 3600
"""Seconds after which a file that was made for a visitor is swept."""
_TOKEN: Final = re.compile(r"[\w-]{43}")
_NAME: Final = re.compile(r"[a-z]{1,20}(?:\.[a-z]{1,10}){1,2}")


def job(snapshot: Snapshot, context: Context, query: Mapping[str, Sequence[str]]) -> Job:
    """
    Return what the query of an address of the app asks for: filter, time that is reached, range rings, place of the map.

    Raises
    ------
    FactsError
        If there are rings, and a table of ours cannot be read.
    """
    chosen = reached(snapshot, Filter.from_query(query), _day(query), window="yes" in query.get("window", ()))
    kept: Query = tuple(sorted((name, tuple(values)) for name, values in query.items()))
    return Job(
        snapshot=snapshot,
        chosen=chosen,
        context=context,
        pairs=pairs(snapshot, context.settings, tuple(query.get("ring", ()))),
        query=kept,
    )


def _day(query: Mapping[str, Sequence[str]]) -> date | None:
    for value in query.get("until", ()):
        with suppress(ValueError):
            return date.fromisoformat(value)
    return None


# --- pictures ------------------------------------------------------------------------------


def _picture(form: Literal["png", "svg"], asked: Job, out: BinaryIO) -> None:
    try:
        from geo import briefing, drawings  # noqa: PLC0415  # with packages of the app, which only pictures need here
        from geo.briefing import showing  # noqa: PLC0415  # as above
    except ImportError as error:
        msg = f"the app's packages are not installed ({error.name}); run `make setup`, or pip install 'incident-atlas[app]'"
        raise InputError(msg) from error
    asked.check()
    asked.tell("draw", 0, 1)
    scene = briefing.Scene(id="pictured", title="Map", query=asked.query)
    shown = showing.shown(asked.snapshot, asked.context.settings, scene)
    basemap = home() / "static" / "basemap.pmtiles"
    out.write(drawings.map_picture(shown, form=form, outlines=asked.context.outlines, basemap=basemap))
    asked.tell("draw", 1, 1)


def _png(asked: Job, out: BinaryIO) -> None:
    _picture("png", asked, out)


def _svg(asked: Job, out: BinaryIO) -> None:
    _picture("svg", asked, out)


PICTURES: Final = {
    form.name: form
    for form in (
        Form(name="png", label="Picture (PNG)", about="of the map as it stands", media="image/png", suffix=".png", write=_png),
        Form(name="svg", label="Drawing (SVG)", about="of the map, for print", media="image/svg+xml", suffix=".svg", write=_svg),
    )
}
FORMS: Final[Mapping[str, Form]] = {**exports.FORMS, **PICTURES}
"""By name, in the order in which they are offered."""


# --- files ---------------------------------------------------------------------------------


def write(form: Form, asked: Job, path: Path) -> int:
    """
    Write a file whole or not at all; what was there before is there until it is done. Returns its bytes.

    Raises
    ------
    InputError
        If it cannot be written there.
    StoppedError
        If somebody asked to give up.
    """
    return put(path, lambda file: form.write(asked, file))


def put(path: Path, fill: Callable[[BinaryIO], object]) -> int:
    """
    Write what `fill` writes to a file whole or not at all. Returns its bytes.

    Raises
    ------
    InputError
        If it cannot be written there.
    """
    beside = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as file:
            fill(file)
        size = beside.stat().st_size
        beside.replace(path)
    except OSError as error:
        msg = f"{path}: cannot be written ({error.strerror}); choose another place"
        raise InputError(msg) from error
    finally:
        with suppress(OSError):
            beside.unlink()
    return size


def shelf(settings: Settings) -> Path:
    """Return the folder of files that were made for visitors."""
    return settings.build / "cache" / "saved"


def reserve(settings: Settings, form: Form) -> Path:
    """Return where to write a file for a visitor, in a folder whose name nobody can guess; files of yesterday are swept."""
    with suppress(OSError):
        for old in shelf(settings).iterdir():
            if time.time() - old.stat().st_mtime > _KEPT_S:
                shutil.rmtree(old, ignore_errors=True)
    return shelf(settings) / secrets.token_urlsafe(32) / f"{STEM}{form.suffix}"


def kept(settings: Settings, token: str, name: str) -> Path | None:
    """Return the file of that folder and name that was made for a visitor; None where there is none."""
    if not (_TOKEN.fullmatch(token) and _NAME.fullmatch(name)):
        return None
    path = shelf(settings) / token / name
    return path if path.is_file() else None


def drop(path: Path) -> None:
    """Remove a file that was made for a visitor, and its folder."""
    shutil.rmtree(path.parent, ignore_errors=True)


def counted(asked: Job) -> int:
    """Return how many incidents a file would hold."""
    whole = not asked.part and not asked.contested
    return views.headline(asked.snapshot, asked.chosen).incidents if whole else len(asked.numbers())


def heard(asked: Job, **listeners: object) -> Job:
    """Return the job with its `tell` and `stop`."""
    return replace(asked, **listeners)  # type: ignore[arg-type]  # fields of Job, checked by `replace`
