"""Where the browser finds the code of the map: on the server that sent the page, and nowhere else."""

from __future__ import annotations

from typing import Final

import folium
from folium.elements import JSCSSMixin

STATIC: Final = "../../app/static/"
"""Streamlit's static files as seen from the frame of the map; relative, so that it holds behind any proxy and base path."""

VENDOR: Final = STATIC + "vendor/"

API: Final = "../../api/"
"""The questions that the server answers, from the same place."""

LOCAL: Final[dict[type[JSCSSMixin], tuple[list[tuple[str, str]], list[tuple[str, str]]]]] = {
    folium.Map: (
        [("leaflet", VENDOR + "leaflet/leaflet.js")],
        [("leaflet_css", VENDOR + "leaflet/leaflet.css"), ("atlas_css", STATIC + "map.css")],
    ),
}
"""Folium's classes that we use and that load files: scripts, then style sheets. Bootstrap, icon fonts and jQuery, which
folium lists for its own markers and popups, are not used and not loaded."""


def install_local_links() -> None:
    """Replace the remote links of folium's classes by files that we serve; calling it again changes nothing."""
    for element, (scripts, sheets) in LOCAL.items():
        element.default_js = scripts
        element.default_css = sheets


def remote_links(root: folium.Map) -> list[str]:
    """Return each link of the map that would leave this server; streamlit-folium loads them all before it draws."""
    found: list[str] = []
    queue: list[object] = [root]
    while queue:
        element = queue.pop()
        for attribute in ("default_js", "default_css"):
            found += [url for _, url in getattr(element, attribute, []) if not url.startswith(STATIC)]
        queue += getattr(element, "_children", {}).values()
    return found
