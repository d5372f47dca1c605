"""The rows of a file: incidents with their codes, credits and honest positions, a batch at a time."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Final

import numpy as np
import pandas as pd

from geo import areas, codes as codebooks, views
from geo.areas import Outlines
from geo.codes import DATE_CODES, KIND_CODES, PLACE_CODES, Codes
from geo.errors import StoppedError
from geo.model import PINNED, DatePrecision, Kind, Precision
from geo.settings import Settings
from geo.store import Snapshot
from geo.views import Filter, Part, day_of
from geo.views.columns import Numbers, columns
from geo.views.reach import Pair
from geo.views.signs import Sign, signs
from geo.views.tables import prepare

BATCH: Final = 10_000
"""Rows that are held at a time."""

CREDITS: Final = ("dataset_name", "license", "attribution")
"""Columns that say whose a row is; absent for what was read in documents, which have their own publishers."""

_ASKED: Final = 250
"""Rows after which it is asked whether to go on."""
_ALL: Final = 2**32
"""More incidents than there can be."""

Tell = Callable[[str, int, int], None]
"""Hears what is being done, how much of it is done, and how much there is."""
Stop = Callable[[], bool]
"""Says whether to give up."""
Row = dict[str, Any]
Query = tuple[tuple[str, tuple[str, ...]], ...]
"""Names with their values, in the order of the names."""


def unheard(stage: str, done: int, total: int) -> None:
    """Take no note of how far it is."""
    del stage, done, total


def never() -> bool:
    """Never give up."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Under which terms rows of a data set may be used."""

    name: str
    rows: int
    """How many of the data set are among those that are asked for."""
    license: str
    attribution: str
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What files need to know besides the snapshot."""

    codes: Codes
    settings: Settings
    outlines: Outlines
    signs: Mapping[Kind, Sign]
    """How each kind looks on the screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One file to be written: of what, and who hears how far it is."""

    snapshot: Snapshot
    chosen: Filter
    context: Context
    part: Part = field(default_factory=Part)
    """The part of it that is asked for; empty for all."""
    contested: bool = False
    """Whether only incidents are asked for about which sources disagree."""
    pairs: tuple[Pair, ...] = ()
    """Whose range rings are drawn where the form can."""
    query: Query = ()
    """What the address of the page says, as a scene keeps it: a picture shows the map as it stands."""
    tell: Tell = unheard
    stop: Stop = never

    def numbers(self) -> Numbers:
        """Return the numbers of the incidents, by date, the undated last, then by id."""
        part: Part = {**self.part, "latest": False}
        rows, _ = views.numbers(self.snapshot, self.chosen, limit=_ALL, **part)
        return rows[np.isin(rows, _contested(self.snapshot))] if self.contested else rows

    def terms(self) -> tuple[Terms, ...]:
        """Return the terms of each data set that has rows among those that are asked for."""
        of = columns(self.snapshot)
        counts = np.bincount(of.dataset[self.numbers()], minlength=len(of.datasets)).tolist()
        held = dict(zip(of.datasets, counts, strict=True))
        return tuple(
            Terms(
                name=one["name"],
                rows=held[one["slug"]],
                license=one["license"],
                attribution=one["attribution"],
                file=one["file"],
            )
            for one in self.snapshot.manifest.get("datasets", ())
            if held.get(one["slug"])
        )

    def check(self) -> None:
        """
        Go on.

        Raises
        ------
        StoppedError
            If somebody asked to give up.
        """
        if self.stop():
            msg = "writing the file was stopped; nothing of it was kept"
            raise StoppedError(msg)

    def frames(self, rows: Numbers | None = None) -> Iterator[pd.DataFrame]:
        """
        Yield the incidents of some numbers, else all, as frames of at most `BATCH` rows; one without rows where there is none.

        Raises
        ------
        StoppedError
            If somebody asked to give up.
        """
        rows = self.numbers() if rows is None else rows
        total = len(rows)
        for start in range(0, max(total, 1), BATCH):
            self.check()
            self.tell("write", start, total)
            frame = views.frame_of(self.snapshot, rows[start : start + BATCH])
            yield credited(coded(honest(frame), self.context.codes), self.snapshot)
        self.tell("write", total, total)

    def records(self, frame: pd.DataFrame) -> Iterator[Row]:
        """
        Yield the rows of a frame as plain values: None for what is absent, `date` for days.

        Raises
        ------
        StoppedError
            If somebody asked to give up.
        """
        for n, row in enumerate(records(frame)):
            if not n % _ASKED:
                self.check()
            yield row


def context(settings: Settings) -> Context:
    """
    Return what files need to know, from the facts.

    Raises
    ------
    FactsError
        If a table cannot be read.
    """
    looks = signs(settings.data / "kinds.csv")
    return Context(settings=settings, codes=codebooks.load(settings), outlines=areas.load(settings), signs=looks)


def _contested(snapshot: Snapshot) -> Numbers:
    question = "SELECT n FROM cards WHERE disagreements > 0 ORDER BY n"
    return snapshot.once("contested", lambda: prepare(snapshot).arrays(question)["n"])


def honest(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame of `views.incidents` without positions that no map should pin: the middles of areas and countries."""
    said = frame["place_precision"].isin([*PINNED, Precision.NEAR])
    return frame.assign(lat=frame["lat"].where(said), lon=frame["lon"].where(said))


