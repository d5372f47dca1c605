"""Range rings: which system from which place, the band that is drawn, and who says how far."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import streamlit as st

from geo import maps, ranges
from geo.maps import RangeBand
from geo.ranges import Arsenal, Band, Figure, LaunchArea
from geo.ui import launching, loaders, memory
from geo.ui.asked import Asked
from geo.ui.evidence import LINE
from geo.ui.markup import escape, literal, plain
from geo.views import rings
from geo.views.reach import Pair
from geo.views.rings import ACTOR, AT, CAVEAT, IGNORED, extent, token

__all__ = [
    "CAVEAT",
    "IGNORED",
    "Ring",
    "caveat",
    "chosen",
    "drawn",
    "extent",
    "figures",
    "resolve",
    "show",
    "token",
    "warn",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """One system from one place."""

    token: str
    """As it stands in the URL."""
    pair: Pair

    @property
    def system(self) -> str:
        """Return the system as it is shown."""
        return self.pair.label

    @property
    def origin(self) -> LaunchArea:
        """Return where it is launched from."""
        return self.pair.area

    @property
    def band(self) -> Band:
        """Return how far it reaches."""
        return self.pair.band

    def drawn(self) -> RangeBand:
        """Return the band as the map draws it: certain wherever in the launch area, possible from its nearest edge."""
        return drawn(self.system, self.band, self.origin)


def drawn(system: str, band: Band, origin: LaunchArea, *, placed: bool = False) -> RangeBand:
    """Return a band as the map draws it; `placed` names it by its area, else by how far it reaches."""
    doubt = origin.uncertainty_km
    near = band.least_high_km + doubt if band.least_high_km else 0.0
    possible = min(band.high_km + doubt, ranges.MOST_KM)
    return RangeBand(
        center=origin.at,
        certain_km=max(0.0, band.low_km - doubt),
        possible_km=possible,
        near_certain_km=min(near, possible),
        near_possible_km=max(0.0, band.least_low_km - doubt),
        label=f"{system}, {plain(origin.name)}" if placed else f"{system}, {extent(band)}",
        extent=extent(band) if placed else "",
        claimed=band.only_claimed,
    )


def resolve(tokens: Sequence[str], arsenal: Arsenal, places: dict[str, LaunchArea]) -> list[Ring]:
    """Return the rings that the tokens name; what names none is left out."""
    return [Ring(token=token, pair=pair) for token, pair in rings.named(tokens, arsenal, places).items()]


def caveat(drawn: Iterable[Ring | Pair]) -> str:
    """Return what must stand beside every ring, in plain text."""
    return rings.caveat(one if isinstance(one, Pair) else one.pair for one in drawn)


def chosen(tokens: Sequence[str]) -> list[Ring]:
    """Return the rings that the URL asks for."""
    return resolve(tokens, launching.arsenal()[0], _places(tokens)) if tokens else []


def _places(tokens: Sequence[str]) -> dict[str, LaunchArea]:
    asked = [token.partition(AT)[2] for token in tokens]
    actors = (place for place in asked if place.startswith(ACTOR))
    discs = {place: area for place in actors if (area := launching.actor_area(place.removeprefix(ACTOR)))}
    return rings.areas_of(loaders.snapshot(), asked) | discs


def show(drawn: Sequence[Ring]) -> None:
    """Show what can be drawn, what is drawn, and who says how far."""
    arsenal, problems = launching.arsenal()
    labels = {system.name: system.label for system in arsenal.systems}
    bands = arsenal.bands()
    for problem in problems:
        st.warning(literal(problem), icon=":material/warning:")
    st.selectbox(
        "System", list(bands), format_func=lambda name: f"{plain(labels[name])}: {extent(bands[name])}", key="rings.system"
    )
    origins = {area.id: area for area in arsenal.areas} | launching.offered("rings.find")
    st.selectbox("Launched from", list(origins), format_func=lambda name: plain(origins[name].label), key="rings.place")
    full = len(drawn) >= maps.MAX_BANDS
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button(
            "Draw the ring",
            key="rings.add",
            on_click=_add,
            disabled=full,
            help="Six can be told apart, no more." if full else None,
        )
        st.page_link("pages/ranges.py", label="Who is within reach?", query_params=memory.link(ranges=_asked(drawn)))
    for ring in drawn:
        st.html(LINE + figures(f"{ring.system} from {ring.origin.label}", ring.band, ring.origin.uncertainty_km))
        st.button("Take it off the map", key=f"rings.remove.{ring.token}", type="tertiary", on_click=_remove, args=(ring.token,))
    st.caption(f"{CAVEAT} {IGNORED}")


def _asked(drawn: Sequence[Ring]) -> Asked:
    asked = memory.current().ranges
    parts = [ring.token.partition(AT) for ring in drawn]
    if not parts:
        return asked
    systems, areas = (tuple(dict.fromkeys(part[n] for part in parts)) for n in (0, 2))
    return launching.changed(asked, systems=systems, areas=areas, panel="places")


def warn(drawn: Sequence[Ring]) -> None:
    """Show below the map what must stand beside every ring."""
    if drawn:
        with st.container(key="map-caveat"):
            st.caption(literal(caveat(drawn)))


def _add() -> None:
    token = f"{st.session_state['rings.system']}{AT}{st.session_state['rings.place']}"
    memory.change(rings=tuple(dict.fromkeys((*memory.current().rings, token))))


def _remove(token: str) -> None:
    memory.change(rings=launching.without(memory.current().rings, token))


def figures(title: str, band: Band, uncertainty_km: float | None = None) -> str:
    """Return a band with every figure behind it, as HTML; the title is plain text."""
    rows = "".join(_row(figure) for figure in band.figures)
    head = "<tr><th>Range</th><th>Basis</th><th>Source</th></tr>"
    flown = f", flown at least {band.floor_km:,g} km" if band.floor_km else ""
    least = f", minimum range {_span(band.least_low_km, band.least_high_km)}" if band.least_high_km else ""
    area = f'<span class="quiet">, launch area ±{uncertainty_km:g} km</span>' if uncertainty_km is not None else ""
    return f'<div class="card"><h4>{escape(title)}</h4><p>{extent(band)}{flown}{least}{area}</p><table>{head}{rows}</table></div>'


def _row(figure: Figure) -> str:
    date = f", {escape(figure.date)}" if figure.date else ""
    cited = " <span class='quiet'>(as cited)</span>" if figure.cited else ""
    own = " <span class='quiet'>(yours)</span>" if figure.own else ""
    said = f"<span class='quiet'>“{escape(figure.words)}”</span>"
    return (
        f"<tr><td>{_km(figure)}<br>{said}</td><td>{figure.basis.value}</td>"
        f"<td>{escape(figure.source)}{date}{cited}{own}</td></tr>"
    )


def _km(figure: Figure) -> str:
    if figure.low_km is None:
        return ""
    if figure.high_km is None:
        return f"at least {figure.low_km:,g} km"
    return _span(figure.low_km, figure.high_km)


def _span(low: float, high: float) -> str:
    return f"{low:,g} km" if low == high else f"{low:,g} to {high:,g} km"
