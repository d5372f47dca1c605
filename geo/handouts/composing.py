"""A deck as sheets: opening, scenes, closing, and the source appendix behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from typing import Final

from geo import briefing
from geo.briefing import Bullet, Deck, Slide, SlideKind
from geo.briefing.showing import Shown, shown
from geo.drawings import as_of, rests_on
from geo.errors import StoppedError
from geo.handouts.appendix import appendix
from geo.handouts.figures import PLAIN, figure
from geo.handouts.flowing import flowed
from geo.handouts.frame import BODY, MARGIN, framed, titled
from geo.handouts.listing import listed
from geo.handouts.sheets import (
    WIDE,
    Box,
    Cell,
    Grid,
    Item,
    Paragraph,
    Picture,
    Role,
    Rule,
    Run,
    Sheet,
    Tone,
    Words,
    fitted,
    line,
    said,
)
from geo.handouts.texts import flat
from geo.settings import Settings
from geo.store import Snapshot

Tell = Callable[[str, int, int], None]
Stop = Callable[[], bool]
Paint = Callable[[Shown], bytes]
"""A map as PNG, 16 to 9."""

_GAP: Final = 22.0
_STRIP: Final = 36.0
"""Height of the lines below a picture."""
_SHAPES: Final = (
    (650, 18), (650, 17), (650, 16), (640, 15), (600, 15), (640, 14), (600, 14), (560, 14), (600, 13), (560, 13), (520, 13),
    (560, 12), (520, 12), (480, 12), (440, 12), (400, 12), (360, 12), (360, 11), (320, 10),
)  # fmt: skip
"""Width of the picture and size of the words beside it, the best first."""
_ALONE: Final = 660.0
"""Width of a picture without words beside it."""
_MOST_NUMBERS: Final = 6
"""Of the appendix behind one bullet; how many more there are is said."""

Places = Mapping[str, tuple[int, str]]
"""Number in the appendix and name of its sheet, by the id of an incident."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What a sheet is made of besides its slide."""

    snapshot: Snapshot
    settings: Settings
    paint: Paint
    places: Places


def composed(  # noqa: PLR0913  # each is a choice of its own
    deck: Deck, snapshot: Snapshot, settings: Settings, paint: Paint, *, tell: Tell, stop: Stop
) -> tuple[Sheet, ...]:
    """
    Return the sheets of a deck, from the first to the last.

    Parameters
    ----------
    deck, snapshot, settings
        What is shown, of what, and whose tables.
    paint
        Draws the map of a scene.
    tell
        Is told what is done, how far, and of how many.
    stop
        Is asked between two slides whether to go on.

    Raises
    ------
    StoppedError
        If `stop` says so.
    QueryError
        If a scene takes too long to ask for.
    """
    slides = briefing.slides(deck, snapshot, settings)
    tell("appendix", 0, 1)
    behind = listed(appendix(snapshot, deck), len(deck.scenes))
    stage = Stage(snapshot=snapshot, settings=settings, paint=paint, places=behind.at)
    found: list[Sheet] = []
    for n, slide in enumerate(slides):
        if stop():
            msg = "the hand-out was stopped; nothing of it was kept: make it again"
            raise StoppedError(msg)
        tell("slides", n, len(slides))
        found += _MAKERS[slide.kind](slide, f"slide-{n + 1}", stage)
    tell("slides", len(slides), len(slides))
    handling = slides[0].handling if slides else ""
    return framed((*found, *behind.sheets), deck.title.strip() or "Briefing", handling)


# --- opening and closing -------------------------------------------------------------------


def _opening(slide: Slide, name: str, _: Stage) -> Iterator[Sheet]:
    title = flat(slide.title)
    box = Box(2 * MARGIN, 96, WIDE - 4 * MARGIN, 112)
    size = fitted(title, (44.0, 40.0, 36.0, 32.0, 28.0, 24.0, 20.0), box, bold=True)
    words = Words(box=box, paragraphs=(said(title, size, bold=True),), role=Role.TITLE, anchor="bottom", name="Title")
    space = Box(2 * MARGIN, 220, WIDE - 4 * MARGIN, 118)
    body = _body(slide.lines, {}, space, (20.0, 18.0, 16.0, 14.0, 12.0, 10.0, 9.0), bullets=False)
    rows = [_fact(*fact, size=14.0) for fact in slide.facts]
    widths = (130.0, WIDE - 4 * MARGIN - 130)
    lines = tuple(line(row, widths) for row in rows)
    grid = Grid(x=2 * MARGIN, y=352, widths=widths, lines=lines, alt="What the briefing rests on", ruled=False)
    items: tuple[Item, ...] = (words, body, Rule(x=2 * MARGIN, y=346, wide=WIDE - 4 * MARGIN), *((grid,) if rows else ()))
    yield Sheet(name=name, title=title, items=items, note=slide.note)


