"""Whether the open deck is saved, what to do when it is not, and its older versions."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from geo.access import Right
from geo.briefing import Deck
from geo.decks import Version
from geo.ui import desk, memory, visitor, words
from geo.ui.briefing_differences import differences
from geo.ui.desk import Desk
from geo.ui.markup import escape, literal


def status(there: Desk) -> None:
    """Show that everything is saved; else why not, with what can be done about it."""
    if there.theirs is not None:
        _conflict(there, there.theirs)
    elif there.why:
        with st.container(key="briefing-unsaved"):
            st.error(
                f"**Not saved:** {literal(there.why)}. What you wrote is still here; keep this page open.",
                icon=":material/warning:",
            )
            st.button("Try again", key="briefing.again", on_click=_again, args=(there.deck.id,))


def _again(name: str) -> None:
    desk.change(name, lambda deck: deck)


def _conflict(there: Desk, theirs: Deck) -> None:
    with st.container(border=True, key="briefing-conflict"):
        st.warning(
            f"**Somebody else saved this briefing meanwhile**, as version {theirs.version}. Nothing of yours is lost; nothing is "
            "saved until you choose.",
            icon=":material/group:",
        )
        rows = "".join(
            f"<tr><td>{escape(one.what)}</td><td>{_lines(one.mine)}</td><td>{_lines(one.theirs)}</td></tr>"
            for one in differences(there.deck, theirs)
        )
        head = "<thead><tr><th>What</th><th>Mine</th><th>Theirs</th></tr></thead>"
        st.html(f'<div class="card apart"><table>{head}{rows}</table></div>')
        with st.container(horizontal=True, gap="small"):
            for choice, label in (("mine", "Keep mine"), ("theirs", "Take theirs"), ("copy", "Keep mine as a copy")):
                st.button(label, key=f"briefing.settle.{choice}", on_click=_settle, args=(there.deck.id, choice))


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.split("\n"))


@visitor.only(Right.BRIEF)
def _settle(name: str, choice: str) -> None:
    kept = desk.settle(name, choice)
    desk.open_(kept)
    memory.change(deck=kept)


def versions(deck: Deck) -> None:
    """Show the older versions of a deck, with the way back to one; it is saved as the newest."""
    found = {one.version: one for one in desk.shelf().versions(deck.id) if one.version != deck.version}
    if not found:
        st.caption(f"Version {deck.version}; there is no older one yet.")
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        chosen = st.selectbox(
            f"Older versions; this is version {deck.version}",
            list(found),
            key=f"briefing.version.{deck.id}",
            format_func=lambda one: (
                f"{one} · {found[one].saved:%Y-%m-%d %H:%M} UTC · {words.count(found[one].scenes, 'scene')}"
                if one in found
                else ""
            ),
        )
        locked, told = visitor.lock(Right.BRIEF)
        st.button(
            "Restore",
            key="briefing.older",
            on_click=_older,
            args=(deck.id, chosen),
            disabled=locked or chosen is None,
            help=told,
        )


def _named(one: Version) -> str:
    return f"{one.version} · {one.saved:%Y-%m-%d %H:%M} UTC · {words.count(one.scenes, 'scene')}"


def _older(name: str, version: int) -> None:
    kept = desk.shelf().get(name, version)
    desk.change(name, lambda there: replace(kept, version=there.version))
