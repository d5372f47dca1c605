"""How many independent sources stand behind claims: those that quote one origin are one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from geo.actors.directory import slug
from geo.incidents.testimony import Testimony


def independent(claims: Sequence[Testimony]) -> int:
    """Return the number of independent sources: documents with one origin, publisher, text or long sentence are one."""
    groups: list[set[str]] = []
    for one in claims:
        mine = set(_roots(one))
        rest = []
        for group in groups:
            if group & mine:
                mine |= group
            else:
                rest.append(group)
        groups = [*rest, mine]
    return len(groups)


def _roots(one: Testimony) -> Iterable[str]:
    yield f"document:{one.document.id}"
    yield f"text:{one.text}"
    if one.sentence:
        yield f"sentence:{one.sentence}"
    if one.origins:
        yield from (f"said:{slug(origin.removeprefix('name:'))}" for origin in one.origins)
    elif one.document.publisher:
        yield f"said:{slug(one.document.publisher.removeprefix('The '))}"
