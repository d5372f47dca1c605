"""Actors: who did what to whom, and everything that is told of one of them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from geo import charts, views
from geo.errors import QueryError
from geo.ui import loaders, memory, mount, panel, picks, words
from geo.ui.markup import escape, literal, plain
from geo.ui.state import State
from geo.views import ActorView, Filter, Lanes

_KEY: Final = "actors.chart"
_MATRIX, _GRAPH = "Matrix", "Graph"
_LISTED: Final = 60
_ROLES: Final = {
    "perpetrator": "did it, as stated",
    "accused": "accused of it",
    "claimant": "claims it",
    "target": "target",
    "speaker": "says so",
}


def show(state: State) -> None:
    """Show who did what to whom as a matrix or as a graph; a pick goes into the URL."""
    if not loaders.headline(state.filter).incidents:
        st.info("No incident matches the filter. Take out one of the chips above, or clear the filter.", icon=":material/search:")
        return
    pairs = loaders.asked(views.pairs, state.filter)
    actors = loaders.asked(views.actors, state.filter)
    _forms(state)
    others = pairs[pairs["doer"] != pairs["target"]]
    if state.form == "graph" and others.empty and not pairs.empty:
        st.info(
            "Nobody did anything to somebody else here: each acts against its own. The matrix has them.", icon=":material/info:"
        )
    elif pairs.empty:
        st.info(
            "Of no incident that the filter leaves both sides are named: who did it, and to whom. "
            "The list at the right has everybody who is named at all.",
            icon=":material/info:",
        )
    else:
        if state.form == "graph":
            drawn = loaders.drawn(_graph, state.filter, mount.theme(), state.who)
            told = "Graph of actors: curves lead from who did it to whom; the list beside it says the same in words"
        else:
            drawn = loaders.drawn(_matrix, state.filter, mount.theme(), state.who, state.whom)
            told = "Matrix of actors: who did it by row, to whom by column; the list beside it says the same in words"
        with st.container(key="actors-chart"):
            st.altair_chart(drawn, key=f"{_KEY}.{state.form or 'matrix'}", on_select=_take, alt=told)
    st.caption(_sides(state, actors, others))


def _graph(chosen: Filter, lit: str, who: str) -> charts.Chart:
    actors = loaders.asked(views.actors, chosen)
    return charts.graph(actors, loaders.asked(views.pairs, chosen), _names(actors), lit, who)


def _matrix(chosen: Filter, lit: str, who: str, whom: str) -> charts.Chart:
    names = _names(loaders.asked(views.actors, chosen))
    return charts.matrix(loaders.asked(views.pairs, chosen), names, lit, (who, whom))


def _forms(state: State) -> None:
    st.session_state["actors.form"] = _GRAPH if state.form == "graph" else _MATRIX
    st.segmented_control(
        "Drawn as", [_MATRIX, _GRAPH], key="actors.form", label_visibility="collapsed", required=True, on_change=_take_form
    )


def _take_form() -> None:
    memory.change(form="graph" if st.session_state["actors.form"] == _GRAPH else "")


def _take() -> None:
    pick = picks.picked(f"{_KEY}.{memory.current().form or 'matrix'}")
    chosen = (pick["id"], "") if "id" in pick else (pick.get("doer", ""), pick.get("target", ""))
    if any(chosen) and views.OTHERS not in chosen:
        memory.change(who=chosen[0], whom=chosen[1], incident="")


def _sides(state: State, actors: pd.DataFrame, pairs: pd.DataFrame) -> str:
    told = loaders.asked(views.sides, state.filter)
    linked = set(pairs["doer"]) | set(pairs["target"])
    shown = min(len(linked), charts.GRAPHED)
    drawn = f"{shown} of {len(linked)} actors with somebody on the other side are drawn. " if state.form == "graph" else ""
    how = (
        "Curves lead from who did it to whom; the thicker, the more incidents; dashed: accused only. "
        if state.form == "graph"
        else "Rows did it, or are said to; columns are whom it was done to. "
    )
    return (
        f"{how}{drawn}Both sides are named in {told.both:,} incidents; only who did it in {told.doer_only:,}, only to whom in "
        f"{told.target_only:,}, nobody in {told.neither:,}. {words.count(len(actors), 'actor')} in all."
    )


def _names(actors: pd.DataFrame) -> dict[str, str]:
    known = {id_: plain(name) for id_, name in zip(actors["id"], actors["name"], strict=True)}
    return {**loaders.parents(), **known}


# --- beside it -----------------------------------------------------------------------------


def beside(state: State) -> None:
    """Show the evidence, the incidents between two actors, one actor, or the list of all."""
    if state.incident:
        panel.open_evidence(state, elsewhere=True)
    elif state.who and state.whom:
        _between(state)
    elif state.who:
        _actor(state)
    else:
        _everybody(state)


def _between(state: State) -> None:
    names = _names(loaders.asked(views.actors, state.filter))
    who, whom = (literal(names.get(one, one)) for one in (state.who, state.whom))
    found = loaders.asked(views.between, state.filter, state.who, state.whom)
    panel.titled(f"{who} → {whom}", f"{words.count(len(found), 'incident')}, the latest first.", found, who="", whom="")
    with st.container(horizontal=True, gap="small"):
        for one, label in {state.who: who, state.whom: whom}.items():
            st.button(f"About {label}", key=f"actors.about.{one}", type="tertiary", on_click=memory.changing(who=one, whom=""))


def _everybody(state: State) -> None:
    actors = loaders.asked(views.actors, state.filter)
    if actors.empty:
        st.info("Nobody is named in what the filter leaves.", icon=":material/search:")
        return
    st.markdown("**Pick a cell, or one of these; those in most incidents first**")
    with st.container(gap=None, key=panel.LINES):
        for row in actors.head(_LISTED).to_dict("records"):
            st.button(
                f"{literal(plain(str(row['name'])))} · {row['incidents']}  \n:gray[{literal(_played(row))}]",
                key=f"actors.pick.{row['id']}",
                type="tertiary",
                width="stretch",
                on_click=memory.changing(who=str(row["id"]), whom=""),
            )
    if len(actors) > _LISTED:
        st.caption(f"and {len(actors) - _LISTED:,} more; the filter at the left finds every one by name")


def _played(row: Mapping[Any, Any]) -> str:
    parts = [f"{_ROLES[role]} {row[role]}" for role in views.ROLES if row[role]]
    if row["inferred"]:
        parts.append(f"implied, not named, {row['inferred']}")
    return ", ".join(parts)


def _actor(state: State) -> None:
    try:
        told = loaders.asked(views.actor, state.filter, state.who)
    except QueryError:
        st.info("The actor that this link points to is not in this snapshot.", icon=":material/search:")
        st.button("Show all", key="panel.all", type="tertiary", on_click=memory.changing(who=""))
        return
    actors = loaders.asked(views.actors, state.filter)
    row = next(iter(actors[actors["id"] == told.id].to_dict("records")), {})
    with st.container(horizontal=True, gap="small", key="panel-ways"):
        st.button("← All actors", key="panel.all", type="tertiary", on_click=memory.changing(who=""))
        chosen = Filter(actors=(told.id,)) if state.filter.actors != (told.id,) else Filter()
        label = "Filter on it" if chosen.actors else "Take it out of the filter"
        st.button(label, key="actors.filter", type="tertiary", on_click=memory.changing(filter=chosen))
    known = loaders.asked(views.names, told.belongs_to)
    st.html(card(told, row, {**loaders.parents(), **known}))
    _members(told)
    _in_time(state, told)
    _told(loaders.asked(views.claims_with, state.filter, told.id))


def card(told: ActorView, row: Mapping[Any, Any], parents: Mapping[str, str]) -> str:
    """Return an actor in brief: what it is, what it is called, what it belongs to, how it takes part."""
    chain = " → ".join(escape(parents.get(one, one)) for one in told.belongs_to)
    unnamed = told.id.startswith("group:")
    rows = (
        ("Is", escape(told.kind) + (", unnamed in the reports" if unnamed else "") if told.kind else ""),
        ("Called", ", ".join(escape(alias) for alias in told.aliases[:12])),
        ("Part of", chain),
        ("Incidents", f"{int(row['incidents']):,}" if row else "none that the filter leaves"),
        ("As", "<br>".join(f"{_ROLES[role]}: {int(row[role]):,}" for role in views.ROLES if row and row[role])),
        ("Implied", f"in {int(row['inferred']):,}: nobody names it there" if row and row["inferred"] else ""),
    )
    listed = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows if value)
    return f'<div class="card"><h3>{escape(told.name)}</h3><dl>{listed}</dl></div>'


def _members(told: ActorView) -> None:
    if not told.members:
        return
    with st.expander(f"{words.count(len(told.members), 'actor')} that belong to it", expanded=False):
        for id_, name, count in told.members[:_LISTED]:
            st.button(
                f"{literal(plain(name))} · {count}",
                key=f"actors.member.{id_}",
                type="tertiary",
                on_click=memory.changing(who=id_, whom=""),
            )


def _in_time(state: State, told: ActorView) -> None:
    spans = loaders.asked(views.spans, state.filter, Lanes.ACTOR, (told.id,))
    spans = spans[(spans["lane"] == told.id) & (spans["first"].notna() | spans["last"].notna())]
    if not spans.empty:
        drawn = charts.strip(spans, mount.theme())
        st.altair_chart(drawn, key=f"actors.strip.{told.id}", alt=f"When the incidents with {plain(told.name)} were")


def _told(claims: pd.DataFrame) -> None:
    speaks = claims["roles"].map(lambda roles: "speaker" in list(roles))
    about, by = claims[~speaks], claims[speaks]
    with st.container(key=panel.LINES):
        tabs = st.tabs([f"About it ({len(about):,})", f"By it ({len(by):,})"])
    for tab, part in zip(tabs, (about, by), strict=True):
        with tab:
            if part.empty:
                st.caption("There is none.")
            _claims(part.head(_LISTED).to_dict("records"))
            if len(part) > _LISTED:
                st.caption(f"and {len(part) - _LISTED:,} more; narrow the filter to see them")


def _claims(rows: Iterable[Mapping[Any, Any]]) -> None:
    with st.container(gap=None):
        for row in rows:
            when = words.period(views.day_of(row["first"]), views.day_of(row["last"]), str(row["date_precision"]))
            roles = ", ".join(_ROLES[role] for role in row["roles"])
            implied = ", implied" if row["inferred"] else ""
            said = textwrap.shorten(plain(str(row["sentence"])), 180, placeholder="…")
            about = f"{roles}{implied} · {when} · {row['outlet']}"
            st.button(
                f"{literal(said)}  \n:gray[{literal(about)}]",
                key=f"actors.claim.{row['claim']}",
                type="tertiary",
                width="stretch",
                on_click=memory.changing(incident=str(row["id"])),
            )
