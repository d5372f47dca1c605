"""
Which documents carry one report: an agency's story in fifty papers is one source with fifty carriers.

Documents come once and go; what is kept of each is small (see `fingerprints`). Of all that tell one report the earliest stands
for it, of these the most complete, of these the first by name; each was held against that one, so no chain of small changes
leads from one report to another. Neither the order in which the documents came nor who read them matters.

All of them are read, and every claim is kept: a paper that adds a paragraph adds what that says. Only sources are counted
otherwise (see `origins`).
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Final, Self

import numpy as np
from numpy.typing import NDArray

from geo import origins
from geo.errors import BuildError
from geo.fingerprints import BANDS, Fingerprint, Once, number, share
from geo.model import Carrier, Document, Incident

APART: Final = timedelta(days=31)
"""What was published further apart is one report only word for word: a form is filled in each month."""
MOST: Final = 8
"""Reports that a document is held against, the most alike first."""
IN_ONE_BAND: Final = 4
"""Reports that are remembered of those that look alike in one respect, the last that came."""

_IN_MEMORY: Final = 16 * 2**20

Order = tuple[date, int, str, int, str]


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of a document."""

    order: Order
    digest: bytes
    at: int
    """Where its runs stand in the file."""
    size: int
    """Of its runs, in bytes; where they stand in the text follows, of the same size."""
    compared: bool
    """Whether its text is long enough to be told from another."""


class Carriers:
    """The documents of one build, as far as it takes to tell which of them carry the report of another."""

    def __init__(self, room: Path | None = None) -> None:
        """Begin; what does not fit into memory goes into a file without a name in the folder `room`."""
        self._room = room
        self._documents: list[_Kept] = []
        self._bands = array("I")
        self._file: IO[bytes] = SpooledTemporaryFile(_IN_MEMORY, dir=str(room) if room else None)  # noqa: SIM115  # closed below
        self._size = 0
        self._claims = array("Q")
        self._ends = array("Q")
        self._roots = array("Q")

    def __enter__(self) -> Self:
        """Lend it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the file."""
        self._file.close()

    def note(self, document: Document, of: Fingerprint) -> None:
        """
        Take note of one more document, by its fingerprint.

        Raises
        ------
        BuildError
            If there is no room; the snapshot in force stays in force.
        """
        self._bands.frombytes(of.bands)
        self._documents.append(_Kept(_order(document, of.words), of.digest, self._size, len(of.runs), bool(of.bands)))
        try:
            self._file.write(of.runs + of.at)
        except OSError as error:
            msg = f"{self._room}: what tells copies apart could not be put aside ({error}); make room or use --out"
            raise BuildError(msg) from error
        self._size += 2 * len(of.runs)
        for claim, *roots in of.claims:
            self._claims.append(claim)
            self._roots.extend(roots)
            self._ends.append(len(self._roots))

    @cached_property
    def found(self) -> tuple[Carrier, ...]:
        """The documents that carry the report of another one, by its id and theirs; nothing may be noted after."""
        found: dict[int, tuple[int, float]] = {}
        order = sorted(range(len(self._documents)), key=lambda n: self._documents[n].order)
        first: dict[bytes, int] = {}
        for n in order:
            original = first.setdefault(self._documents[n].digest, n)
            if original != n:
                found[n] = original, 1.0
        found |= self._alike([n for n in order if n not in found])
        # A copy of what carries a report carries that report.
        whole = {n: found.get(report, (report, share)) for n, (report, share) in found.items()}
        made = (
            Carrier(document_id=self._id(n), report_id=self._id(report), share=round(share, 3))
            for n, (report, share) in whole.items()
        )
        return tuple(sorted(made, key=lambda one: (one.report_id, one.document_id)))

    def counted(self, incidents: Iterable[Incident]) -> tuple[Incident, ...]:
        """Return the incidents with the number of their independent sources, carriers of one report counted as one."""
        report = {number(f"report:{one.document_id}"): number(f"report:{one.report_id}") for one in self.found}
        if not report:
            return tuple(incidents)
        claims = _Claims.of(self._claims, self._ends, self._roots)
        return tuple(_recounted(incident, claims, report) for incident in incidents)

    def _id(self, n: int) -> str:
        return self._documents[n].order[-1]

    def _alike(self, order: Sequence[int]) -> dict[int, tuple[int, float]]:
        """Return which documents carry the report of one before them, and how much of it; the first stands for a report."""
        with_runs = np.flatnonzero([one.compared for one in self._documents])
        row = {n: r for r, n in enumerate(with_runs.tolist())}
        order = [n for n in order if n in row]
        if len(order) < 2:
            return {}
        shared = _shared(np.frombuffer(self._bands, np.uint32).reshape(-1, BANDS)[[row[n] for n in order]])
        heads: dict[int, deque[int]] = defaultdict(lambda: deque(maxlen=IN_ONE_BAND))
        found: dict[int, tuple[int, float]] = {}
        for n, mine in zip(order, shared, strict=True):
            met = Counter(head for bucket in mine for head in heads.get(bucket, ()))
            best = self._best(n, sorted(met, key=lambda head: (-met[head], self._documents[head].order))[:MOST])
            if best:
                found[n] = best
                continue
            for bucket in mine:
                heads[bucket].append(n)
        return found

    def _best(self, n: int, heads: Sequence[int]) -> tuple[int, float] | None:
        mine = self._documents[n]
        runs: Once | None = None
        for head in heads:
            other = self._documents[head]
            if _are_apart(mine.order[0], other.order[0]):
                continue
            runs = runs or self._read(mine)
            shared = share(runs, self._read(other))
            if shared is not None:
                return head, shared
        return None

    def _read(self, document: _Kept) -> Once:
        self._file.seek(document.at)
        data = self._file.read(2 * document.size)
        half = document.size // 4
        return Once(np.frombuffer(data, "<u4", half), np.frombuffer(data, "<u4", half, document.size))


