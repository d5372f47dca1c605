"""The smallest page that mounts our layers; `test_layers.py` runs it with Streamlit. The address says what is shown."""

from __future__ import annotations

import folium
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo import maps
from geo.model import LatLon
from tests.attacks import ATTACKS
from tests.test_maps import frame

KINDS = ("missile_strike", "armed_clash", "protest", "arrest")
FAMILIES = ("explosive", "armed", "unrest", "coercion")


def spread(many: int) -> pd.DataFrame:
    """Return incidents over a region, no two at one place."""
    return frame(
        *(
            {
                "title": f"unit {number}",
                "kind": KINDS[number % 4],
                "family": FAMILIES[number % 4],
                "place_id": f"curated:{number}",
                "place_name": f"Town {number}",
                "lat": 20 + (number * 0.61803 % 1) * 25,
                "lon": 35 + (number * 0.41421 % 1) * 35,
            }
            for number in range(many)
        )
    )


def few() -> pd.DataFrame:
    """Return one of each: a town, the ground around another, an area, a country."""
    box = {"west": 45.5, "south": 30.8, "east": 47.5, "north": 32.2}
    return frame(
        {"title": st.session_state.get("title", "unit_1")},
        {"place_id": "near:harrow", "place_name": "near Harrow", "place_precision": "near", "lat": 36.0, "lon": 43.0},
        {"place_id": "curated:marches", "place_name": "the Marches", "place_precision": "area", "lat": 31.5, "lon": 46.5} | box,
        {"place_id": "country:none", "place_name": "Lowlands", "place_precision": "country", "mapped": False},
    )


def hostile() -> pd.DataFrame:
    """Return an incident for each attack, side by side."""
    return frame(*({"title": text, "place_name": text, "lat": 20 + number, "lon": 44.0} for number, text in enumerate(ATTACKS)))


def escaped() -> folium.FeatureGroup:
    """Return folium's own ways to show text, given escaped text."""
    group = folium.FeatureGroup(name="folium")
    for number, text in enumerate(map(maps.safe_html, ATTACKS)):
        icon = folium.DivIcon(html=text, class_name="shown", icon_size=(200, 20))
        folium.Marker((20 + number, 50), icon=icon, tooltip=folium.Tooltip(text, permanent=True, class_name="told")).add_to(group)
    return group


@st.fragment
def page() -> None:
    """Show the map and what it tells."""
    query = st.query_params
    with st.container(horizontal=True):
        st.button("rename", on_click=lambda: st.session_state.update(title="unit_2"))
        st.button("bold", on_click=lambda: st.session_state.update(bold=True))
    family = st.selectbox("family", ("all", *FAMILIES), key="family")
    case = query.get("case", "few")
    incidents = {"few": few, "hostile": hostile, "many": lambda: spread(1000), "most": lambda: spread(100_000)}[case]()
    if family != "all":
        incidents = incidents[incidents["family"] == family]
    lit = query.get("theme", "light")
    tiles = maps.Tiles(query["tiles"], "Somebody <b>else</b>") if "tiles" in query else None
    look = maps.Theme.PROJECTOR if query.get("look") or st.session_state.get("bold") else None
    theme = look or lit
    center = LatLon(33.3, 44.4)
    band = maps.RangeBand(center=center, certain_km=280, possible_km=320, label="Kestrel 280\u2013320 km", claimed=True)
    layers = [
        maps.view_layer(query.get("view", ""), look=look, within=query.get("within", "")),
        maps.ring_layer([band] if case == "few" else [], theme),
        maps.area_layer(incidents, query.get("selected"), theme),
        maps.incident_layer(incidents, query.get("selected"), theme, left_out=7 if case == "most" else 0),
    ]
    if case == "hostile":
        layers.append(escaped())
    told = st_folium(
        maps.base_map(lit, tiles),
        key="map",
        height=500,
        use_container_width=True,
        returned_objects=[maps.CHANNEL],
        feature_group_to_add=layers,
    )
    event = maps.heard(told)
    st.text(f"heard: {event}")


st.set_page_config(layout="wide")
page()
