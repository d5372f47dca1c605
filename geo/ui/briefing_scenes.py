"""The scenes of the open deck: their row, and the one that is worked at beside it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

import pandas as pd
import streamlit as st

from geo import briefing, drawings
from geo.access import Right
from geo.briefing import Bullet, Deck, Scene, legible
from geo.briefing.deck import LONGEST_BULLET, LONGEST_NOTE, LONGEST_TITLE, MOST_BULLETS
from geo.errors import GeoError
from geo.settings import home
from geo.ui import adding, briefing_files, chips, desk, loaders, memory, mount, rangeclaims, visitor, words
from geo.ui.guard import Guard
from geo.ui.markup import flat, literal
from geo.views import Filter

PAGES: Final = {
    "": "Map",
    "timeline": "Timeline",
    "ranges": "Ranges",
    "actors": "Actors",
    "disagreements": "Disagreements",
    "table": "Table",
    "sources": "Sources",
    "datasets": "Data sets",
    "quality": "Quality",
}
"""Each page that a scene may be of, by its path; a deck of another version may name others."""

_GLANCE: Final = 70
"""Characters of what a scene shows, in the row of scenes."""
_PICTURE: Final = (960, 540)
_OPEN: Final = "briefing.scene"
_TAKEN: Final = "briefing.taken"


def show(deck: Deck) -> None:
    """Show the row of scenes, and beside it the one that is open; a deck without scenes has neither."""
    current = _open_one(deck)
    left, right = st.columns([3, 7], gap="small")
    with left, st.container(height=560, border=False, key="briefing-rail"):
        _rail(deck, current)
    with right, st.container(height=560, border=False, key="briefing-scene"), Guard():
        _editor(deck, current)


def _open_one(deck: Deck) -> Scene:
    known = {scene.id: scene for scene in deck.scenes}
    kept: dict[str, str] = st.session_state.setdefault(_OPEN, {})
    wanted = memory.current().scene
    name = next((one for one in (wanted, kept.get(deck.id, "")) if one in known), deck.scenes[0].id)
    kept[deck.id] = name
    return known[name]


def _go(deck: str, scene: str) -> None:
    st.session_state.setdefault(_OPEN, {})[deck] = scene
    memory.change(scene=scene)


# --- the row -------------------------------------------------------------------------------


def _rail(deck: Deck, current: Scene) -> None:
    taken(deck)
    named = loaders.facets(Filter())
    with st.container(gap="xsmall", key="briefing-cards"):
        for number, scene in enumerate(deck.scenes, start=1):
            st.button(
                f"{number}  **{literal(scene.title) or 'Untitled'}**  \n:gray[{_told_shortly(scene, named)}]",
                key=f"briefing.card.{scene.id}",
                type="secondary" if scene is current else "tertiary",
                on_click=_go,
                args=(deck.id, scene.id),
                width="stretch",
                wrap=True,
            )


def _told_shortly(scene: Scene, named: Mapping[str, pd.DataFrame]) -> str:
    """Return in a line what a scene shows, as Markdown in which nothing of the data is markup."""
    asked = [label.partition(": ")[2] or label for label, _ in chips.chips(scene.filter, named)]
    parts = [PAGES.get(scene.page, scene.page), words.count(scene.seen.total, "incident") if scene.seen else "", *asked]
    return literal(textwrap.shorten(" · ".join(part for part in parts if part), _GLANCE, placeholder="…"))


def taken(deck: Deck) -> None:
    """Show the way to get a scene back that was just taken out."""
    told_now: tuple[str, int, Scene] | None = st.session_state.get(_TAKEN)
    if told_now is None or told_now[0] != deck.id:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="briefing-taken"):
        st.markdown(f"{literal(told_now[2].title) or 'The scene'} was deleted.")
        st.button("Undo", key="briefing.untake", on_click=_give_back, args=(deck.id,))


# --- the open scene ------------------------------------------------------------------------


def _editor(deck: Deck, scene: Scene) -> None:
    at = deck.scenes.index(scene)
    locked = not visitor.may(Right.BRIEF)
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="briefing-tools"):
        for name, (icon, label, told_as, key, work) in _TOOLS.items():
            st.button(
                label,
                icon=f":material/{icon}:",
                key=f"briefing.{name}",
                help=told_as,
                on_click=work,
                args=(deck.id, scene.id),
                shortcut=key,
                disabled=locked or at == {"up": 0, "down": len(deck.scenes) - 1}.get(name),
            )
        _there(deck, scene)
        _update(deck, scene)
        briefing_files.presenting(deck, at + 1)
    left, right = st.columns(2, gap="small")
    with right:
        _words(deck, scene)
    with left:
        _picture(scene)
        _note(deck, scene)


def _there(deck: Deck, scene: Scene) -> None:
    if scene.page in PAGES:
        query = adding.link_of(scene, deck.id, mount.theme())
        st.page_link(f"pages/{scene.page or 'map'}.py", label="Go there", icon=":material/open_in_full:", query_params=query)
    else:
        st.caption("This version of the app has no such page.")


def _update(deck: Deck, scene: Scene) -> None:
    looked = adding.looked()
    named = f"{PAGES.get(looked.page, 'the page')}, as you left it" if looked else "no other page has been looked at yet"
    st.button(
        "Update to the current view",
        key="view-taken.update",
        on_click=_renew,
        args=(deck.id, scene.id),
        disabled=looked is None or not visitor.may(Right.BRIEF),
        help=f"What was looked at last takes the place of what this scene shows: {named}. Title, bullets and note stay.",
    )


def _words(deck: Deck, scene: Scene) -> None:
    key = memory.field(f"briefing.title.{scene.id}", scene.title)
    locked = not visitor.may(Right.BRIEF)
    st.text_input(
        "Title",
        scene.title,
        key=key,
        max_chars=LONGEST_TITLE,
        on_change=_take,
        args=(deck.id, scene.id, "title", key),
        disabled=locked,
    )
    for n in range(MOST_BULLETS):
        bullet = scene.bullets[n] if n < len(scene.bullets) else Bullet(text="")
        rests = f", resting on {words.count(len(bullet.of), 'incident')}" if bullet.of else ""
        key = memory.field(f"briefing.bullet.{n}.{scene.id}", bullet.text)
        st.text_area(
            f"Bullet {n + 1}{rests}",
            bullet.text,
            key=key,
            max_chars=LONGEST_BULLET,
            height=68,
            on_change=_take,
            args=(deck.id, scene.id, f"bullet.{n}", key),
            disabled=locked,
        )


def _note(deck: Deck, scene: Scene) -> None:
    key = memory.field(f"briefing.note.{scene.id}", scene.note)
    st.text_area(
        "Speaker note, for the speaker alone",
        scene.note,
        key=key,
        max_chars=LONGEST_NOTE,
        height=110,
        on_change=_take,
        args=(deck.id, scene.id, "note", key),
        disabled=not visitor.may(Right.BRIEF),
    )


def _picture(scene: Scene) -> None:
    try:
        with st.spinner("Drawing the picture"):
            st.image(_drawn(replace(scene, title="", bullets=(), note="", seen=None)), width="stretch")
    except GeoError:
        st.caption("Its picture cannot be drawn; the scene is as it was.")
    shown = loaders.asked(briefing.shown, loaders.settings(), replace(scene, title="", bullets=(), note="", seen=None), most=0)
    time = words.period(shown.first, shown.last)
    st.caption(
        f"{words.count(shown.total, 'incident')}, {words.count(shown.sources, 'independent source')}, {time}; "
        f"{shown.unmapped:,} not on the map, {shown.undated:,} undated"
    )
    asked = [label for label, _ in chips.chips(scene.filter, loaders.facets(Filter()))]
    st.caption(f"{PAGES.get(scene.page, 'Another page')}: {literal(' · '.join(asked)) if asked else 'no filter'}")


def _drawn(scene: Scene) -> bytes:
    opened = loaders.snapshot()
    return _painted(opened.id, scene.page, scene.query, scene)


@st.cache_data(show_spinner=False, max_entries=64)
def _painted(of: str, page: str, query: object, _scene: Scene) -> bytes:
    del of, page, query  # they are the key
    told_as = loaders.settings()
    shown = briefing.shown(loaders.snapshot(), told_as, _scene)
    basemap = home() / "static" / "basemap.pmtiles"
    return drawings.map_picture(shown, outlines=rangeclaims.outlines(), basemap=basemap, size=_PICTURE, ratio=1)


# --- what is done to it --------------------------------------------------------------------


def _take(deck: str, scene: str, name: str, key: str) -> None:
    text = legible(str(st.session_state[key]))
    desk.change(deck, lambda there: _with(there, scene, lambda one: _told(one, name, text)))


def _told(scene: Scene, name: str, text: str) -> Scene:
    if name == "note":
        return replace(scene, note=text)
    if name == "title":
        return replace(scene, title=flat(text))
    at = int(name.removeprefix("bullet."))
    bullets = [*scene.bullets, *(Bullet(text="") for _ in range(len(scene.bullets), at + 1))]
    bullets[at] = replace(bullets[at], text=flat(text))
    return replace(scene, bullets=tuple(bullet for bullet in bullets if bullet.text))


def _with(deck: Deck, scene: str, made: Callable[[Scene], Scene]) -> Deck:
    return deck.having(*(made(one) if one.id == scene else one for one in deck.scenes))


def _up(deck: str, scene: str) -> None:
    desk.change(deck, lambda there: moved(there, scene, -1))


def _down(deck: str, scene: str) -> None:
    desk.change(deck, lambda there: moved(there, scene, 1))


def moved(deck: Deck, scene: str, by: int) -> Deck:
    """Return the deck with a scene that many places later, or earlier where `by` is negative; never past an end."""
    scenes = list(deck.scenes)
    at = next((n for n, one in enumerate(scenes) if one.id == scene), None)
    if at is None:
        return deck
    one = scenes.pop(at)
    scenes.insert(max(at + by, 0), one)
    return deck.having(*scenes)


def _twice(deck: str, scene: str) -> None:
    name = desk.fresh()

    def made(there: Deck) -> Deck:
        scenes = list(there.scenes)
        at = next((n for n, one in enumerate(scenes) if one.id == scene), None)
        if at is None:
            return there
        return there.having(*scenes[: at + 1], replace(scenes[at], id=name), *scenes[at + 1 :])

    desk.change(deck, made)
    _go(deck, name)


@visitor.only(Right.BRIEF)
def _out(deck: str, scene: str) -> None:
    scenes = desk.desk(deck).deck.scenes
    at = next((n for n, one in enumerate(scenes) if one.id == scene), None)
    if at is None:
        return
    st.session_state[_TAKEN] = (deck, at, scenes[at])
    after = scenes[at + 1] if at + 1 < len(scenes) else scenes[at - 1]
    desk.change(deck, lambda there: there.having(*(one for one in there.scenes if one.id != scene)))
    _go(deck, after.id)


@visitor.only(Right.BRIEF)
def _give_back(deck: str) -> None:
    _, at, scene = st.session_state.pop(_TAKEN)

    def made(there: Deck) -> Deck:
        if any(one.id == scene.id for one in there.scenes):
            return there
        return there.having(*there.scenes[:at], scene, *there.scenes[at:])

    desk.change(deck, made)
    _go(deck, scene.id)


def _renew(deck: str, scene: str) -> None:
    looked = adding.looked()
    if looked is None:
        return

    def made(one: Scene) -> Scene:
        anew = replace(one, page=looked.page, query=looked.query, seen=None)
        return replace(anew, seen=briefing.seen(loaders.snapshot(), anew))

    desk.change(deck, lambda there: _with(there, scene, made))


_TOOLS: Final[dict[str, tuple[str, str, str, str | None, Callable[[str, str], None]]]] = {
    "up": ("arrow_upward", "Earlier", "One place earlier (Alt+Up)", "Alt+Up", _up),
    "down": ("arrow_downward", "Later", "One place later (Alt+Down)", "Alt+Down", _down),
    "twice": ("content_copy", "Duplicate scene", "Duplicate the scene", None, _twice),
    "out": ("delete", "Delete scene", "Delete the scene; it can be undone", None, _out),
}
"""What can be done to the open scene: its icon, its name, what is said of it, its key, and what does it."""
