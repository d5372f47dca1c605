"""The page Data sets, right: every data set with its rows, license and credit, what was left out, and a way to remove it."""

from __future__ import annotations

import streamlit as st

from geo import datasets, imports
from geo.access import Right
from geo.datasets import Dataset
from geo.errors import GeoError
from geo.ui import intake, loaders, memory, visitor, words
from geo.ui.markup import literal
from geo.views import Filter


def show() -> None:
    """Show every data set, those that are damaged first."""
    told = loaders.settings()
    shelf = datasets.shelf(told)
    st.markdown("#### Data sets")
    for broken in shelf.damaged:
        with st.container(border=True, key=f"holdings-bad-{broken.slug}"):
            st.error(
                f"**{literal(broken.slug)}** is damaged and not shown. Import it again, or remove it.", icon=":material/warning:"
            )
            _removal(broken.slug, broken.slug)
    if not shelf.datasets:
        st.info(
            "There is no data set yet: all incidents come from the documents. What is imported stands beside them, "
            "as a choice of the filter.",
            icon=":material/info:",
        )
    formats = {name: one.name for name, one in imports.formats(told).items()}
    with st.container(key="holdings"):
        for one in shelf.datasets:
            with st.container(border=True, key=f"holdings-{one.slug}"):
                _card(one, formats.get(one.format, one.format))


def _card(one: Dataset, form: str) -> None:
    st.markdown(f"**{literal(one.name)}** · {literal(form)}")
    as_of = f", as of {words.day(one.as_of)}" if one.as_of else ""
    st.caption(
        f"{words.count(one.rows, 'row')}, {one.placed:,} with a position{as_of} · from {literal(one.file)}, imported "
        f"{words.day(one.imported)}"
    )
    st.caption(f"License: {literal(one.license)}")
    if one.attribution:
        st.caption(f"Credit: {literal(one.attribution)}")
    st.page_link(
        "pages/map.py",
        label="Show it on the map",
        query_params=memory.link(filter=Filter(datasets=(one.slug,)), incident="", listed=""),
    )
    if one.left_out or one.warnings:
        with st.expander(f"{words.count(one.left_out, 'row')} left out", expanded=False):
            for warning in one.warnings:
                st.caption(literal(warning).capitalize())
            intake.rejected(one)
    _removal(one.slug, one.name)


def _removal(slug: str, name: str) -> None:
    asked = st.session_state.get("holdings.asked") == slug
    if not asked:
        locked, told = visitor.lock(Right.REMOVE)
        st.button(
            "Remove", key=f"holdings.remove.{slug}", type="tertiary", on_click=_ask, args=(slug,), disabled=locked, help=told
        )
        return
    st.markdown(f"Remove {literal(name)} and all its rows? The file it was read from stays where it is.")
    with st.container(horizontal=True):
        st.button("Remove it", key=f"holdings.yes.{slug}", type="primary", on_click=_remove, args=(slug,))
        st.button("Keep it", key=f"holdings.no.{slug}", on_click=_ask, args=("",))
    if told := st.session_state.pop("holdings.failed", ""):
        st.error(literal(told))


def _ask(slug: str) -> None:
    st.session_state["holdings.asked"] = slug


@visitor.only(Right.REMOVE)
def _remove(slug: str) -> None:
    try:
        datasets.remove(loaders.settings(), slug)
    except GeoError:
        st.session_state["holdings.failed"] = "It could not be removed: it is being imported, or the folder cannot be written."
        return
    st.session_state.pop("holdings.asked", None)
