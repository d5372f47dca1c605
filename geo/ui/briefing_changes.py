"""What has changed under the open deck since its scenes were made, and what to do about it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import streamlit as st

from geo import briefing
from geo.access import Right
from geo.briefing import Change, Changes, Deck, Scene
from geo.ui import desk, loaders, visitor, words
from geo.ui.markup import literal

_KEPT: Final = "briefing.kept"
_MOST: Final = 12
"""Incidents that are named for one scene and one kind of change."""


def show(deck: Deck) -> None:
    """Show which scenes show something else than when they were made; nothing where none does."""
    opened = loaders.snapshot()
    found = [(n, scene, of) for n, scene in enumerate(deck.scenes, start=1) if (of := _changes(opened.id, scene))]
    if not found:
        return
    kept = st.session_state.get(_KEPT) == (deck.id, opened.id)
    with st.container(border=not kept, key="briefing-changed"):
        told = f"in {len(found)} of {words.count(len(deck.scenes), 'scene')}"
        if kept:
            st.caption(f"Kept as it was; what the data say now differs {told}.")
        else:
            st.markdown(f"**The data have changed since this briefing was made**, {told}. It opens with what they say now.")
        with st.container(horizontal=True, gap="small"):
            locked, told_as = visitor.lock(Right.BRIEF, _REFRESH)
            st.button("Refresh", key="briefing.refresh", on_click=_refresh, args=(deck.id,), help=told_as, disabled=locked)
            if not kept:
                st.button("Keep", key="briefing.keep", on_click=_keep, args=(deck.id, opened.id), help=_KEEP)
        with st.expander("What has changed", expanded=False):
            for n, scene, of in found:
                _of_scene(n, scene, of)


_REFRESH: Final = "Take note of what the scenes show now. Titles, bullets and notes stay as they are; read them again."
_KEEP: Final = "Leave the briefing as it is. It goes on saying what has changed since."


def _of_scene(number: int, scene: Scene, of: Changes) -> None:
    before = f"{of.before:,} then, " if of.before is not None else ""
    st.markdown(f"**{number}  {literal(scene.title) or 'Untitled'}**: {before}{words.count(of.now, 'incident')} now")
    parts = {"New": of.new, "Gone": of.gone, "Changed": of.changed, "Missing": of.missing}
    lines = [line for name, changes in parts.items() for line in _lines(name, changes)]
    if not of.whole:
        lines.append("- It shows more than could be compared one by one; there may be other changes.")
    st.markdown("\n".join(lines))


def _lines(name: str, changes: tuple[Change, ...]) -> list[str]:
    lines = [f"- {name}: {literal(one.title)}, {literal(one.what)}" for one in changes[:_MOST]]
    return [*lines, f"- {name}: {len(changes) - _MOST:,} more"] if len(changes) > _MOST else lines


def _changes(of: str, scene: Scene) -> Changes | None:
    if scene.seen is None or scene.seen.snapshot == of:
        return None
    bare = replace(scene, title="", note="")
    return _found(of, scene.seen.digest, bare.query, tuple(bullet.of for bullet in bare.bullets), bare)


@st.cache_data(show_spinner=False, max_entries=400)
def _found(of: str, seen: str, query: object, rests: object, _scene: Scene) -> Changes:
    del of, seen, query, rests  # they are the key
    return briefing.changes(loaders.snapshot(), _scene)


def _keep(deck: str, snapshot: str) -> None:
    st.session_state[_KEPT] = (deck, snapshot)


def _refresh(deck: str) -> None:
    desk.change(deck, lambda there: briefing.refreshed(loaders.snapshot(), there))
