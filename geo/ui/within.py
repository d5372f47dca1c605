"""The answers of the page Ranges: places within reach, who reaches one place, and what a move changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from geo import exports, ranges
from geo.model import LatLon
from geo.ranges import Reach
from geo.ui import launching, loaders, memory
from geo.ui.asked import KINDS, ORDERS, Asked
from geo.ui.launching import Choice
from geo.ui.markup import literal, plain
from geo.ui.state import State
from geo.views import reach
from geo.views.reach import Answers, Move, Pair, Tally, Targets

LISTED: Final = 500
"""Rows of a table on the page; the file has all."""
CLICK_KM: Final = 1.0
"""How far off a click on the map may be."""

_SIGNS: Final = {Reach.INSIDE: "● inside", Reach.MAYBE: "◐ maybe", Reach.OUTSIDE: "○ outside"}
_KINDS: Final = dict(zip(KINDS, ("Towns", "Facilities", "Airports", "Reported"), strict=True))
_ORDERS: Final = dict(zip(ORDERS, ("Most people", "Nearest", "By name"), strict=True))
_PEOPLE: Final = (0, 1_000, 15_000, 100_000, 500_000, 1_000_000)
_NOTE: Final = (
    "People are GeoNames' figures for towns, not for the country around them; a district that is listed apart is counted twice. "
    "Distance and direction are from the middle of the nearest launch area."
)
_NOBODY: Final = "Choose a system and a launch area first: the panel *Choose* has them, or paste an address that names them."


# --- places in reach -----------------------------------------------------------------------


def places(state: State, choice: Choice) -> None:
    """Show the places within reach, with the answer of each system."""
    asked = state.ranges
    if not choice.pairs:
        st.info(_NOBODY, icon=":material/info:")
        return
    targets, found = launching.targets(), answered(choice.pairs)
    _filters(asked)
    surest = reach.best(found)
    rows = left(asked, targets, surest, choice.pairs)
    told = reach.tally(targets, np.where(np.isin(np.arange(len(surest)), rows), surest, 0))
    sure, maybe = told[Reach.INSIDE], told[Reach.MAYBE]
    st.markdown(f"**{_people(sure)} within reach for sure; {_people(maybe)} maybe.**")
    if not len(rows):
        st.info(
            "No place that the filter leaves is within reach. Ask for smaller towns, or take the words out.",
            icon=":material/search:",
        )
        return
    frame = shown(reach.table(targets, choice.pairs, found, rows[:LISTED]))
    st.dataframe(
        frame,
        key="ranges.places",
        height=330,
        hide_index=True,
        column_config=_config(),
        on_select=_look,
        selection_mode="single-row",
    )
    if len(rows) > LISTED:
        st.caption(f"The first {LISTED} of {len(rows):,} places; the file has all.")
    _download("ranges.csv", lambda: exports.csv(whole(choice, rows, asked.order)), "places-in-reach.csv")
    st.caption(_NOTE)


def answered(pairs: Sequence[Pair]) -> Answers:
    """Return the answers of the pairs for every place, kept for whoever asks the same."""
    key = tuple((pair.system, pair.area.id, pair.area.uncertainty_km, pair.band.low_km, pair.band.high_km) for pair in pairs)
    return _answered((loaders.snapshot().id, key), tuple(pairs))


@st.cache_resource(show_spinner="Measuring distances", max_entries=8)
def _answered(key: tuple[str, object], _pairs: tuple[Pair, ...]) -> Answers:
    del key
    return reach.answers(launching.targets(), _pairs)


def left(asked: Asked, targets: Targets, surest: Answers, pairs: Sequence[Pair]) -> NDArray[np.intp]:
    """Return which places are in reach and left by the filter, in the order that is asked for."""
    frame = targets.frame
    least = ranges.ANSWERS.index(Reach.INSIDE if asked.sure else Reach.MAYBE)
    keep = (surest >= least) & frame["what"].isin(asked.kinds).to_numpy()
    keep &= (
        (frame["what"] != "town").to_numpy()
        | (frame["population"] >= asked.people).to_numpy()
        | (frame["incidents"] > 0).to_numpy()
    )
    if asked.country:
        keep &= (frame["country"] == asked.country).to_numpy()
    rows = np.flatnonzero(keep)
    if asked.text:
        names = frame["name"].iloc[rows].str.casefold()
        rows = rows[names.str.contains(asked.text.casefold(), regex=False).to_numpy()]
    if asked.order == "distance" and pairs:
        return reach.nearest(targets, dict.fromkeys(pair.area for pair in pairs), rows, LISTED)
    by = frame["name"].iloc[rows].str.casefold() if asked.order == "name" else -frame["population"].iloc[rows]
    return rows[np.argsort(by.to_numpy(), kind="stable")]


def _filters(asked: Asked) -> None:
    sizes = sorted({*_PEOPLE, asked.people})
    countries = ["", *_countries()]
    for name, value in (
        ("kinds", list(asked.kinds)),
        ("text", asked.text),
        ("country", asked.country if asked.country in countries else ""),
        ("people", asked.people),
        ("order", asked.order),
        ("sure", asked.sure),
    ):
        st.session_state[f"ranges.{name}"] = value
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.pills("Of", KINDS, selection_mode="multi", format_func=_KINDS.__getitem__, **_widget("kinds"))
        st.toggle("Only sure", key="ranges.sure", on_change=_set, args=("sure",))
    st.text_input("Named", placeholder="A part of the name", **_widget("text"))
    country, people, order = st.columns(3)
    country.selectbox("In", countries, format_func=lambda code: code or "Everywhere", **_widget("country"))
    people.selectbox("People", sizes, format_func=lambda least: f"{least:,}+" if least else "Any size", **_widget("people"))
    order.selectbox("Order", ORDERS, format_func=_ORDERS.__getitem__, **_widget("order"))


def _widget(name: str) -> dict[str, Any]:
    return {"key": f"ranges.{name}", "label_visibility": "collapsed", "on_change": _set, "args": (name,)}


def _countries() -> list[str]:
    return loaders.drawn(_listed_countries)


def _listed_countries() -> list[str]:
    return sorted(filter(None, launching.targets().frame["country"].unique()))


def _set(name: str) -> None:
    value = st.session_state[f"ranges.{name}"]
    asked = memory.current().ranges
    memory.change(ranges=launching.changed(asked, **{name: tuple(value) if isinstance(value, list) else value}))


def _look() -> None:
    """Look at the place of a picked row."""
    state = memory.current()
    rows = st.session_state["ranges.places"]["selection"]["rows"]
    choice = launching.look_up(state.ranges)
    targets = launching.targets()
    listed = left(state.ranges, targets, reach.best(answered(choice.pairs)), choice.pairs)
    if rows and rows[0] < len(listed):
        at = targets.frame.iloc[listed[rows[0]]]
        memory.change(ranges=replace(state.ranges, spot=LatLon(float(at["lat"]), float(at["lon"])), panel="place"))


_NAMES: Final = {
    "name": "Place",
    "answer": "Answer",
    "distance_km": "Distance, km",
    "azimuth": "Azimuth, °",
    "population": "People",
    "country": "Country",
}


def shown(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table of places as it is shown: answers as signs, names safe, what matters first."""
    systems = [name for name in frame.columns if name not in {*_NAMES, *_OTHERS}]
    several = len(systems) > 1
    first, second, *rest = _NAMES
    columns = [first, second, *(systems if several else []), *rest, "from", "kind", "incidents"]
    signs = {name: frame[name].map({str(answer): sign for answer, sign in _SIGNS.items()}) for name in ("answer", *systems)}
    told = frame.assign(
        **signs, name=frame["name"].map(plain), kind=frame["kind"].map(plain), **{"from": frame["from"].map(plain)}
    )
    return told[columns].rename(columns={**_NAMES, "from": "From", "kind": "Kind", "incidents": "Incidents"})


