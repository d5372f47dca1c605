"""A folder that is watched: what changes in it is read as soon as it has come to rest."""

from __future__ import annotations

import threading
from collections.abc import Callable

from geo.engine.building import Built
from geo.errors import AddressError, BusyError, GeoError


def watch(
    look: Callable[[], str],
    build: Callable[[], Built],
    told: Callable[[Built | GeoError], None],
    over: threading.Event,
    every: float = 2.0,
) -> None:
    """
    Build at once, and again whenever what there is has changed and stays as it is for one look.

    A build that fails is told, and tried again when something changes; one that meets another is tried at the next look.
    Where looking at an address fails, that is told once, and nothing has changed until it succeeds.

    Parameters
    ----------
    look
        Returns what is another text when anything has changed (`sources.state`).
    build
        Makes one build.
    told
        Is given what came of each.
    over
        Set to end it.
    every
        Seconds between two looks.
    """
    built = seen = ""
    lost = False
    while True:
        try:
            now, lost = look(), False
        except AddressError as error:
            now = seen
            if not lost:
                told(error)
            lost = True
        if now != built and (not built or now == seen):
            try:
                told(build())
                built = now
            except BusyError:
                pass
            except GeoError as error:
                told(error)
                built = now
        seen = now
        if over.wait(every):
            return
