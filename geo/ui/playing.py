"""Playing time forward: what starts and stops it, how fast it runs, and the day it has come to."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

import streamlit as st

from geo.charts import Scene
from geo.ui import loaders, memory, words
from geo.ui.state import State
from geo.views import Filter, Unit, playing

_SPEEDS: Final = {"slow": 2.0, "normal": 1.0, "fast": 0.4}
"""Seconds that a step stands still."""
_ALL, _WINDOW = "all so far", "window"


def steps(chosen: Filter, unit: Unit) -> list[date]:
    """Return the last days of the units of time that hold what the filter leaves, as many as anybody waits for."""
    told = loaders.headline(chosen)
    return playing.steps(told.first, told.last, unit)


@dataclass(frozen=True, kw_only=True)
class Player:
    """What plays the time of one page."""

    name: str
    """Begins the keys of its controls."""
    unit: Unit
    find: Callable[[], Sequence[date]]
    """Finds the steps, as `steps` gives them; while time stands still, a picture can be drawn before."""

    @cached_property
    def steps(self) -> Sequence[date]:
        """Return the last days of the units of time that are played."""
        return self.find()

    @property
    def playing(self) -> bool:
        """Return whether time runs."""
        return bool(st.session_state.get(self._key("playing"))) and len(self.steps) > 1

    @property
    def seconds(self) -> float:
        """Return how long a step stands still."""
        return _SPEEDS[st.session_state.get(self._key("speed")) or "normal"]

    @property
    def every(self) -> float | None:
        """Return after how many seconds to draw anew; None while time stands still."""
        return self.seconds if self.playing else None

    def controls(self, state: State) -> None:
        """Show what starts, stops and bounds the play; nothing where there is no time to play."""
        if len(self.steps) < 2:
            return
        playing = self.playing
        st.button(
            "Pause" if playing else "Play",
            key=self._key("play"),
            icon=":material/pause:" if playing else ":material/play_arrow:",
            on_click=self.pause if playing else self._play,
            help="Key P",
            shortcut="p",
        )
        st.session_state[self._key("mode")] = _WINDOW if state.window else _ALL
        st.segmented_control(
            "Shows",
            [_ALL, _WINDOW],
            key=self._key("mode"),
            required=True,
            on_change=self._take_mode,
            label_visibility="collapsed",
        )
        st.segmented_control(
            "Speed", list(_SPEEDS), default="normal", key=self._key("speed"), required=True, label_visibility="collapsed"
        )
        if state.until and not playing:
            st.button("Whole time", key=self._key("whole"), type="tertiary", on_click=memory.changing(until=None))

    def slider(self, at: date | None) -> None:
        """Show how far time has come, to be moved by hand; a move stops the play."""
        if len(self.steps) < 2:
            return
        st.session_state[self._key("until")] = at or self.steps[-1]
        st.select_slider(
            f"Up to, by {self.unit}",
            list(self.steps),
            key=self._key("until"),
            format_func=words.day,
            on_change=self._take_until,
            label_visibility="collapsed",
        )

    def reached(self, state: State) -> date | None:
        """Return the day that time has come to, after going one step on if it is time; None: all of it is shown."""
        if not self.playing:
            return self._nearest(state.until) if state.until and self.steps else None
        now = time.monotonic()
        # A click draws the stage anew too, and must not hurry it.
        if now - st.session_state.get(self._key("ticked"), now) >= 0.7 * self.seconds:
            st.session_state[self._key("ticked")] = now
            self._step()
        at: date = st.session_state[self._key("at")]
        return at

    def scene(self, at: date | None, *, window: bool) -> Scene:
        """Return what of the time is shown when it has come to `at`."""
        return Scene(since=playing.since(at, self.unit) if window else None, until=at)

    def pause(self) -> None:
        """Stop; where time stands goes into the URL."""
        st.session_state[self._key("playing")] = False
        memory.change(until=st.session_state.get(self._key("at")))

    def touched(self) -> bool:
        """Return, once, whether a choice was made that the whole page must hear of."""
        return bool(st.session_state.pop(self._key("touched"), False))

    def touch(self) -> None:
        """Remember that a choice was made that the whole page must hear of; the play stops for it."""
        st.session_state[self._key("touched")] = True
        if self.playing:
            self.pause()

    def _play(self) -> None:
        st.session_state[self._key("playing")] = True
        st.session_state[self._key("ticked")] = time.monotonic()
        until = memory.current().until
        ended = until is None or until >= self.steps[-1]
        st.session_state[self._key("at")] = self.steps[0] if ended or until is None else self._nearest(until)

    def _step(self) -> None:
        n = self.steps.index(self._nearest(st.session_state[self._key("at")])) + 1
        if n < len(self.steps):
            st.session_state[self._key("at")] = self.steps[n]
        else:
            st.session_state[self._key("playing")] = False
            st.rerun()

    def _take_mode(self) -> None:
        memory.change(window=st.session_state[self._key("mode")] == _WINDOW)

    def _take_until(self) -> None:
        st.session_state[self._key("playing")] = False
        st.session_state[self._key("touched")] = True
        memory.change(until=st.session_state[self._key("until")])

    def _nearest(self, day: date) -> date:
        return playing.nearest(self.steps, day)

    def _key(self, what: str) -> str:
        return f"{self.name}.{what}"
