"""The incidents about which sources contradict each other: for each contested field, who says what in which words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from geo import views
from geo.ui import evidence, loaders, memory, words
from geo.ui.markup import FIELDS, escape, literal, marked
from geo.ui.state import State, day as parsed
from geo.views import ClaimView, Contest, Filter, Quote

_SHOWN: Final = 25
"""Incidents on one page, the weightiest; a filter finds the others."""


def show(state: State) -> None:
    """Show the contested incidents of the filter, or of one field, the weightiest first."""
    counts = loaders.asked(views.contested_fields, state.filter)
    frame = loaders.asked(views.disagreements, state.filter, state.field)
    if counts.empty:
        _nothing(state)
        return
    _fields(state, counts)
    st.caption(
        f"{words.count(len(frame), 'incident')}, the weightiest first: whether it happened counts most, then who, where and how "
        "many were killed, then when, then the rest; each independent source adds one."
    )
    shown = frame.head(_SHOWN).to_dict("records")
    told = loaders.asked(views.contests, tuple(str(row["id"]) for row in shown))
    with st.container(key="contests"):
        for row in shown:
            _incident(row, [one for one in told.get(str(row["id"]), ()) if state.field in {"", one.field}], state)
    if len(frame) > _SHOWN:
        st.caption(f"and {len(frame) - _SHOWN:,} more, which weigh less; a filter at the left finds them.")


def card(told: Sequence[Contest]) -> str:
    """Return the contested fields as a table: each value, from how many independent sources, and their sentences."""
    head = "<tr><th>Contested</th><th>Sources</th><th>In their words</th></tr>"
    return f'<table class="contest">{head}{"".join(map(_field, told))}</table>'


def _field(contest: Contest) -> str:
    name = FIELDS.get(contest.field, contest.field)
    rows = "".join(
        f'<tr><td class="value">{escape(value(contest.field, side.value))}</td><td class="number">{side.sources}</td>'
        f"<td>{''.join(map(_said, side.claims, side.quotes))}</td></tr>"
        for side in contest.sides
    )
    return f'<tr class="field"><td colspan="3">{escape(name.capitalize())}</td></tr>{rows}'


def value(field: str, said: str) -> str:
    """Return the value of a side in words: "6 May 2031 to 7 May 2031"."""
    if field != "date":
        return said
    days = [parsed(part) for part in said.split(" to ")]
    return " to ".join(words.day(one) for one in days if one) if all(days) else said


def against(claim: ClaimView, told: Sequence[Contest]) -> list[str]:
    """Return what others say against a claim, a line per contested field: "killed: 4, others say 6"."""
    lines = []
    for contest in told:
        mine = next((side for side in contest.sides if claim.id in {one.id for one in side.claims}), None)
        others = [side for side in contest.sides if side is not mine]
        if mine is not None and others:
            theirs = ", ".join(value(contest.field, side.value) for side in others)
            lines.append(f"{FIELDS.get(contest.field, contest.field)}: {value(contest.field, mine.value)}; others say {theirs}")
    return lines


def _nothing(state: State) -> None:
    if loaders.asked(views.contested_fields, Filter()).empty:
        st.info(
            "No source contradicts another about any incident. A contradiction needs two reports of one incident; "
            "the more documents are read, the more there are to find.",
            icon=":material/info:",
        )
    else:
        st.info(
            "About the incidents that the filter leaves no source contradicts another. Take out one of the chips above.",
            icon=":material/search:",
        )
    if state.field:
        st.button("All fields", key="disagreements.all", type="tertiary", on_click=memory.changing(field=""))


def _fields(state: State, counts: pd.DataFrame) -> None:
    labels = {
        str(field): f"{literal(FIELDS.get(str(field), str(field)))} {count}"
        for field, count in zip(counts["field"], counts["count"], strict=True)
    }
    st.session_state["disagreements.field"] = state.field if state.field in labels else None
    st.pills(
        "Contested field",
        list(labels),
        format_func=lambda field: labels.get(field, field),
        key="disagreements.field",
        on_change=_take_field,
        help="How many incidents are contested in each field; pick one to see only those",
    )


def _take_field() -> None:
    memory.change(field=st.session_state["disagreements.field"] or "")


def _incident(row: Mapping[Any, Any], told: Sequence[Contest], state: State) -> None:
    id_ = str(row["id"])
    when = words.period(views.day_of(row["first"]), views.day_of(row["last"]), str(row["date_precision"]))
    with st.container(border=True, gap=None, key="contest-chosen" if id_ == state.incident else None):
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.button(
                f"**{literal(str(row['title']))}** · {literal(when)}",
                key=f"disagreements.pick.{id_}",
                type="tertiary",
                help="Show the evidence",
                on_click=memory.changing(incident=id_),
            )
            if row["mapped"]:
                st.page_link("pages/map.py", label="Map", query_params=memory.link(incident=id_, listed=""))
        sources = words.sourced(int(row["sources"]), int(row["articles"]), int(row["copies"]))
        said = f"{sources} · weight {int(row['weight'])}"
        st.html(f'<div class="card"><p class="quiet">{said}</p>{card(told)}</div>')


def _said(claim: ClaimView, quote: Quote) -> str:
    marks = [(mark.field, mark.span.start, mark.span.end) for mark in quote.marks]
    chain = " → ".join(escape(who) for who in (*claim.attribution, evidence.outlet(claim)))
    return f'<p class="quote">“{marked(quote.text, marks)}” <span class="quiet">{chain}</span></p>'
