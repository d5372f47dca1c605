"""Reading and writing the URL of the visitor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import streamlit as st

from geo.ui.state import Query, State

_LONGEST: Final = 8_000
"""Characters of one parameter that are read; no page of ours writes more."""


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


def hold(key: str, value: object) -> None:
    """Let the field of this key show a value; one that shows it already is left alone, so that what is being typed stays."""
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def _query() -> Query:
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    # Where the map stands is the business of `static/frame.js`, which reads and writes it without a rerun.
    query.pop("at", None)
    return {name: values for name, values in query.items() if values and sum(map(len, values)) < _LONGEST}
