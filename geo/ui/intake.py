"""The page Data sets, left: a file is chosen, seen as it would be read, told what its columns mean, and imported."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import pandas as pd
import streamlit as st

from geo import datasets, imports, views
from geo.access import Right
from geo.datasets import Dataset
from geo.errors import GeoError, InputError, RefusedError
from geo.imports import Mapping, Opened, Preview, Wish, mappings
from geo.settings import Settings
from geo.ui import loaders, memory, uploads, visitor, words
from geo.ui.markup import literal, plain
from geo.ui.tasks import Task
from geo.ui.uploads import Brought
from geo.views import Filter

_ROWS: Final = 40
_NOTHING: Final = "not in the file"
_GUESSED: Final = "as its columns are called"
_MOST_WORDS: Final = 24
_ABREAST: Final = 4
_LABELS: Final = {
    "id": "Number or name",
    "kind": "What happened",
    "date": "Date",
    "end_date": "Last day",
    "latitude": "Latitude",
    "longitude": "Longitude",
    "exactness": "How exact",
    "place": "Place",
    "admin1": "Province",
    "country": "Country",
    "actors": "Who did it",
    "targets": "To whom",
    "weapon": "Weapon",
    "killed": "Killed",
    "injured": "Injured",
    "title": "Title",
    "note": "Account",
    "source": "Source",
    "url": "Address",
}
_FORMS: Final = ("csv", "xlsx", "tsv", "txt", "geojson", "json", "kml", "kmz", "zip")
_LARGEST_MB: Final = 20
_ORDERS: Final = {"": "as the file shows", "dmy": "3 April: day first", "mdy": "4 March: month first"}
_EXACT: Final = {
    "exact": "exactly there",
    "settlement": "in that town",
    "near": "near there",
    "area": "somewhere in that region",
    "country": "somewhere in that country",
}


def show() -> None:
    """Show what is being imported, else what can be."""
    if not visitor.may(Right.IMPORT):
        st.markdown("#### Add a data set")
        st.info(f"{visitor.reason(Right.IMPORT)}.", icon=":material/lock:")
        return
    task: Task[Dataset] | None = st.session_state.get("intake.task")
    if task is not None and task.running:
        visitor.fragment(_watch, run_every=0.5)()
        return
    if task is not None:
        _ended(task)
        return
    told = loaders.settings()
    brought = _choose(told)
    if brought is not None:
        _prepare(brought, told)


# --- an import that runs -------------------------------------------------------------------


def _watch() -> None:
    task: Task[Dataset] = st.session_state["intake.task"]
    if not task.running:
        st.rerun()
    stages = {"look at": "Looking at", "import": "Importing", "publish": "Checking"}
    share = min(task.done / task.total, 1.0) if task.total else 0.0
    st.progress(share, f"{stages.get(task.stage, 'Opening')} {literal(task.name)}" + (f": {share:.0%}" if task.total else ""))
    st.button("Stop", key="intake.stop", on_click=task.stop, disabled=task.stopping)
    st.caption(
        "Stopping…" if task.stopping else "The other pages can be used meanwhile. Until it is done, nothing changes there."
    )


def _ended(task: Task[Dataset]) -> None:
    if task.result is not None:
        _imported(task.result)
    elif task.stopping:
        st.info(f"The import of {literal(task.name)} was stopped. Nothing of it was kept.", icon=":material/info:")
    elif task.error is not None:
        st.error(f"**Nothing was imported.** {literal(_without_paths(task.error))}", icon=":material/warning:")
    else:
        st.error("**Nothing was imported**, by a mistake in the program; the server's log tells more.", icon=":material/warning:")
    st.button("Import another file", key="intake.again", on_click=_forget)


def _forget() -> None:
    st.session_state.pop("intake.task", None)
    kept: Brought | None = st.session_state.pop("intake.brought", None)
    if kept is not None:
        uploads.drop(kept, loaders.settings())
    # Another key is another widget, without the file of before.
    st.session_state["intake.round"] = _round() + 1


def _round() -> int:
    return int(st.session_state.get("intake.round", 0))


def _without_paths(error: GeoError) -> str:
    text = str(error)
    # Only input errors are about what the visitor gave; the others name folders of the server.
    return text if isinstance(error, InputError | RefusedError) else "It could not be written; the server's log tells more."


def _imported(made: Dataset) -> None:
    st.success(
        f"**{words.count(made.rows, 'row')}** of {literal(made.file)} are the data set {literal(made.name)}; "
        f"{made.placed:,} have a position.",
        icon=":material/check:",
    )
    st.page_link(
        "pages/map.py",
        label="Show it on the map",
        query_params=memory.link(filter=Filter(datasets=(made.slug,)), incident="", listed=""),
    )
    for warning in made.warnings:
        st.caption(literal(warning).capitalize())
    rejected(made)


def rejected(of: Dataset) -> None:
    """Show the rows that were not taken, with their reasons."""
    if not of.left_out:
        st.caption("No row was left out.")
        return
    reasons = sorted(of.rejected.items(), key=lambda one: (-one[1], one[0]))
    st.markdown(f"**{words.count(of.left_out, 'row was', 'rows were')} left out:**")
    st.markdown("\n".join(f"- {count:,}: {literal(reason)}" for reason, count in reasons[:20]))
    frame = datasets.rejected(of).to_pandas()
    st.dataframe(
        _plain(frame.rename(columns={"row": "Row", "reason": "Why", "text": "How it begins"})),
        hide_index=True,
        height=_tall(len(frame)),
    )
    if of.left_out > len(frame):
        st.caption(f"The first {len(frame):,}; `python -m geo datasets rejected {of.slug}` lists all.")


# --- choosing and seeing -------------------------------------------------------------------


def _choose(told: Settings) -> Brought | None:
    st.markdown("#### Add a data set")
    found = uploads.inbox(told)
    upload = st.file_uploader(
        "CSV, XLSX, GeoJSON, KML, or a zip with one of them",
        type=list(_FORMS),
        key=f"intake.upload.{_round()}",
        max_upload_size=_LARGEST_MB,
    )
    if upload is not None:
        kept: Brought | None = st.session_state.get("intake.brought")
        if kept is None or kept.key != upload.file_id or not kept.path.exists():
            if kept is not None:
                uploads.drop(kept, told)
            kept = uploads.keep(upload.getbuffer(), upload.name, upload.file_id, told)
            st.session_state["intake.brought"] = kept
        return kept
    names = {one.key: one for one in found}
    if names:
        chosen = st.selectbox(
            "Or a file in the folder `inbox`",
            list(names),
            index=None,
            key=f"intake.inbox.{_round()}",
            format_func=lambda key: plain(names[key].name) if key in names else "",
            placeholder="Choose one",
        )
        return names.get(chosen or "")
    st.caption(
        f"A file larger than {_LARGEST_MB} MB: put it into the folder `inbox` beside the snapshots and reload this page, or run "
        "`python -m geo import FILE`. Known are ACLED, UCDP GED, GDELT 2.0, GTD and Ushahidi; the columns of any other table "
        "can be named here."
    )
    return None


def _prepare(brought: Brought, told: Settings) -> None:
    wish = Wish(path=brought.path, file=plain(brought.name)[:200])
    try:
        with st.spinner("Looking at the file"):
            opened = _opened(f"{brought.key} {brought.path.name}", wish)
            form = _form(opened, wish, told)
    except GeoError as error:
        st.error(f"**This file cannot be imported.** {literal(_without_paths(error))}", icon=":material/warning:")
        return
    columns = opened.reader.columns
    known = {name: one.name for name, one in imports.formats(told).items()}
    mapped = form in {"csv", "geojson", "kml"}
    st.markdown(f"{literal(wish.file)}: **{literal(known[form])}**, {words.count(len(columns), 'column')}")
    above = st.container()
    mapping = _mapping(columns, _first(opened), told) if mapped else None
    wish = replace(wish, mapping=mapping)
    try:
        seen = imports.preview(wish, told, _ROWS, opened)
    except GeoError as error:
        above.warning(literal(_without_paths(error)), icon=":material/warning:")
        return
    with above:
        _seen(seen)
    _begin(wish, seen, told, brought.key)


# To look at a file is to read all of it, which nobody waits for at every click.
@st.cache_resource(show_spinner=False, max_entries=2)
def _opened(key: str, _wish: Wish) -> Opened:
    del key  # it is what tells one file from another
    return imports.look(_wish.path, _wish.file)


def _form(opened: Opened, wish: Wish, told: Settings) -> str:
    try:
        return imports.recipe_of(opened, wish, told)[0].format
    except InputError:
        return {"geojson": "geojson", "kml": "kml"}.get(opened.form.value, "csv")


def _first(opened: Opened) -> pd.DataFrame:
    """Return the first rows as they stand there."""
    frame: pd.DataFrame = next(opened.reader.chunks()).rows.slice(0, 2_000).to_pandas()
    return frame.iloc[:, 1:]


def _seen(seen: Preview) -> None:
    tried = seen.records.num_rows + seen.rejected.num_rows
    st.markdown(f"**The first {words.count(tried, 'row')}, as they would be read**")
    if seen.records.num_rows:
        st.dataframe(_readable(seen), hide_index=True, height=_tall(seen.records.num_rows))
    if seen.rejected.num_rows:
        st.markdown(f"**{words.count(seen.rejected.num_rows, 'row')} of them would be left out**")
        frame = seen.rejected.to_pandas().rename(columns={"row": "Row", "reason": "Why", "text": "How it begins"})
        st.dataframe(_plain(frame), hide_index=True, height=_tall(len(frame)))
    for warning in seen.warnings:
        st.caption(literal(warning).capitalize())


def _tall(rows: int) -> int:
    return min(36 * (rows + 1), 220)


def _readable(seen: Preview) -> pd.DataFrame:
    labels = {kind.value: label for kind, label in views.KIND_LABELS.items()}
    exact = {precision.value: label for precision, label in views.PRECISION_LABELS.items()}
    rows = seen.records.to_pylist()
    frame = pd.DataFrame(
        {
            "Row": [row["row"] for row in rows],
            "What": [labels[row["kind"]] for row in rows],
            "In its own words": [plain(row["title"] or "") for row in rows],
            "When": [words.period(row["first"], row["last"], row["date_precision"]) for row in rows],
            "Where": [plain(row["place_name"] or "") for row in rows],
            "Said as": [exact[row["place_precision"]] for row in rows],
            "Latitude": [row["lat"] for row in rows],
            "Longitude": [row["lon"] for row in rows],
            "Who": [plain("; ".join(row["actors"])) for row in rows],
            "To whom": [plain("; ".join(row["targets"])) for row in rows],
            "Killed": [words.people(row["killed_low"], row["killed_high"]) for row in rows],
            "Account": [plain(row["note"] or "")[:300] for row in rows],
        }
    )
    return frame[[name for name in frame.columns if (frame[name].notna() & (frame[name] != "")).any()]]


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(**{name: frame[name].map(lambda text: plain(str(text))) for name in frame.columns if name != "Row"})


# --- what columns mean ---------------------------------------------------------------------


def _mapping(columns: tuple[str, ...], first: pd.DataFrame, told: Settings) -> Mapping:
    saved = {name: one for name, one in mappings.saved(told).items() if set(one.columns.values()) <= set(columns)}
    fits = mappings.fitting(columns, told)
    options = [_GUESSED, *saved]
    chosen = st.selectbox(
        "What the columns mean", options, index=options.index(fits.name) if fits else 0, key="intake.mapping", format_func=plain
    )
    start = saved.get(chosen) or mappings.guess("own", columns, told)
    with st.expander("Columns", expanded=not {"date", "kind", "latitude", "longitude"} <= start.columns.keys()):
        picked = _columns(columns, start)
        left, right = st.columns(2)
        exact = left.selectbox(
            "A position means",
            list(_EXACT),
            index=list(_EXACT).index(start.exact),
            key=f"intake.exact.{chosen}",
            format_func=lambda one: _EXACT[one],
        )
        order = right.selectbox(
            "3/4/2031 is",
            list(_ORDERS),
            index=list(_ORDERS).index(start.order),
            key=f"intake.order.{chosen}",
            format_func=lambda one: _ORDERS[one],
        )
        kinds = _words_for_kinds(first, picked, start, told)
        made = Mapping(name=start.name, columns=picked, kinds=kinds, kind=start.kind, exact=exact, order=order)
        _keep(made, told)
    return made


def _columns(columns: tuple[str, ...], start: Mapping) -> dict[str, str]:
    picked: dict[str, str] = {}
    options = ["", *columns]
    for number, (field, meaning) in enumerate(mappings.FIELDS.items()):
        if number % _ABREAST == 0:
            row = st.columns(_ABREAST)
        with row[number % _ABREAST]:
            found = st.selectbox(
                _LABELS[field],
                options,
                index=options.index(start.columns.get(field, "")),
                key=f"intake.column.{start.name}.{field}",
                format_func=lambda column: plain(column) or _NOTHING,
                help=meaning,
            )
        if found:
            picked[field] = found
    return picked


def _words_for_kinds(first: pd.DataFrame, picked: dict[str, str], start: Mapping, told: Settings) -> dict[str, str]:
    if "kind" not in picked:
        return {}
    known = imports.words_for_kinds(told)
    said = first[picked["kind"]].dropna().map(lambda word: str(word).strip())
    unknown = [word for word in said.value_counts().index if word.lower() not in known and word][:_MOST_WORDS]
    if not unknown:
        return dict(start.kinds)
    st.caption("Words for what happened that are not known yet; what is left at “Other incident” stays in the lists.")
    labels = {kind.value: label for kind, label in views.KIND_LABELS.items()}
    table = pd.DataFrame(
        {"Word": [plain(word) for word in unknown], "Means": [labels[start.kinds.get(word, "other")] for word in unknown]}
    )
    edited = st.data_editor(
        table,
        hide_index=True,
        key=f"intake.words.{start.name}.{picked['kind']}",
        disabled=["Word"],
        column_config={"Means": st.column_config.SelectboxColumn(options=list(labels.values()), required=True)},
    )
    values = {label: value for value, label in labels.items()}
    told_now = {word: values[means] for word, means in zip(unknown, edited["Means"], strict=True) if means in values}
    return dict(start.kinds) | {word: kind for word, kind in told_now.items() if kind != "other"}


def _keep(made: Mapping, told: Settings) -> None:
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    left.text_input("Keep this mapping for the next file of this form, as", key="intake.keep", max_chars=48)
    right.button("Keep", key="intake.kept", on_click=_save, args=(made, told))
    if said := st.session_state.pop("intake.said", ""):
        st.caption(said)


@visitor.only(Right.IMPORT)
def _save(made: Mapping, told: Settings) -> None:
    name = imports.slug_of(st.session_state["intake.keep"])
    try:
        mappings.save(replace(made, name=name), told)
    except InputError:
        st.session_state["intake.said"] = "It could not be kept: the folder cannot be written."
    else:
        st.session_state["intake.said"] = f"Kept as {literal(name)}."


# --- importing -----------------------------------------------------------------------------


def _begin(wish: Wish, seen: Preview, told: Settings, key: str) -> None:
    known = imports.formats(told)[seen.format]
    stem = wish.file.rsplit(".", 1)[0] or known.name
    left, right = st.columns(2)
    name = left.text_input("Name", value=stem[:80], key=f"intake.name.{key}", max_chars=80)
    source = right.text_input("Whom to name beside its rows", value=known.attribution, key=f"intake.source.{key}", max_chars=300)
    terms = st.text_input("License", value=known.license, key=f"intake.license.{key}", max_chars=300)
    slug = imports.slug_of(name or stem)
    there = {one.slug: one for one in datasets.shelf(told).datasets}
    if slug in there:
        st.caption(f"It takes the place of {literal(there[slug].name)} ({words.count(there[slug].rows, 'row')}).")
    ready = replace(wish, name=name, license=terms, attribution=source)
    st.button(
        "Import", key="intake.import", type="primary", on_click=_start, args=(ready, told), disabled=not seen.records.num_rows
    )


@visitor.only(Right.IMPORT)
def _start(wish: Wish, told: Settings) -> None:
    today = datetime.now(tz=UTC).date()

    def work(task: Task[Dataset]) -> Dataset:
        return imports.run(wish, told, today, task.tell, lambda: task.stopping)

    st.session_state["intake.task"] = Task(work, wish.file)
