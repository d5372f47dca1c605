"""
Who reads: this process, the processes of this machine, or the workers of a Dask cluster.

Documents are handed out in batches and their readings come back in the order of the documents, so the snapshot is the same
bytes whoever reads. A worker loads the tools once. A document that ends the process of whoever reads it is skipped, with
that as the reason, and the others of its batch are read.
"""

from __future__ import annotations

import faulthandler
import logging
import platform
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import chain, islice
from time import perf_counter
from typing import Any, Final, NamedTuple, Protocol

from geo import incidents, pipeline, recall, tools
from geo.engine.progress import Progress
from geo.errors import BuildError, SettingsError
from geo.model import Document, Skipped
from geo.recall import Read, Recall
from geo.settings import Settings
from geo.tools import Tools

CROWD: Final = 200
"""Documents that this process reads before it asks for hands: to start them takes as long as reading so many."""
BATCH: Final = 16
"""Documents that are handed out at a time: a second of work, against a millisecond of handing out."""
FEW: Final = 40
"""Parts of joining that this process does before it asks for hands."""
LONGEST_S: Final = 600
"""How long a worker may read one document; it ends when that is over. The longest that are read take a minute."""
AHEAD: Final = 3
"""Batches for each worker that are under way: one in work, one to go on with, one that comes back."""

_LOOK_S: Final = 10
"""Between two looks whether there is still anybody who reads."""
_LOOKS: Final = 6
"""A worker that died is started again within so many."""

_GONE: Final = "the scheduler of the cluster is gone; start it (`make cluster`), and build again: what was read is kept"
_HARMED: Final = "not read: reading it ended the process that read it, or did not end, every time"
_WRONG: Final = "not read, because of a mistake in the program that is worth a report"

Asked = tuple[Document, Read | None]
"""A document, and what was read in it where that is known already."""


Timed = tuple[Read | Skipped, float]
"""What came of reading a document, and the seconds that it took."""


class Answer(NamedTuple):
    """What a document says, or why that could not be found out."""

    document: Document | None
    """What was read for this; None where that was not needed."""
    read: Read | Skipped
    seconds: float = 0.0
    """How long reading it took."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Whom a build asks to read, and how much."""

    workers: int = 1
    """Processes of this machine; fewer than two are the one that was started."""
    scheduler: str = ""
    """Address of a Dask scheduler, "tcp://host:port"; empty for none."""
    limit: int | None = None
    """Documents that are read at most, the first by name; None for all."""
    since: date | None = None
    """What says that it was published before is left out; what says no day is read."""
    force: bool = False
    """A snapshot that holds far less than the one in force is meant."""

    @property
    def means_less(self) -> bool:
        """Return whether a snapshot that holds far less than the one in force is no surprise."""
        return self.force or self.limit is not None or self.since is not None


class Crew(Protocol):
    """Who reads, and joins what was read."""

    def read(self, asked: Iterable[Asked]) -> Iterator[Answer]:
        """Yield the readings in the order of the documents."""

    def do(self, joining: Iterable[bytes]) -> Iterator[bytes]:
        """Yield what comes of parts of joining, in their order; see `incidents.done`."""


class Alone:
    """The process that was started; it loads the tools when there is something to read."""

    def __init__(
        self, settings: Settings, progress: Progress, equipment: Tools | None = None, known: Recall | None = None
    ) -> None:
        """Take the tools of a caller who has loaded them already, and the memory of what happened before."""
        self.settings = settings
        self._progress, self._tools, self._known = progress, equipment, known

    def tools(self) -> Tools:
        """Return the tools."""
        if self._tools is None:
            self._progress("loading the language model and the gazetteer")
            self._tools = tools.equip(self.settings)
        return self._tools

    def read(self, asked: Iterable[Asked]) -> Iterator[Answer]:
        """Read one after the other; what has ended processes like this one is read by another."""
        for document, known in asked:
            if known is not None:
                yield Answer(None, known)
            elif self._known is None:
                yield Answer(document, *_timed(document, self.tools()))
            elif self._known.is_feared(document):
                yield from self._apart(document)
            else:
                self._known.begin(document)
                found = _timed(document, self.tools())
                self._known.end(document)
                yield Answer(document, *found)

    def _apart(self, document: Document) -> Iterator[Answer]:
        with _local(1) as client:
            yield from Together(client, self.settings).read([(document, None)])

    def do(self, joining: Iterable[bytes]) -> Iterator[bytes]:
        """Do one after the other."""
        return map(incidents.done, joining)


def read(document: Document, with_: Tools) -> Read | Skipped:
    """Return what a document says, or why that could not be found out."""
    try:
        [reading] = pipeline.read([document], with_)
        return Read.of(reading)
    except Exception as error:  # one bad document is skipped, never fatal
        logging.getLogger("geo").exception("reading %s", document.source)
        return Skipped(source=document.source, reason=f"{_WRONG} ({type(error).__name__})")


