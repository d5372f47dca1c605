"""What a scene shows whose page is no map: a table of what that page answers, as much of it as there is room for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd

from geo import evaluate
from geo.briefing.showing import Shown
from geo.errors import InputError
from geo.evaluate import wording
from geo.handouts.fitting import width
from geo.handouts.look import blended, colors
from geo.handouts.sheets import PAD_X, Box, Cell, Grid, Line, Tone, line, said
from geo.handouts.texts import flat
from geo.maps.symbols import Theme, families
from geo.model import Family, Status
from geo.settings import Settings
from geo.store import Snapshot
from geo.views import OTHERS, STATUS_LABELS, Lanes, Unit, actors, cells, contests, day_of, disagreements, documents, lanes, some
from geo.views.disagreements import Side
from geo.views.phrases import count, day, period

SIZE: Final = 12.0
_SIZES: Final = (16.0, 15.0, 14.0, 13.0, SIZE)
_MOST: Final = 40
"""Rows that are asked for; fewer fit."""
_QUOTED: Final = 200
_LONGEST: Final = 220
"""Characters of a quotation; whole it stands in the appendix."""
_EMPTY: Final[Cell] = (said("", SIZE),)
_LANES: Final = 11
_BINS: Final = 14

Rows = tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A table before it is known how much room it has."""

    caption: str
    heads: tuple[str, ...]
    shares: tuple[float, ...]
    """Of the width, by column."""
    rows: Rows
    total: int
    """Rows that there are."""
    noun: str = "row"
    shades: tuple[tuple[str, ...], ...] = ()
    centered: tuple[int, ...] = ()

    def grid(self, box: Box) -> Grid:
        """Return all rows in type as large as fits a box, or else as many as fit; the last then says how many more there are."""
        widths = tuple(box.wide * share / sum(self.shares) for share in self.shares)
        sizes = [size for size in _SIZES if size == SIZE or _unbroken(self.heads, self.rows, size, widths)]
        grown = (self._grown(size, widths) for size in sizes if self.total == len(self.rows))
        if whole := next((lines for lines in grown if sum(one.high for one in lines) <= box.high), None):
            return self._placed(whole, box, widths)
        head, *lines = self._grown(SIZE, widths)
        room, kept = box.high - head.high - self._foot(self.total, widths).high, list[Line]()
        for one in lines:
            if one.high > room:
                break
            kept.append(one)
            room -= one.high
        foot = self._foot(self.total - len(kept), widths)
        return self._placed([head, *kept, foot], box, widths)

    def _grown(self, size: float, widths: tuple[float, ...]) -> list[Line]:
        """Return the head and all rows in type of a size."""
        shades = self.shades or ((),) * len(self.rows)
        head = line(tuple((said(text, size, bold=True),) for text in self.heads), widths, head=True)
        rows = (tuple(tuple(replace(part, size=size) for part in cell) for cell in row) for row in self.rows)
        return [head, *(line(row, widths, shades=shade) for row, shade in zip(rows, shades, strict=True))]

    def _foot(self, more: int, widths: tuple[float, ...]) -> Line:
        """Return the row that says, in the widest column, how many rows there was no room for."""
        text = f"and {count(more, 'more ' + self.noun)}, in the app"
        widest = widths.index(max(widths))
        return line(tuple((said(text if n == widest else "", SIZE, Tone.QUIET),) for n in range(len(widths))), widths)

    def _placed(self, lines: Sequence[Line], box: Box, widths: tuple[float, ...]) -> Grid:
        return Grid(x=box.x, y=box.y, widths=widths, lines=tuple(lines), alt=self.caption, centered=self.centered)


def _unbroken(heads: Sequence[str], rows: Rows, size: float, widths: Sequence[float]) -> bool:
    """Return whether each word has room in its column."""
    columns = zip(heads, zip(*rows, strict=True), widths, strict=True)
    return all(
        width(word, size, bold=True) <= wide - 2 * PAD_X
        for head, cells_, wide in columns
        for text in (head, *(part.text for cell in cells_ for part in cell))
        for word in text.split()
    )


