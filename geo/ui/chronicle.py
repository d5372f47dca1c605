"""Incidents in time: lanes by kind or by actor, played forward or whole, and the evidence of what is picked."""

from __future__ import annotations

from datetime import date
from typing import Final

import pandas as pd
import streamlit as st

from geo import charts, views
from geo.charts import Scene
from geo.ui import loaders, memory, mount, panel, picks, playing, visitor, words
from geo.ui.guard import Guard
from geo.ui.markup import literal, plain
from geo.ui.playing import Player
from geo.ui.state import State, day
from geo.views import Lanes

LANES: Final = 12
"""Lanes that are drawn by themselves; the others share one."""

_KEY: Final = "timeline.chart"
_DRAWN: Final = "timeline.drawn"
_LIST: Final = "lane:"
_GLANCE: Final = 40
"""Lines of a list."""


def show(state: State) -> None:
    """Show the lanes and what plays them; while they play, only they are drawn anew."""
    if not loaders.headline(state.filter).incidents:
        st.info("No incident matches the filter. Take out one of the chips above, or clear the filter.", icon=":material/search:")
        return
    unit = loaders.asked(views.unit_of, state.filter)
    player = Player(name="timeline", unit=unit, find=lambda: playing.steps(state.filter, unit))
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="timeline-controls"):
        st.session_state["timeline.lanes"] = _by(state).value
        st.segmented_control(
            "Lanes by",
            [Lanes.KIND.value, Lanes.ACTOR.value],
            format_func=lambda by: f"by {by}",
            key="timeline.lanes",
            required=True,
            on_change=_take_lanes,
            label_visibility="collapsed",
        )
        player.controls(state)
    visitor.fragment(_stage, run_every=player.every)(player)


def _take_lanes() -> None:
    memory.change(lanes="actor" if st.session_state["timeline.lanes"] == Lanes.ACTOR else "", listed="")


def _stage(player: Player) -> None:
    with Guard():  # a part that is drawn anew by itself has nobody else to tell what went wrong
        state = memory.current()
        at = player.reached(state)
        player.slider(at)
        _chart(state, player, player.scene(at, window=state.window))
        if player.touched():
            st.rerun()


def _chart(state: State, player: Player, scene: Scene) -> None:
    by = _by(state)
    lanes = loaders.asked(views.lanes, state.filter, by, LANES)
    shown = tuple(lane for lane in lanes["lane"] if lane != views.OTHERS)
    told = "Timeline: a lane per row, time from left to right; the list beside it says the same in words"
    few = int(lanes["count"].sum()) <= charts.MOST
    if few:
        dated = _dated(loaders.asked(views.spans, state.filter, by, shown))
        few = charts.fits(dated, lanes)
    if few and dated.empty:
        st.info(
            "Of no incident that the filter leaves the day is known. They are all in the list at the right.",
            icon=":material/info:",
        )
        return
    if few:
        drawn = charts.timeline(dated, lanes, mount.theme(), scene, state.incident)
    else:
        drawn = charts.counted(loaders.asked(views.cells, state.filter, by, shown, player.unit), lanes, mount.theme(), scene)
    with st.container(key="timeline-chart"):
        st.session_state[_DRAWN] = f"{_KEY}.{by}.{'each' if few else 'counted'}"
        st.altair_chart(drawn, key=st.session_state[_DRAWN], on_select=lambda: _take(player), alt=told)
    how = (
        "A symbol is a day, a bar every day that it may have been; an arrow where one end is open. Filled: reported or "
        "confirmed; hollow: alleged or claimed; slashed: disputed or denied."
        if few
        else f"Too many to tell apart, so they are counted by {player.unit}; pick a cell for its list. What is not said to "
        f"the {player.unit} stands at the right with the undated."
    )
    st.caption(f"{how} {_more(lanes)}")


def _dated(spans: pd.DataFrame) -> pd.DataFrame:
    dated = spans[spans["first"].notna() | spans["last"].notna()]
    days = zip(dated["first"], dated["last"], dated["date_precision"], strict=True)
    return dated.assign(when=[_when(*said) for said in days])


def _when(first: pd.Timestamp, last: pd.Timestamp, precision: str) -> str:
    return words.period(views.day_of(first), views.day_of(last), precision)


def _more(lanes: pd.DataFrame) -> str:
    return "The fullest lanes are drawn; the others share one. " if views.OTHERS in set(lanes["lane"]) else ""


def _take(player: Player) -> None:
    pick = picks.picked(st.session_state[_DRAWN])
    if not pick:
        return
    player.touch()
    if "id" in pick:
        memory.change(incident=pick["id"])
    elif pick.get("lane", views.OTHERS) != views.OTHERS:
        days = ":".join(pick.get(day, "") for day in ("first_day", "last_day"))
        memory.change(incident="", listed=f"{_LIST}{pick['lane']}:{days}"[:120])


def _by(state: State) -> Lanes:
    return Lanes.ACTOR if state.lanes == "actor" else Lanes.KIND


# --- beside it -----------------------------------------------------------------------------


def beside(state: State) -> None:
    """Show the evidence with the way to the incident before and after, or a list to pick from."""
    if state.incident:
        _stepping(state)
        panel.open_evidence(state, elsewhere=True)
    elif state.listed.startswith(_LIST):
        _lane(state)
    else:
        _reached(state)


def _stepping(state: State) -> None:
    beside = loaders.asked(views.around, state.filter, state.incident)
    with st.container(horizontal=True, gap="small", key="panel-steps"):
        for label, key, other in zip(("Earlier", "Later"), ("j", "k"), beside, strict=True):
            st.button(
                label,
                key=f"timeline.{label.lower()}",
                disabled=not other,
                shortcut=key,
                help=f"Key {key.upper()}",
                on_click=memory.changing(incident=other),
            )


def _lane(state: State) -> None:
    lane, first, last = _cell(state.listed)
    by = _by(state)
    found, total = loaders.asked(views.in_lane, state.filter, by, lane, (first, last))
    lanes = loaders.asked(views.lanes, state.filter, by)
    label = dict(zip(lanes["lane"], lanes["label"], strict=True)).get(lane, lane)
    caption = (
        f"Those that began from {words.day(first)} to {words.day(last)}." if first and last else "Pick one to see its evidence."
    )
    panel.titled(f"{literal(plain(label))} · {total:,}", caption, found, total)


def _cell(listed: str) -> tuple[str, date | None, date | None]:
    lane, _, days = listed.removeprefix(_LIST).rpartition(":")
    lane, _, first = lane.rpartition(":")
    return lane, day(first), day(days)


def _reached(state: State) -> None:
    told = loaders.headline(state.filter)
    if not told.incidents:
        st.info("No incident matches the filter. Take out one of the chips above, or clear the filter.", icon=":material/search:")
        return
    dated, total = loaders.asked(views.some, state.filter, limit=_GLANCE, dated=True, until=state.until)
    title = "**Pick a symbol, or one of these; the latest first**"
    if state.until:
        title = f"**Until {words.day(state.until)}: {words.count(total, 'incident')}; the latest first**"
    st.markdown(title)
    panel.lines(dated.to_dict("records"), total=total)
    if told.undated:
        with st.expander(f"{told.undated:,} undated"):
            undated, total = loaders.asked(views.some, state.filter, limit=_GLANCE, undated=True)
            panel.lines(undated.to_dict("records"), total=total, key="panel-lines-undated")