@dataclass(frozen=True, slots=True)
class _Claims:
    """What the claims that say that something happened share with those of one origin, as numbers, found by their ids."""

    numbers: NDArray[np.uint64]
    """Of the claims, sorted."""
    places: NDArray[np.int64]
    """Where each stood among the others."""
    ends: NDArray[np.int64]
    roots: Sequence[int]

    @classmethod
    def of(cls, claims: array[int], ends: array[int], roots: Sequence[int]) -> _Claims:
        """Return them in order."""
        numbers = np.array(claims, np.uint64)
        places = np.argsort(numbers)
        return cls(numbers[places], places, np.array(ends, np.int64), roots)

    def rooted(self, ids: Iterable[str]) -> Iterator[Sequence[int]]:
        """Yield the roots of each claim, that of its document first; none for one that only looks back."""
        asked = np.array([number(one) for one in ids], np.uint64)
        near = np.searchsorted(self.numbers, asked).clip(max=max(0, len(self.numbers) - 1))
        for n in self.places[near[self.numbers[near] == asked]].tolist():
            yield self.roots[int(self.ends[n - 1]) if n else 0 : int(self.ends[n])]


def _recounted(incident: Incident, claims: _Claims, report: Mapping[int, int]) -> Incident:
    rooted = list(claims.rooted(incident.claim_ids)) if len(claims.numbers) else []
    if not any(mine[0] in report for mine in rooted):
        return incident
    sources = origins.joined([report.get(root, root) for root in mine] for mine in rooted)
    return incident if sources == incident.sources else replace(incident, sources=sources)


def _order(document: Document, words: int) -> Order:
    published = document.published.when
    return published.first or published.last or date.max, -words, document.source, document.start, document.id


def _are_apart(one: date, other: date) -> bool:
    return date.max not in {one, other} and abs(one - other) > APART


def _shared(bands: NDArray[np.uint32]) -> Iterator[list[int]]:
    """Yield for each row the numbers of the bands that another row has as well; equal numbers mean equal bands."""
    made = np.full(bands.shape, -1, np.int32 if bands.size < 2**31 else np.int64)
    for n in range(bands.shape[1]):
        _, inverse, often = np.unique(bands[:, n], return_inverse=True, return_counts=True)
        met = often[inverse] > 1
        made[met, n] = inverse[met] * bands.shape[1] + n
    return (row[row >= 0].tolist() for row in made)
