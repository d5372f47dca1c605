"""The pipeline run in this process: what is read, how far it is, what came of it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from geo import pipeline, sources, store, tools
from geo.errors import BuildError, InputError, SnapshotError
from geo.model import Atlas, Document, Skipped
from geo.settings import Settings
from geo.tools import Tools


class Progress(Protocol):
    """Told what is being done; may show it, must not slow it."""

    def __call__(self, stage: str, item: str = "", done: int = 0, total: int = 0) -> None:
        """Take note of a stage, of what in it is worked on, and of how much is done; a total of 0 is not known."""


def silent(stage: str, item: str = "", done: int = 0, total: int = 0) -> None:
    """Show nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A build that was published."""

    folder: Path
    atlas: Atlas

    @property
    def claims(self) -> int:
        """How many claims were read, those that make no incident included."""
        return sum(len(reading.claims) for reading in self.atlas.readings)


def build(
    paths: Sequence[Path],
    settings: Settings,
    *,
    progress: Progress = silent,
    out: Path | None = None,
    equipment: Tools | None = None,
) -> Built:
    """
    Read files and folders, run every stage, put the result in force.

    The snapshot goes to `out`, or to `settings.build`; caches are kept in `settings.build` either way. A caller that has
    loaded the tools already hands them over as `equipment`.

    Raises
    ------
    InputError
        If there is nothing at one of the paths.
    BuildError
        If the build folder is held by another build or cannot be written, or if nothing was read and there is a
        snapshot that would be lost; the snapshot in force stays in force.
    SettingsError
        If the language model is not installed.
    FactsError
        If a table in `data/` is missing or wrong.
    """
    for path in paths:
        if not os.path.lexists(path):
            msg = f"{path}: there is no such file or folder"
            raise InputError(msg)
    target = replace(settings, build=out) if out else settings
    with store.reserve(target) as held:
        found = list(_noted(sources.read(paths, target), progress))
        _refuse_to_lose(found, target)
        atlas = _understand(found, settings, progress, equipment)
        progress("writing the snapshot")
        return Built(folder=store.publish(atlas, target, held), atlas=atlas)


def _understand(found: Sequence[Document | Skipped], settings: Settings, progress: Progress, equipment: Tools | None) -> Atlas:
    if not any(isinstance(one, Document) for one in found):
        return Atlas(skipped=tuple(one for one in found if isinstance(one, Skipped)))
    if equipment is None:
        progress("loading the language model and the gazetteer")
        equipment = tools.equip(settings)
    return pipeline.build(_counted(found, progress), equipment)


def _refuse_to_lose(found: Sequence[Document | Skipped], settings: Settings) -> None:
    """Keep a snapshot that holds documents from being replaced by one that holds none."""
    if any(isinstance(one, Document) for one in found):
        return
    try:
        snapshot = store.open(settings)
    except SnapshotError:
        return
    documents = snapshot.manifest["rows"]["documents"]
    snapshot.close()
    if documents:
        why = "; ".join(f"{one.source}: {one.reason}" for one in found if isinstance(one, Skipped)) or "there is no file to read"
        msg = f"no document was read ({why[:400]}); snapshot {snapshot.id} with {documents} documents stays in force"
        raise BuildError(msg)


def _noted(found: Iterable[Document | Skipped], progress: Progress) -> Iterator[Document | Skipped]:
    """Yield what is read and tell of it; how much there will be is not known yet."""
    progress("reading files")
    for done, one in enumerate(found, start=1):
        progress("reading files", one.source, done)
        yield one


def _counted(found: Sequence[Document | Skipped], progress: Progress) -> Iterator[Document | Skipped]:
    """Yield what was found and tell how far it is; the stages ask for the next when they are done with the one before."""
    for done, one in enumerate(found):
        progress("understanding", one.source, done, len(found))
        yield one
    progress("joining claims into incidents")
