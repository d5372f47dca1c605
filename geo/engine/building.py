"""One build: what is read, by whom, how far it is, what came of it."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Final

from geo import corroboration, incidents, pipeline, recall, sources, store
from geo.addresses import Address
from geo.carriers import Carriers
from geo.dating import Retold
from geo.engine import crew
from geo.engine.crew import Alone, Crew, Plan
from geo.engine.progress import Progress, silent
from geo.engine.work import Work
from geo.errors import BuildError, SnapshotError
from geo.incidents import Slip, Testimony, Woven
from geo.model import Document, Incident, Reading, Skipped
from geo.recall import Read, Recall
from geo.settings import Settings
from geo.sources.gauge import Gauge
from geo.tools import Tools

IN_MEMORY: Final = 16 * 2**20
"""Bytes of readings that wait in memory before they go to disk."""
_SELDOM: Final = (50_000, 20, 100)
"""What Python makes before it looks for garbage among the new, the older and all; it begins with 700, 10, 10."""
ALONE: Final = Plan()
"""The process that was started reads everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A build that was published, in numbers: its documents are in the snapshot and nowhere else."""

    folder: Path
    documents: int
    files: int
    """Files that documents were read in."""
    claims: int
    """How many claims were read, those that make no incident included."""
    incidents: int
    mapped: int
    """How many incidents stand on the map."""
    skipped: tuple[Skipped, ...]
    warnings: tuple[tuple[str, str], ...]
    """What is to be known about documents: the source, and what it is."""
    carriers: int = 0
    """Documents that carry the report of another one."""
    passed_over: int = 0
    """Documents that the plan left out."""
    crowded: int = 0
    """Blocks of joining in which so many claims met that each was held only against those published next to it."""
    work: Work = field(default_factory=Work)
    """What reading took."""


def build(  # noqa: PLR0913  # only the first two must be said
    paths: Sequence[Path | Address],
    settings: Settings,
    *,
    progress: Progress = silent,
    out: Path | None = None,
    equipment: Tools | None = None,
    plan: Plan = ALONE,
) -> Built:
    """
    Read files and folders, here or at an address, run every stage, put the result in force.

    The snapshot goes to `out`, or to `settings.build`; caches are kept in `settings.build` either way. A caller that has
    loaded the tools already hands them over as `equipment`. Whoever reads, one process or the
    workers of a cluster as `plan` says, the snapshot is the same bytes.

    Raises
    ------
    InputError
        If there is nothing at one of the paths, or an address cannot be asked.
    BuildError
        If the build folder is held by another build or cannot be written, or if nothing was read and there is a
        snapshot that would be lost; the snapshot in force stays in force.
    SettingsError
        If the language model is not installed, or a cluster cannot be reached or reads with other facts or code.
    FactsError
        If a table in `data/` is missing or wrong.
    """
    sources.see(paths)
    target = replace(settings, build=out) if out else settings
    with (
        _seldom_collected(),
        store.reserve(target) as held,
        store.draft(target, held) as draft,
        _recalled(settings, equipment) as known,
        Carriers(held.build) as carriers,
    ):
        gauge = Gauge()
        found = _Found(progress=progress, plan=plan, gauge=gauge)
        gathered = _Gathered(carriers=carriers)
        own = Alone(settings, progress, equipment, known)
        reader = _Reader(progress=progress, own=own, known=known)
        with crew.hired(own, plan) as readers, SpooledTemporaryFile(IN_MEMORY, dir=str(held.build)) as aside:
            waiting = _Waiting(build=held.build, file=aside)
            for read in reader.each(found.documents(sources.read(paths, target, gauge, known)), readers, found.skipped):
                if corroboration.is_asked(read.reading):
                    waiting.add(read)
                else:
                    gathered.note(read)
                    draft.add(read.reading)
            for read in reader.again(waiting, gathered.told):
                gathered.note(read)
                draft.add(read.reading)
            if not gathered.documents:
                _refuse_to_lose(found.skipped, target)
            progress("joining claims into incidents")
            woven = incidents.weave(gathered.told, hands=readers, kept=known, woven=gathered.woven)
            made = gathered.carriers.counted(woven)
            if known:
                known.forget()
        progress("writing the snapshot")
        folder = draft.publish(made, found.skipped, gathered.carriers.found, fewer=plan.means_less)
        return replace(gathered.built(folder, made, found), work=reader.work)


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Look for garbage less often: nearly all that a build makes is kept, or goes by itself, and looking takes a fifth of it."""
    before = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _recalled(settings: Settings, equipment: Tools | None) -> AbstractContextManager[Recall | None]:
    """Lend what was read before; nothing where the tools are the caller's, or ask another machine, which may change its mind."""
    return nullcontext(None) if equipment or settings.nominatim else recall.opened(settings)


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Who sees to it that everything is read once."""

    progress: Progress
    own: Alone
    known: Recall | None
    work: Work = field(default_factory=Work)

    def each(self, documents: Iterable[Document], readers: Crew, skipped: list[Skipped]) -> Iterator[Read]:
        """Yield what each document says; what could not be read goes to `skipped`."""
        asked = ((document, self.known.read(document) if self.known else None) for document in documents)
        for document, read, seconds in readers.read(asked):
            self.work.note(document, seconds)
            if isinstance(read, Skipped):
                skipped.append(read)
                continue
            if self.known and document is not None:
                self.known.keep(document, read)
            yield read

    def again(self, waiting: _Waiting, others: Iterable[Slip]) -> Iterator[Read]:
        """Yield what the documents say that did not know their day, as others may tell it now."""
        dated = (one.testimony() for one in others if corroboration.may_date(one))
        shared = corroboration.retold(waiting.told, dated) if waiting.sizes else {}
        for done, read in enumerate(waiting.each()):
            document = read.reading.document
            retold = shared.get(document.id)
            if retold:
                self.progress("reading again, now dated by others", document.source, done, len(waiting.sizes))
            yield self._again(read.reading, retold) if retold else read

    def _again(self, reading: Reading, retold: Sequence[Retold]) -> Read:
        document = reading.document
        again = self.known.read(document, retold) if self.known else None
        if again is None:
            again = Read.of(pipeline.read_again(reading, retold, self.own.tools()))
            if self.known:
                self.known.keep(document, again, retold)
        return again


@dataclass(slots=True, kw_only=True)
class _Waiting:
    """Readings that do not know their day, until all others are read: any number, for they wait on disk."""

    build: Path
    file: IO[bytes]
    claims: list[Slip] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    """Of each in the file, in bytes."""

    @property
    def told(self) -> Iterator[Testimony]:
        """Return the claims of all of them."""
        return (one.testimony() for one in self.claims)

    def add(self, read: Read) -> None:
        """
        Put one more aside.

        Raises
        ------
        BuildError
            If there is no room; the snapshot in force stays in force.
        """
        try:
            self.sizes.append(self.file.write(recall.pack(read)))
        except OSError as error:
            msg = f"{self.build}: what waits to be dated could not be put aside ({error}); make room or use --out"
            raise BuildError(msg) from error
        self.claims += read.slips

    def each(self) -> Iterator[Read]:
        """Yield them in the order in which they were put aside."""
        self.file.seek(0)
        for size in self.sizes:
            read = recall.unpack(self.file.read(size))
            if isinstance(read, Read):
                yield read


@dataclass(slots=True, kw_only=True)
class _Found:
    """What is read, as it is asked for: the stages want the next document when they are done with the one before."""

    progress: Progress
    plan: Plan
    gauge: Gauge
    skipped: list[Skipped] = field(default_factory=list)
    passed_over: int = 0
    """Documents that the plan leaves out."""

    def documents(self, found: Iterable[Document | Skipped]) -> Iterator[Document]:
        """Yield the documents, put aside what was skipped, and tell how far it is."""
        read = 0
        for one in found:
            self.progress("reading", one.source, self.gauge.done, self.gauge.total)
            if isinstance(one, Skipped):
                self.skipped.append(one)
            elif self._is_too_old(one):
                self.passed_over += 1
            elif read == self.plan.limit:
                return
            else:
                read += 1
                yield one

    def _is_too_old(self, document: Document) -> bool:
        last = document.published.when.last
        return self.plan.since is not None and last is not None and last < self.plan.since


@dataclass(slots=True)
class _Gathered:
    """What is kept of the readings while they go by: what joining needs, and how many there were."""

    carriers: Carriers
    told: list[Slip] = field(default_factory=list)
    woven: Woven = field(default_factory=Woven)
    sources: set[str] = field(default_factory=set)
    warnings: list[tuple[str, str]] = field(default_factory=list)
    documents: int = 0
    claims: int = 0

    def note(self, read: Read) -> None:
        """Take note of one more document."""
        document = read.reading.document
        self.documents += 1
        self.claims += len(read.reading.claims)
        self.sources.add(document.source)
        self.warnings += ((document.source, warning) for warning in document.warnings)
        self.told += read.slips
        self.carriers.note(document, read.fingerprint)

    def built(self, folder: Path, made: Sequence[Incident], found: _Found) -> Built:
        """Return the numbers."""
        return Built(
            folder=folder,
            documents=self.documents,
            files=len(self.sources),
            claims=self.claims,
            incidents=len(made),
            mapped=sum(incident.mapped for incident in made),
            carriers=len(self.carriers.found),
            skipped=tuple(found.skipped),
            passed_over=found.passed_over,
            crowded=self.woven.crowded,
            warnings=tuple(self.warnings),
        )


def _refuse_to_lose(skipped: Sequence[Skipped], settings: Settings) -> None:
    """Keep a snapshot that holds documents from being replaced by one that holds none."""
    try:
        snapshot = store.open(settings)
    except SnapshotError:
        return
    documents = snapshot.manifest["rows"]["documents"]
    snapshot.close()
    if documents:
        why = "; ".join(f"{one.source}: {one.reason}" for one in skipped) or "there is no file to read"
        msg = f"no document was read ({why[:400]}); snapshot {snapshot.id} with {documents} documents stays in force"
        raise BuildError(msg)
