"""The incidents as a table to sort, to pick from and to download."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from geo import views
from geo.ui import loaders, memory
from geo.ui.markup import plain
from geo.ui.state import State
from geo.views import KIND_LABELS, PRECISION_LABELS, STATUS_LABELS, Filter

_KEY: Final = "table.incidents"

PAGE: Final = 1_000
"""Rows that a browser is given at a time."""

_LATEST, _EARLIEST = "latest", "earliest"
_ORDERS: Final = {
    _EARLIEST: "the earliest first",
    _LATEST: "the latest first",
    "killed": "most killed first",
    "sources": "most sources first",
    "conflicts": "most conflicts first",
    "place": "by place",
    "kind": "by kind",
}

_COLUMNS: Final = {
    "title": "Incident",
    "first": "First day",
    "last": "Last day",
    "kind": "Kind",
    "status": "Status",
    "place_name": "Place",
    "place_precision": "Said as",
    "actors": "By whom",
    "targets": "Target",
    "weapon": "With",
    "killed_low": "Killed, low",
    "killed_high": "Killed, high",
    "sources": "Sources",
    "articles": "Articles",
    "copies": "Copies",
    "disagreements": "Conflicts",
    "mapped": "On map",
    "snippet": "Sentence",
}
_WORDS: Final[Mapping[str, Mapping[Any, str]]] = {
    "kind": KIND_LABELS,
    "status": STATUS_LABELS,
    "place_precision": PRECISION_LABELS,
}
_TEXTS: Final = ("title", "place_name", "actors", "targets", "weapon", "snippet")


def is_empty(state: State) -> bool:
    """Return whether the filter leaves nothing."""
    return not loaders.headline(state.filter).incidents


def show(state: State) -> None:
    """Show what the filter leaves, page by page where it is much; a picked row is the selected incident."""
    total = loaders.headline(state.filter).incidents
    pages = max(1, -(-total // PAGE))
    number, by = _turned(pages) if pages > 1 else (1, _EARLIEST)
    frame = _page(state.filter, number, by)
    shown = frame[list(_COLUMNS)].assign(
        **{name: frame[name].map(labels.__getitem__) for name, labels in _WORDS.items()},
        **{name: frame[name].fillna("").map(plain) for name in _TEXTS},
    )
    st.dataframe(
        shown,
        key=_KEY,
        height="stretch",
        hide_index=True,
        column_config={name: _column(name, title) for name, title in _COLUMNS.items()},
        on_select=_take,
        selection_mode="single-row",
    )


def _turned(pages: int) -> tuple[int, str]:
    """Offer the pages and their order; return what is chosen."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="table-pages"):
        by = st.selectbox(
            "Order", list(_ORDERS), format_func=_ORDERS.__getitem__, key="table.order", label_visibility="collapsed"
        )
        st.session_state["table.page"] = min(max(st.session_state.get("table.page", 1), 1), pages)
        number = st.number_input("Page", 1, pages, step=1, key="table.page", label_visibility="collapsed")
        st.markdown(f"page {number:,} of {pages:,}, {PAGE:,} incidents each; a click on a column sorts the page")
    return number, by


def _page(chosen: Filter, number: int, by: str) -> pd.DataFrame:
    offset = (number - 1) * PAGE
    if by in views.ORDERS:
        return loaders.asked(views.page, chosen, by, limit=PAGE, offset=offset)
    frame, _ = loaders.asked(views.some, chosen, limit=PAGE, offset=offset, latest=by == _LATEST)
    return frame


def _column(name: str, title: str) -> Any:  # noqa: ANN401  # Streamlit's own, which it does not name
    if name in {"first", "last"}:
        return st.column_config.DateColumn(title, format="YYYY-MM-DD")
    return st.column_config.TextColumn(title, width="medium") if name in _TEXTS else title


def _take() -> None:
    rows = st.session_state[_KEY]["selection"]["rows"]
    number, by = st.session_state.get("table.page", 1), st.session_state.get("table.order", _EARLIEST)
    frame = _page(memory.current().filter, number, by)
    memory.change(incident=str(frame["id"].iloc[rows[0]]) if rows and rows[0] < len(frame) else "")
