"""Whether the snapshots that are kept are whole, and the way back to the one before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from geo.errors import BuildError, SnapshotError
from geo.settings import Settings
from geo.store.publishing import hold, point
from geo.store.reading import pointers, verify


def verified(settings: Settings) -> Iterator[tuple[str, str]]:
    """
    Yield the id of each snapshot that is kept, the one in force first, and what is wrong with it; empty when it is whole.

    Raises
    ------
    SnapshotError
        If the pointer cannot be read.
    """
    for one in pointers(settings.build):
        yield one["build"], _fault(settings.build / one["build"], one["manifest"])


def rollback(settings: Settings) -> tuple[str, str]:
    """
    Put the snapshot in force that was so before; return its id, and the id of the one that no longer is.

    The one that is left stays as the oldest, and who looks at it may finish; the next build brings it back if it reads the same.

    Raises
    ------
    SnapshotError
        If there is none before it, or none that is whole; the one in force stays in force.
    BusyError
        If a build is running.
    BuildError
        If the folder cannot be written; the one in force stays in force.
    """
    with hold(settings) as held:
        newest, *older = pointers(held.build) or [{}]
        faults = [_fault(held.build / one["build"], one["manifest"]) for one in older]
        if all(faults):
            msg = "; ".join((f"{held.build}: there is no whole snapshot before the one in force", *faults))
            raise SnapshotError(msg)
        n = faults.index("")
        try:
            point(held.build, [*older[n:], *older[:n], newest])
        except OSError as error:
            msg = f"{held.build}: cannot be written ({error.strerror}); the snapshot in force stays in force"
            raise BuildError(msg) from error
        return older[n]["build"], newest["build"]


def _fault(folder: Path, manifest_sha256: str) -> str:
    try:
        verify(folder, manifest_sha256)
    except SnapshotError as error:
        return str(error)
    return ""
