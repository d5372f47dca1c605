"""Range rings: which system from which place, the band that is drawn, and who says how far."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd
import streamlit as st

from geo import maps, ranges
from geo.maps import RangeBand
from geo.model import PINNED, LatLon
from geo.ranges import Arsenal, Band, Figure
from geo.ui import loaders, memory
from geo.ui.evidence import LINE
from geo.ui.markup import escape, literal, plain
from geo.views import Filter

CAVEAT: Final = "Range is not intent or accuracy."

_AT: Final = "@"
_PLACE: Final = "place:"
_NAMED: Final = 6
"""Sources named in one line; the table beside the map has them all."""

_KM_WHERE_UNSAID: Final = 5.0
"""How far from a place of the reports a launch may be, where the place does not say how large it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a ring is drawn around."""

    name: str
    at: LatLon
    uncertainty_km: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """One system from one place."""

    token: str
    """As it stands in the URL."""
    system: str
    origin: Origin
    band: Band

    def drawn(self) -> RangeBand:
        """Return the band as the map draws it: certain wherever in the launch area, possible from its nearest edge."""
        doubt = self.origin.uncertainty_km
        return RangeBand(
            center=self.origin.at,
            certain_km=max(0.0, self.band.low_km - doubt),
            possible_km=self.band.high_km + doubt,
            label=f"{self.system}, {extent(self.band)}",
            claimed=self.band.only_claimed,
        )


def extent(band: Band) -> str:
    """Return a band as "300 to 500 km"."""
    return f"{band.low_km:g} km" if band.low_km == band.high_km else f"{band.low_km:g} to {band.high_km:g} km"


def origins(arsenal: Arsenal, frame: pd.DataFrame) -> dict[str, Origin]:
    """Return the places to measure from by their token: the named launch areas, then the places of the incidents."""
    named = {
        area.id: Origin(name=f"{area.name} ({area.country})", at=area.at, uncertainty_km=area.uncertainty_km, source=area.source)
        for area in arsenal.areas
    }
    return named | dict(_places(frame))


def _places(frame: pd.DataFrame) -> Iterable[tuple[str, Origin]]:
    pinned = frame[frame["place_precision"].isin([str(one) for one in PINNED]) & frame["lat"].notna()]
    for row in pinned.drop_duplicates("place_id").sort_values("place_name").to_dict("records"):
        km = row["uncertainty_km"]
        yield (
            f"{_PLACE}{row['place_id']}",
            Origin(
                name=f"{row['place_name']} (in the reports)",
                at=LatLon(row["lat"], row["lon"]),
                uncertainty_km=_KM_WHERE_UNSAID if pd.isna(km) else float(km),
                source="a place of the reports",
            ),
        )


def resolve(tokens: Sequence[str], arsenal: Arsenal, places: dict[str, Origin]) -> list[Ring]:
    """Return the rings that the tokens name; what names none is left out."""
    found = []
    for token in tokens[: maps.MAX_BANDS]:
        system, _, place = token.partition(_AT)
        band = arsenal.band(system)
        if band is not None and place in places:
            found.append(Ring(token=token, system=system, origin=places[place], band=band))
    return found


def caveat(rings: Sequence[Ring]) -> str:
    """Return what must stand beside every ring, in plain text."""
    areas = dict.fromkeys(f"Launch area {ring.origin.name} ±{ring.origin.uncertainty_km:g} km" for ring in rings)
    sources = list(dict.fromkeys(figure.source for ring in rings for figure in ring.band.figures))
    more = f" and {len(sources) - _NAMED} more" if len(sources) > _NAMED else ""
    return f"{CAVEAT} {'; '.join(areas)}; figures from {', '.join(sources[:_NAMED])}{more}."


def chosen(tokens: Sequence[str]) -> list[Ring]:
    """Return the rings that the URL asks for."""
    arsenal = _arsenal()
    return resolve(tokens, arsenal, origins(arsenal, loaders.incidents(Filter()))) if tokens else []


@st.cache_resource(show_spinner=False)
def _arsenal() -> Arsenal:
    return ranges.load(loaders.settings())


def show(rings: Sequence[Ring]) -> None:
    """Show what can be drawn, what is drawn, and who says how far."""
    arsenal = _arsenal()
    places = origins(arsenal, loaders.incidents(Filter()))
    bands = {system.name: band for system in arsenal.systems if (band := arsenal.band(system.name))}
    st.selectbox("System", list(bands), format_func=lambda name: f"{name}: {extent(bands[name])}", key="rings.system")
    st.selectbox("Launched from", list(places), format_func=lambda name: plain(places[name].name), key="rings.place")
    full = len(rings) >= maps.MAX_BANDS
    st.button(
        "Draw the ring", key="rings.add", on_click=_add, disabled=full, help="Six can be told apart, no more." if full else None
    )
    for ring in rings:
        st.html(LINE + _table(ring))
        st.button("Take it off the map", key=f"rings.remove.{ring.token}", type="tertiary", on_click=_remove, args=(ring.token,))
    st.caption(CAVEAT)


def warn(rings: Sequence[Ring]) -> None:
    """Show below the map what must stand beside every ring."""
    if rings:
        with st.container(key="map-caveat"):
            st.caption(literal(caveat(rings)))


def _add() -> None:
    token = f"{st.session_state['rings.system']}{_AT}{st.session_state['rings.place']}"
    memory.change(rings=tuple(dict.fromkeys((*memory.current().rings, token))))


def _remove(token: str) -> None:
    memory.change(rings=tuple(other for other in memory.current().rings if other != token))


def _table(ring: Ring) -> str:
    rows = "".join(_row(figure) for figure in ring.band.figures)
    head = "<tr><th>Range</th><th>Basis</th><th>Source</th></tr>"
    flown = f", flown at least {ring.band.floor_km:g} km" if ring.band.floor_km else ""
    return (
        f'<div class="card"><h4>{escape(ring.system)} from {escape(ring.origin.name)}</h4>'
        f'<p>{extent(ring.band)}{flown}<span class="quiet">, launch area ±{ring.origin.uncertainty_km:g} km</span></p>'
        f"<table>{head}{rows}</table></div>"
    )


def _row(figure: Figure) -> str:
    date = f", {escape(figure.date)}" if figure.date else ""
    cited = " <span class='quiet'>(as cited)</span>" if figure.cited else ""
    said = f"<span class='quiet'>“{escape(figure.words)}”</span>"
    return f"<tr><td>{_km(figure)}<br>{said}</td><td>{figure.basis.value}</td><td>{escape(figure.source)}{date}{cited}</td></tr>"


def _km(figure: Figure) -> str:
    if figure.low_km is None:
        return ""
    if figure.high_km is None:
        return f"at least {figure.low_km:g} km"
    return f"{figure.low_km:g} km" if figure.low_km == figure.high_km else f"{figure.low_km:g} to {figure.high_km:g} km"
