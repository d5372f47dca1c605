"""The snapshot in force, opened once for everybody in this process."""

from __future__ import annotations

from typing import Final

from geo import store
from geo.errors import QueryError, SnapshotError
from geo.settings import Settings
from geo.store import Snapshot
from geo.store.reading import pointers
from geo.views.kept import Kept

# Two, so that a reader who is still busy with the old one does not lose it when a new build is published.
_OPENED: Final[Kept[tuple[Settings, str], Snapshot]] = Kept(2)


def current(settings: Settings) -> Snapshot:
    """
    Return the snapshot in force.

    Raises
    ------
    SnapshotError
        If there is none, or none that is whole.
    """
    found = pointers(settings.build)
    if not found:
        msg = f"{settings.build}: there is no snapshot; run `python -m geo build`"
        raise SnapshotError(msg)
    return _OPENED.get((settings, found[0]["build"]), lambda: store.open(settings))


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
    if not id_:
        return newest
    for one in (newest, *_OPENED.values()):
        if one.id == id_:
            return one
    msg = f"snapshot {id_[:40]} is no longer in force; load the page anew"
    raise QueryError(msg)
