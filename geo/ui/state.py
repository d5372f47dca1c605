"""What a person looks at, and its place in the URL: the URL is the only memory, so a pasted one restores the picture."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from geo.ui.asked import Asked
from geo.views import Filter

_ID: Final = re.compile(r"[\w.:,@ -]{1,120}")
_FORM: Final = re.compile("graph")
_LANES: Final = re.compile("actor")
_LOOK: Final = re.compile("projector|light|dark")
_MAX_RINGS: Final = 6
_LONGEST: Final = 200
"""Characters of what names a ring."""

_NOTHING_ASKED: Final = Asked()

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
    field: str = ""
    """The field whose contradictions are listed; empty for all."""
    who: str = ""
    whom: str = ""
    """Ids of actors: the one that is looked at, or who did something to whom."""
    form: str = ""
    """How actors are drawn: "graph", else as a matrix."""
    lanes: str = ""
    """What makes a lane in time: "actor", else the kind."""
    until: date | None = None
    """The day up to which time is shown as reached; None: all of it."""
    window: bool = False
    """Whether only the time just before `until` is shown, and not all before it."""
    look: str = ""
    """How the map looks: "projector", "light" or "dark", else as the page is lit."""
    rings: tuple[str, ...] = ()
    """"<system>@<launch area>", in the order they were picked."""
    ranges: Asked = _NOTHING_ASKED
    """What the page Ranges looks at."""
    deck: str = ""
    """Id of the deck that views are added to."""
    scene: str = ""
    """Id of the scene that the page Briefing has open."""

    def to_query(self) -> Query:
        """Return the state as query parameters; what is at its default is left out."""
        query: Query = {name: _many(values) for name, values in self.filter.to_query().items()}
        own = {
            "incident": self.incident,
            "list": self.listed,
            "document": self.document,
            "claim": self.claim,
            "field": self.field,
            "who": self.who,
            "whom": self.whom,
            "as": self.form,
            "lanes": self.lanes,
            "until": self.until.isoformat() if self.until else "",
            "window": "yes" if self.window else "",
            "look": self.look,
            "deck": self.deck,
            "scene": self.scene,
        }
        rings = {"ring": list(self.rings)} if self.rings else {}
        return query | {name: [value] for name, value in own.items() if value} | rings | self.ranges.to_query()

    @classmethod
    def from_query(cls, query: Mapping[str, Sequence[str]]) -> State:
        """Return the state that the parameters ask for; what cannot be meant is ignored."""
        return cls(
            filter=Filter.from_query(query),
            incident=_one(query, "incident", _ID),
            listed=_one(query, "list", _ID),
            document=_one(query, "document", _ID),
            claim=_one(query, "claim", _ID),
            field=_one(query, "field", _ID),
            who=_one(query, "who", _ID),
            whom=_one(query, "whom", _ID),
            form=_one(query, "as", _FORM),
            lanes=_one(query, "lanes", _LANES),
            until=day(_one(query, "until", _ID)),
            window=_one(query, "window", _ID) == "yes",
            look=_one(query, "look", _LOOK),
            deck=_one(query, "deck", _ID),
            scene=_one(query, "scene", _ID),
            rings=tuple(dict.fromkeys(ring for ring in query.get("ring", ()) if 0 < len(ring) <= _LONGEST))[:_MAX_RINGS],
            ranges=Asked.from_query(query),
        )


def _one(query: Mapping[str, Sequence[str]], name: str, form: re.Pattern[str]) -> str:
    values = query.get(name, ())
    return values[-1] if values and form.fullmatch(values[-1]) else ""


def day(text: str) -> date | None:
    """Return the day that a text such as "2031-05-06" says; None when it says none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _many(values: str | Sequence[str]) -> list[str]:
    return [values] if isinstance(values, str) else list(values)