_OTHERS: Final = ("id", "lat", "lon", "km", "kind", "source", "what", "incidents", "from")


def whole(choice: Choice, rows: NDArray[np.intp], order: str = "people") -> pd.DataFrame:
    """Return the table of some places as a file has it: rounded to what is known, its heads no formulas either."""
    frame = reach.table(launching.targets(), choice.pairs, answered(choice.pairs), rows)
    frame = frame.sort_values("distance_km", kind="stable") if order == "distance" else frame
    texts = ("id", "name", "country", "kind", "source", "what", "from")
    rounded = frame.astype(dict.fromkeys(texts, "string")).round({"distance_km": 1, "azimuth": 1, "km": 1})
    return rounded.rename(columns=exports.guard)


def _config() -> dict[str, Any]:
    return {
        "Place": st.column_config.TextColumn(width=120),
        "Answer": st.column_config.TextColumn(width=80),
        "People": st.column_config.NumberColumn(format="localized"),
        "Distance, km": st.column_config.NumberColumn("km", format="%.0f", help="From the nearest launch area", width=55),
        "Azimuth, °": st.column_config.NumberColumn("°", format="%.0f", help="Clockwise from north, from there", width=45),
    }


def _people(of: Tally) -> str:
    return f"{of.places:,} {'place' if of.places == 1 else 'places'} with {_round(of.people)} people"