Maker = Callable[[Shown, Snapshot, Settings], Figure]


def figure(told: Shown, snapshot: Snapshot, settings: Settings) -> Figure | None:
    """Return the table of a scene's page; None where the page is a map, or is none that is known here."""
    maker = FIGURES.get(told.scene.page)
    return maker(told, snapshot, settings) if maker else None


# --- time ----------------------------------------------------------------------------------


def _timeline(told: Shown, snapshot: Snapshot, _: Settings) -> Figure:
    by = Lanes.ACTOR if "actor" in told.scene.values("lanes") else Lanes.KIND
    rows = lanes(snapshot, told.filter, by, _LANES)
    ids = [str(lane) for lane in rows["lane"]]
    unit, counted = _counted(told, snapshot, by, ids)
    dated = counted[counted["first"].notna()]
    bins = sorted(dated["first"].unique())
    kept = bins[-_BINS:]
    earlier = ["earlier"] if len(kept) < len(bins) else []
    names = [*earlier, *(_bin(day_of(one), unit) for one in kept)]
    table = [_row(counted[counted["lane"] == lane], bins[: len(bins) - len(kept)], kept) for lane in ids]
    theme = Theme.DARK if told.theme == Theme.DARK else Theme.LIGHT
    inks = [families()[_family(counted, lane, by)].color(theme) for lane in ids]
    return Figure(
        caption=f"Incidents by {by.value} and {unit.value}; {unit.value}s without any are left out",
        heads=("", *names, "no exact day" if unit is Unit.DAY else f"no exact {unit.value}"),
        shares=(3.2, *(1.5 for _ in earlier), *(1.0 for _ in kept), 1.4),
        rows=tuple(
            tuple((said(text, SIZE),) for text in (flat(str(label)), *(f"{n:,}" if n else "" for n in (*counts, inexact))))
            for label, (counts, inexact) in zip(rows["label"], table, strict=True)
        ),
        total=len(ids),
        noun="lane",
        shades=tuple(("", *shades, "") for shades in shaded([counts for counts, _ in table], inks, colors(theme)[Tone.GROUND])),
        centered=tuple(range(1, len(names) + 2)),
    )


def _counted(told: Shown, snapshot: Snapshot, by: Lanes, ids: list[str]) -> tuple[Unit, pd.DataFrame]:
    """Return the counts in the shortest unit of time of which there are few enough that hold any."""
    for unit in Unit:
        found = cells(snapshot, told.filter, by, ids, unit)
        if found["first"].dropna().nunique() <= _BINS:
            break
    return unit, found


def _bin(first: Any, unit: Unit) -> str:  # noqa: ANN401  # a day, as a frame holds it
    return {Unit.DAY: day(first), Unit.WEEK: f"from {day(first)}", Unit.MONTH: f"{first:%b %Y}", Unit.YEAR: str(first.year)}[unit]


def _row(mine: pd.DataFrame, before: Sequence[Any], kept: Sequence[Any]) -> tuple[tuple[int, ...], int]:
    """Return how many of a lane began in each unit of time, the earlier ones summed up, and how many in none exactly."""
    summed = mine.groupby("first")["count"].sum()
    counts = tuple(int(summed.get(first, 0)) for first in kept)
    earlier = (int(summed[summed.index.isin(list(before))].sum()),) if before else ()
    return (*earlier, *counts), int(mine[mine["first"].isna()]["count"].sum())


def _family(counted: pd.DataFrame, lane: str, by: Lanes) -> Family:
    """Return whose color a lane has: that of its kind, and none where several share it."""
    found = counted[counted["lane"] == lane]["family"]
    return Family(found.iloc[0]) if by is Lanes.KIND and lane != OTHERS and len(found) else Family.OTHER