def _timed(document: Document, with_: Tools) -> Timed:
    began = perf_counter()
    return read(document, with_), perf_counter() - began


@contextmanager
def hired(own: Alone, plan: Plan) -> Iterator[Crew]:
    """
    Lend who reads.

    Raises
    ------
    SettingsError
        If the cluster cannot be reached, has no workers, or reads with other facts or code.
    """
    if plan.scheduler:
        with _cluster(plan.scheduler) as client:
            yield Together(client, own.settings)
    elif plan.workers > 1:
        crowd = Crowd(own, plan.workers)
        try:
            yield crowd
        finally:
            crowd.close()
    else:
        yield own


class Crowd:
    """The process that was started reads the first documents; if there are more, as many processes as were asked for do."""

    def __init__(self, own: Alone, workers: int) -> None:
        """Start nobody yet."""
        self._own, self._workers = own, workers
        self._local: AbstractContextManager[Any] = nullcontext()
        self._many: Together | None = None

    def read(self, asked: Iterable[Asked]) -> Iterator[Answer]:
        """Read in this process until it is clear that there is much to read, then by many."""
        rest = iter(asked)
        unread = 0
        for one in rest:
            yield from self._own.read([one])
            unread += one[1] is None
            if unread == CROWD:
                break
        first = list(islice(rest, 1))
        if first:
            yield from self._together().read(chain(first, rest))

    def do(self, joining: Iterable[bytes]) -> Iterator[bytes]:
        """Join in this process what is little, and by many what is much, or where they are there already."""
        rest = iter(joining)
        if self._many is None:
            yield from map(incidents.done, islice(rest, FEW))
        first = list(islice(rest, 1))
        if first:
            yield from self._together().do(chain(first, rest))

    def _together(self) -> Together:
        if self._many is None:
            self._local = _local(self._workers)
            self._many = Together(self._local.__enter__(), self._own.settings)
        return self._many

    def close(self) -> None:
        """Let the processes go."""
        self._local.__exit__(None, None, None)


@dataclass(slots=True)
class _Batch:
    """Documents in their order, those that are known with what was read in them, and what is awaited for the others."""

    asked: list[Asked] = field(default_factory=list)
    awaited: Any = None

    @property
    def unread(self) -> list[Document]:
        return [document for document, known in self.asked if known is None]


class Together:
    """The workers of a Dask cluster read."""

    def __init__(self, client: Any, settings: Settings) -> None:  # noqa: ANN401  # distributed has no types
        """Take a connected client."""
        self._client, self._settings = client, settings
        self._shape = recall.shape(settings)
        self._most = AHEAD * max(1, len(client.scheduler_info(n_workers=-1)["workers"]))

    def read(self, asked: Iterable[Asked]) -> Iterator[Answer]:
        """Keep the workers busy, and no more documents in memory than that takes."""
        away: deque[_Batch] = deque()
        for batch in _batches(asked):
            if batch.unread:
                batch.awaited = self._hand_out(batch.unread)
            away.append(batch)
            while len(away) > self._most:
                yield from self._taken_in(away.popleft())
        while away:
            yield from self._taken_in(away.popleft())

    def do(self, joining: Iterable[bytes]) -> Iterator[bytes]:
        """Keep the workers busy; a part that ends whoever does it is done here."""
        away: deque[tuple[bytes, Any]] = deque()
        for part in joining:
            away.append((part, self._submit(_join_by_worker, part)))
            while len(away) > self._most:
                yield self._done(*away.popleft())
        while away:
            yield self._done(*away.popleft())

    def _done(self, part: bytes, awaited: Any) -> bytes:  # noqa: ANN401  # distributed has no types
        try:
            return bytes(self._awaited(awaited))
        except _dask().KilledWorker:
            return incidents.done(part)
        finally:
            awaited.release()

    def _hand_out(self, documents: list[Document]) -> Any:  # noqa: ANN401  # distributed has no types
        return self._submit(_read_by_worker, [recall.pack_document(document) for document in documents])

    def _taken_in(self, batch: _Batch) -> Iterator[Answer]:
        unread = batch.unread
        readings = iter(self._result(batch.awaited, unread) if unread else ())
        for document, known in batch.asked:
            yield Answer(None, known) if known is not None else Answer(document, *next(readings))

    def _result(self, awaited: Any, documents: list[Document]) -> list[Timed]:  # noqa: ANN401  # distributed has no types
        try:
            return [(recall.unpack(one), seconds) for one, seconds in list(self._awaited(awaited))]
        except _dask().KilledWorker:
            if len(documents) == 1:
                return [(Skipped(source=documents[0].source, reason=_HARMED), 0.0)]
            return [reading for one in documents for reading in self._result(self._hand_out([one]), [one])]
        finally:
            awaited.release()

    def _awaited(self, awaited: Any) -> Any:  # noqa: ANN401  # as above
        alone = 0
        while True:
            try:
                return awaited.result(timeout=_LOOK_S)
            except TimeoutError:
                if awaited.status == "error":  # the worker's own
                    raise
                alone = 0 if self._are_there_workers() else alone + 1
                if alone == _LOOKS:
                    msg = "the cluster has lost all its workers; start some, and build again: what was read is kept"
                    raise BuildError(msg) from None
            except OSError as error:
                if awaited.status == "error":  # as above
                    raise
                raise BuildError(_GONE) from error
            except (_dask().CancelledError, _dask().client.ClosedClientError) as error:
                raise BuildError(_GONE) from error

    def _are_there_workers(self) -> bool:
        try:
            return bool(self._client.scheduler_info(n_workers=-1)["workers"])
        except OSError as error:  # whose children are all the ways in which nobody answers
            raise BuildError(_GONE) from error

    def _submit(self, task: Callable[..., Any], work: bytes | list[bytes]) -> Any:  # noqa: ANN401  # as above
        try:
            return self._client.submit(task, work, self._settings, self._shape, pure=False)
        except _dask().client.ClosedClientError as error:
            raise BuildError(_GONE) from error


