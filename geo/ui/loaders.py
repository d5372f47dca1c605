"""What the pages read, opened once for everybody and never changed: the snapshot and its views."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Concatenate, Final, ParamSpec, TypeVar

import pandas as pd
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo import datasets, views
from geo.errors import SnapshotError
from geo.settings import Settings
from geo.store import Snapshot
from geo.store.reading import pointers
from geo.views import DocumentView, Evidence, Filter, Headline, opening, rings

_ENTRIES: Final = 64
"""Answers kept per view; one for each filter that somebody has lately used."""


_SHOWN: Final = "loaders.shown"


class NoSnapshotError(SnapshotError):
    """Nothing has been built yet."""


def settings() -> Settings:
    """Return what the environment asks for; the app is an edge, so it may look."""
    return Settings.from_env(os.environ)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a visitor sees: the id of a snapshot, and what was in force when it was chosen."""

    id: str
    state: str


def snapshot() -> Snapshot:
    """
    Return the snapshot that the page is made of, opened once for everybody; outside of a page that in force.

    Raises
    ------
    NoSnapshotError
        If nothing has been built yet.
    SnapshotError
        If what was built is damaged.
    """
    shown = _shown()
    return (opening.held(shown.id) if shown else None) or _newest()


def choose() -> Snapshot:
    """
    Return the snapshot in force, and make the page and its fragments of it until the page is run again.

    So nothing on a page is of another snapshot than the rest, whatever is published meanwhile.

    Raises
    ------
    NoSnapshotError
        If nothing has been built yet.
    SnapshotError
        If what was built is damaged.
    """
    state = opening.state(settings())  # asked first: what comes in between is told as new, never missed
    newest = _newest()
    st.session_state[_SHOWN] = _Shown(newest.id, state)
    return newest


def is_outdated() -> bool:
    """Return whether something else is in force than what the page is made of; nothing is opened."""
    shown = _shown()
    try:
        return shown is not None and shown.state != opening.state(settings())
    except SnapshotError:  # the next run of the page tells what is wrong
        return False


def _shown() -> _Shown | None:
    if get_script_run_ctx(suppress_warning=True) is None:
        return None
    shown: _Shown | None = st.session_state.get(_SHOWN)
    return shown


def _newest() -> Snapshot:
    told = settings()
    if not pointers(told.build) and not datasets.shelf(told).datasets:
        msg = "there is no snapshot yet; run `python -m geo build`"
        raise NoSnapshotError(msg)
    return opening.current(told)


def headline(chosen: Filter) -> Headline:
    """Return the counts that every page begins with."""
    opened = snapshot()
    return _headline(opened.id, opened, chosen)


def incidents(chosen: Filter) -> pd.DataFrame:
    """Return the incidents that the filter leaves."""
    opened = snapshot()
    return _incidents(opened.id, opened, chosen)


def facets(chosen: Filter) -> dict[str, pd.DataFrame]:
    """Return each facet's values with their counts."""
    opened = snapshot()
    return _facets(opened.id, opened, chosen)


def documents() -> pd.DataFrame:
    """Return one row per document that was read."""
    return views.documents(snapshot())


def skipped() -> pd.DataFrame:
    """Return what was not read, and why."""
    return views.skipped(snapshot())


T = TypeVar("T")
P = ParamSpec("P")


def asked(view: Callable[Concatenate[Snapshot, P], T], *values: P.args, **named: P.kwargs) -> T:
    """Return the answer of a view of the snapshot in force, kept for whoever asks the same."""
    opened = snapshot()
    return _asked((opened.id, view.__name__), values, named, view, opened)


@st.cache_data(show_spinner=False, max_entries=4 * _ENTRIES)
def _asked(
    key: tuple[str, str], values: tuple[object, ...], named: Mapping[str, object], _view: Callable[..., T], _snapshot: Snapshot
) -> T:
    del key  # of what is kept, beside the values
    return _view(_snapshot, *values, **named)


def drawn(make: Callable[P, T], *values: P.args, **named: P.kwargs) -> T:
    """Return what `make` makes of the values, kept as it is for whoever asks for the same picture of the snapshot in force."""
    return _drawn((snapshot().id, make.__name__), values, named, make)


@st.cache_resource(show_spinner=False, max_entries=_ENTRIES)
def _drawn(key: tuple[str, str], values: tuple[object, ...], named: Mapping[str, object], _make: Callable[..., T]) -> T:
    del key  # as above
    return _make(*values, **named)


def parents() -> dict[str, str]:
    """Return the names of listed actors by id; a snapshot knows only those that its documents name."""
    return _listed_names(settings().data)


@st.cache_data(show_spinner=False)
def _listed_names(data: Path) -> dict[str, str]:
    return rings.listed_names(data)


def evidence(incident: str) -> Evidence:
    """
    Return the evidence for an incident.

    Raises
    ------
    QueryError
        If the snapshot has no such incident.
    """
    opened = snapshot()
    return _evidence(opened.id, opened, incident)


def document(name: str) -> DocumentView:
    """
    Return a document with everything that was read in it.

    Raises
    ------
    QueryError
        If the snapshot has no such document.
    """
    opened = snapshot()
    return _document(opened.id, opened, name)


@st.cache_data(show_spinner=False, max_entries=_ENTRIES)
def _evidence(of: str, _snapshot: Snapshot, incident: str) -> Evidence:
    del of  # it is the key, as below
    return views.evidence(_snapshot, incident)


@st.cache_data(show_spinner=False, max_entries=_ENTRIES)
def _document(of: str, _snapshot: Snapshot, name: str) -> DocumentView:
    del of
    return views.document(_snapshot, name)


@st.cache_data(show_spinner=False, max_entries=_ENTRIES)
def _headline(of: str, _snapshot: Snapshot, chosen: Filter) -> Headline:
    del of
    return views.headline(_snapshot, chosen)


@st.cache_data(show_spinner=False, max_entries=_ENTRIES)
def _incidents(of: str, _snapshot: Snapshot, chosen: Filter) -> pd.DataFrame:
    del of
    return views.incidents(_snapshot, chosen)


@st.cache_data(show_spinner=False, max_entries=_ENTRIES)
def _facets(of: str, _snapshot: Snapshot, chosen: Filter) -> dict[str, pd.DataFrame]:
    del of
    return views.facets(_snapshot, chosen)
