"""The shared filter: one choice for every page, live counts beside each value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import pandas as pd
import streamlit as st

from geo import views
from geo.ui import loaders, memory, words
from geo.ui.chips import with_values
from geo.ui.markup import flat, literal, plain
from geo.views import MOST_VALUES, Filter

PRESETS: Final = {"30 days": 30, "90 days": 90, "1 year": 365, "5 years": 1826}
"""Counted back from the newest incident: the reports are history, so today means nothing to them."""

_FACETS: Final = {"kinds": "Kind", "statuses": "Status", "precisions": "Place said as"}
_LISTS: Final = {"actors": "Actor", "sources": "Source", "datasets": "Data set"}


def show(chosen: Filter) -> None:
    """Show the filter; a change goes into the URL and comes back from there."""
    counts = loaders.facets(chosen)
    with st.sidebar:
        _text(chosen)
        _dates(chosen)
        _actors(chosen, counts["actors"])
        for facet, title in _FACETS.items():
            _pills(chosen, facet, title, counts[facet])
        _multiple(chosen, "sources", counts["sources"])
        if len(counts["datasets"]) > 1 or chosen.datasets:
            _multiple(chosen, "datasets", counts["datasets"])


def _text(chosen: Filter) -> None:
    st.session_state["filter.text"] = chosen.text
    st.text_input("Words in a sentence", key="filter.text", placeholder="e.g. consulate", max_chars=200, on_change=_take_text)


def _take_text() -> None:
    _set(text=flat(st.session_state["filter.text"]))


def _dates(chosen: Filter) -> None:
    whole = loaders.headline(Filter())
    if whole.first is None or whole.last is None:
        return
    st.session_state["filter.preset"] = _preset(chosen, whole.last)
    st.pills("Date, back from the newest incident", list(PRESETS), key="filter.preset", on_change=_take_preset)
    left, right = st.columns(2)
    for column, name, title in ((left, "first", "From"), (right, "last", "To")):
        st.session_state[f"filter.{name}"] = _within(getattr(chosen, name), whole.first, whole.last)
        column.date_input(
            title,
            value=None,
            key=f"filter.{name}",
            min_value=whole.first,
            max_value=whole.last,
            on_change=_take_dates,
            format="YYYY-MM-DD",
        )
    if chosen.first or chosen.last:
        st.session_state["filter.undated"] = chosen.undated
        st.checkbox("with undated ones", key="filter.undated", on_change=_take_undated)


def _preset(chosen: Filter, newest: date) -> str | None:
    days = (newest - chosen.first).days if chosen.first and chosen.last is None else None
    return next((name for name, back in PRESETS.items() if back == days), None)


def _within(day: date | None, first: date, last: date) -> date | None:
    return min(max(day, first), last) if day else None


def _take_preset() -> None:
    back, newest = PRESETS.get(st.session_state["filter.preset"] or ""), loaders.headline(Filter()).last
    _set(first=newest - timedelta(days=back) if back and newest else None, last=None)


def _take_dates() -> None:
    _set(first=st.session_state["filter.first"], last=st.session_state["filter.last"])


def _take_undated() -> None:
    _set(undated=st.session_state["filter.undated"])


def _actors(chosen: Filter, counts: pd.DataFrame) -> None:
    if len(counts) >= MOST_VALUES:
        counts = _found(chosen, counts)
    _multiple(chosen, "actors", counts)
    st.session_state["filter.actor_role"] = chosen.actor_role
    st.selectbox(
        "who",
        list(words.ROLES),
        format_func=words.ROLES.__getitem__,
        key="filter.actor_role",
        on_change=_take_role,
        label_visibility="collapsed",
    )
    if chosen.actors:
        st.session_state["filter.organizations"] = chosen.organizations
        st.checkbox("and what belongs to it", key="filter.organizations", on_change=_take_organizations)


def _found(chosen: Filter, counts: pd.DataFrame) -> pd.DataFrame:
    """Return the actors whose names hold what is typed, and those of the filter, each after whom it belongs to."""
    text = flat(st.text_input("Find an actor", key="filter.actors.find", placeholder="part of a name", max_chars=80))
    if not text:
        return counts
    named = loaders.asked(views.actors_named, replace(chosen, actors=()), text)
    tops = loaders.parents()
    under = [top != value for value, top in zip(named["value"], named["top"], strict=True)]
    labels = [
        f"{tops.get(top, top)} / {label}" if below else label
        for label, top, below in zip(named["label"], named["top"], under, strict=True)
    ]
    # The fullest group first, and in it who leads it.
    first = named.groupby("top", sort=False)["top"].transform(lambda group: group.index[0])
    ordered = named.assign(label=labels, first=first, under=under).sort_values(["first", "under"], kind="stable")
    mine = counts[counts["value"].isin(chosen.actors) & ~counts["value"].isin(named["value"])]
    return pd.concat([mine, ordered[["value", "label", "count"]]], ignore_index=True)


def _take_role() -> None:
    _set(actor_role=st.session_state["filter.actor_role"])


def _take_organizations() -> None:
    _set(organizations=st.session_state["filter.organizations"])


def _multiple(chosen: Filter, facet: str, counts: pd.DataFrame) -> None:
    labels = {value: f"{plain(label)} ({number})" for value, label, number in _rows(counts)}
    st.session_state[f"filter.{facet}"] = [value for value in getattr(chosen, facet) if value in labels]
    st.multiselect(
        _LISTS[facet],
        list(labels),
        format_func=lambda value: labels.get(value, value),
        key=f"filter.{facet}",
        placeholder="any",
        on_change=_take_facet,
        args=(facet,),
    )


def _pills(chosen: Filter, facet: str, title: str, counts: pd.DataFrame) -> None:
    labels = {value: _counted(literal(label), number) for value, label, number in _rows(counts)}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key=f"facet-{facet}"):
        st.markdown(title)
        st.button(
            "all",
            key=f"filter.{facet}.all",
            type="tertiary",
            on_click=_set_facet,
            args=(facet, tuple(labels)),
            help=f"{title}: choose all",
        )
        st.button(
            "none",
            key=f"filter.{facet}.none",
            type="tertiary",
            on_click=_set_facet,
            args=(facet, ()),
            help=f"{title}: choose none, which filters nothing",
        )
    st.session_state[f"filter.{facet}"] = [value for value in labels if value in getattr(chosen, facet)]
    st.pills(
        title,
        list(labels),
        selection_mode="multi",
        format_func=lambda value: labels.get(value, value),
        key=f"filter.{facet}",
        label_visibility="collapsed",
        on_change=_take_facet,
        args=(facet,),
    )


def _rows(counts: pd.DataFrame) -> Iterable[tuple[str, str, int]]:
    return zip(counts["value"], counts["label"], counts["count"], strict=True)


def _counted(label: str, number: int) -> str:
    return f"{label} {number}" if number else f":gray[{label} 0]"


def _take_facet(facet: str) -> None:
    _set_facet(facet, tuple(st.session_state[f"filter.{facet}"]))


def _set_facet(facet: str, values: tuple[str, ...]) -> None:
    state = memory.current()
    memory.remember(replace(state, filter=with_values(state.filter, facet, values)))


def _set(**values: object) -> None:
    state = memory.current()
    memory.remember(replace(state, filter=replace(state.filter, **values)))  # type: ignore[arg-type]  # fields of Filter
