"""Work that takes longer than a visitor waits: done beside the pages, watched from any of them, stopped on demand."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final, Generic, TypeVar

from geo.errors import GeoError

T = TypeVar("T")
_LOG: Final = logging.getLogger("geo")


class Task(Generic[T]):
    """One piece of work in a thread of its own, which knows nothing of the pages."""

    def __init__(self, work: Callable[[Task[T]], T], name: str) -> None:
        """Begin it; `work` is given the task, to tell how far it is and to ask whether to stop."""
        self.name = name
        self.stage = ""
        self.done = self.total = 0
        self.result: T | None = None
        self.error: GeoError | None = None
        self.broken = False
        """Whether it ended by a mistake in the program; the log tells."""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(work,), name=f"task {name}", daemon=True)
        self._thread.start()

    def tell(self, stage: str, item: str = "", done: int = 0, total: int = 0) -> None:
        """Take note of how far it is."""
        del item  # it is the name of the task
        self.stage, self.done, self.total = stage, done, total

    def stop(self) -> None:
        """Ask it to end; it does so at its next step."""
        self._stop.set()

    @property
    def stopping(self) -> bool:
        """Whether it was asked to end."""
        return self._stop.is_set()

    @property
    def running(self) -> bool:
        """Whether it is still at it."""
        return self._thread.is_alive()

    def wait(self, seconds: float) -> None:
        """Wait for its end, and no longer than that."""
        self._thread.join(seconds)

    def _run(self, work: Callable[[Task[T]], T]) -> None:
        try:
            self.result = work(self)
        except GeoError as error:
            self.error = error
        except Exception as error:  # noqa: BLE001  # nobody else would hear of it
            self.broken = True
            _LOG.error("task %s", self.name, exc_info=error)
