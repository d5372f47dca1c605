"""From a file to a data set in force: all of it or nothing, told how far it is, and stopped whenever somebody asks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Final, Protocol, TypeVar

import pyarrow as pa

from geo import datasets
from geo.datasets import About, Dataset, Draft
from geo.errors import InputError, RefusedError, StoppedError
from geo.imports import codebooks, mappings, recipes
from geo.imports.judging import Judge
from geo.imports.mappings import Mapping
from geo.imports.opening import Form, Opened, look
from geo.imports.raw import ROW
from geo.imports.recipes import Recipe
from geo.settings import Settings

T = TypeVar("T")

PREVIEWED: Final = 200
"""Rows that a preview reads."""

# Every question to the database is planned anew, so few large ones are cheaper than many small ones.
_AT_ONCE: Final = 40_000
_BYTES_AT_ONCE: Final = 32 * 2**20

_SLASHED: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-]\d{4}(?!\d)")
_MONTHS: Final = 12
_SLUG: Final = re.compile(r"[^a-z0-9]{1,1000}")


class Progress(Protocol):
    """Told what is being done; done and total are bytes, or rows where the size is not known."""

    def __call__(self, stage: str, item: str = "", done: int = 0, total: int = 0) -> None:
        """Take note."""


def silent(stage: str, item: str = "", done: int = 0, total: int = 0) -> None:
    """Take no note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants imported, and what they say of it; what is left empty is found out or is the format's."""

    path: Path
    file: str = ""
    """What the file was called, where the path is not its own."""
    format: str = ""
    mapping: Mapping | None = None
    name: str = ""
    license: str = ""
    attribution: str = ""
    homepage: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would come of the first rows of a file."""

    format: str
    columns: tuple[str, ...]
    first: pa.Table
    """The rows as they stand in the file, with their numbers."""
    records: pa.Table
    rejected: pa.Table
    warnings: tuple[str, ...]


def slug_of(name: str) -> str:
    """Return the short name that a name gives: "ACLED, Iraq 2031" is "acled-iraq-2031"."""
    plain = unicodedata.normalize("NFKD", name[:400]).encode("ascii", "ignore").decode().lower()
    return _SLUG.sub("-", plain).strip("-")[:48].strip("-") or "dataset"


def recipe_of(opened: Opened, wish: Wish, settings: Settings) -> tuple[Recipe, Mapping | None]:
    """
    Return how the rows of a file become records: the format that was asked for or found, else a mapping.

    Raises
    ------
    InputError
        If the format is not known, the file is not of it, or nothing tells what its columns mean.
    """
    columns = opened.reader.columns
    form = {Form.GEOJSON: "geojson", Form.KML: "kml"}.get(opened.form, "csv")
    if wish.mapping:
        return mappings.recipe(wish.mapping, columns, form), wish.mapping
    if wish.format and wish.format not in {"csv", "geojson", "kml"}:
        known = {recipe.format: recipe for recipe in recipes.KNOWN}
        asked = known.get(wish.format)
        if asked is None:
            msg = f"{wish.format!r} is no format; there are {', '.join([*known, 'csv', 'geojson', 'kml'])}"
            raise InputError(msg)
        missing = sorted(set(asked.marks) - {column.casefold() for column in columns})
        if missing:
            msg = f"{opened.name}: is not of the format {wish.format}: it has no column {', '.join(missing)}; leave --format out"
            raise InputError(msg)
        return asked, None
    found = None if wish.format else recipes.of_columns(columns)
    if found:
        return found, None
    mapping = mappings.fitting(columns, settings) or mappings.guess(slug_of(opened.name), columns, settings)
    if "date" not in mapping.columns and "latitude" not in mapping.columns and "place" not in mapping.columns:
        shown = ", ".join(columns[:12])[:300]
        msg = f"{opened.name}: nothing tells what its columns mean ({shown}); name them in a mapping (`datasets mapping`)"
        raise InputError(msg)
    return mappings.recipe(mapping, columns, form), mapping


def preview(wish: Wish, settings: Settings, rows: int = PREVIEWED, opened: Opened | None = None) -> Preview:
    """
    Return what would come of the first rows of a file, `opened` where that was done before; nothing is written.

    Raises
    ------
    RefusedError
        If it is no file that can be imported.
    InputError
        If nothing tells what its columns mean.
    """
    opened = opened or look(wish.path, wish.file)
    recipe, mapping = recipe_of(opened, wish, settings)
    chunk = next(opened.reader.chunks(), None)
    if chunk is None:
        msg = f"{opened.name}: holds no row; nothing can be imported"
        raise RefusedError(msg)
    recipe, warnings = _dated(recipe, opened, chunk.rows, wish.order)
    with closing(_judge(recipe, mapping, opened, settings, "preview")) as judge:
        records, refused = judge.judge(chunk.rows.slice(0, rows))
    aside = chunk.bad.filter(pa.compute.less_equal(chunk.bad["row"], rows + 1))
    return Preview(
        format=recipe.format,
        columns=opened.reader.columns,
        first=chunk.rows.slice(0, rows).rename_columns(["row", *opened.reader.columns]),
        records=records,
        rejected=pa.concat_tables([refused.cast(datasets.REJECTED), aside]).sort_by("row"),
        warnings=(*opened.warnings, *warnings, *_assumed(mapping)),
    )


def run(
    wish: Wish, settings: Settings, today: date, progress: Progress = silent, stop: Callable[[], bool] = lambda: False
) -> Dataset:
    """
    Import a file as a data set, which takes the place of the one of that name; return it.

    Parameters
    ----------
    wish
        The file, and what is said of it.
    settings
        Where data sets are kept.
    today
        The day of the import, as the caller knows it.
    progress
        Told how far it is.
    stop
        Asked every few megabytes; once it says so, the import ends and nothing of it is kept.

    Raises
    ------
    StoppedError
        If `stop` said so.
    RefusedError
        If the file cannot be imported, or changed meanwhile.
    InputError
        If nothing tells what its columns mean.
    BuildError
        If it cannot be written; what was in force stays in force.
    """
    name = wish.file or wish.path.name

    def watch(done: int, total: int) -> None:
        _see_whether_to_stop(stop, name)
        progress("look at", name, done, total)

    opened = look(wish.path, wish.file, watch)
    recipe, mapping = recipe_of(opened, wish, settings)
    about = _about(recipe, opened, wish, settings)
    with datasets.draft(settings, about) as draft:
        chunks = opened.reader.chunks()
        start = list(islice(chunks, 1))
        recipe, assumed = _dated(recipe, opened, start[0].rows if start else None, wish.order)
        with closing(_judge(recipe, mapping, opened, settings, about.slug)) as judge:
            waiting: list[pa.Table] = []
            for chunk in _chained(start, chunks):
                _see_whether_to_stop(stop, name)
                progress("import", name, chunk.done, max(chunk.total, chunk.done))
                if chunk.bad.num_rows:
                    draft.reject(chunk.bad)
                waiting.append(chunk.rows)
                if (
                    sum(table.num_rows for table in waiting) >= _AT_ONCE
                    or sum(table.nbytes for table in waiting) > _BYTES_AT_ONCE
                ):
                    _settle(waiting, judge, draft)
            _settle(waiting, judge, draft)
            _see_whether_to_stop(stop, name)
            if not opened.unchanged:
                msg = f"{name}: was changed while it was read, and nothing of it was kept; import it again"
                raise RefusedError(msg)
            if not draft.rows:
                raise _nothing(name, draft.left_out)
            progress("publish", name)
            return draft.publish(
                file=name,
                sha256=opened.sha256,
                imported=today,
                as_of=min(date.fromisoformat(judge.newest), today) if judge.newest else None,
                warnings=(*opened.warnings, *opened.reader.warnings, *assumed, *_assumed(mapping), *_noted(judge)),
            )


def _settle(waiting: list[pa.Table], judge: Judge, draft: Draft) -> None:
    if not waiting:
        return
    records, refused = judge.judge(pa.concat_tables(waiting))
    waiting.clear()
    draft.add(records)
    if refused.num_rows:
        draft.reject(refused)
    # An import may run beside the pages, in their process: what it no longer needs goes back to the machine.
    pa.default_memory_pool().release_unused()


def _chained(start: list[T], rest: Iterator[T]) -> Iterator[T]:
    yield from start
    yield from rest


def _see_whether_to_stop(stop: Callable[[], bool], name: str) -> None:
    if stop():
        msg = f"{name}: the import was stopped; nothing of it was kept"
        raise StoppedError(msg)


def _about(recipe: Recipe, opened: Opened, wish: Wish, settings: Settings) -> About:
    known = codebooks.formats(settings)[recipe.format]
    stem = opened.name.rsplit("/", 1)[-1].split(".")[0]
    return About(
        slug=slug_of(wish.name or stem),
        name=wish.name or stem or recipe.format,
        format=recipe.format,
        license=wish.license or known.license,
        attribution=wish.attribution or known.attribution,
        homepage=wish.homepage or known.homepage,
    )


def _judge(recipe: Recipe, mapping: Mapping | None, opened: Opened, settings: Settings, slug: str) -> Judge:
    tables = dict(codebooks.tables(settings))
    if mapping:
        tables["kinds"] = mappings.with_kinds(tables["kinds"], mapping)
    return Judge(recipe, tables, opened.reader.columns, slug)


def _dated(recipe: Recipe, opened: Opened, rows: pa.Table | None, asked: str) -> tuple[Recipe, tuple[str, ...]]:
    """Return the recipe with the order of days and months that the first rows show, and what was assumed."""
    if asked or rows is None:
        return replace(recipe, order=asked or recipe.order), ()
    day_first = month_first = slashed = False
    for column in rows.column_names:
        if column == ROW or not _names_a_date(column, recipe, opened):
            continue
        for text in rows[column].slice(0, 20_000).to_pylist():
            hit = _SLASHED.match(text or "")
            if hit:
                slashed = True
                day_first = day_first or int(hit[1]) > _MONTHS
                month_first = month_first or int(hit[2]) > _MONTHS
    if not slashed:
        return recipe, ()
    if day_first != month_first:
        return replace(recipe, order="dmy" if day_first else "mdy"), ()
    if not recipe.order:
        msg = f"{opened.name}: 3/4/2031 may be two days in it; say whether the day or the month comes first (--dates dmy, mdy)"
        raise InputError(msg)
    return recipe, (f"3/4/2031 is read as {'day, month' if recipe.order == 'dmy' else 'month, day'}, year",)


def _names_a_date(column: str, recipe: Recipe, opened: Opened) -> bool:
    number = opened.reader.columns.index(column)
    wanted = f"{recipe.fields.get('first', '')} {recipe.fields.get('last', '')}".casefold()
    return f"<#{number}>" in wanted or f"<{column.casefold()}>" in wanted


def _assumed(mapping: Mapping | None) -> tuple[str, ...]:
    if mapping is None or "latitude" not in mapping.columns or "exactness" in mapping.columns:
        return ()
    return (f"nothing says how exact its positions are: they are taken as {mapping.exact}",)


def _noted(judge: Judge) -> Iterator[str]:
    for count, one, many in (
        (judge.unknown, "row is of a kind that is not known: other", "rows are of a kind that is not known: other"),
        (judge.outside, "row lies outside the country that it names", "rows lie outside the country that they name"),
        (judge.cut, "account was cut, with a mark", "accounts were cut, with a mark"),
    ):
        if count:
            yield f"{count:,} {one if count == 1 else many}"


def _nothing(name: str, left_out: dict[str, int]) -> RefusedError:
    most = max(left_out, key=lambda reason: left_out[reason], default="it has none")
    msg = f"{name}: not one row can be taken ({most}); see what its columns mean"
    return RefusedError(msg)