def shaded(table: Sequence[Sequence[int]], inks: Sequence[str], ground: str) -> list[tuple[str, ...]]:
    """Return the color behind each number of each row: the more, the nearer to the ink of its row; empty behind none."""
    most = max((number for row in table for number in row), default=0)
    return [
        tuple(blended(ink, ground, 0.12 + 0.5 * (number / most) ** 0.5) if number else "" for number in row)
        for row, ink in zip(table, inks, strict=True)
    ]


# --- who, and who says otherwise -----------------------------------------------------------

_PARTS: Final = {
    "perpetrator": "Did it, as stated",
    "accused": "Accused",
    "claimant": "Claims it",
    "target": "Target",
    "speaker": "Says so",
}


def _actors(told: Shown, snapshot: Snapshot, _: Settings) -> Figure:
    frame = actors(snapshot, told.filter)
    chosen = {*told.scene.values("who"), *told.scene.values("whom")}
    return Figure(
        caption="Who takes part in the incidents, and how often in which part",
        heads=("Actor", "Incidents", *_PARTS.values()),
        shares=(3.4, *(1.3 for _ in range(len(_PARTS) + 1))),
        rows=tuple(
            (
                (said(flat(row["name"]), SIZE, bold=row["id"] in chosen),),
                *((said(f"{row[name]:,}" if row[name] else "", SIZE),) for name in ("incidents", *_PARTS)),
            )
            for row in frame.head(_MOST).to_dict("records")
        ),
        total=len(frame),
        noun="actor",
        centered=tuple(range(1, len(_PARTS) + 2)),
    )


def _contests(told: Shown, snapshot: Snapshot, _: Settings) -> Figure:
    frame = disagreements(snapshot, told.filter, (told.scene.values("field") or ("",))[-1])
    found = contests(snapshot, list(frame["id"].head(_MOST)))
    rows: list[tuple[Cell, ...]] = []
    for one in frame.head(_MOST).to_dict("records"):
        for contest in found.get(one["id"], ()):
            head = (said(flat(one["title"]), SIZE, bold=True), said(_period(one), SIZE, Tone.QUIET))
            for n, side in enumerate(contest.sides):
                field = FIELDS.get(contest.field, contest.field)
                rows.append((head if n == 0 else _EMPTY, (said(field if n == 0 else "", SIZE),), *_side(contest.field, side)))
    total = sum(len(contest.sides) for of in found.values() for contest in of) if len(frame) <= _MOST else 10**6
    return Figure(
        caption="What the sources contradict each other about, each in its own words",
        heads=("Incident", "About", "One says", "In these words"),
        shares=(2.3, 1.3, 1.7, 5.0),
        rows=tuple(rows),
        total=total,
        noun="side",
    )


FIELDS: Final = {"happened": "whether it happened", "actor": "who did it", "killed": "killed", "injured": "injured"}


def _side(field: str, side: Side) -> tuple[Cell, Cell]:
    outlets = dict.fromkeys(claim.document.publisher or claim.document.source for claim in side.claims)
    quote = cut(flat(side.quotes[0].text)) if side.quotes else ""
    who = flat(", ".join(outlets))
    when = side.claims[0].when if field == "date" and side.claims else None
    value = period(when.first, when.last, when.precision) if when else flat(side.value)
    return (said(value, SIZE),), (said(f"“{quote}”", SIZE), said(cut(who), SIZE, Tone.QUIET))


