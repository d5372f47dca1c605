"""How many independent sources stand behind claims: those that quote one origin are one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from geo.incidents.testimony import Testimony

NOBODY: Final = frozenset({"media", "local media", "reports", "report", "sources", "source", "news reports", "media reports"})
"""Attributions that name no origin: the document that passes them on stands for it."""


def independent(claims: Sequence[Testimony]) -> int:
    """Return the number of independent sources: documents that share an origin, a publisher or their text are one."""
    groups: list[set[str]] = []
    for one in claims:
        mine = set(_origins(one))
        rest = []
        for group in groups:
            if group & mine:
                mine |= group
            else:
                rest.append(group)
        groups = [*rest, mine]
    return len(groups)


def _origins(one: Testimony) -> Iterable[str]:
    named = [name for name in map(plain, one.claim.attribution) if name and name not in NOBODY]
    yield f"document:{one.document.id}"
    yield f"text:{one.text}"
    if named:
        yield from (f"said:{name}" for name in named)
    elif one.document.publisher:
        yield f"said:{plain(one.document.publisher)}"


def plain(name: str) -> str:
    """Return a name as it is compared: without case and article."""
    return " ".join(name.casefold().split()).removeprefix("the ")
