"""Who makes a page lets the question of its map go first: made at the same time, page and picture both come late."""

from __future__ import annotations

import threading
from typing import Final

from geo.views import Filter

_WAITING: Final[dict[tuple[str, str], list[threading.Event]]] = {}
"""Who waits for a picture, by the id of its snapshot and by its filter."""

_LOCK: Final = threading.Lock()


def wait(snapshot: str, chosen: Filter, seconds: float) -> bool:
    """Wait until a picture of what a filter leaves of a snapshot has been answered; return whether it was in time."""
    key, turn = (snapshot, repr(chosen)), threading.Event()
    with _LOCK:
        _WAITING.setdefault(key, []).append(turn)
    try:
        return turn.wait(seconds)
    finally:
        with _LOCK:
            others = [one for one in _WAITING.pop(key, []) if one is not turn]
            if others:
                _WAITING[key] = others


def answered(snapshot: str, chosen: Filter) -> None:
    """Tell who waits that such a picture has been answered, or refused."""
    with _LOCK:
        waiting = _WAITING.pop((snapshot, repr(chosen)), [])
    for turn in waiting:
        turn.set()