def coded(frame: pd.DataFrame, codes: Codes) -> pd.DataFrame:
    """
    Return a frame of `views.incidents` with what other data sets call each kind and precision, in columns of their names.

    A cell is absent where the codebook has no such thing, rather than the nearest that it has.
    """
    of_place = cache(lambda precision, kind, country: codes.of_place(Precision(precision), kind, country))
    kinds = [codes.of_kind(Kind(kind)) for kind in frame["kind"]]
    spots = [frame[name].fillna("") for name in ("place_precision", "place_kind", "country")]
    places = [of_place(*spot) for spot in zip(*spots, strict=True)]
    days = (frame["date_precision"], *(map(day_of, frame[name]) for name in ("first", "last")))
    dates = [codes.of_date(DatePrecision(precision), first, last) for precision, first, last in zip(*days, strict=True)]
    named = {name: pd.array([one[name] or None for one in kinds], dtype="string") for name in KIND_CODES}
    counted = {
        name: pd.array([int(one[name]) if one[name] else None for one in told], dtype="Int64")
        for names, told in ((PLACE_CODES, places), (DATE_CODES, dates))
        for name in names
    }
    return frame.assign(**named, **counted)


def credited(frame: pd.DataFrame, snapshot: Snapshot) -> pd.DataFrame:
    """Return a frame of `views.incidents` with the columns `CREDITS`."""
    told = {one["slug"]: (one["name"], one["license"], one["attribution"]) for one in snapshot.manifest.get("datasets", ())}
    rows = [told.get(slug, (None, None, None)) for slug in frame["dataset"]]
    columns = {name: pd.array([row[n] for row in rows], dtype="string") for n, name in enumerate(CREDITS)}
    return frame.assign(**columns)


def records(frame: pd.DataFrame) -> Iterator[Row]:
    """Yield the rows as plain values: None for what is absent, `date` for days."""
    names = [str(name) for name in frame.columns]
    for values in zip(*(_values(frame[name]) for name in frame.columns), strict=True):
        yield dict(zip(names, values, strict=True))


def _values(column: pd.Series) -> list[Any]:
    if pd.api.types.is_datetime64_dtype(column.dtype):
        return [None if pd.isna(day) else day for day in column.dt.date]
    if pd.api.types.is_float_dtype(column.dtype):
        return [value if math.isfinite(value) else None for value in column.astype("float64").tolist()]
    return list(column.astype(object).where(column.notna(), None).tolist())


def iso(day: date | None) -> str:
    """Return a day as 2019-12-05, nothing where it is not known."""
    return day.isoformat() if day else ""
