"""Ranges: who is within reach of what, from where, according to whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal

import streamlit as st

from geo import drawings, maps
from geo.maps import Theme
from geo.maps.events import CHANNEL
from geo.model import LatLon
from geo.ui import arming, launching, memory, mount, rangeclaims, rings, within
from geo.ui.asked import PANELS
from geo.ui.launching import Choice
from geo.ui.markup import literal
from geo.ui.state import State
from geo.views.reach import Pair

_KEY: Final = "ranges.folium"
_HEIGHT: Final = 520
_LARGEST: Final = 3_000
"""Towns of which some are written into a picture."""
_LABELS: Final = dict(zip(PANELS, ("Choose", "In reach", "One place", "Two areas", "Claims"), strict=True))


def stage(state: State, choice: Choice) -> None:
    """Show the map with the bands, what must stand beside them, and the ways to take them away."""
    from streamlit_folium import st_folium  # noqa: PLC0415  # as in `mount`

    lit = mount.theme()
    look = Theme(state.look) if state.look else None
    drawn = look or Theme(lit)
    shown = choice.pairs[: maps.MAX_BANDS]
    placed = len(choice.areas) > 1
    bands = [rings.drawn(pair.label, pair.band, pair.area, placed=placed) for pair in shown]
    st_folium(
        maps.base_map(lit),
        key=_KEY,
        height=_HEIGHT,
        use_container_width=True,
        returned_objects=[CHANNEL],
        feature_group_to_add=[
            maps.view_layer(look=look, within=state.filter.within),
            maps.ring_layer(bands, drawn),
            *mount.incidents(state, drawn),
            maps.probe_layer(state.ranges.spot, drawn),
        ],
        on_change=_take,
    )
    _beside(choice, len(shown))


def _beside(choice: Choice, drawn: int) -> None:
    if choice.problems:
        st.warning("  \n".join(map(literal, choice.problems)), icon=":material/warning:")
    with st.container(key="map-caveat"):
        if len(choice.pairs) > drawn:
            st.caption(
                f"**{drawn} of {len(choice.pairs)} bands are drawn**: more cannot be told apart. The tables have all of them."
            )
        st.caption(literal(rings.caveat(choice.pairs) if choice.pairs else f"{rings.CAVEAT} {rings.IGNORED}"))
    if choice.pairs:
        _take_away(choice)


def _take_away(choice: Choice) -> None:
    def offer(label: str, make: Callable[[], bytes | str], name: str, mime: str) -> None:
        st.download_button(label, make, file_name=name, mime=mime, key=f"ranges.{name}", on_click="ignore")

    pairs, note = choice.pairs, rings.caveat(choice.pairs)
    few = pairs[: maps.MAX_BANDS]
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="ranges-take"):
        tokens = tuple(rings.token(pair) for pair in few)
        st.page_link("pages/map.py", label="Keep on the map", query_params=memory.link(rings=tokens))
        with st.popover("Take away", type="tertiary"), st.container(horizontal=True, gap="small"):
            offer("GeoJSON", lambda: drawings.geojson(pairs, note), "ranges.geojson", "application/geo+json")
            offer("KML", lambda: drawings.kml(pairs, note), "ranges.kml", "application/vnd.google-earth.kml+xml")
            offer("PNG", lambda: _picture(few, note, "png"), "ranges.png", "image/png")
            offer("SVG", lambda: _picture(few, note, "svg"), "ranges.svg", "image/svg+xml")
            st.caption("Pictures are in azimuthal equidistant projection around the first launch area: its rings are circles.")


def _picture(pairs: Sequence[Pair], note: str, form: Literal["png", "svg"]) -> bytes:
    frame = launching.targets().frame[:_LARGEST]  # the most populous come first
    towns = [(name, LatLon(lat, lon)) for name, lat, lon in zip(frame["name"], frame["lat"], frame["lon"], strict=True)]
    return drawings.picture(pairs, note, form, outlines=maps.outlines(), towns=towns)


def _take() -> None:
    value = st.session_state[_KEY]
    asked = memory.current().ranges
    event = maps.heard(value)
    if (spot := maps.spotted(value)) is not None:
        memory.change(ranges=launching.changed(asked, spot=spot, panel="place"))
    elif isinstance(event, maps.Picked):
        _from_incident(event.id)
    elif isinstance(event, maps.Boxed):
        lat, lon = (event.south + event.north) / 2, ((event.west + event.east) / 2 + 180) % 360 - 180
        if abs(lat) <= 90:
            memory.change(ranges=launching.changed(asked, spot=LatLon(lat, lon), panel="place"))
    elif event is not None:
        mount.hear(event)


def _from_incident(incident: str) -> None:
    state = memory.current()
    area = launching.incident_area(incident)
    if area is None:
        memory.change(incident=incident)
    else:
        memory.change(incident=incident, ranges=launching.changed(state.ranges, spot=area.at, panel="place"))


def panel(state: State, choice: Choice) -> None:
    """Show what can be chosen, or one of the answers."""
    st.session_state["ranges.shown"] = state.ranges.panel
    st.segmented_control(
        "Show",
        [name for name in PANELS if name in _PANELS],
        format_func=_LABELS.__getitem__,
        key="ranges.shown",
        label_visibility="collapsed",
        required=True,
        on_change=_turn,
    )
    _PANELS.get(state.ranges.panel, arming.show)(state, choice)


def _turn() -> None:
    memory.change(ranges=launching.changed(memory.current().ranges, panel=str(st.session_state["ranges.shown"])))


_PANELS: Final[dict[str, Callable[[State, Choice], None]]] = {
    "choose": arming.show,
    "places": within.places,
    "place": within.place,
    "move": within.move,
    "claims": rangeclaims.show,
}
