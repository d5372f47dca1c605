"""Formats: from the bytes of a file to the texts in it, with what the format itself states about them."""

from __future__ import annotations

import csv
import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from geo.calendar import full_dates
from geo.errors import DocumentError
from geo.sources.decoding import decode

MAX_PAGES: Final = 500
"""Pages of a PDF; a longer one is no report."""
MAX_PAGE_BYTES: Final = 8 * 1024 * 1024
"""Of HTML."""

# What a parser remarks about a damaged file is no message to a person who builds; whoever sets up logging still gets it.
for _name in ("pypdf", "trafilatura", "htmldate", "courlan", "justext", "charset_normalizer"):
    logging.getLogger(_name).addHandler(logging.NullHandler())

COLUMNS: Final = ("title", "text", "date", "url", "publisher")
"""Of a table of documents; only `text` must be there."""

_MAX_DATE_CHARACTERS: Final = 80
_HEAD_BYTES: Final = 4096
_HALF: Final = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair, which no text may hold alone."""
_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_HTML: Final[dict[str, Any]] = {
    "with_metadata": True,
    # What the page states, never a guess from its text; and no clock: the default for max_date is today.
    "date_extraction_params": {
        "extensive_search": False,
        "original_date": True,
        "outputformat": "%Y-%m-%d",
        "min_date": "1980-01-01",
        "max_date": "2100-01-01",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """A text as it stands in a file, with what the file states about it."""

    text: str
    part: str = ""
    """Which row of a table it is ("line 3"), empty when it is the whole file."""
    start: int = 0
    title: str = ""
    publisher: str = ""
    url: str = ""
    published: date | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bad:
    """A part of a file that holds no document."""

    part: str
    reason: str


def plain(data: bytes) -> Iterator[Raw | Bad]:
    """Yield the whole text."""
    text, warnings = decode(data)
    yield Raw(text=text, warnings=warnings)


def lines(data: bytes) -> Iterator[Raw | Bad]:
    """Yield a text for each line of JSON with a member `text`."""
    text, warnings = decode(data)
    at = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield json_line(line, f"line {number}", at, warnings)
        at += len(line) + 1


def json_line(line: str, part: str, start: int, warnings: tuple[str, ...] = ()) -> Raw | Bad:
    """Return the text of one line of JSON, which `part` names and which begins at `start`."""
    try:
        told = json.loads(line, parse_int=_no_number)
    except (ValueError, RecursionError) as error:
        return Bad(part=part, reason=f"not JSON ({str(error)[:120]})")
    return row(told, part, start, warnings)


def table(data: bytes) -> Iterator[Raw | Bad]:
    """Yield a text for each row of a CSV file with a column `text`."""
    text, warnings = decode(data)
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    before = 0
    try:
        if "text" not in (name.strip().lower() for name in reader.fieldnames or ()):
            msg = "no column 'text'; it may have the columns title, text, date, url and publisher"
            raise DocumentError(msg)
        for told in reader:
            before, number = reader.line_num, before + 1
            yield row({str(k).strip().lower(): v for k, v in told.items() if k is not None}, f"line {number}", number, warnings)
    except csv.Error as error:
        yield Bad(part=f"line {reader.line_num}", reason=f"not CSV ({error})")


def web(data: bytes) -> Iterator[Raw | Bad]:
    """Yield the report on a page of HTML, without what surrounds it."""
    import trafilatura  # noqa: PLC0415  # half a second to import, and few sources are pages
    from lxml.etree import LxmlError  # noqa: PLC0415  # comes with trafilatura, and is as slow

    if len(data) > MAX_PAGE_BYTES:
        msg = f"a page of more than {MAX_PAGE_BYTES:,} bytes"
        raise DocumentError(msg)
    source, warnings = _page(data)
    try:
        page = trafilatura.bare_extraction(source, include_comments=False, include_tables=False, **_HTML)
    except (LxmlError, ValueError, TypeError, AttributeError, RecursionError) as error:
        # A damaged page fails anywhere in the extraction, in any of these ways.
        msg = f"not a readable page ({error})"
        raise DocumentError(msg) from error
    told = {} if page is None else page if isinstance(page, dict) else page.as_dict()
    if not (told.get("text") or "").strip():
        msg = "no report was found on this page"
        raise DocumentError(msg)
    yield Raw(
        text=told["text"],
        title=told.get("title") or "",
        publisher=told.get("sitename") or "",
        url=told.get("url") or "",
        published=day_of(told.get("date") or ""),
        warnings=warnings,
    )


def pages(data: bytes) -> Iterator[Raw | Bad]:
    """Yield the text of a PDF."""
    import pypdf  # noqa: PLC0415  # few sources are PDF
    from pypdf.errors import PyPdfError  # noqa: PLC0415  # few sources are PDF

    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if len(reader.pages) > MAX_PAGES:
            msg = f"more than {MAX_PAGES} pages"
            raise DocumentError(msg)
        text = "\n\n".join(page.extract_text() for page in reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError) as error:
        # A damaged file fails anywhere in the parser, in any of these ways.
        msg = f"not a readable PDF ({error})"
        raise DocumentError(msg) from error
    yield Raw(text=text.encode("utf-8", "replace").decode("utf-8"))


def _page(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the text of a page in the encoding that it declares, else by the rules for all text."""
    declared = _CHARSET.search(data[:_HEAD_BYTES])
    if declared:
        encoding = declared[1].decode("ascii")
        try:
            return data.decode(encoding), ()
        except (LookupError, UnicodeDecodeError):
            text, warnings = decode(data)
            return text, (*warnings, f"declares to be {encoding} and is not")
    return decode(data)


def day_of(words: str) -> date | None:
    """Return the day that a cell states, ISO or as newspapers print it; None when it states none, or either of two."""
    try:
        return date.fromisoformat(words[:10])
    except ValueError:
        found = next(full_dates(words[:_MAX_DATE_CHARACTERS]), None)
        return found.readings[0] if found and len(found.readings) == 1 else None


def _no_number(_: str) -> None:
    """Return nothing: no column holds a number, and one of a million digits takes hours to read."""


def row(told: object, part: str, start: int, warnings: tuple[str, ...] = ()) -> Raw | Bad:
    """Return the text of one row of a table, by the names of its columns; `part` names it, and it stands at `start`."""
    if not isinstance(told, dict):
        return Bad(part=part, reason="not an object")
    cells = {name: told.get(name) for name in COLUMNS}
    for name, cell in cells.items():
        if not isinstance(cell, str) and (cell is not None or name == "text"):
            return Bad(part=part, reason=f"{name} is not text")
        if cell and _HALF.search(cell):
            return Bad(part=part, reason=f"{name} holds half of a surrogate pair")
    said = {name: cell.strip() for name, cell in cells.items() if isinstance(cell, str)}
    published = day_of(said.get("date", ""))
    if said.get("date") and published is None:
        warnings = (*warnings, f"date {said['date'][:40]!r} is no day that can be read; write YYYY-MM-DD")
    return Raw(
        text=str(cells["text"]),
        part=part,
        start=start,
        title=said.get("title", ""),
        publisher=said.get("publisher", ""),
        url=said.get("url", ""),
        published=published,
        warnings=warnings,
    )


READERS: Final[dict[str, Callable[[bytes], Iterator[Raw | Bad]]]] = {
    ".txt": plain,
    ".md": plain,
    ".html": web,
    ".htm": web,
    ".pdf": pages,
    ".jsonl": lines,
    ".csv": table,
}
"""Reader by suffix, lower case."""
