"""Reading and writing the URL of the visitor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

import streamlit as st

from geo.ui.state import Query, State

_LONGEST: Final = 8_000
"""Characters of one parameter that are read; no page of ours writes more."""

_TURNS: Final = "memory.turns"
"""How often the value of a field was changed elsewhere, in a session."""


def current() -> State:
    """Return the state that the URL asks for."""
    return State.from_query(_query())


def remember(state: State) -> None:
    """Write the state into the URL, as one step that the browser's back button undoes."""
    query = state.to_query()
    if query != _query():
        st.query_params.from_dict(query)


def change(**values: Any) -> None:  # noqa: ANN401  # the fields of State, checked by `replace`
    """Write the state with some of its fields changed into the URL; meant for callbacks."""
    remember(replace(current(), **values))


def changing(**values: Any) -> Callable[[], None]:  # noqa: ANN401  # as above
    """Return a callback that does `change`."""
    return lambda: change(**values)


def link(**values: Any) -> Query:  # noqa: ANN401  # as above
    """Return the query of the current state with some of its fields changed, for a link."""
    return replace(current(), **values).to_query()


def field(key: str, value: object) -> str:
    """
    Return the key of a field that is drawn with a value as its default: another one once the value was changed elsewhere.

    The default is there in every run. A value that is set for a field once is lost with a run that is cut off before the browser
    has it: the field stays empty then, and the browser says at the next press that somebody emptied it.
    """
    turns: dict[str, int] = st.session_state.setdefault(_TURNS, {})
    now = _turned(key, turns)
    if now in st.session_state and st.session_state[now] != value:
        turns[key] = turns.get(key, 0) + 1
    return _turned(key, turns)


def _turned(key: str, turns: Mapping[str, int]) -> str:
    return f"{key}.{turns[key]}" if key in turns else key


def _query() -> Query:
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    # Where the map stands is the business of `static/frame.js`, which reads and writes it without a rerun.
    query.pop("at", None)
    return {name: values for name, values in query.items() if values and sum(map(len, values)) < _LONGEST}
