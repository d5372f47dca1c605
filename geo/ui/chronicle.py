"""Incidents in time: lanes by kind or by actor, played forward or whole, and the evidence of what is picked."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import pandas as pd
import streamlit as st

from geo import charts, views
from geo.charts import Scene
from geo.ui import loaders, memory, mount, panel, picks, words
from geo.ui.guard import Guard
from geo.ui.markup import literal, plain
from geo.ui.state import State, day
from geo.views import Filter, Lanes, Unit

LANES: Final = 12
"""Lanes that are drawn by themselves; the others share one."""
WINDOW: Final = 4
"""Units of time that a moving window shows."""

_KEY: Final = "timeline.chart"
_DRAWN: Final = "timeline.drawn"
_PICKED: Final = "timeline.picked"
_PLAYING: Final = "timeline.playing"
_TICKED: Final = "timeline.ticked"
_SPEEDS: Final = {"slow": 2.0, "normal": 1.0, "fast": 0.4}
"""Seconds that a step stands still."""
_ALL, _WINDOW = "all so far", "moving window"
_LIST: Final = "lane:"


def show(state: State) -> None:
    """Show the lanes and what plays them; while they play, only they are drawn anew."""
    unit = loaders.asked(views.unit_of, state.filter)
    steps = _steps(state.filter, unit)
    _controls(state, steps)
    playing = bool(st.session_state.get(_PLAYING)) and len(steps) > 1
    seconds = _SPEEDS[st.session_state.get("timeline.speed") or "normal"]
    st.fragment(_stage, run_every=seconds if playing else None)(steps, unit, playing=playing, seconds=seconds)


def _controls(state: State, steps: Sequence[date]) -> None:
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
        if len(steps) < 2:
            return
        playing = bool(st.session_state.get(_PLAYING))
        st.button(
            "Pause" if playing else "Play",
            key="timeline.play",
            icon=":material/pause:" if playing else ":material/play_arrow:",
            on_click=_pause if playing else _play,
            help="Key P",
            shortcut="p",
        )
        st.session_state["timeline.mode"] = _WINDOW if state.window else _ALL
        st.segmented_control(
            "Shows", [_ALL, _WINDOW], key="timeline.mode", required=True, on_change=_take_mode, label_visibility="collapsed"
        )
        st.segmented_control(
            "Speed", list(_SPEEDS), default="normal", key="timeline.speed", required=True, label_visibility="collapsed"
        )
        if state.until and not playing:
            st.button("Whole time", key="timeline.whole", type="tertiary", on_click=memory.changing(until=None))


def _take_lanes() -> None:
    memory.change(lanes="actor" if st.session_state["timeline.lanes"] == Lanes.ACTOR else "", listed="")


def _take_mode() -> None:
    memory.change(window=st.session_state["timeline.mode"] == _WINDOW)


def _play() -> None:
    st.session_state[_PLAYING] = True
    st.session_state[_TICKED] = time.monotonic()
    state = memory.current()
    steps = _steps(state.filter, loaders.asked(views.unit_of, state.filter))
    ended = state.until is None or state.until >= steps[-1]
    st.session_state["timeline.at"] = steps[0] if ended else _nearest(steps, state.until or steps[0])


def _pause() -> None:
    st.session_state[_PLAYING] = False
    memory.change(until=st.session_state.get("timeline.at"))


# --- the stage -----------------------------------------------------------------------------


def _stage(steps: Sequence[date], unit: Unit, *, playing: bool, seconds: float) -> None:
    with Guard():  # a part that is drawn anew by itself has nobody else to tell what went wrong
        _play_on(steps, unit, playing=playing, seconds=seconds)


def _play_on(steps: Sequence[date], unit: Unit, *, playing: bool, seconds: float) -> None:
    state = memory.current()
    if playing:
        _tick(steps, seconds)
        at = st.session_state["timeline.at"]
    else:
        at = _nearest(steps, state.until) if state.until and steps else None
    scene = _scene(at, unit, window=state.window)
    if len(steps) > 1:
        _slider(steps, at, unit)
    _chart(state, scene, unit)
    if st.session_state.pop(_PICKED, False):
        st.rerun()


def _tick(steps: Sequence[date], seconds: float) -> None:
    """Go one step on, if it is time: a click draws the stage anew too."""
    now = time.monotonic()
    if now - st.session_state.get(_TICKED, now) < 0.7 * seconds:
        return
    st.session_state[_TICKED] = now
    n = steps.index(_nearest(steps, st.session_state["timeline.at"])) + 1
    if n < len(steps):
        st.session_state["timeline.at"] = steps[n]
    else:
        st.session_state[_PLAYING] = False
        st.rerun()


def _slider(steps: Sequence[date], at: date | None, unit: Unit) -> None:
    st.session_state["timeline.until"] = at or steps[-1]
    st.select_slider(
        f"Up to, by {unit}",
        list(steps),
        key="timeline.until",
        format_func=words.day,
        on_change=_take_until,
        label_visibility="collapsed",
    )


def _take_until() -> None:
    st.session_state[_PLAYING] = False
    st.session_state[_PICKED] = True
    memory.change(until=st.session_state["timeline.until"])


def _chart(state: State, scene: Scene, unit: Unit) -> None:
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
        drawn = charts.counted(loaders.asked(views.cells, state.filter, by, shown, unit), lanes, mount.theme(), scene)
    with st.container(key="timeline-chart"):
        st.session_state[_DRAWN] = f"{_KEY}.{by}.{'each' if few else 'counted'}"
        st.altair_chart(drawn, key=st.session_state[_DRAWN], on_select=_take, alt=told)
    how = (
        "A symbol is a day, a bar every day that it may have been; an arrow where one end is open. Filled: reported or "
        "confirmed; hollow: alleged or claimed; slashed: disputed or denied."
        if few
        else f"Too many to tell apart, so they are counted by {unit}; pick a cell for its list. What is not said to the {unit} "
        "stands at the right with the undated."
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


def _take() -> None:
    pick = picks.picked(st.session_state[_DRAWN])
    if not pick:
        return
    st.session_state[_PICKED] = True
    if st.session_state.get(_PLAYING):
        _pause()
    if "id" in pick:
        memory.change(incident=pick["id"])
    elif pick.get("lane", views.OTHERS) != views.OTHERS:
        days = ":".join(pick.get(day, "") for day in ("first_day", "last_day"))
        memory.change(incident="", listed=f"{_LIST}{pick['lane']}:{days}"[:120])


# --- time ----------------------------------------------------------------------------------

_STEPS: Final = 400
"""Steps of a whole play; nobody waits longer."""

_NEXT: Final = {Unit.DAY: 1, Unit.WEEK: 7, Unit.MONTH: 31, Unit.YEAR: 366}


def _steps(chosen: Filter, unit: Unit) -> list[date]:
    """Return the last days of the units of time that hold what the filter leaves."""
    told = loaders.headline(chosen)
    if told.first is None or told.last is None:
        return []
    found: list[date] = []
    begin = _begin(told.first, unit)
    while begin <= told.last and len(found) < _STEPS:
        begin = _begin(begin + timedelta(days=_NEXT[unit]), unit)
        found.append(begin - timedelta(days=1))
    return found


def _begin(day: date, unit: Unit) -> date:
    if unit is Unit.WEEK:
        return day - timedelta(days=day.weekday())
    if unit is Unit.MONTH:
        return day.replace(day=1)
    return day.replace(month=1, day=1) if unit is Unit.YEAR else day


def _nearest(steps: Sequence[date], day: date) -> date:
    return min(steps, key=lambda step: abs((step - day).days))


def _scene(at: date | None, unit: Unit, *, window: bool) -> Scene:
    since = at - timedelta(days=WINDOW * _NEXT[unit] - 1) if at and window else None
    return Scene(since=since, until=at)


def _by(state: State) -> Lanes:
    return Lanes.ACTOR if state.lanes == "actor" else Lanes.KIND


# --- beside it -----------------------------------------------------------------------------


def beside(state: State, frame: pd.DataFrame) -> None:
    """Show the evidence with the way to the incident before and after, or a list to pick from."""
    if state.incident:
        _stepping(state, frame)
        panel.open_evidence(state, frame, elsewhere=True)
    elif state.listed.startswith(_LIST):
        _lane(state, frame)
    else:
        _reached(state, frame)


def _stepping(state: State, frame: pd.DataFrame) -> None:
    ids = [str(one) for one in frame["id"]]
    at = ids.index(state.incident) if state.incident in ids else None
    with st.container(horizontal=True, gap="small", key="panel-steps"):
        for label, key, step in (("Earlier", "j", -1), ("Later", "k", 1)):
            other = ids[at + step] if at is not None and 0 <= at + step < len(ids) else ""
            st.button(
                label,
                key=f"timeline.{label.lower()}",
                disabled=not other,
                shortcut=key,
                help=f"Key {key.upper()}",
                on_click=memory.changing(incident=other),
            )


def _lane(state: State, frame: pd.DataFrame) -> None:
    lane, first, last = _cell(state.listed)
    by = _by(state)
    ids = loaders.asked(views.in_lane, state.filter, by, lane)
    lanes = loaders.asked(views.lanes, state.filter, by)
    label = dict(zip(lanes["lane"], lanes["label"], strict=True)).get(lane, lane)
    found = frame[frame["id"].isin(ids)]
    caption = "Pick one to see its evidence."
    if first and last:
        inside = found["first"].between(pd.Timestamp(first), pd.Timestamp(last))
        found, caption = found[inside], f"Those that began from {words.day(first)} to {words.day(last)}."
    panel.titled(f"{literal(plain(label))} · {len(found):,}", caption, found)


def _cell(listed: str) -> tuple[str, date | None, date | None]:
    lane, _, days = listed.removeprefix(_LIST).rpartition(":")
    lane, _, first = lane.rpartition(":")
    return lane, day(first), day(days)


def _reached(state: State, frame: pd.DataFrame) -> None:
    if frame.empty:
        st.info("No incident matches the filter. Take out one of the chips above, or clear the filter.", icon=":material/search:")
        return
    undated = frame["first"].isna() & frame["last"].isna()
    dated = frame[~undated]
    title = "**Pick a symbol, or one of these; the latest first**"
    if state.until:
        dated = dated[dated["first"].fillna(dated["last"]) <= pd.Timestamp(state.until)]
        title = f"**Until {words.day(state.until)}: {words.count(len(dated), 'incident')}; the latest first**"
    st.markdown(title)
    panel.lines(dated.sort_values(["first", "last"], ascending=False, kind="stable").to_dict("records"), 40)
    if undated.any():
        with st.expander(f"{int(undated.sum()):,} undated"):
            panel.lines(frame[undated].to_dict("records"), 40)
