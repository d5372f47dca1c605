"""
What of a testimony decides whom it is compared with, small enough that those of an archive fit into memory.

A slip stands for a claim while claims are sorted into blocks; the testimony itself waits beside it, packed, until two of them
are compared. What is shared is kept as numbers: two that are equal stand for the same words, places or names.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from typing import Final

import msgspec

from geo.incidents import claimants
from geo.incidents.testimony import DOERS, Testimony, witness
from geo.incidents.when import is_exact
from geo.model import Actor, ActorRole, Claim, Kind, Reading, When

LONG: Final = timedelta(days=124)
"""A claim that spans more, or says no time or only one end of it, is compared with all times."""
TARGETS: Final = frozenset({ActorRole.TARGET})
VOICES: Final = frozenset(ActorRole) - TARGETS
"""Who speaks, or does what is said."""
_FAST: Final = 1
"""Level of packing: a third of the size, in less time than it takes to compare two claims."""

Order = tuple[int, str, int, int, str]
"""Publication as the number of a day, source, start of the document, start of the sentence, claim."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One claim, as far as it decides whom it is compared with, and its testimony packed."""

    order: Order
    """What decides which claim came first, see `Testimony.order`; it ends with the id of the claim."""
    document: str
    kind: Kind
    asserted: bool
    days: tuple[int, int] | None
    """First and last day that it may be about, as numbers; None when it says no time, only one end of it, or a very long one."""
    exact: bool
    """Whether words say the day or the week."""
    shared: bytes
    """What another claim may share with it as far as it speaks for one happening: eight bytes each, that of all claims first."""
    copy: bytes
    """Digest of its kind, its sentence and all the text around it: equal where a text has two names."""
    speaks_of: tuple[str, ...]
    """Ids of the claims of its document that it is the word of a claimant about."""
    packed: bytes
    digest: bytes
    """Of the testimony: what two slips with the same digest are compared with gives the same."""

    @property
    def id(self) -> str:
        """Return the id of the claim."""
        return self.order[-1]

    @property
    def source(self) -> str:
        """Return the name of the file that the document is from."""
        return self.order[1]

    def testimony(self) -> Testimony:
        """Return all that its document adds to the claim."""
        return unpack(self.packed)


def slips(reading: Reading) -> tuple[Slip, ...]:
    """Return the claims of one document."""
    return of_testimonies(witness(reading))


def of_testimonies(found: Sequence[Testimony]) -> tuple[Slip, ...]:
    """Return the slips of all claims of one document."""
    spoken = claimants.spoken_of(found)
    return tuple(_slip(one, spoken.get(one.claim.id, ())) for one in found)


def pack(one: Testimony) -> bytes:
    """Return a testimony as bytes, always the same ones."""
    document = replace(one.document, title="", url="", sha256="")
    claim = replace(one.claim, marks=(), reasons=())
    return zlib.compress(_encode(replace(one, document=document, claim=claim, doers={}, targets={}, voices={})), _FAST)


@lru_cache(maxsize=2_000)
def unpack(packed: bytes) -> Testimony:
    """Return the testimony that was packed, without what nobody asks of it: the marks of its claim, the title of its document."""
    # A claim is compared in several parts, and then grown and folded.
    one = _decode(zlib.decompress(packed))
    claim = one.claim
    return replace(one, doers=_actors(claim, DOERS), targets=_actors(claim, TARGETS), voices=_actors(claim, VOICES))


_encode: Final = msgspec.msgpack.Encoder(order="deterministic").encode
_decode: Final = msgspec.msgpack.Decoder(Testimony).decode


def _actors(claim: Claim, roles: frozenset[ActorRole]) -> dict[str, Actor]:
    return {one.actor.id: one.actor for one in claim.participants if one.role in roles}


def _slip(one: Testimony, spoken: tuple[str, ...]) -> Slip:
    day, source, start, at, claim = one.order
    packed = pack(one)
    when = one.claim.when
    return Slip(
        order=(day.toordinal(), source, start, at, claim),
        document=one.document.id,
        kind=one.claim.kind,
        asserted=one.claim.asserted,
        days=_days(when),
        exact=is_exact(when),
        shared=b"".join(map(_number, ("", *sorted(set(_shared(one)))))),
        copy=_digest("\0".join((one.text, one.claim.kind.value, " ".join(one.quote.split()))).encode("utf-8", "surrogatepass")),
        speaks_of=spoken,
        packed=packed,
        digest=_digest(packed),
    )


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16).digest()


@lru_cache(maxsize=20_000)
def _number(shared: str) -> bytes:
    return hashlib.blake2b(shared.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _days(when: When) -> tuple[int, int] | None:
    if when.first is None or when.last is None or when.last - when.first > LONG:
        return None
    return when.first.toordinal(), when.last.toordinal()


def _shared(one: Testimony) -> Iterator[str]:
    """Yield what another claim may share with this one, as far as it speaks for one happening."""
    claim = one.claim
    yield f"document {one.document.id}"
    if claim.place is not None:
        yield f"place {claim.place.id}"
        yield f"country {claim.place.country}"
    yield from (f"actor {actor}" for actor in one.participants | one.named)
    yield from (f"number {number}" for number in one.numbers)
    yield from (f"word {word}" for word in one.words | one.struck)
    if claim.killed is not None:
        yield f"killed {claim.killed.low}"
    if one.sentence:
        yield f"sentence {one.sentence}"
