"""The map in the page: one constant map, and layers that change without loading it anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd
import streamlit as st

from geo import maps
from geo.maps.events import CHANNEL
from geo.model import Precision
from geo.ui import listing, loaders, memory
from geo.ui.rings import Ring
from geo.ui.state import State

_AREAS: Final = (Precision.AREA.value, Precision.COUNTRY.value)
_KEY: Final = "map.folium"
_HEIGHT: Final = 520
"""Pixels before the style sheet fits it to the window."""


def theme() -> str:
    """Return how the visitor's browser is lit."""
    return st.context.theme.type or "light"


def show(state: State, frame: pd.DataFrame, rings: Sequence[Ring]) -> None:
    """Show the incidents and the rings on the map; what is picked there goes into the URL."""
    # Not at the top: the component makes itself known to the server only when a page imports it, not when the server does.
    from streamlit_folium import st_folium  # noqa: PLC0415

    lit = theme()
    st_folium(
        maps.base_map(lit),
        key=_KEY,
        height=_HEIGHT,
        use_container_width=True,
        returned_objects=[CHANNEL],
        feature_group_to_add=[
            maps.ring_layer([ring.drawn() for ring in rings], lit),
            maps.area_layer(frame[frame["place_precision"].isin(_AREAS)], state.incident, lit),
            maps.incident_layer(frame, state.incident, lit),
        ],
        on_change=_take,
    )


def _take() -> None:
    event = maps.heard(st.session_state[_KEY])
    if isinstance(event, maps.Picked) and len(event.ids) == 1:
        memory.change(incident=event.ids[0])
    elif isinstance(event, maps.Picked):
        memory.change(incident="", listed=listing.naming(loaders.incidents(memory.current().filter), event.ids))