def _round(people: int) -> str:
    return f"{people / 1e6:,.1f} million" if people >= 1_000_000 else f"{people:,}"


def _download(key: str, make: object, name: str) -> None:
    st.download_button("CSV", make, file_name=name, mime="text/csv", key=key, on_click="ignore")  # type: ignore[arg-type]  # bytes or text, when asked for


# --- one place -----------------------------------------------------------------------------


def place(state: State, choice: Choice) -> None:
    """Show which systems from which areas reach one place."""
    asked = state.ranges
    st.text_input(
        "Find a place",
        key="ranges.find",
        placeholder="Click the map, or type the name of a place",
        label_visibility="collapsed",
        on_change=_find,
    )
    if st.session_state.pop("ranges.lost", False):
        st.info("No place of that name is known. Click the map instead.", icon=":material/search:")
    if asked.spot is None:
        st.info(
            "Click the map, or find a place by name, to see which systems from which areas reach it.", icon=":material/touch_app:"
        )
        return
    st.markdown(f"**{literal(_where(asked.spot))}**")
    only = bool(choice.pairs) and st.toggle("Only what is chosen", key="ranges.only", value=True)
    pairs = list(choice.pairs) if only else _everything(choice)
    frame = reach.reaching(asked.spot, CLICK_KM, pairs)
    counts = frame["answer"].value_counts()
    st.markdown(
        f"{counts.get(Reach.INSIDE, 0)} of {len(frame)} pairs of a system and an area reach it for sure, "
        f"{counts.get(Reach.MAYBE, 0)} maybe. "
        "Range is not intent."
    )
    st.dataframe(_reaching(frame), key="ranges.reaching", height=330, hide_index=True, column_config=_config())
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        st.number_input("± km", min_value=0.1, max_value=1000.0, value=10.0, key="ranges.here.km", width=110)
        st.button("Launch from here", key="ranges.here", on_click=_launch_from_here)
        _download(
            "ranges.reaching.csv",
            lambda: exports.csv(frame.astype({"system": "string", "area": "string"}).round(1)),
            "who-reaches-it.csv",
        )


def _reaching(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "System": frame["system"],
            "From": frame["area"].map(plain),
            "Answer": frame["answer"].map({str(answer): sign for answer, sign in _SIGNS.items()}),
            "Distance, km": frame["distance_km"],
            "Azimuth, °": frame["azimuth"],
            "Margin": [_margin(km) for km in frame["margin_km"]],
            "Band, km": [
                f"{low:,g} to {high:,g}" if low != high else f"{low:,g}"
                for low, high in zip(frame["low_km"], frame["high_km"], strict=True)
            ],
        }
    )


def _margin(km: float) -> str:
    return f"{km:,.0f} km to spare at best" if km >= 0 else f"{-km:,.0f} km too far"


def _everything(choice: Choice) -> list[Pair]:
    known = choice.arsenal
    labels = {system.name: plain(system.label) for system in known.systems}
    areas = dict.fromkeys((*known.areas, *choice.areas))
    return [Pair(system=name, label=labels[name], band=band, area=area) for name, band in known.bands().items() for area in areas]


def _where(spot: LatLon) -> str:
    targets = launching.targets()
    around = targets.globe.around(spot, 300_000)
    told = ranges.written(spot)
    towns = np.flatnonzero(targets.frame["what"].iloc[around.index].eq("town").to_numpy())
    if not len(towns):
        return told
    nearest = towns[around.exact()[towns].argmin()]
    row = targets.frame.iloc[around.index[nearest]]
    away = around.exact()[nearest] / 1000
    return (
        f"{plain(row['name'])} ({row['country']})"
        if away < 1
        else f"{told}, {away:,.0f} km from {plain(row['name'])} ({row['country']})"
    )


