"""The closing slide: how the picture came about, how often it is right, what to keep in mind, and whose work it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from geo import evaluate, views
from geo.briefing.caveats import Handling
from geo.briefing.deck import Bullet, Deck
from geo.briefing.scope import Extent, extent
from geo.briefing.showing import filter_of
from geo.briefing.slide import Slide, SlideKind
from geo.errors import InputError
from geo.evaluate import Measured, wording
from geo.settings import Settings
from geo.store import Snapshot
from geo.views import Filter, Headline
from geo.views.phrases import count, day

TITLE: Final = "How this was made"

_READ: Final = (
    "Reports were read by fixed rules over a parse of their grammar; no sentence here was written by a language model. Every "
    "incident rests on a sentence that the source appendix quotes word for word."
)
_RECORDED: Final = "Records of data sets are shown as their makers recorded them; their words are not checked here."
_JOINED: Final = (
    "Reports of one happening are one incident. Its sources are counted once for each origin, and where they contradict each "
    "other each is shown."
)
_EXACT: Final = (
    "A place or a day is shown no more exactly than it was said. Who did it stands here as it was said, not as a finding."
)
_RANGE: Final = (
    "Range is not intent or accuracy: a ring says how far a system is said to reach, not that anybody means to use it."
)
_FEW: Final = "It is what these sources tell. What nobody reported, or what was not read, is missing."

_FIGURES: Final = (
    "Happenings found",
    "Happenings found, and right",
    "On the map",
    "On the map, and right",
    "Right about where",
    "Right about when",
    "Right about who did it",
)
"""Of the table of the page Quality; the others do not fit on a slide."""


def closing(deck: Deck, snapshot: Snapshot, settings: Settings, caveat: Handling | None) -> Slide:
    """Return the closing slide of a deck; the figures are those that were measured last for the build folder."""
    whole = views.headline(snapshot, Filter())
    shown = extent(snapshot, [filter_of(snapshot, scene) for scene in deck.scenes])
    return Slide(
        kind=SlideKind.CLOSING,
        title=TITLE,
        lines=tuple(Bullet(text=text) for text in (*_method(whole), *_caveats(shown, ring=_rings(deck)))),
        handling=caveat.mark if caveat else "",
        facts=(*_accuracy(snapshot, settings), *_credits(snapshot)),
    )


def _method(whole: Headline) -> Iterator[str]:
    if whole.documents:
        yield _READ
    if whole.datasets:
        yield _RECORDED
    if whole.documents:
        yield _JOINED
    yield _EXACT


def _rings(deck: Deck) -> bool:
    return any(scene.values("ring") or scene.page == "ranges" for scene in deck.scenes)


def _caveats(shown: Extent, *, ring: bool) -> Iterator[str]:
    if shown.incidents:
        yield _left_out(shown)
    if ring:
        yield _RANGE
    yield _FEW


def _left_out(shown: Extent) -> str:
    of = f"Of {count(shown.incidents, 'incident')} shown"
    if not (shown.not_on_map or shown.undated):
        return f"{of}, {'it is' if shown.incidents == 1 else 'all are'} on the map and dated."
    parts = [f"{shown.not_on_map:,} cannot be on the map"] if shown.not_on_map else []
    parts += [f"{shown.undated:,} {'has' if shown.undated == 1 else 'have'} no known day"] if shown.undated else []
    return f"{of}, {' and '.join(parts)}: they stand in the lists."


# --- accuracy ------------------------------------------------------------------------------


def _accuracy(snapshot: Snapshot, settings: Settings) -> tuple[tuple[str, str], ...]:
    try:
        told = evaluate.kept(settings.build)
    except InputError:
        return (("Accuracy", "The figures that were kept cannot be read"),)
    if told is None:
        return (("Accuracy", "Nothing was measured on this installation"),)
    by_noun = {one.noun: one for one in wording.figures(told.report)}
    figures = [by_noun[noun] for noun in _FIGURES if noun in by_noun]
    rows = [(one.noun, f"{wording.percent(one.share)} ({wording.counts(one.share)})") for one in figures]
    musts = [(noun, f"{many:,}") for noun, many, _ in wording.musts(told.report)[:1]]
    return (("Accuracy", _measured(told, snapshot)), *rows, *musts)


def _measured(told: Measured, snapshot: Snapshot) -> str:
    other = "" if told.snapshot == snapshot.id else ", on another snapshot"
    return f"Measured {day(told.on)} on {count(told.report.files, 'document file')} that a person labeled{other}"


# --- credits -------------------------------------------------------------------------------


def _credits(snapshot: Snapshot) -> tuple[tuple[str, str], ...]:
    rows: Sequence[dict[str, str]] = snapshot.manifest.get("credits", ())
    return tuple((row["name"], f"{row['what']}; {', '.join(filter(None, (row['credit'], row['license'])))}") for row in rows)
