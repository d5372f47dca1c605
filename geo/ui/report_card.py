"""The page Quality, part by part: what was measured, what is left out and why, how exactly things are said, and by whom."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from geo import charts, evaluate, views
from geo.errors import InputError
from geo.evaluate import Measured, Report, wording
from geo.model import DatePrecision
from geo.ui import listing, loaders, memory, mount, words
from geo.ui.markup import escape, literal, plain
from geo.ui.state import State

_HOW: Final = "`python -m geo evaluate GOLD --keep`"

# --- measured ------------------------------------------------------------------------------


def accuracy() -> None:
    """Show how often the reading is right, as measured on documents that a person labeled; say so where nothing was measured."""
    st.markdown("#### How often it is right")
    try:
        told = evaluate.kept(loaders.settings().build)
    except InputError:
        st.warning(f"The figures that were kept cannot be read. Measure again with {_HOW}.", icon=":material/warning:")
        return
    if told is None:
        st.info(
            f"Nothing was measured on this installation. {_HOW} compares what was read with labels that a person made and keeps "
            "the figures for this page; in the checkout the labels of the example documents are in `tests/evaluation/labels`.",
            icon=":material/info:",
        )
        return
    st.caption(_measured(told))
    st.html(figures(told.report))
    _details(told.report)


def _measured(told: Measured) -> str:
    files = words.count(told.report.files, "document file")
    here = told.snapshot == loaders.snapshot().id
    other = "" if here else f" The snapshot was another one then ({literal(told.snapshot)}): measure again with {_HOW}."
    return (
        f"Compared on {words.day(told.on)} with {files} that a person labeled ({literal(told.labels)}). Few documents, so a "
        f"figure is no promise for others.{other}"
    )


def figures(report: Report) -> str:
    """Return the figures as a table: what was looked at, the share that is right with its counts, and what that means."""
    shown = "".join(
        _row(one.noun, wording.percent(one.share), wording.counts(one.share), one.meaning) for one in wording.figures(report)
    )
    shown += "".join(_row(noun, str(count), "", meaning, wrong=count > 0) for noun, count, meaning in wording.musts(report))
    head = "<tr><th>What</th><th>Share</th><th>Counts</th><th>What it means</th></tr>"
    return f'<div class="card figures"><table>{head}{shown}</table></div>'


def _row(noun: str, share: str, counts: str, meaning: str, *, wrong: bool = False) -> str:
    numbers = f'<td class="number">{share}</td><td class="number">{counts}</td>'
    return f'<tr class="{"conflict" if wrong else "agreed"}"><td>{escape(noun)}</td>{numbers}<td>{escape(meaning)}</td></tr>'


def _details(report: Report) -> None:
    with st.expander("By kind, and every miss", expanded=False):
        kinds = pd.DataFrame(
            [
                (
                    _kind(one.kind),
                    f"{one.claims.found} of {one.claims.want}",
                    f"{one.claims.right} of {one.claims.got}",
                )
                for one in report.kinds
            ],
            columns=["Kind", "Found, of those labeled", "Right, of those found"],
        )
        st.dataframe(kinds, hide_index=True)
        misses = pd.DataFrame({"Miss": [plain(one) for one in report.misses]})
        st.dataframe(misses, hide_index=True, column_config={"Miss": st.column_config.TextColumn(width="large")})


def _kind(kind: str) -> str:
    return next((label for one, label in views.KIND_LABELS.items() if one == kind), kind)


# --- what is left out ----------------------------------------------------------------------


def unmapped(state: State) -> None:
    """Show what is on the map, and what is not for which reason, each with its list."""
    told, reasons = loaders.headline(state.filter), loaders.asked(views.unmapped_reasons, state.filter)
    st.markdown("#### What is not on the map, and why")
    if not told.incidents:
        st.caption("No incident matches the filter.")
        return
    mapped = told.incidents - told.not_on_map
    st.caption(f"{mapped:,} of {words.count(told.incidents, 'incident')} of the filter are on the map. The others are in lists:")
    for reason, count in zip(reasons["reason"], reasons["count"], strict=True):
        st.page_link(
            "pages/map.py",
            label=f"{literal(str(reason))}: **{count:,}**",
            query_params=memory.link(listed=f"{listing.UNMAPPED}:{reason}", incident=""),
        )
    if told.undated:
        st.page_link(
            "pages/map.py",
            label=f"No day can be told: **{told.undated:,}** (they may be on the map)",
            query_params=memory.link(listed=listing.UNDATED, incident=""),
        )


def unused() -> None:
    """Show which claims make no incident, and why."""
    st.markdown("#### Claims that make no incident")
    frame = loaders.asked(views.unused_claims)
    if not frame["count"].sum():
        st.caption("Every claim says that something happened, here and lately.")
        return
    st.caption("Of all documents. Only what is said to have happened, here and lately, can stand on the map.")
    _bars(frame, "claims.unused")


def names() -> None:
    """Show how many names of places could be placed."""
    st.markdown("#### Names of places")
    frame = loaders.asked(views.unresolved_names)
    if frame.empty:
        st.caption("No name of a place was read.")
        return
    total, placed = int(frame["count"].sum()), int(frame["placed"].sum())
    st.caption(
        f"{placed:,} of {total:,} could be placed. For the others no place is known, or several are and nothing tells which: "
        "they stay unresolved. Each document on the page Sources shows its own."
    )


# --- how exactly ---------------------------------------------------------------------------


def shares(state: State) -> None:
    """Show how firmly and how exactly the incidents of the filter are said."""
    told = loaders.asked(views.shares, state.filter)
    for facet, title in (
        ("status", "How firmly it is said"),
        ("place", "How exactly the place is said"),
        ("date", "How exactly the day is said"),
    ):
        st.markdown(f"#### {title}")
        frame = told[facet]
        if not frame["incidents"].sum():
            st.caption("No incident matches the filter.")
            continue
        _bars(frame.rename(columns={"incidents": "count"}), f"shares.{facet}")
        if facet == "status":
            claims = ", ".join(
                f"{label.lower()} {count:,}" for label, count in zip(frame["label"], frame["claims"], strict=True) if count
            )
            st.caption(f"Incidents; of their claims: {claims}.")


def publications() -> None:
    """Show how the publication dates are known, and which documents have none."""
    frame = loaders.documents()
    st.markdown("#### When the documents were published")
    if frame.empty:
        st.caption("No document was read.")
        return
    counts = frame["basis"].value_counts()
    shown = pd.DataFrame(
        [(label, int(counts.get(basis, 0))) for basis, label in words.BASES.items() if counts.get(basis, 0)],
        columns=["label", "count"],
    )
    _bars(shown, "documents.basis")
    undated = frame[frame["date_precision"] == DatePrecision.UNKNOWN.value]
    if len(undated):
        with st.expander(f"{words.count(len(undated), 'document')} without a date", expanded=False):
            for row in undated.head(_LISTED).to_dict("records"):
                st.page_link(
                    "pages/sources.py",
                    label=literal(str(row["title"] or row["source"])),
                    query_params=memory.link(document=str(row["id"]), claim=""),
                )


_LISTED: Final = 60


# --- by whom -------------------------------------------------------------------------------


def outlets() -> None:
    """Show each outlet with what came of its documents, and its grade."""
    st.markdown("#### Sources")
    frame = loaders.asked(views.outlets)
    if frame.empty:
        st.caption("No document was read.")
        return
    st.caption(
        "Grade: Admiralty letter and number. Nobody has graded a source here, so each stands at F6, which means: reliability and "
        "truth cannot be judged. What can be counted: how much of what it tells another independent source tells too, and how "
        "much is contradicted."
    )
    shown = frame.assign(outlet=frame["outlet"].map(plain), grade="F6")
    st.dataframe(
        shown,
        hide_index=True,
        key="quality.outlets",
        column_config={
            "outlet": "Source",
            "documents": "Documents",
            "dated": "with a date",
            "claims": "Claims",
            "incidents": "Incidents",
            "shared": "told by others too",
            "contested": "contested",
            "grade": "Grade",
        },
    )


def skipped() -> None:
    """Show what was not read, and why."""
    st.markdown("#### What was not read, and why")
    frame = loaders.skipped()
    if frame.empty:
        st.caption("Everything that was found was read.")
        return
    shown = frame.map(lambda cell: plain(str(cell)))
    st.dataframe(shown, hide_index=True, key="quality.skipped", column_config={"source": "File", "reason": "Why it was not read"})


def _bars(frame: pd.DataFrame, name: str) -> None:
    numbers = "; ".join(f"{label}: {count}" for label, count in zip(frame["label"], frame["count"], strict=True))
    st.altair_chart(loaders.drawn(charts.bars, frame[["label", "count"]], mount.theme()), key=f"quality.{name}", alt=numbers)