def _closing(slide: Slide, name: str, _: Stage) -> Iterator[Sheet]:
    half = (BODY.wide - 2 * _GAP) / 2
    body = _body(slide.lines, {}, Box(BODY.x, BODY.y, half, BODY.high), (17.0, 16.0, 15.0, 14.0, 13.0, 12.0, 11.0, 10.0))
    widths = (half * 0.46, half * 0.54)
    tried = (
        list(flowed([_fact(*fact, size=size) for fact in slide.facts], widths, repeat(BODY.high)))
        for size in (14.0, 13.0, 12.0, 11.0)
    )
    tables = list(tried)
    pages = next((one for one in tables if len(one) <= 1), tables[-1])
    for n, lines in enumerate(pages or [[]], 1):
        title = flat(slide.title) if n == 1 else f"{flat(slide.title)} ({n})"
        grid = Grid(
            x=BODY.x + half + 2 * _GAP, y=BODY.y, widths=widths, lines=tuple(lines), alt="Figures and credits", ruled=False
        )
        items = (titled(title), *((body,) if n == 1 else ()), *((grid,) if lines else ()))
        yield Sheet(
            name=name if n == 1 else f"{name}-{n}", title=title, items=items, note=slide.note if n == 1 else "", level=int(n > 1)
        )


def _fact(name: str, value: str, *, size: float) -> tuple[Cell, ...]:
    return ((said(flat(name), size, Tone.QUIET),), (said(flat(value), size),))


# --- scenes --------------------------------------------------------------------------------


def _scene(slide: Slide, name: str, stage: Stage) -> Iterator[Sheet]:
    if slide.scene is None:
        return
    told = shown(stage.snapshot, stage.settings, slide.scene)
    made = figure(told, stage.snapshot, stage.settings)
    wide, size = (
        _beside(slide.lines, stage.places, picture=made is None) if slide.lines else (_ALONE if made is None else BODY.wide, 0.0)
    )
    left = Box(BODY.x, BODY.y, wide, BODY.high - _STRIP)
    content: Item | None
    if made is None:
        alt = f"Map: {rests_on(told)}. {'; '.join(str(title) for title in told.frame['title'].head(_MOST_NUMBERS))}"
        content = Picture(box=Box(left.x, left.y, wide, wide * 9 / 16), png=stage.paint(told), alt=flat(alt))
    else:
        content = made.grid(Box(left.x, left.y + 26, wide, left.high - 30)) if made.rows else None
    items: list[Item] = [titled(slide.title), *((content,) if content else ())]
    if made is not None:
        items.append(_words(Box(left.x, left.y, wide, 20), said(made.caption, 14, Tone.QUIET), "What the table shows"))
    if slide.lines:
        right = Box(left.x + wide + _GAP, BODY.y, BODY.wide - wide - _GAP, BODY.high - _STRIP)
        items.append(_body(slide.lines, stage.places, right, (size, *(one for one in _SIZES if one < size))))
    elif made is None:
        items += _figures(told, Box(left.x + wide + _GAP, BODY.y, BODY.wide - wide - _GAP, BODY.high - _STRIP))
    items.append(_source(told, Box(BODY.x, BODY.y + BODY.high - 30, BODY.wide, 32)))
    yield Sheet(name=name, title=flat(slide.title), items=tuple(items), note=slide.note, lit=_lit(told.theme))


def _lit(theme: str) -> str:
    return "dark" if theme == "dark" else "light"


