"""The documents: a list to pick from, one of them open, and what could not be read."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from hashlib import sha256
from typing import Any, Final

import pandas as pd
import streamlit as st

from geo import views
from geo.errors import QueryError
from geo.ui import evidence, loaders, memory, paper, rangeclaims, words
from geo.ui.markup import literal, plain
from geo.views import DocumentView


def show(frame: pd.DataFrame, chosen: str) -> None:
    """Show the list of reports, the open one picked, what only carries a report folded into it; a pick goes into the URL."""
    reports = (frame["report_id"] == "") | (frame["id"] == chosen)
    labels = {str(row["id"]): _label(row) for row in frame[reports].to_dict("records")}
    st.session_state["sources.document"] = chosen if chosen in labels else next(iter(labels))
    copies = int((frame["report_id"] != "").sum())
    folded = f", {copies:,} of them folded into the report that they carry" if copies else ""
    st.radio(
        f"{words.count(len(frame), 'document')} read{folded}",
        list(labels),
        format_func=lambda name: labels.get(name, name),
        key="sources.document",
        on_change=_take,
    )


def _take() -> None:
    memory.change(document=str(st.session_state["sources.document"]), claim="")


def _label(row: dict[object, object]) -> str:
    title = literal(str(row["title"] or row["source"]))
    numbers = f"{words.count(int(str(row['claims'])), 'claim')}, {words.count(int(str(row['incidents'])), 'incident')}"
    carriers = int(str(row["carriers"]))
    told = f" · carried by {carriers + 1:,}" if carriers else " · carries the report of another" if row["report_id"] else ""
    return f"{title}  \n:gray[{literal(str(row['publisher'] or row['source']))} · {numbers}{told}]"


def skipped() -> None:
    """Show what was not read, and why."""
    frame = loaders.skipped()
    with st.expander(f"{len(frame):,} skipped", expanded=False):
        if frame.empty:
            st.caption("Everything that was found was read.")
            return
        if len(frame) > _FEW:
            st.dataframe(
                _plain(loaders.asked(views.skipped_why)), hide_index=True, column_config={"reason": _WHY, "count": "How many"}
            )
        st.dataframe(_plain(frame), hide_index=True, column_config={"source": "File", "reason": _WHY})


_FEW: Final = 8
"""What is skipped that is seen at a glance; more is counted by reason first."""
_WHY: Final = "Why it was not read"


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.map(lambda cell: cell if isinstance(cell, int) else plain(str(cell)))


def open_document(name: str, claim: str) -> None:
    """Show one document with everything that was read in it."""
    try:
        told = loaders.document(name)
    except QueryError:
        st.info("The document that this link points to is not in this snapshot.", icon=":material/search:")
        return
    st.html(paper.about(told))
    _carriers(name)
    reach = [view.claim for view in loaders.asked(views.range_claims, name)]
    text, claims, ranges = st.tabs(["Text", words.count(len(told.claims), "claim"), f"{len(reach)} about range"])
    with text:
        st.html(paper.paper(told, claim, reach))
        if claim:
            st.html(paper.TO_THE_SENTENCE.format(sha256(f"{name} {claim}".encode()).hexdigest()), unsafe_allow_javascript=True)
    with claims:
        _claims(told)
    with ranges:
        rangeclaims.of_document(name)


def _carriers(name: str) -> None:
    """Show who else carries the report; nothing where nobody does."""
    frame = loaders.asked(views.carriers, name)
    if frame.empty:
        return
    stands = name == str(frame["id"].iloc[0])
    title = f"Carried by {len(frame):,}: one source" if stands else "Carries the report of another: no source of its own"
    with st.expander(title, key="sources.carriers"):
        st.caption(
            "The same text, or nearly: most of the shorter one stands in the other, word for word and in the same order. "
            "The earliest stands for the report. All are read, and what one of them adds is kept."
        )
        for row in frame.head(_MOST_CARRIERS).to_dict("records"):
            here = ":material/arrow_right:" if row["id"] == name else None
            st.page_link(
                "pages/sources.py", label=_carrier(row), icon=here, query_params=memory.link(document=str(row["id"]), claim="")
            )
        if len(frame) > _MOST_CARRIERS:
            st.caption(f"and {len(frame) - _MOST_CARRIERS:,} more")


_MOST_CARRIERS: Final = 60
"""Carriers of one report that are listed."""


def _carrier(row: Mapping[Hashable, Any]) -> str:
    """Return who carries a report, and how much of it, as a label."""
    when = words.period(views.day_of(row["first"]), views.day_of(row["last"]), str(row["date_precision"]))
    share = row["share"]
    how = "stands for the report" if pd.isna(share) else "the same words" if share == 1 else f"{int(share * 100)}% the same words"
    who = literal(str(row["publisher"] or row["source"]))
    return " · ".join(part for part in (who, literal(when), how) if part)


def _claims(told: DocumentView) -> None:
    for one in told.claims:
        st.html(evidence.LINE + evidence.claim(one, told.text))
        if one.incident_id:
            st.page_link(
                "pages/map.py", label="Show on the map", query_params=memory.link(incident=one.incident_id, document="", claim="")
            )
        else:
            st.caption("No incident: it does not say that this happened, here and lately.")
