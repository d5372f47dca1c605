"""The menu Save: what the filter leaves as a file in any form; what takes long is made beside the pages and can be stopped."""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import streamlit as st

from geo import api, exports, saving
from geo.errors import GeoError, StoppedError
from geo.exports import Context, Form, Job
from geo.settings import Settings
from geo.ui import adding, listing, loaders, memory, visitor, words
from geo.ui.guard import Guard
from geo.ui.markup import literal
from geo.ui.state import State
from geo.ui.tasks import Task
from geo.views import Part

SMALL: Final = 3_000
"""Incidents of a file that is made at the press of its button; one of more is made beside the pages."""

_LOG: Final = logging.getLogger("geo")
_TASK: Final = "saving.task"
_ALL, _LIST, _CONTESTED = "all", "list", "contested"
_SCOPES: Final = {_ALL: "What the filter leaves", _LIST: "The list beside the map", _CONTESTED: "What sources disagree about"}
_PICTURED: Final = ("", "ranges")
"""Pages with a map."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What would be saved."""

    job: Job
    scope: str
    total: int
    pictured: bool
    """Whether there is a map on the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A file that is ready to be taken away."""

    path: Path
    media: str
    size: int


def show(page: str) -> None:
    """Show the menu, and the file that is being made, on the page of a path."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="frame-save"):
        if _TASK in st.session_state:
            visitor.fragment(_progress, run_every=0.5)()
        _menu(page)


# --- the menu ------------------------------------------------------------------------------


def _menu(page: str) -> None:
    menu = st.popover("Save", key="saving.menu", type="tertiary", icon=":material/download:", on_change="rerun")
    if not menu.open:
        return
    with menu, Guard():
        state = memory.current()
        scope = _scope(page, state)
        asked = _job(state, scope)
        total = saving.counted(asked)
        if not total:
            st.info("No incident matches the filter, so there is nothing to save.", icon=":material/search:")
            return
        st.markdown(f"**Save {words.count(total, 'incident')}**")
        for terms in asked.terms():
            st.caption(
                f":material/gavel: {terms.rows:,} are rows of **{literal(terms.name)}**. Terms: {literal(terms.license)}. "
                f"Credit: {literal(terms.attribution)}"
            )
        choice = Choice(job=asked, scope=scope, total=total, pictured=page in _PICTURED)
        with st.container(gap=None, key="saving-forms"):
            for form in saving.FORMS.values():
                _offer(form, choice)


def _scope(page: str, state: State) -> str:
    """Offer the parts that the page shows; return the one that is chosen."""
    offered = [_ALL]
    if page == "" and _part(state) is not None:
        offered.append(_LIST)
    if page == "disagreements":
        offered.append(_CONTESTED)
    if len(offered) == 1:
        return _ALL
    return st.radio("Of", offered, format_func=_SCOPES.__getitem__, key="saving.scope", label_visibility="collapsed")


def _part(state: State) -> Part | None:
    return {"unmapped": True} if state.listed.partition(":")[0] == listing.UNMAPPED else listing.part(state.listed)


def _job(state: State, scope: str) -> Job:
    asked = saving.job(loaders.snapshot(), _context(repr(loaders.settings()), loaders.settings()), state.to_query())
    part = _part(state) if scope == _LIST else None
    return replace(asked, part=part or {}, contested=scope == _CONTESTED)


@st.cache_resource(show_spinner=False, max_entries=2)
def _context(key: str, _settings: Settings) -> Context:
    del key  # other facts are another context
    return exports.context(_settings)


def _offer(form: Form, choice: Choice) -> None:
    label = f"{form.label}  :gray[{form.about}]"
    picture = form.name in saving.PICTURES
    if picture and not choice.pictured:
        return
    if picture or choice.total > SMALL:
        st.button(
            label,
            # What is named view-taken asks the browser where the map stands.
            key=f"{'view-taken.' if picture else ''}saving.{form.name}",
            type="tertiary",
            width="stretch",
            on_click=_begin,
            args=(form, choice.scope),
        )
    else:
        st.download_button(
            label,
            lambda: _bytes(form, choice.job),
            file_name=f"{saving.STEM}{form.suffix}",
            mime=form.media,
            key=f"saving.{form.name}",
            type="tertiary",
            width="stretch",
            on_click="ignore",
        )
    if form.most is not None and choice.total > form.most:
        st.caption(f"A sheet holds the first {form.most:,}.")


def _bytes(form: Form, asked: Job) -> bytes:
    out = io.BytesIO()
    form.write(asked, out)
    return out.getvalue()


# --- files that take long ------------------------------------------------------------------


def _running() -> Task[Made] | None:
    task: Task[Made] | None = st.session_state.get(_TASK)
    return task if task is not None and task.running else None


def _begin(form: Form, scope: str) -> None:
    if _running() is not None:
        st.toast("Another file is being made; it can be stopped beside the menu.", icon=":material/info:")
        return
    _forget()
    asked = _job(memory.current(), scope)
    if form.name in saving.PICTURES and (looked := adding.looked()):
        asked = replace(asked, query=looked.query)
    told = loaders.settings()
    st.session_state[_TASK] = Task(lambda task: _work(task, form, asked, told), form.label)


def _work(task: Task[Made], form: Form, asked: Job, told: Settings) -> Made:
    def tell(stage: str, done: int, total: int) -> None:
        task.tell(stage, done=done, total=total)

    path = saving.reserve(told, form)
    try:
        size = saving.write(form, replace(asked, tell=tell, stop=lambda: task.stopping), path)
    except GeoError as error:
        saving.drop(path)
        if not task.stopping:
            _LOG.warning("saving %s: %s", form.name, error)
        raise
    return Made(path=path, media=form.media, size=size)


def _progress() -> None:
    task: Task[Made] | None = st.session_state.get(_TASK)
    if task is None:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="saving-task"):
        if task.running:
            share = f" {task.done / task.total:.0%}" if task.total else ""
            st.markdown(f"Writing {literal(task.name)}{share}" if not task.stopping else "Stopping…")
            st.button("Stop", key="saving.stop", type="tertiary", on_click=task.stop, disabled=task.stopping)
            return
        if task.result is not None:
            _take(task.result)
        elif isinstance(task.error, StoppedError) or task.stopping:
            st.markdown("The file was stopped; nothing of it was kept.")
        else:
            st.markdown(f":red[{literal(task.name)} could not be written; the server's log tells more.]")
        st.button("Close", key="saving.close", type="tertiary", on_click=_forget)


def _take(made: Made) -> None:
    size = f"{made.size / 1e6:,.1f} MB" if made.size >= 100_000 else f"{max(made.size // 1000, 1)} kB"
    if api.served.is_set():
        # From the disk, for it may be larger than what the server should hold. Both names are ours.
        address = f"api/saved/{made.path.parent.name}/{made.path.name}"
        st.html(f'<a class="saved-link" href="{address}" download>{made.path.name}</a>, {size}')
    else:
        st.download_button(
            f"{made.path.name}, {size}",
            made.path.read_bytes,
            file_name=made.path.name,
            mime=made.media,
            key="saving.download",
            type="tertiary",
            on_click="ignore",
        )


def _forget() -> None:
    task: Task[Made] | None = st.session_state.pop(_TASK, None)
    if task is not None:
        task.stop()
        if task.result is not None:
            saving.drop(task.result.path)
