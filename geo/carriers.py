"""
Which documents carry one report: an agency's story in fifty papers is one source with fifty carriers.

Documents come once and go; what is kept of each is small. Copies share the digest of their text. What else is alike is found by
MinHash over runs of `RUN` words, and then compared word for word: enough of the shorter text must stand in the other one, in
the same order. Of all that tell one report the earliest stands for it, of these the most complete, of these the first by
name; each carrier was held against that one, so no chain of small changes leads from one report to another. Neither the order in
which the documents came nor who read them matters.

All of them are read, and every claim is kept: a paper that adds a paragraph adds what that says. Only sources are counted
otherwise (see `origins`).
"""

from __future__ import annotations

import re
import zlib
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, cached_property
from hashlib import blake2b
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from geo import origins
from geo.errors import BuildError
from geo.model import BlockKind, Carrier, Document, Incident, Reading

RUN: Final = 4
"""Words that are compared together. Of 371 reports, some of one event, no two that were written apart share more than 7 % of such
runs, or 17 % of the shorter one's; of a copy that was cut to half, they share 48 % and nearly all."""
ALIKE: Final = 0.5
"""Share of the runs of both texts from which on two are one report."""
CUT: Final = 0.8
"""Share of the runs of the shorter text from which on it may be the other one, cut or added to."""
CUT_TO: Final = 0.25
"""What both must share at least even then."""
FEWEST: Final = 30
"""Runs below which a text is too short to be told from another but for an exact copy: notices go by a pattern."""
APART: Final = timedelta(days=31)
"""What was published further apart is one report only word for word: a form is filled in each month."""
MOST: Final = 8
"""Reports that a document is held against, the most alike first."""
IN_ONE_BAND: Final = 4
"""Reports that are remembered of those that look alike in one respect, the last that came."""

_BANDS: Final = 64
_ROWS: Final = 3
"""Of the signature: of texts that share half of their runs 99.98 % are compared, of a quarter 64 %, of a hundredth 0.006 %."""
_IN_MEMORY: Final = 16 * 2**20
_WORD: Final = re.compile(r"\w+")

