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


@dataclass(frozen=True, slots=True)
class Viewed:
    """The map came to rest."""

    lat: float
    lon: float
    zoom: int

    def __str__(self) -> str:
        """Return it as it stands in the address of the page; `view_layer` takes it back."""
        return f"{self.lat:.4f},{self.lon:.4f},{self.zoom}"


def heard(value: Mapping[str, Any] | None) -> Picked | Viewed | None:
    """
    Return what `st_folium` returned as an event; None if there is none.

    A message stays the last one until the next, so compare `value[CHANNEL]` with the one seen before.
    """
    message = str((value or {}).get(CHANNEL) or "")
    kind, _, words = message.partition(":")
    words = words.rpartition("|")[0]
    if kind == "pick":
        return Picked(tuple(filter(None, words.split(","))))
    if kind == "view":
        return _viewed(words)
    return None


def _viewed(words: str) -> Viewed | None:
    try:
        lat, lon, zoom = words.split(",")
        return Viewed(float(lat), float(lon), int(zoom))
    except ValueError:
        return None
