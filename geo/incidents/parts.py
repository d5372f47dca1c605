"""
The parts that joining is made of: what can be done by anybody, in any order, and gives the same bytes.

A part carries all that it needs, packed: testimonies, and which of them to compare, to grow into groups or to fold into an
incident. Whoever does it needs no file and no facts. What came of it is a function of the part alone, so it can be kept and
given back the next time under the digest of the part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import IntEnum
from functools import partial
from typing import Any, Final, Protocol

import msgspec

from geo.incidents import dissent
from geo.incidents.comparing import compare, contradict, enough
from geo.incidents.dissent import Aside
from geo.incidents.folding import fold
from geo.incidents.growing import TWIN, Edge, Pair, grow
from geo.incidents.slips import unpack
from geo.incidents.testimony import Testimony
from geo.model import Incident


class Verdict(IntEnum):
    """What came of comparing two claims."""

    EXCLUDED = 0
    """They cannot be one happening."""
    POSSIBLE = 1
    JOINED = 2
    """Enough speaks for one happening."""
    OPEN = 3
    """They were not compared to the end."""


class Compared(msgspec.Struct, array_like=True, frozen=True):
    """What came of comparing one claim with others."""

    verdicts: bytes
    """A `Verdict` for each of them."""
    joined: list[tuple[float, msgspec.Raw]]
    """For those that are joined how well, and why: reasons, packed."""


class Comparing(msgspec.Struct, array_like=True, frozen=True, tag="compare"):
    """Claims to compare."""

    how: str
    """A row of `HOW`."""
    told: list[bytes]
    """Testimonies, packed."""
    rows: list[tuple[int, list[int]]]
    """One of them and those that it is compared with."""


class Growing(msgspec.Struct, array_like=True, frozen=True, tag="grow"):
    """Claims that edges connect, to be divided into groups."""

    told: list[bytes]
    edges: list[tuple[int, int, float]]
    excluded: list[Pair]
    """Pairs that are known to exclude each other."""
    possible: list[Pair]
    """Pairs that are known not to."""


class Folding(msgspec.Struct, array_like=True, frozen=True, tag="fold"):
    """Claims of one incident."""

    told: list[bytes]
    reasons: list[str]
    asides: list[tuple[bytes, list[str]]]
    """What is told beside it, and why it belongs there."""


Part = Comparing | Growing | Folding
Group = tuple[tuple[int, ...], tuple[int, ...]]
"""Positions of the claims, and the numbers of the edges that joined them."""


class Hands(Protocol):
    """Who does the parts."""

    def do(self, parts: Iterable[bytes]) -> Iterator[bytes]:
        """Yield what `done` makes of each, in their order."""


class Kept(Protocol):
    """What came of parts before."""

    def made(self, key: bytes) -> bytes | None:
        """Return what was kept under a key; None if there is nothing, or it is damaged."""

    def keep_made(self, key: bytes, made: bytes) -> None:
        """Keep what came of a part."""


class Own:
    """Does the parts in this process."""

    def do(self, parts: Iterable[bytes]) -> Iterator[bytes]:
        """Do one after the other."""
        return map(done, parts)


pack: Final = msgspec.msgpack.Encoder().encode
_parts: Final = msgspec.msgpack.Decoder(list[Part])
results: Final = msgspec.msgpack.Decoder(list[msgspec.Raw]).decode
compared: Final = msgspec.msgpack.Decoder(Compared).decode
grown: Final = msgspec.msgpack.Decoder(list[Group]).decode
folded: Final = msgspec.msgpack.Decoder(Incident).decode
reasons: Final = msgspec.msgpack.Decoder(tuple[str, ...]).decode


def done(packed: bytes) -> bytes:
    """Return what comes of a list of parts: a list, packed."""
    found: list[Any] = []
    for part in _parts.decode(packed):
        if isinstance(part, Comparing):
            found += _compared(part)
        elif isinstance(part, Growing):
            found.append(_grown(part))
        else:
            found.append(_folded(part))
    return pack(found)


# --- comparing -----------------------------------------------------------------------------

Result = tuple[float, tuple[str, ...]] | None


def _joined(one: Testimony, other: Testimony) -> tuple[Verdict, Result]:
    result = compare(one, other)
    if result is None:
        return Verdict.EXCLUDED, None
    return (Verdict.JOINED if result[0] >= enough(one, other) else Verdict.POSSIBLE), result


def _copied(one: Testimony, other: Testimony) -> tuple[Verdict, Result]:
    return (Verdict.OPEN, None) if contradict(one, other) else (Verdict.JOINED, (TWIN, ("the same text under another name",)))


def _aside(one: Testimony, other: Testimony) -> tuple[Verdict, Result]:
    deed, aside = (one, other) if one.claim.asserted else (other, one)
    result = dissent.compare(deed, aside)
    if result is None:
        return Verdict.EXCLUDED, None
    return (Verdict.JOINED if result[0] > 0 else Verdict.POSSIBLE), result


HOW: Final[Mapping[str, Callable[[Testimony, Testimony], tuple[Verdict, Result]]]] = {
    "joined": _joined,
    "copied": _copied,
    "aside": _aside,
}
"""Ways to compare two claims: as two of one happening, as copies of one text, as a deed and what is told beside it."""


def _compared(part: Comparing) -> Iterator[Compared]:
    told = [unpack(one) for one in part.told]
    how = HOW[part.how]
    for one, others in part.rows:
        found = [how(told[min(one, other)], told[max(one, other)]) for other in others]
        joined = [(result[0], msgspec.Raw(pack(result[1]))) for verdict, result in found if verdict is Verdict.JOINED and result]
        yield Compared(bytes(verdict for verdict, _ in found), joined)


# --- growing and folding -------------------------------------------------------------------


def _grown(part: Growing) -> list[Group]:
    edges = [Edge(*edge) for edge in part.edges]
    known = {**dict.fromkeys(part.possible, False), **dict.fromkeys(part.excluded, True)}
    told: dict[int, Testimony] = {}
    twins = {(edge.one, edge.other) for edge in edges if edge.weight == TWIN}
    return grow(len(part.told), edges, partial(_is_excluded, part.told, told, known), twins)


def _is_excluded(packed: list[bytes], told: dict[int, Testimony], known: dict[Pair, bool], pair: Pair) -> bool:
    found = known.get(pair)
    if found is None:
        for claim in pair:
            if claim not in told:
                told[claim] = unpack(packed[claim])
        found = known[pair] = compare(told[pair[0]], told[pair[1]]) is None
    return found


def _folded(part: Folding) -> Incident:
    asides = ((unpack(packed), tuple(reasons)) for packed, reasons in part.asides)
    kept = [Aside(testimony=one, stance=dissent.heard(one), reasons=reasons) for one, reasons in asides]
    return fold([unpack(one) for one in part.told], part.reasons, kept)
