"""What is chosen on the page Ranges: systems from a table, launch areas from a list, and those that the visitor states."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from geo import ranges
from geo.access import Right
from geo.errors import CoordinateError, InputError
from geo.model import LatLon
from geo.ranges import Arsenal, Band, System
from geo.ui import launching, memory, rings, visitor
from geo.ui.launching import Choice
from geo.ui.markup import literal, plain
from geo.ui.state import State

_TABLE: Final = "ranges.table"
_TURN: Final = "ranges.turn"
_MANY_AREAS: Final = 60


def show(state: State, choice: Choice) -> None:
    """Show what can be chosen, what is chosen, and who says how far."""
    _areas(state, choice)
    _own(state)
    _table(state, choice.arsenal)
    for name in state.ranges.systems:
        system, band = choice.arsenal.system(name), choice.arsenal.band(name)
        if system is not None and band is not None:
            with st.expander(f"Who says how far: {literal(plain(system.label))}"):
                st.html(rings.figures(system.label, band))
                if system.note:
                    st.caption(literal(system.note))
    _thresholds(state)


# --- systems -------------------------------------------------------------------------------


def _table(state: State, arsenal: Arsenal) -> None:
    schemes = launching.schemes()
    scheme = state.ranges.scheme if state.ranges.scheme in schemes else next(iter(schemes))
    frame = _frame(arsenal, scheme)
    st.markdown("**Systems**, picked by row")
    wanted = [n for n, name in enumerate(frame.index) if name in state.ranges.systems]
    turn = st.session_state.setdefault(_TURN, 0)
    held = st.session_state.get(f"{_TABLE}.{turn}")
    # What was changed elsewhere, as by the back button, is shown by a table made anew; else it keeps its place and order.
    if held is not None and sorted(held["selection"]["rows"]) != wanted:
        turn = st.session_state[_TURN] = turn + 1
    st.dataframe(
        frame,
        key=f"{_TABLE}.{turn}",
        height=300,
        hide_index=True,
        on_select=_take_systems,
        selection_mode="multi-row",
        placeholder="–",  # noqa: RUF001  # where no source gives a figure
        selection_default={"selection": {"rows": wanted}},
        column_config={
            "System": st.column_config.TextColumn(width=122),
            "Class": st.column_config.TextColumn(width=92),
            "Low": st.column_config.NumberColumn("Low km", format="localized", width=62),
            "High": st.column_config.NumberColumn("High km", format="localized", width=64),
            "Apart": st.column_config.NumberColumn(
                "Apart", format="%.1f times", width=70, help="How far sources disagree: the highest figure by the lowest"
            ),
            "Figures": st.column_config.NumberColumn("Figures", help="How many sources give a range"),
            "Flown": st.column_config.NumberColumn(
                "Flown, km", format="localized", help="At least so far, in a test or in combat"
            ),
        },
    )


def _frame(arsenal: Arsenal, scheme: str) -> pd.DataFrame:
    """Return the table of systems by name: those with a band first."""
    rows = {system.name: _row(system, arsenal.band(system.name), scheme) for system in arsenal.systems}
    frame = pd.DataFrame.from_dict(rows, orient="index")
    return frame.sort_values("Low", kind="stable", na_position="last")


def _row(system: System, band: Band | None, scheme: str) -> dict[str, object]:
    classes = ranges.classify(band, launching.schemes()[scheme]) if band else ()
    return {
        "System": plain(system.label),
        "Class": " to ".join(dict.fromkeys((classes[0].name, classes[-1].name))) if classes else "no figure",
        "Low": band.low_km if band else None,
        "High": band.high_km if band else None,
        "Apart": band.spread if band and band.sources > 1 else None,
        "Basis": ", ".join(sorted(basis.value for basis in band.basis)) if band else "",
        "Operator": plain(", ".join(system.operators)),
        "Kind": plain(system.kind),
        "Figures": band.sources if band else 0,
        "Flown": band.floor_km if band else None,
    }


def _take_systems() -> None:
    asked = memory.current().ranges
    arsenal = launching.look_up(asked).arsenal
    names = list(_frame(arsenal, next(iter(launching.schemes()))).index)
    rows = st.session_state[f"{_TABLE}.{st.session_state[_TURN]}"]["selection"]["rows"]
    picked = [names[row] for row in rows if row < len(names)]
    kept = [name for name in asked.systems if name in picked]
    systems = tuple(dict.fromkeys([*kept, *picked]))
    memory.change(ranges=launching.changed(asked, systems=systems))


def _thresholds(state: State) -> None:
    schemes = launching.schemes()
    st.session_state["ranges.scheme"] = state.ranges.scheme if state.ranges.scheme in schemes else next(iter(schemes))
    st.selectbox(
        "Classes as defined by",
        list(schemes),
        format_func=lambda name: schemes[name][0].title,
        key="ranges.scheme",
        on_change=lambda: memory.change(
            ranges=launching.changed(memory.current().ranges, scheme=st.session_state["ranges.scheme"])
        ),
    )
    classes = schemes[st.session_state["ranges.scheme"]]
    steps = "; ".join(f"{one.name} from {one.from_km:,g} km ({one.meaning})" for one in classes)
    st.caption(literal(f"{steps}. {classes[0].source}; {classes[0].reference}."))


# --- launch areas --------------------------------------------------------------------------


def _areas(state: State, choice: Choice) -> None:
    asked = state.ranges
    known = {area.id: area.label for area in choice.arsenal.areas}
    known |= {token: area.label for token, area in launching.offered("ranges.find").items()}
    known |= {area.id: area.label for area in choice.areas}
    st.session_state["ranges.areas"] = [token for token in asked.areas if token in known]
    st.multiselect(
        "Launched from",
        list(known),
        format_func=lambda token: plain(known.get(str(token), str(token))),
        key="ranges.areas",
        placeholder="A town, a region, a place of the reports",
        on_change=_take_areas,
    )
    with st.container(horizontal=True, gap="small"):
        here = launching.incident_area(state.incident) if state.incident else None
        if here is not None and here.id not in asked.areas:
            st.button(f"From {literal(here.name)}", key="ranges.incident", on_click=_add_area, args=(here.id,))
        for actor in dict.fromkeys(filter(None, (state.who, *state.filter.actors[:2]))):
            there = launching.actor_area(actor)
            if there is not None and there.id not in asked.areas:
                st.button(f"From {literal(there.name)}", key=f"ranges.actor.{actor}", on_click=_add_area, args=(there.id,))


def _take_areas() -> None:
    asked = memory.current().ranges
    memory.change(ranges=launching.changed(asked, areas=tuple(st.session_state["ranges.areas"])))


def _add_area(token: str) -> None:
    asked = memory.current().ranges
    memory.change(ranges=launching.changed(asked, areas=tuple(dict.fromkeys((*asked.areas, token)))))


# --- the visitor's own ---------------------------------------------------------------------


def _own(state: State) -> None:
    del state
    locked, why = visitor.lock(Right.STATE)
    with st.container(horizontal=True, gap="small"):
        area = st.popover("Your own launch area", type="tertiary", disabled=locked, help=why)
        system = st.popover("Your own system", type="tertiary", disabled=locked, help=why)
        with area, st.form("ranges.own-area", border=False):
            st.text_input("Name", key="ranges.own.name", max_chars=60)
            lat, lon, km = st.columns(3)
            lat.number_input("Latitude", value=None, key="ranges.own.lat", format="%.4f", placeholder="33.5")
            lon.number_input("Longitude", value=None, key="ranges.own.lon", format="%.4f", placeholder="44.2")
            km.number_input("± km", value=None, key="ranges.own.km", placeholder="20")
            st.form_submit_button("Add the launch area", on_click=_state_area)
        with system, st.form("ranges.own-system", border=False):
            st.text_input("Name", key="ranges.own.system", max_chars=60)
            low, high, least = st.columns(3)
            low.number_input("Low, km", value=None, key="ranges.own.low")
            high.number_input("High, km", value=None, key="ranges.own.high")
            least.number_input("Minimum, km", value=None, key="ranges.own.least")
            st.text_input("Source", key="ranges.own.source", max_chars=60, placeholder="whose figure it is")
            st.form_submit_button("Add the system", on_click=_state_system)
            st.caption("It stands in the address of this page. For keeps, put tables into the folder `own/`: see data/README.md.")
    if problem := st.session_state.pop("ranges.own.problem", ""):
        st.error(literal(problem), icon=":material/error:")


@visitor.only(Right.STATE)
def _state_area() -> None:
    values = [st.session_state[f"ranges.own.{name}"] for name in ("lat", "lon", "km")]
    try:
        lat, lon, km = (_needed(value, name) for value, name in zip(values, ("Latitude", "Longitude", "± km"), strict=True))
        token = ranges.area_token(LatLon(lat, lon), km, st.session_state["ranges.own.name"])
    except (InputError, CoordinateError) as error:
        st.session_state["ranges.own.problem"] = f"The launch area was not added. {error}"
    else:
        _add_area(token)


@visitor.only(Right.STATE)
def _state_system() -> None:
    told = {name: st.session_state[f"ranges.own.{name}"] for name in ("system", "low", "high", "least", "source")}
    try:
        low, high = _needed(told["low"], "Low, km"), _needed(told["high"], "High, km")
        token = ranges.system_token(told["system"], low, high, told["least"], told["source"])
    except InputError as error:
        st.session_state["ranges.own.problem"] = f"The system was not added. {error}"
    else:
        asked = memory.current().ranges
        memory.change(ranges=launching.changed(asked, systems=tuple(dict.fromkeys((*asked.systems, token)))))


def _needed(value: float | None, name: str) -> float:
    if value is None:
        msg = f"{name}: is empty, and must be said"
        raise InputError(msg)
    return float(value)
