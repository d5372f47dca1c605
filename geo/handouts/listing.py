"""The sheets of the source appendix: incidents with their sentences, then the documents and data sets that these stand in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Final

from geo.handouts.appendix import Appendix, Cited, Recorded, Row, Told
from geo.handouts.flowing import flowed
from geo.handouts.frame import BODY, titled
from geo.handouts.sheets import Box, Cell, Grid, Item, Line, Paragraph, Run, Sheet, Tone, Words, line, said
from geo.handouts.texts import flat, link
from geo.views.phrases import count

_SIZE: Final = 9.0
_PRINTED: Final = 3
"""Sentences of one incident; how many more there are is said."""
_INTRO: Final = 10.5
_INTRO_HIGH: Final = 32.0

_INCIDENTS: Final[Mapping[str, float]] = {
    "No.": 34,
    "Incident": 146,
    "When": 92,
    "Where, how exactly": 112,
    "Who, in which part": 138,
    "In these words": 378,
}
"""Heads of the columns, and their widths."""
_WORKS: Final[Mapping[str, float]] = {
    "No.": 34,
    "Published by": 130,
    "Headline": 226,
    "Published": 96,
    "Address": 190,
    "SHA-256 of the file": 224,
}

_Work = Cited | tuple[str, str, str, str]
"""A document; or a data set: name, license, credit, SHA-256 of its file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The sheets of an appendix, and where an incident stands in it."""

    sheets: tuple[Sheet, ...]
    at: Mapping[str, tuple[int, str]]
    """By the id of an incident: its number, and the name of its sheet."""


def listed(told: Appendix, scenes: int) -> Listed:
    """Return the appendix of a deck of so many scenes on sheets; at least one, which may say that there is nothing."""
    works: dict[_Work, int] = {}
    for row in told.rows:
        for work in (*(one.cited for one in row.told[:_PRINTED]), *((_set(row.record),) if row.record else ())):
            works.setdefault(work, len(works) + 1)
    behind = _sheets("documents", "Documents and data sets", _WORKS, [_work(number, one) for one, number in works.items()])
    places = {number: name for name, of in _numbered(behind) for number in of}
    to = {work: (number, places[number]) for work, number in works.items()}
    rows = [_incident(row, to) for row in told.rows]
    front = _sheets("incidents", "Source appendix", _INCIDENTS, rows, _intro(told, scenes))
    names = {number: name for name, of in _numbered(front) for number in of}
    return Listed(sheets=(*front, *behind), at={row.id: (row.number, names[row.number]) for row in told.rows})


def _sheets(
    name: str, title: str, columns: Mapping[str, float], rows: Sequence[tuple[Cell, ...]], intro: str = ""
) -> tuple[Sheet, ...]:
    widths = tuple(columns.values())
    head = line(tuple((said(text, _SIZE, bold=True),) for text in columns), widths, head=True)
    room, above = BODY.high - head.high, _INTRO_HIGH if intro else 0.0
    pages: list[list[Line]] = list(flowed(rows, widths, chain([room - above], repeat(room))))
    if not pages and intro:
        pages = [[]]
    found = []
    for n, lines in enumerate(pages, 1):
        top = above if n == 1 else 0.0
        items: list[Item] = [titled(title if len(pages) == 1 else f"{title} ({n} of {len(pages)})")]
        if top:
            box = Box(BODY.x, BODY.y, BODY.wide, _INTRO_HIGH)
            items.append(Words(box=box, paragraphs=(said(intro, _INTRO, Tone.QUIET),), name="What is listed"))
        if lines:
            alt = f"{title}, numbers {lines[0].cells[0][0].text} to {lines[-1].cells[0][0].text}"
            items.append(Grid(x=BODY.x, y=BODY.y + top, widths=widths, lines=(head, *lines), alt=alt))
        found.append(Sheet(name=f"{name}-{n}", title=title, items=tuple(items), level=0 if n == 1 else 1))
    return tuple(found)


def _numbered(sheets: Sequence[Sheet]) -> Iterator[tuple[str, set[int]]]:
    """Yield the name of each sheet, and the numbers of the rows that begin on it."""
    for sheet in sheets:
        grids = (item for item in sheet.items if isinstance(item, Grid))
        heads = (one.cells[0][0].text for grid in grids for one in grid.lines if not one.head)
        yield sheet.name, {int(head) for head in heads if head.isdigit()}


def _intro(told: Appendix, scenes: int) -> str:
    if not told.total:
        return "No incident stands in any scene of this deck."
    shown = f"{count(told.total, 'incident')} in {count(scenes, 'scene')}, each once and with the sentence it rests on."
    rest = f" {len(told.rows):,} are listed here, and {told.more:,} more stand in the app." if told.more else ""
    gone = f" No longer in this snapshot: {count(len(told.missing), 'incident')} that the deck names." if told.missing else ""
    return f"{shown} A number in brackets is that of the document, listed at the end.{rest}{gone}"


# --- incidents -----------------------------------------------------------------------------


def _incident(row: Row, to: Mapping[_Work, tuple[int, str]]) -> tuple[Cell, ...]:
    scenes = f"{'scene' if len(row.scenes) == 1 else 'scenes'} {_ranges(row.scenes)}"
    firmly = f"{row.status}, {count(row.sources, 'independent source')}" if not row.record else row.status
    who = tuple(
        Paragraph(runs=(Run(text=flat(name)), Run(text=f" ({part})", tone=Tone.QUIET)), size=_SIZE) for name, part in row.actors
    )
    where = (said(flat(row.where), _SIZE), said(row.precision, _SIZE, Tone.QUIET)) if row.where else (_quiet(row.precision),)
    return (
        (said(str(row.number), _SIZE),),
        (said(flat(row.title), _SIZE, bold=True), _quiet(firmly), *((_quiet(scenes),) if row.scenes else ())),
        (said(row.when, _SIZE),),
        where,
        who or (_quiet("nobody is named"),),
        tuple(_words(row, to)),
    )


def _ranges(numbers: Sequence[int]) -> str:
    """Return "1, 3 to 5, 9" for the numbers 1, 3, 4, 5 and 9."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)