def _batches(asked: Iterable[Asked]) -> Iterator[_Batch]:
    batch = _Batch()
    unread = 0
    for one in asked:
        batch.asked.append(one)
        unread += one[1] is None
        if unread == BATCH or len(batch.asked) == 4 * BATCH:
            yield batch
            batch, unread = _Batch(), 0
    if batch.asked:
        yield batch


# --- in the worker -------------------------------------------------------------------------


def _read_by_worker(documents: list[bytes], settings: Settings, shape: str) -> list[tuple[bytes, float]]:
    equipment = _tools_of(settings, shape)
    answers = []
    for one in documents:
        # What hangs in code that is not Python can only be ended with its process; it is tried again, and then skipped.
        faulthandler.dump_traceback_later(LONGEST_S, exit=True)
        try:
            reading, seconds = _timed(recall.unpack_document(one), equipment)
        finally:
            faulthandler.cancel_dump_traceback_later()
        answers.append((recall.pack(reading), seconds))
    return answers


def _join_by_worker(part: bytes, settings: Settings, shape: str) -> bytes:
    _see_that_it_is_ours(settings, shape)
    return incidents.done(part)


@lru_cache(maxsize=1)
def _tools_of(settings: Settings, shape: str) -> Tools:
    """Load the tools, once for all that this worker reads."""
    _see_that_it_is_ours(settings, shape)
    return tools.equip(settings)


@lru_cache(maxsize=1)
def _see_that_it_is_ours(settings: Settings, shape: str) -> None:
    if recall.shape(settings) != shape:
        msg = f"{platform.node()}: a worker reads with other facts or code than this machine; install the same version there"
        raise SettingsError(msg)


# --- clusters ------------------------------------------------------------------------------


def _dask() -> Any:  # noqa: ANN401  # it has no types
    import distributed  # noqa: PLC0415  # takes half a second, and most builds need none of it

    return distributed


@contextmanager
def _local(workers: int) -> Iterator[Any]:
    import dask.config  # noqa: PLC0415  # a quarter of a second, and most builds need none of it

    distributed = _dask()
    with (
        dask.config.set(_LOCAL),
        distributed.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address=None,
            silence_logs=logging.CRITICAL,
            memory_limit=0,
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


_LOCAL: Final = {
    # It samples what a worker does a hundred times a second, and keeps that for an hour: 15 kB for each document read.
    "distributed.worker.profile.enabled": False,
    # Where documents end their workers one after the other, one that is just being started again is not gone for good.
    "distributed.deploy.lost-worker-timeout": "1h",
    "distributed.scheduler.allowed-failures": 1,  # what ended two of its processes is read by itself, and then given up
}


@contextmanager
def _cluster(address: str) -> Iterator[Any]:
    try:
        client = _dask().Client(address, timeout=_PATIENCE_S, direct_to_workers=False)
    except (OSError, ValueError, TimeoutError) as error:
        msg = f"{address}: no Dask scheduler answers there ({error}); start one (`make cluster`), or build without --scheduler"
        raise SettingsError(msg) from error
    with client:
        if not client.scheduler_info()["workers"]:
            msg = f"{address}: the cluster has no workers; start some (`make cluster`)"
            raise SettingsError(msg)
        yield client


_PATIENCE_S: Final = "10s"
