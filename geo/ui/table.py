"""The incidents as a table to sort, to pick from and to download."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from geo import codes, exports, maps
from geo.ui import loaders, memory
from geo.ui.markup import plain
from geo.views import KIND_LABELS, PRECISION_LABELS, STATUS_LABELS

_KEY: Final = "table.incidents"

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


def show(frame: pd.DataFrame) -> None:
    """Show the table; a picked row is the selected incident."""
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


def _column(name: str, title: str) -> Any:  # noqa: ANN401  # Streamlit's own, which it does not name
    if name in {"first", "last"}:
        return st.column_config.DateColumn(title, format="YYYY-MM-DD")
    return st.column_config.TextColumn(title, width="medium") if name in _TEXTS else title


def _take() -> None:
    rows = st.session_state[_KEY]["selection"]["rows"]
    frame = loaders.incidents(memory.current().filter)
    memory.change(incident=str(frame["id"].iloc[rows[0]]) if rows and rows[0] < len(frame) else "")


def downloads(frame: pd.DataFrame) -> None:
    """Offer what the table shows as files; they are made when they are asked for."""
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "CSV",
            lambda: exports.csv(_coded(frame)),
            file_name="incidents.csv",
            mime="text/csv",
            key="table.csv",
            on_click="ignore",
        )
        st.download_button(
            "GeoJSON",
            lambda: exports.geojson(_coded(frame), loaders.snapshot(), maps.outlines()),
            file_name="incidents.geojson",
            mime="application/geo+json",
            key="table.geojson",
            on_click="ignore",
        )


def _coded(frame: pd.DataFrame) -> pd.DataFrame:
    return exports.coded(frame, codes.load(loaders.settings()))