def _beside(lines: Sequence[Bullet], places: Places, *, picture: bool) -> tuple[float, float]:
    """Return the width of what stands beside bullets, and their size: the largest of both that has room."""
    shapes = _SHAPES if picture else tuple((640, size) for size in _SIZES)
    for wide, size in shapes:
        room = Box(0, 0, BODY.wide - wide - _GAP, BODY.high - _STRIP)
        if sum(one.high(room.wide) for one in _bullets(lines, places, size)) <= room.high:
            return wide, size
    return shapes[-1]


def _bullets(lines: Sequence[Bullet], places: Places, size: float, *, bullets: bool = True) -> tuple[Paragraph, ...]:
    return tuple(
        Paragraph(runs=(Run(text=flat(one.text)), *_references(one.of, places)), size=size, bullet=bullets, after=size * 0.55)
        for one in lines
    )


def _references(ids: Sequence[str], places: Places) -> Iterator[Run]:
    """Yield the numbers in the appendix of what a bullet rests on, each leading there."""
    known = sorted({places[id_] for id_ in ids if id_ in places})
    shown_ = known[:_MOST_NUMBERS]
    for n, (number, sheet) in enumerate(shown_):
        begin, end = "[" if n == 0 else "", "," if n < len(shown_) - 1 else "]" if len(known) == len(shown_) else ""
        yield Run(text=" ", tone=Tone.INK if n == 0 else Tone.LINK)
        yield Run(text=f"{begin}{number}{end}", tone=Tone.LINK, to=sheet)
    if len(known) > len(shown_):
        yield Run(text=f" and {len(known) - len(shown_):,} more]", tone=Tone.QUIET)


def _body(lines: Sequence[Bullet], places: Places, box: Box, sizes: Sequence[float], *, bullets: bool = True) -> Words:
    """Return statements in the largest of the sizes at which they fit; the smallest where none does."""
    tried = (_bullets(lines, places, size, bullets=bullets) for size in sizes)
    fits = (one for one in tried if sum(part.high(box.wide) for part in one) <= box.high)
    shown_ = next(fits, None) or _bullets(lines, places, sizes[-1], bullets=bullets)
    return Words(box=box, paragraphs=shown_, role=Role.BODY, name="What is to be said")


def _words(box: Box, paragraph: Paragraph, name: str) -> Words:
    return Words(box=box, paragraphs=(paragraph,), anchor="middle", name=name)


def _source(told: Shown, box: Box) -> Words:
    """Return the lines below a scene: how many, from how many, when, what is not in the picture, and as of when."""
    first = [] if told.scene.page in PLAIN else [_line(rests_on(told), (12.0, 11.0, 10.0, 9.0, 8.0), Tone.INK, bold=True)]
    last = _line(as_of(told), (9.5, 9.0, 8.5, 8.0, 7.0), Tone.QUIET)
    return Words(box=box, paragraphs=(*first, last), anchor="bottom", name="What it rests on")


def _line(text: str, sizes: tuple[float, ...], tone: Tone, *, bold: bool = False) -> Paragraph:
    size = fitted(flat(text), sizes, Box(0, 0, BODY.wide, sizes[0] * 1.3), bold=bold)
    return said(flat(text), size, tone, bold=bold)


def _figures(told: Shown, box: Box) -> Iterator[Item]:
    """Yield the numbers of a scene in large type, where nobody wrote anything to it."""
    rows = [
        (told.total, "incident"),
        (told.sources, "independent source"),
        (told.unmapped, "not on the map"),
        (told.undated, "undated"),
    ]
    shown_ = [(number, noun) for n, (number, noun) in enumerate(rows) if number or n == 0]
    paragraphs: list[Paragraph] = []
    for number, noun in shown_:
        words = noun if noun.startswith(("not", "un")) or number == 1 else f"{noun}s"
        paragraphs += [said(f"{number:,}", 36, bold=True), replace(said(words, 14, Tone.QUIET), after=12)]
    yield Words(box=box, paragraphs=tuple(paragraphs), name="In numbers")


_SIZES: Final = (18.0, 16.0, 15.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0)
_MAKERS: Final[Mapping[SlideKind, Callable[[Slide, str, Stage], Iterator[Sheet]]]] = {
    SlideKind.OPENING: _opening,
    SlideKind.SCENE: _scene,
    SlideKind.CLOSING: _closing,
}
