"""The documents: a list to pick from, one of them open, and what could not be read."""

from __future__ import annotations

from hashlib import sha256

import pandas as pd
import streamlit as st

from geo import views
from geo.errors import QueryError
from geo.ui import evidence, loaders, memory, paper, rangeclaims, words
from geo.ui.markup import literal, plain
from geo.views import DocumentView


def show(frame: pd.DataFrame, chosen: str) -> None:
    """Show the list of documents, the open one picked; a pick goes into the URL."""
    labels = {str(row["id"]): _label(row) for row in frame.to_dict("records")}
    st.session_state["sources.document"] = chosen if chosen in labels else next(iter(labels))
    st.radio(
        f"{words.count(len(labels), 'document')} read",
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
    return f"{title}  \n:gray[{literal(str(row['publisher'] or row['source']))} · {numbers}]"


def skipped() -> None:
    """Show what was not read, and why."""
    frame = loaders.skipped()
    with st.expander(f"{len(frame):,} skipped", expanded=False):
        if frame.empty:
            st.caption("Everything that was found was read.")
        else:
            shown = frame.map(lambda cell: plain(str(cell)))
            st.dataframe(shown, hide_index=True, column_config={"source": "File", "reason": "Why it was not read"})


def open_document(name: str, claim: str) -> None:
    """Show one document with everything that was read in it."""
    try:
        told = loaders.document(name)
    except QueryError:
        st.info("The document that this link points to is not in this snapshot.", icon=":material/search:")
        return
    st.html(paper.about(told))
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


def _claims(told: DocumentView) -> None:
    for one in told.claims:
        st.html(evidence.LINE + evidence.claim(one, told.text))
        if one.incident_id:
            st.page_link(
                "pages/map.py", label="Show on the map", query_params=memory.link(incident=one.incident_id, document="", claim="")
            )
        else:
            st.caption("No incident: it does not say that this happened, here and lately.")
