"""Answers that are kept for whoever asks the same: so many and no more, and each made once however many ask at a time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """The answers that were asked for last; reading it is safe from several threads."""

    def __init__(self, most: int) -> None:
        """Keep up to `most` answers, at least 1."""
        self._most = most
        self._lock = threading.Lock()
        self._answers: OrderedDict[Key, Future[Value]] = OrderedDict()

    def __len__(self) -> int:
        """Return how many are kept, or are being made."""
        return len(self._answers)

    def clear(self) -> None:
        """Forget all of them."""
        with self._lock:
            self._answers.clear()

    def values(self) -> list[Value]:
        """Return those that are made, the one that was asked for last at the end."""
        with self._lock:
            done = [answer for answer in self._answers.values() if answer.done()]
        return [answer.result() for answer in done if answer.exception() is None]

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """
        Return the answer to `key`, made by the first who asks; whoever comes meanwhile waits for it.

        What `make` raises is told to all who wait, and not kept.
        """
        with self._lock:
            answer = self._answers.get(key)
            if mine := answer is None:
                answer = self._answers[key] = Future()
                if len(self._answers) > self._most:
                    self._answers.popitem(last=False)
            else:
                self._answers.move_to_end(key)
        if mine:
            self._make(key, answer, make)
        return answer.result()

    def _make(self, key: Key, answer: Future[Value], make: Callable[[], Value]) -> None:
        try:
            answer.set_result(make())
        except BaseException as error:  # whoever waits must hear of it, of an interruption too
            with self._lock:
                if self._answers.get(key) is answer:
                    del self._answers[key]
            answer.set_exception(error)
            raise
