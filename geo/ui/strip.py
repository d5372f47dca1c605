"""The strip of time under the map: how many incidents began when, a brush to choose days, and what plays them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

import pandas as pd
import streamlit as st

from geo import charts, views
from geo.charts import BRUSH, Scene
from geo.ui import afterwards, listing, loaders, memory, mount, playing, visitor
from geo.ui.guard import Guard
from geo.ui.playing import Player
from geo.ui.state import State
from geo.views import Filter, Unit
from geo.views.playing import BARS, narrowed as narrow

_KEY: Final = "strip.chart"


def show(state: State, draw: Callable[[State], None]) -> None:
    """
    Show the picture of the filter with the strip below it; while time plays, only they are drawn anew.

    Parameters
    ----------
    state
        What the page was asked for.
    draw
        Draws the picture of a state, whose filter is narrowed to the time that is reached.
    """
    unit = loaders.asked(views.unit_of, Filter(), BARS)
    player = Player(name="strip", unit=unit, find=lambda: _steps(state.filter, unit))
    visitor.fragment(_stage, run_every=player.every)(state, player, draw)


def warm_up() -> None:
    """Count what the first visitor is shown."""
    loaders.asked(views.bins, Filter(), loaders.asked(views.unit_of, Filter(), BARS))


def _steps(chosen: Filter, unit: Unit) -> list[date]:
    bars = loaders.asked(views.bins, _any_time(chosen), unit)
    began = views.day_of(bars["first"].min())
    # Before the first bar there is nothing to watch.
    return [day for day in playing.steps(chosen, unit) if began and day >= began]


def _stage(asked: State, player: Player, draw: Callable[[State], None]) -> None:
    with Guard():  # a part that is drawn anew by itself has nobody else to tell what went wrong
        state = memory.current()
        if state != asked:
            if player.playing:
                player.pause()
            st.rerun()  # a choice that the rest of the page must hear of
        scene = player.scene(player.reached(state), window=state.window)
        draw(replace(state, filter=narrowed(state.filter, scene)))
        _strip(state, player, scene)


def narrowed(chosen: Filter, scene: Scene) -> Filter:
    """Return the filter that leaves what may have happened in the time that is reached; what has no date is not in it."""
    return narrow(chosen, scene.since, scene.until)


def _strip(state: State, player: Player, scene: Scene) -> None:
    whole = loaders.asked(views.bins, Filter(), player.unit)
    shown = loaders.asked(views.bins, _any_time(state.filter), player.unit)
    with st.container(key="strip"):
        with st.container(horizontal=True, gap="small", vertical_alignment="center", key="strip-controls"):
            st.markdown(f"Incidents by {player.unit}", help="Drag over the bars to choose days; outlined is all there is.")
            player.controls(state)
            _outside(shown, player)
        if whole["first"].isna().all():
            st.caption("Of no incident the day is known.")
            return
        if not afterwards.is_time():
            return
        drawn = charts.histogram(shown, whole, mount.theme(), scene, (state.filter.first, state.filter.last))
        told = f"Bars: how many incidents began in each {player.unit}; the Timeline page says the same in lanes"
        st.altair_chart(drawn, key=_KEY, on_select=_take, selection_mode=BRUSH, alt=told)


def _outside(shown: pd.DataFrame, player: Player) -> None:
    """Show how many stand in no bar, with the way to the list of those without any date."""
    count = int(shown.loc[shown["first"].isna(), "count"].sum())
    if count:
        st.button(
            f"{count:,} in no bar",
            key="strip.outside",
            type="tertiary",
            on_click=memory.changing(listed=listing.UNDATED, incident=""),
            help=f"Not dated as exactly as to the {player.unit}; a click lists those without any date",
        )


def _take() -> None:
    found = st.session_state[_KEY].get("selection", {}).get(BRUSH, {})
    instants: list[float] = next(iter(found.values()), [])
    first, last = (_day(instants[0]), _day(instants[-1])) if len(instants) >= 2 else (None, None)
    chosen = memory.current().filter
    memory.change(filter=replace(chosen, first=first, last=last), until=None)


def _day(milliseconds: float) -> date:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).date()


def _any_time(chosen: Filter) -> Filter:
    return replace(chosen, first=None, last=None)
