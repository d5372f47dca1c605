"""Whose word a claim is, and how many independent sources stand behind claims, as far as one can tell without their texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from geo import origins
from geo.actors.directory import slug
from geo.incidents.testimony import Testimony, originators
from geo.model import Reading


def credited(reading: Reading) -> Reading:
    """Return what was read in a document, each claim with whose word it is."""
    publisher = reading.document.publisher
    claims = (
        replace(claim, origins=_said(who, publisher)) for claim, who in zip(reading.claims, originators(reading), strict=True)
    )
    return replace(reading, claims=tuple(claims))


def independent(claims: Sequence[Testimony]) -> int:
    """Return the number of independent sources, see `origins`; copies of one text are one document."""
    return origins.joined((*_roots(one), f"text:{one.text}") for one in claims)


def _roots(one: Testimony) -> tuple[str, ...]:
    return origins.roots(one.document.id, one.quote, _said(one.origins, one.document.publisher))


def _said(named: Iterable[str], publisher: str) -> tuple[str, ...]:
    """Return ids of those who are quoted; where nobody is, of the outlet."""
    quoted = {_plain(who.removeprefix("name:")) for who in named}
    return tuple(sorted(filter(None, quoted or {_plain(publisher.removeprefix("The "))})))


def _plain(name: str) -> str:
    return slug(name) or name.casefold()  # what has no Latin letter is its own id