def _find() -> None:
    wanted = str(st.session_state["ranges.find"]).strip().casefold()
    frame = launching.targets().frame
    names = frame["name"].str.casefold()
    hits = frame[names == wanted] if wanted else frame[:0]
    hits = hits if len(hits) or not wanted else frame[names.str.startswith(wanted)]
    if hits.empty:
        st.session_state["ranges.lost"] = bool(wanted)
        return
    best = hits.sort_values("population", ascending=False, kind="stable").iloc[0]
    memory.change(ranges=launching.changed(memory.current().ranges, spot=LatLon(float(best["lat"]), float(best["lon"]))))


def _launch_from_here() -> None:
    asked = memory.current().ranges
    if asked.spot is not None:
        token = ranges.area_token(asked.spot, float(st.session_state["ranges.here.km"]))
        memory.change(ranges=launching.changed(asked, areas=tuple(dict.fromkeys((*asked.areas, token))), panel="choose"))


# --- two areas -----------------------------------------------------------------------------


def move(state: State, choice: Choice) -> None:
    """Show what changes for the places if the systems stand in the second area and not in the first."""
    asked = state.ranges
    if len(choice.areas) < 2 or not choice.pairs:
        st.info(
            "Choose at least one system and two launch areas: the first is where it is, the second where it is moved to.",
            icon=":material/info:",
        )
        return
    here, there = choice.areas[:2]
    st.markdown(f"**Moved from {literal(plain(here.label))} to {literal(plain(there.label))}**")
    st.button("The other way round", key="ranges.swap", type="tertiary", on_click=_swap)
    if len(choice.areas) > 2:
        st.caption("The first two of the chosen areas are compared.")
    targets = launching.targets()
    before, after = ([pair for pair in choice.pairs if pair.area == area] for area in (here, there))
    moved = reach.Move.of(answered(before), answered(after))
    _gains(targets, moved)
    rows = _changed(asked, targets, moved)
    if not len(rows):
        st.info("No place that the filter leaves changes its answer.", icon=":material/search:")
        return
    _filters(asked)
    frame = reach.changes(targets, moved, rows)
    st.dataframe(_moved(frame[:LISTED]), key="ranges.moved", height=300, hide_index=True, column_config=_config())
    if len(rows) > LISTED:
        st.caption(f"The first {LISTED} of {len(rows):,} places; the file has all.")
    _download(
        "ranges.moved.csv",
        lambda: exports.csv(frame.astype(dict.fromkeys(("id", "name", "country", "kind", "source", "what"), "string"))),
        "what-a-move-changes.csv",
    )
    st.caption(_NOTE)


def _gains(targets: Targets, moved: Move) -> None:
    people = targets.frame["population"].to_numpy()
    towns = targets.frame["what"].eq("town").to_numpy()

    def of(mask: NDArray[np.bool_]) -> str:
        return f"{int((mask & towns).sum()):,} towns, {_round(int(people[mask].sum()))} people"

    rows = (
        ("Within reach for sure: gained", moved.gained),
        ("Within reach for sure: lost", moved.lost),
        ("Possibly within reach: gained", moved.maybe_gained),
        ("Possibly within reach: lost", moved.maybe_lost),
    )
    cells = "".join(f"<tr><td>{name}</td><td>{of(mask)}</td></tr>" for name, mask in rows)
    st.html(f'<div class="card"><table>{cells}</table></div>')


def _changed(asked: Asked, targets: Targets, moved: Move) -> NDArray[np.intp]:
    different = np.where(moved.before != moved.after, ranges.ANSWERS.index(Reach.INSIDE), 0).astype(np.int8)
    return left(replace(asked, order="name" if asked.order == "name" else "people"), targets, different, ())


def _moved(frame: pd.DataFrame) -> pd.DataFrame:
    signs = {str(answer): sign for answer, sign in _SIGNS.items()}
    return pd.DataFrame(
        {
            "Place": frame["name"].map(plain),
            "Country": frame["country"],
            "People": frame["population"],
            "Before": frame["before"].map(signs),
            "After": frame["after"].map(signs),
            "Kind": frame["kind"].map(plain),
        }
    )


def _swap() -> None:
    asked = memory.current().ranges
    first, second, *rest = asked.areas
    memory.change(ranges=launching.changed(asked, areas=(second, first, *rest)))
