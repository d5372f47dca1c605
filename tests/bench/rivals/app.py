"""One page with the same points as ours, on a map of somebody else: `streamlit run app.py -- deck|cluster RECORDS`."""

from __future__ import annotations

import sys
from pathlib import Path

import folium
import folium.plugins
import pandas as pd
import pydeck  # type: ignore[import-untyped]
import streamlit as st
from streamlit_folium import st_folium

LOCAL = "../../app/static/"
"""Where the frame of the map finds the files beside this one."""

st.set_page_config(layout="wide")
which, records = sys.argv[1:]


@st.cache_data
def points(path: Path) -> pd.DataFrame:
    """Return what has a position."""
    return pd.read_parquet(path, columns=["lat", "lon", "kind"]).dropna()


whole = points(Path(records))
found = sorted(whole["kind"].unique())
left = whole[whole["kind"].isin(st.pills("Kind", found, default=found, selection_mode="multi", key="filter-kinds"))]
st.markdown(f"Showing {len(left):,} incidents")

if which == "deck":
    layer = pydeck.Layer(
        "ScatterplotLayer", left, get_position="[lon, lat]", get_radius=9000, get_fill_color=[200, 30, 0, 160], pickable=True
    )
    view = pydeck.ViewState(latitude=20, longitude=20, zoom=1.5)
    st.pydeck_chart(pydeck.Deck([layer], initial_view_state=view, map_provider=None, map_style=None), height=520)
else:
    folium.Map.default_js = [("leaflet", f"{LOCAL}leaflet/dist/leaflet.js")]
    folium.Map.default_css = [("leaflet_css", f"{LOCAL}leaflet/dist/leaflet.css")]
    cluster = folium.plugins.FastMarkerCluster
    cluster.default_js = [("cluster", f"{LOCAL}leaflet.markercluster/dist/leaflet.markercluster.js")]
    cluster.default_css = [
        (name, f"{LOCAL}leaflet.markercluster/dist/{name}.css") for name in ("MarkerCluster", "MarkerCluster.Default")
    ]
    drawn = folium.Map(location=[20, 20], zoom_start=2, tiles=None, maxZoom=12)
    # Its own markers take their icons from another host.
    markers = cluster(left[["lat", "lon"]].to_numpy().tolist(), callback="row => L.marker(row)")  # type: ignore[no-untyped-call]
    markers.add_to(drawn)
    st_folium(drawn, key="map", height=520, use_container_width=True, returned_objects=[])
