"""
What is kept of a report to tell whether another one carries it, and how much of one stands in the other.

Copies share the digest of their text. What else is alike is found by MinHash over runs of `RUN` words, and then compared word for
word: enough of the shorter text must stand in the other one, in the same order.
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geo import origins
from geo.model import BlockKind, Document, Reading

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

BANDS: Final = 64
"""Numbers that a signature is cut down to."""
_ROWS: Final = 3
"""Of the signature: of texts that share half of their runs 99.98 % are compared, of a quarter 64 %, of a hundredth 0.006 %."""
_WORD: Final = re.compile(r"\w+")

Runs = NDArray[np.uint32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What is kept of one report; arrays of `<u4` as bytes."""

    words: int
    digest: bytes
    """Of the text, white space apart."""
    bands: bytes
    """`BANDS` numbers: two texts that are alike share some. Empty for a text that is too short to be told from another."""
    runs: bytes
    """The runs of words that the text holds once, as sorted numbers."""
    at: bytes
    """Where each of them stands in it."""
    claims: tuple[tuple[int, ...], ...]
    """The number of each claim that says that something happened, and those of what it shares with claims of one origin."""


def fingerprint(reading: Reading) -> Fingerprint:
    """Return what is kept of a report."""
    document = reading.document
    words = _words(document)
    runs = _runs(words)
    comparable = len(runs) >= FEWEST
    each, at, often = np.unique(runs, return_index=True, return_counts=True)
    once = often == 1
    return Fingerprint(
        words=len(words),
        digest=_digest(document.text),
        bands=_bands(runs) if comparable else b"",
        runs=each[once].astype("<u4").tobytes() if comparable else b"",
        at=at[once].astype("<u4").tobytes() if comparable else b"",
        claims=tuple(
            (number(claim.id), *map(number, origins.roots(document.id, claim.span.of(document.text), claim.origins)))
            for claim in reading.claims
            if claim.asserted
        ),
    )


def _digest(text: str) -> bytes:
    return blake2b(" ".join(text.split()).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def number(said: str) -> int:
    """Return a number of 64 bits that stands for what is said."""
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


def _bands(runs: Runs) -> bytes:
    signature = _signature(runs.tolist()).reshape(BANDS, _ROWS).astype(np.uint64)
    made = np.zeros(BANDS, np.uint64)
    for n in range(_ROWS):
        made = (made + signature[:, n] + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    return (made >> np.uint64(32)).astype("<u4").tobytes()


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

    return MinHash(num_perm=BANDS * _ROWS, hashfunc=int, scheme="affine32").permutations, MinHash


# --- of two --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Once:
    """The runs that a text holds once, as sorted numbers, and where each stands in it."""

    runs: Runs
    at: Runs


def share(one: Once, other: Once) -> float | None:
    """Return how much of the shorter text stands in the other, in the same order; None where that is too little."""
    if not len(one.runs) or not len(other.runs):
        return None
    both, shorter = len(one.runs) + len(other.runs), min(len(one.runs), len(other.runs))
    at = np.searchsorted(other.runs, one.runs)
    met = other.runs.take(at, mode="clip") == one.runs
    most = int(np.count_nonzero(met))
    if most < CUT_TO * (both - most):  # whatever their order
        return None
    in_order = other.at[at[met]][np.argsort(one.at[met])]
    together = _longest_ascent(in_order.tolist())
    both -= together
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
