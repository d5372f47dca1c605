"""What a person looks at, and its place in the URL: the URL is the only memory, so a pasted one restores the picture."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from geo.views import Filter

_ID: Final = re.compile(r"[\w.:,@ -]{1,120}")
_MAX_RINGS: Final = 6
_LONGEST: Final = 200
"""Characters of what names a ring."""

Query = dict[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The filter and what is selected; where the map stands is kept by the map (`static/frame.js`)."""

    filter: Filter = field(default_factory=Filter)
    incident: str = ""
    listed: str = ""
    """The list beside the map: "unmapped", "undated", "place:<id>" or nothing."""
    document: str = ""
    claim: str = ""
    rings: tuple[str, ...] = ()
    """"<system>@<launch area>", in the order they were picked."""

    def to_query(self) -> Query:
        """Return the state as query parameters; what is at its default is left out."""
        query: Query = {name: _many(values) for name, values in self.filter.to_query().items()}
        own = {
            "incident": self.incident,
            "list": self.listed,
            "document": self.document,
            "claim": self.claim,
        }
        return (
            query | {name: [value] for name, value in own.items() if value} | ({"ring": list(self.rings)} if self.rings else {})
        )

    @classmethod
    def from_query(cls, query: Mapping[str, Sequence[str]]) -> State:
        """Return the state that the parameters ask for; what cannot be meant is ignored."""
        return cls(
            filter=Filter.from_query(query),
            incident=_one(query, "incident", _ID),
            listed=_one(query, "list", _ID),
            document=_one(query, "document", _ID),
            claim=_one(query, "claim", _ID),
            rings=tuple(dict.fromkeys(ring for ring in query.get("ring", ()) if 0 < len(ring) <= _LONGEST))[:_MAX_RINGS],
        )


def _one(query: Mapping[str, Sequence[str]], name: str, form: re.Pattern[str]) -> str:
    values = query.get(name, ())
    return values[-1] if values and form.fullmatch(values[-1]) else ""


def _many(values: str | Sequence[str]) -> list[str]:
    return [values] if isinstance(values, str) else list(values)