def cut(text: str, most: int = _LONGEST) -> str:
    """Return a text that fits a table, with a sign where it was cut."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    whole = kept.rpartition(" ")[0]
    return f"{(whole if len(whole) > most // 2 else kept).rstrip(' ,;:')} …"


# --- lists ---------------------------------------------------------------------------------


def _period(row: Mapping[Any, Any]) -> str:
    return period(day_of(row["first"]), day_of(row["last"]), row["date_precision"])


def _table(told: Shown, snapshot: Snapshot, _: Settings) -> Figure:
    frame, total = some(snapshot, told.filter, limit=_MOST, latest=False)
    return Figure(
        caption="Incidents by date, the undated last",
        heads=("When", "Incident", "In these words", "How firmly"),
        shares=(1.7, 2.6, 4.6, 1.5),
        rows=tuple(_incident(row, told.selected) for row in frame.to_dict("records")),
        total=total,
        noun="incident",
    )


def _incident(row: Mapping[Any, Any], selected: str) -> tuple[Cell, ...]:
    who = cut(flat(row["actors"] or ""), 70)
    words = cut(flat(row["snippet"] or ""), _QUOTED)
    return (
        (said(_period(row), SIZE),),
        (said(cut(flat(row["title"]), 90), SIZE, bold=row["id"] == selected), *((said(who, SIZE, Tone.QUIET),) if who else ())),
        (said(f"“{words}”" if words else "", SIZE),),
        (said(STATUS_LABELS[Status(row["status"])], SIZE), said(count(row["sources"], "source"), SIZE, Tone.QUIET)),
    )


def _documents(_: Shown, snapshot: Snapshot, __: Settings) -> Figure:
    frame = documents(snapshot)
    return Figure(
        caption="The documents that were read",
        heads=("Published", "By", "Headline", "Claims", "Incidents"),
        shares=(1.8, 2.2, 5.0, 0.9, 1.1),
        rows=tuple(
            (
                (said(_period(row) if row["date_precision"] != "unknown" else "not known", SIZE),),
                (said(cut(flat(row["publisher"] or row["source"]), 60), SIZE),),
                (said(cut(flat(row["title"]), 110), SIZE),),
                (said(f"{row['claims']:,}", SIZE),),
                (said(f"{row['incidents']:,}", SIZE),),
            )
            for row in frame.head(_MOST).to_dict("records")
        ),
        total=len(frame),
        noun="document",
        centered=(3, 4),
    )


def _datasets(_: Shown, snapshot: Snapshot, __: Settings) -> Figure:
    found = snapshot.manifest.get("datasets", ())
    names = ("name", "license", "attribution", "imported")
    return Figure(
        caption="Incidents that others recorded, imported beside the documents" if found else "No data set is imported",
        heads=("Data set", "License", "Credit", "Imported"),
        shares=(2.5, 2.0, 4.0, 1.2),
        rows=tuple(tuple((said(cut(flat(str(one.get(name, "")))), SIZE),) for name in names) for one in found),
        total=len(found),
        noun="data set",
    )


def _quality(_: Shown, __: Snapshot, settings: Settings) -> Figure:
    rows = tuple(_measured(settings))
    return Figure(
        caption="How often the reading is right, measured on documents that a person labeled"
        if rows
        else "Nothing was measured on this installation",
        heads=("What", "Share", "Counts", "What it means"),
        shares=(2.6, 0.9, 1.3, 5.2),
        rows=rows,
        total=len(rows),
        noun="figure",
        centered=(1, 2),
    )


def _measured(settings: Settings) -> Iterator[tuple[Cell, ...]]:
    try:
        told = evaluate.kept(settings.build)
    except InputError:
        return
    for one in wording.figures(told.report) if told else ():
        texts = (one.noun, wording.percent(one.share), wording.counts(one.share), one.meaning)
        yield tuple((said(flat(text), SIZE),) for text in texts)


FIGURES: Final[Mapping[str, Maker]] = {
    "timeline": _timeline,
    "actors": _actors,
    "disagreements": _contests,
    "table": _table,
    "sources": _documents,
    "datasets": _datasets,
    "quality": _quality,
}
"""By the path of the page. The map and the ranges are pictures."""

PLAIN: Final = frozenset({"sources", "datasets", "quality"})
"""Pages that no filter changes."""
