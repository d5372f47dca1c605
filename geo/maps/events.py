"""What the reader did on the map, as the component tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

CHANNEL: Final = "last_object_clicked_tooltip"
"""The only value to ask of streamlit-folium (`returned_objects=[CHANNEL]`): everything else reruns the page with every pan."""


@dataclass(frozen=True, slots=True)
class Picked:
    """A marker, a cluster, an area or a badge was picked."""

    ids: tuple[str, ...]
    """The incidents it stands for, in the order of the list."""


def heard(value: Mapping[str, Any] | None) -> Picked | None:
    """
    Return what `st_folium` returned as an event; None if there is none.

    A message stays the last one until the next, so hear it in `on_change`, or compare `value[CHANNEL]` with the last.
    """
    message = str((value or {}).get(CHANNEL) or "")
    kind, _, words = message.partition(":")
    # After the last "|" stands a count, which makes every message a new one.
    ids = tuple(filter(None, words.rpartition("|")[0].split(",")))
    return Picked(ids) if kind == "pick" and ids else None
