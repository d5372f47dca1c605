"""The map in the page: one constant map, and layers that change without loading it anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import streamlit as st

from geo import api, maps, views
from geo.api import turns
from geo.maps import CHANNEL, Theme
from geo.ui import listing, loaders, memory
from geo.ui.rings import Ring
from geo.ui.state import State
from geo.views import Filter
from geo.views.selection import selected

SMALL: Final = 2_000
"""Incidents that are sent with the page, so that no question is needed; more are asked for view by view."""

_KEY: Final = "map.folium"
_ASKED: Final = "mount.asked"
"""What the map of a session was asked to show last."""
_PATIENCE_S: Final = 0.3
"""How long the rest of a page waits for the picture of its map; a window that is not looked at asks for none."""
_HEIGHT: Final = 520
"""Pixels before the style sheet fits it to the window."""


def theme() -> str:
    """Return how the visitor's browser is lit."""
    return st.context.theme.type or "light"


def show(state: State, rings: Sequence[Ring]) -> None:
    """Show what the filter leaves and the rings on the map; what is picked there goes into the URL."""
    # Not at the top: the component makes itself known to the server only when a page imports it, not when the server does.
    from streamlit_folium import st_folium  # noqa: PLC0415

    lit = theme()
    look = Theme(state.look) if state.look else None
    drawn = look or Theme(lit)
    st_folium(
        maps.base_map(lit, _tiles()),
        key=_KEY,
        height=_HEIGHT,
        use_container_width=True,
        returned_objects=[CHANNEL],
        feature_group_to_add=[
            maps.view_layer(look=look, within=state.filter.within),
            maps.ring_layer([ring.drawn() for ring in rings], drawn),
            *incidents(state, drawn),
        ],
        on_change=_take,
    )
    _let_it_be_drawn(state)


def _let_it_be_drawn(state: State) -> None:
    opened = loaders.snapshot()
    before = st.session_state.get(_ASKED)
    asked = st.session_state[_ASKED] = (opened.id, state.filter)
    if before not in {None, asked} and api.served.is_set() and selected(opened, state.filter).total > SMALL:
        turns.wait(opened.id, state.filter, _PATIENCE_S)


def _tiles() -> maps.Tiles | None:
    told = loaders.settings()
    return maps.Tiles(told.tiles, told.tiles_credit) if told.tiles else None


def incidents(state: State, theme: Theme) -> list[maps.Group]:
    """Return the layers of what the filter leaves: few with the page, many asked of the server, if there is one that answers."""
    opened = loaders.snapshot()
    left = selected(opened, state.filter)
    if left.total > SMALL and api.served.is_set():
        question = maps.Question(query=state.filter.to_query(), snapshot=opened.id, total=left.total, extent=left.extent)
        row = loaders.asked(views.at, state.incident) if state.incident else None
        return [maps.served_layer(question, row, theme)]
    frame, _ = loaders.asked(views.some, state.filter, limit=maps.MAX_EMBEDDED)
    return [
        maps.area_layer(frame, state.incident, theme),
        maps.content_layer(loaders.drawn(_embedded, state.filter, state.incident, theme)),
    ]


def _embedded(chosen: Filter, incident: str, theme: Theme) -> str:
    frame, total = loaders.asked(views.some, chosen, limit=maps.MAX_EMBEDDED)
    return maps.embedded(frame, incident, theme, left_out=total - len(frame))


def _take() -> None:
    hear(maps.heard(st.session_state[_KEY]))


def hear(event: maps.Event | None) -> None:
    """Write what was done on the map into the URL; meant for callbacks."""
    match event:
        case maps.Picked(id=chosen):
            memory.change(incident=chosen)
        case maps.Boxed() as box:
            memory.change(incident="", listed=listing.in_box(box))
        case maps.Chosen(place_id=place):
            memory.change(incident="", listed=listing.at_place(place))
        case maps.Drawn(within=within):
            memory.change(filter=replace(memory.current().filter, within=within))
        case maps.Looked(theme=look):
            memory.change(look=look or "")
        case None:
            pass