def _words(row: Row, to: Mapping[_Work, tuple[int, str]]) -> Iterator[Paragraph]:
    for one in row.told[:_PRINTED]:
        yield said(f"“{flat(one.sentence)}”", _SIZE)
        yield _behind(_published(one), to[one.cited])
    if more := row.untold + max(0, len(row.told) - _PRINTED):
        yield _quiet(f"and {count(more, 'more sentence')} in the app")
    if row.record:
        yield said(flat(row.record.note), _SIZE) if row.record.note.strip() else _quiet("The record has no note.")
        cites = f"; it cites {flat(row.record.cites)}" if row.record.cites else ""
        yield _behind(f"recorded in {flat(row.record.dataset)}, row {row.record.row:,}{cites} ", to[_set(row.record)])
        if address := link(row.record.link):
            yield _linked(address)


def _published(one: Told) -> str:
    return f"{flat(one.cited.outlet)}{f', {one.cited.published}' if one.cited.published else ''} "


def _behind(text: str, to: tuple[int, str]) -> Paragraph:
    number, sheet = to
    return Paragraph(
        runs=(Run(text=text, tone=Tone.QUIET), Run(text=f"[{number}]", tone=Tone.LINK, to=sheet)), size=_SIZE, after=2
    )


def _quiet(text: str) -> Paragraph:
    return said(text, _SIZE, Tone.QUIET)


def _linked(address: str) -> Paragraph:
    return Paragraph(runs=(Run(text=address, tone=Tone.LINK, link=address),), size=_SIZE)


# --- documents and data sets ---------------------------------------------------------------


def _set(record: Recorded) -> tuple[str, str, str, str]:
    return record.dataset, record.license, record.attribution, record.sha256


def _work(number: int, one: _Work) -> tuple[Cell, ...]:
    if isinstance(one, Cited):
        address = link(one.link)
        shown = _linked(address) if address else _quiet(flat(one.link) or "none is known")
        cells = (said(flat(one.outlet), _SIZE), said(flat(one.headline), _SIZE), said(one.published or "not known", _SIZE), shown)
        sha256 = one.sha256
    else:
        name, terms, credit, sha256 = one
        cells = (said(flat(name), _SIZE), said(flat(credit), _SIZE), _quiet("data set"), _quiet(flat(terms)))
    return ((said(str(number), _SIZE),), *((cell,) for cell in cells), (said(sha256 or "not known", _SIZE),))
