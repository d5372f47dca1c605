"""A deck leaves the app and comes back: it is presented, handed out as slides and pages, saved as a file and opened again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import streamlit as st

from geo import api, briefing, handouts
from geo.access import Right
from geo.briefing import Deck, scope as scoping
from geo.errors import GeoError, StoppedError
from geo.settings import Settings
from geo.store import Snapshot
from geo.ui import loaders, visitor
from geo.ui.markup import literal, plain
from geo.ui.tasks import Task

_TASK: Final = "briefing.making"
_FULL: Final = "briefing.full"
_MB: Final = 20
_PRESENT: Final = Path(__file__).with_name("presenting.html")

Maker = Callable[..., bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One kind of hand-out."""

    label: str
    suffix: str
    media: str
    make: Maker
    told: str


FORMS: Final = (
    Form(
        label="Slides (PPTX)",
        suffix="pptx",
        media="application/vnd.openxmlformats-officedocument.presentationml.presentation",
        make=handouts.pptx,
        told="native text and tables, a picture of the map per scene, notes in the notes",
    ),
    Form(label="Pages (PDF)", suffix="pdf", media="application/pdf", make=handouts.pdf, told="one page a scene, to print"),
    Form(
        label="One file for a browser (HTML)",
        suffix="html",
        media="text/html",
        make=handouts.html,
        told="opens without network, pans and zooms, shows the evidence",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A hand-out that is ready to be taken away."""

    name: str
    media: str
    data: bytes


# --- hand-outs -----------------------------------------------------------------------------


def handing_out(deck: Deck, *, saved: bool) -> None:
    """Show the hand-outs that can be made of a deck."""
    with st.popover("Hand out", key="briefing.handouts", icon=":material/file_save:"), st.container(key="briefing-handing"):
        if not deck.scenes:
            st.caption("There is no scene to hand out yet.")
            return
        if not saved:
            st.caption("What is not saved yet is in the hand-out too.")
        busy = _running() is not None
        for form in FORMS:
            st.button(
                form.label, key=f"briefing.make.{form.suffix}", help=form.told, on_click=_make, args=(deck, form), disabled=busy
            )
        st.caption("Each ends with the sources: every incident with its sentence, outlet and link.")


def _running() -> Task[Made] | None:
    task: Task[Made] | None = st.session_state.get(_TASK)
    return task if task is not None and task.running else None


def _make(deck: Deck, form: Form) -> None:
    opened, told = loaders.snapshot(), loaders.settings()
    st.session_state[_TASK] = Task(lambda task: _work(task, deck, form, opened, told), form.label)


def _work(task: Task[Made], deck: Deck, form: Form, opened: Snapshot, told: Settings) -> Made:
    def tell(stage: str, done: int = 0, total: int = 0) -> None:
        task.tell(stage, done=done, total=total)

    data = form.make(deck, opened, told, tell=tell, stop=lambda: task.stopping)
    stem = "".join(sign if sign.isalnum() or sign in "-_, " else "-" for sign in plain(deck.title))[:80].strip(" -")
    return Made(name=f"{stem or 'briefing'}.{form.suffix}", media=form.media, data=data)


def progress() -> None:
    """Show the hand-out that is being made, or what came of it."""
    task: Task[Made] | None = st.session_state.get(_TASK)
    if task is None:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="briefing-making"):
        if task.running:
            visitor.fragment(_watch, run_every=0.5)()
            return
        if task.result is not None:
            made = task.result
            st.markdown(f"**{literal(made.name)}** is ready, {len(made.data) / 1e6:.1f} MB.")
            st.download_button(
                "Download",
                made.data,
                made.name,
                made.media,
                key="briefing.download",
                type="primary",
                on_click="ignore",
                icon=":material/download:",
            )
        elif task.stopping or isinstance(task.error, StoppedError):
            st.markdown("The hand-out was stopped. The briefing is as it was.")
        else:
            st.markdown(f":red[**{task.name} could not be made.** The briefing is as it was; the server's log tells more.]")
        st.button("Close", key="briefing.made", type="tertiary", on_click=_forget)


def _watch() -> None:
    task: Task[Made] = st.session_state[_TASK]
    if not task.running:
        st.rerun()
    share = min(task.done / task.total, 1.0) if task.total else 0.0
    st.progress(share, f"{task.name}: {task.stage or 'beginning'}" + (f", {task.done:,} of {task.total:,}" if task.total else ""))
    st.button("Stop", key="briefing.stop", on_click=task.stop, disabled=task.stopping)


def _forget() -> None:
    st.session_state.pop(_TASK, None)


# --- presenting ----------------------------------------------------------------------------


def presenting(deck: Deck, number: int = 0) -> None:
    """Show what presents a deck, from a scene of this number or, with 0, from its beginning."""
    label = "Present from here" if number else "Present"
    if not deck.scenes:
        if not number:
            st.button(label, key="briefing.present", icon=":material/play_arrow:", disabled=True, help="There is no scene yet")
    elif api.served.is_set() and deck.version:
        kind = "present-link present-from" if number else "present-link"
        at = f"&amp;at={number}" if number else ""
        link = f'<a class="{kind}" href="present/{deck.id}?version={deck.version}{at}">{label}</a>'
        st.html(link + _PRESENT.read_text(encoding="utf-8"), unsafe_allow_javascript=True, width="content")
    elif not number:
        st.button(label, key="briefing.present", type="primary", on_click=_full, args=(deck.id,), icon=":material/play_arrow:")
        if st.session_state.get(_FULL) == deck.id:
            _whole_window(deck)


def _full(deck: str) -> None:
    st.session_state[_FULL] = deck


def _whole_window(deck: Deck) -> None:
    with st.container(key="briefing-full"):
        st.button("End", key="briefing.end", on_click=_full, args=("",), icon=":material/close:")
        try:
            with st.spinner("Putting the presentation together"):
                page = handouts.html(deck, loaders.snapshot(), loaders.settings(), tell=lambda *_: None, stop=lambda: False)
        except GeoError:
            st.error("The presentation could not be put together; the server's log tells more.", icon=":material/warning:")
            return
        # Its own policy lets nothing run in it but our script, whose digest it names.
        st.iframe(page.decode(), height=600)


# --- the file of a deck --------------------------------------------------------------------


def saving(deck: Deck) -> None:
    """Show what saves the deck as a file, which `opening` opens again."""
    st.download_button(
        "Save as a file",
        lambda: briefing.dump(deck),
        f"briefing-{deck.id}.json",
        "application/json",
        key="briefing.dump",
        icon=":material/download:",
        on_click="ignore",
        help="Everything of this briefing but its older versions; opens on any machine with this app",
    )


def opening(take: Callable[[bytes, str], None]) -> None:
    """Show what opens the file of a deck; `take` is given its content and its name."""
    key = f"briefing.file.{st.session_state.get('briefing.round', 0)}"

    def brought() -> None:
        upload = st.session_state.get(key)
        if upload is not None:
            st.session_state["briefing.round"] = st.session_state.get("briefing.round", 0) + 1
            take(upload.getvalue(), plain(upload.name)[:100])

    locked, told = visitor.lock(Right.BRIEF)
    st.file_uploader(
        "Open the file of a briefing",
        type=["json"],
        key=key,
        max_upload_size=_MB,
        on_change=brought,
        disabled=locked,
        help=told,
    )


def scope(deck: Deck) -> str:
    """Return what stands for the scope of a deck that says none, made of the filters of its scenes."""
    told = scoping.scope(loaders.snapshot(), [scene.filter for scene in deck.scenes])
    return plain(told)[:200]