Runs = NDArray[np.uint32]
Order = tuple[date, int, str, int, str]


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of a document."""

    order: Order
    digest: bytes
    at: int
    """Where its runs stand in the file."""
    runs: int


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

    def note(self, reading: Reading) -> None:
        """
        Take note of one more document.

        Raises
        ------
        BuildError
            If there is no room; the snapshot in force stays in force.
        """
        document = reading.document
        words = _words(document)
        runs = _runs(words)
        data = runs.tobytes() if len(runs) >= FEWEST else b""
        self._bands.extend(_bands(runs) if data else ())
        self._documents.append(
            _Kept(_order(document, len(words)), _digest(document.text), self._size, len(data) // runs.itemsize)
        )
        try:
            self._file.write(data)
        except OSError as error:
            msg = f"{self._room}: what tells copies apart could not be put aside ({error}); make room or use --out"
            raise BuildError(msg) from error
        self._size += len(data)
        for claim in reading.claims:
            if claim.asserted:
                mine = origins.roots(document.id, claim.span.of(document.text), claim.origins)
                self._claims.append(_number(claim.id))
                self._roots.extend(map(_number, mine))
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
        report = {_number(f"report:{one.document_id}"): _number(f"report:{one.report_id}") for one in self.found}
        if not report:
            return tuple(incidents)
        claims = _Claims.of(self._claims, self._ends, self._roots)
        return tuple(_recounted(incident, claims, report) for incident in incidents)

    def _id(self, n: int) -> str:
        return self._documents[n].order[-1]

    def _alike(self, order: Sequence[int]) -> dict[int, tuple[int, float]]:
        """Return which documents carry the report of one before them, and how much of it; the first stands for a report."""
        with_runs = np.flatnonzero([one.runs > 0 for one in self._documents])
        row = {n: r for r, n in enumerate(with_runs.tolist())}
        order = [n for n in order if n in row]
        if len(order) < 2:
            return {}
        shared = _shared(np.frombuffer(self._bands, np.uint32).reshape(-1, _BANDS)[[row[n] for n in order]])
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
        runs: _Once | None = None
        for head in heads:
            other = self._documents[head]
            if _are_apart(mine.order[0], other.order[0]):
                continue
            runs = runs or _Once.of(self._read(mine))
            share = _share(runs, _Once.of(self._read(other)))
            if share is not None:
                return head, share
        return None

    def _read(self, document: _Kept) -> Runs:
        self._file.seek(document.at)
        return np.frombuffer(self._file.read(document.runs * 4), np.uint32)


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
        asked = np.array([_number(one) for one in ids], np.uint64)
        near = np.searchsorted(self.numbers, asked).clip(max=max(0, len(self.numbers) - 1))
        for n in self.places[near[self.numbers[near] == asked]].tolist():
            yield self.roots[int(self.ends[n - 1]) if n else 0 : int(self.ends[n])]


def _recounted(incident: Incident, claims: _Claims, report: Mapping[int, int]) -> Incident:
    rooted = list(claims.rooted(incident.claim_ids)) if len(claims.numbers) else []
    if not any(mine[0] in report for mine in rooted):
        return incident
    sources = origins.joined([report.get(root, root) for root in mine] for mine in rooted)
    return incident if sources == incident.sources else replace(incident, sources=sources)


# --- of one document -----------------------------------------------------------------------


def _order(document: Document, words: int) -> Order:
    published = document.published.when
    return published.first or published.last or date.max, -words, document.source, document.start, document.id


def _are_apart(one: date, other: date) -> bool:
    return date.max not in {one, other} and abs(one - other) > APART


def _digest(text: str) -> bytes:
    return blake2b(" ".join(text.split()).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _number(said: str) -> int:
    return int.from_bytes(blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def _words(document: Document) -> list[str]:
    """Return the words of the body: headlines, bylines and what stands around are changed by everybody."""
    body = " ".join(block.span.of(document.text) for block in document.blocks if block.kind is BlockKind.BODY)
    return _WORD.findall((body or document.text).casefold())


def _runs(words: Sequence[str]) -> Runs:
    """Return a number for each run of `RUN` words, in order."""
    numbers = np.array([zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in words], np.uint64)
    count = max(0, len(numbers) - RUN + 1)
    made = np.zeros(count, np.uint64)
    for n in range(RUN):
        made = (made + numbers[n : n + count]) * np.uint64(0x9E3779B97F4A7C15)
    return (made >> np.uint64(32)).astype(np.uint32)


def _bands(runs: Runs) -> Iterable[int]:
    """Return a number for each band of the signature: two texts that are alike share some."""
    signature = _signature(runs.tolist()).reshape(_BANDS, _ROWS).astype(np.uint64)
    made = np.zeros(_BANDS, np.uint64)
    for n in range(_ROWS):
        made = (made + signature[:, n] + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    bands: list[int] = (made >> np.uint64(32)).tolist()
    return bands


def _signature(runs: list[int]) -> NDArray[np.uint32]:
    empty, kind = _permuted()
    made = kind(num_perm=len(empty[0]), hashfunc=int, permutations=empty, scheme="affine32")
    made.update_batch(runs)
    signature: NDArray[np.uint32] = made.hashvalues
    return signature


@cache
def _permuted() -> tuple[Any, Callable[..., Any]]:
    """Return the permutations that all signatures share, which take a while to make, and who makes signatures."""
    from datasketch import MinHash  # noqa: PLC0415  # it brings scipy, and takes half a second

    return MinHash(num_perm=_BANDS * _ROWS, hashfunc=int, scheme="affine32").permutations, MinHash


# --- of two and more -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Once:
    """The runs that a text holds once, sorted, and where they stand in it."""

    runs: Runs
    at: NDArray[np.int64]

    @classmethod
    def of(cls, runs: Runs) -> _Once:
        """Return those of a text."""
        each, at, often = np.unique(runs, return_index=True, return_counts=True)
        return cls(each[often == 1], at[often == 1])


def _share(one: _Once, other: _Once) -> float | None:
    """Return how much of the shorter text stands in the other, in the same order; None where that is too little."""
    _, mine, theirs = np.intersect1d(one.runs, other.runs, assume_unique=True, return_indices=True)
    in_order = other.at[theirs][np.argsort(one.at[mine])]
    together = _longest_ascent(in_order.tolist())
    both, shorter = len(one.runs) + len(other.runs) - together, min(len(one.runs), len(other.runs))
    if not together or together < CUT_TO * both:
        return None
    return together / shorter if together >= ALIKE * both or together >= CUT * shorter else None


def _longest_ascent(numbers: Iterable[int]) -> int:
    """Return how many of the numbers can be kept, at most, so that they ascend."""
    ends: list[int] = []
    for number in numbers:
        at = bisect_left(ends, number)
        ends[at : at + 1] = [number]
    return len(ends)


def _shared(bands: NDArray[np.uint32]) -> Iterator[list[int]]:
    """Yield for each row the numbers of the bands that another row has as well; equal numbers mean equal bands."""
    made = np.full(bands.shape, -1, np.int32 if bands.size < 2**31 else np.int64)
    for n in range(bands.shape[1]):
        _, inverse, often = np.unique(bands[:, n], return_inverse=True, return_counts=True)
        met = often[inverse] > 1
        made[met, n] = inverse[met] * bands.shape[1] + n
    return (row[row >= 0].tolist() for row in made)
