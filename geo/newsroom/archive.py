"""An archive of invented news in a file, and beside it what happened."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from random import Random
from typing import IO, Any, Final

from geo.errors import InputError
from geo.newsroom import stock
from geo.newsroom.happening import Happening
from geo.newsroom.stock import details
from geo.newsroom.wire import A_DAY, YEARS, Item, Wire
from geo.settings import Settings

MOST: Final = 200_000_000
TRUTH: Final = ".truth.jsonl"
_ENDINGS: Final = (".jsonl.gz", ".jsonl")
_OVER_DAYS: Final = 20
"""After so many days nobody reports a happening any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written, in numbers."""

    documents: int
    happenings: int
    truth: Path


def truth_of(path: Path) -> Path:
    """Return where the truth of an archive stands."""
    ending = next((one for one in _ENDINGS if path.name.endswith(one)), "")
    return path.with_name(path.name.removesuffix(ending) + TRUTH)


def write(path: Path, documents: int, seed: int, settings: Settings) -> Written:
    """
    Write invented news, a document a line, and what happened in it; both only when they are whole.

    The same number and seed give the same bytes, and a longer archive of up to `A_DAY` documents a day for `YEARS` years
    begins like a shorter one.

    Raises
    ------
    InputError
        If the number, the seed or the name of the file is not one that can be.
    FactsError
        If a table in `data/newsroom/` is missing or wrong.
    """
    if not (1 <= documents <= MOST and seed >= 0 and path.name.endswith(_ENDINGS)):
        msg = (
            f"cannot invent {documents} documents with seed {seed} in {path.name}: 1 to {MOST:,} documents, a seed of 0 or more, "
            f"a file that ends in {' or '.join(_ENDINGS)}"
        )
        raise InputError(msg)
    wire = Wire(stock=stock.load(settings), seed=seed, a_day=max(A_DAY, documents // (365 * YEARS)))
    ledger = _Ledger()
    truth = truth_of(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    happenings = 0
    with _opened(truth) as facts, _opened(path) as news:
        for item in islice(wire.items(), documents):
            news.write(line(item, seed))
            for known in ledger.note(item, seed):
                happenings += 1
                facts.write(_encoded(known))
        for known in ledger.rest():
            happenings += 1
            facts.write(_encoded(known))
    return Written(documents=documents, happenings=happenings, truth=truth)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes] | gzip.GzipFile]:
    """Lend a file that gets its name when all is in it; packed, where it is called so, without the time of day."""
    beside = path.with_name(f".{path.name}.part")
    try:
        with beside.open("wb") as file:
            if path.name.endswith(".gz"):
                with gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=file, mtime=0) as packed:
                    yield packed
            else:
                yield file
        beside.replace(path)
    except OSError as error:
        msg = f"{path}: cannot be written ({error.strerror or error})"
        raise InputError(msg) from error
    finally:
        beside.unlink(missing_ok=True)


def _encoded(row: dict[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False).encode() + b"\n"


# --- documents -----------------------------------------------------------------------------


def line(item: Item, seed: int) -> bytes:
    """Return the line of a document: a row with the columns that a build reads, or what is broken."""
    dice = Random(f"{seed}/line/{item.number}")  # noqa: S311  # invented news, not a secret
    if item.report is None:
        return dice.choice(_BREAKS)
    report = item.report
    paragraphs = (report.headline, *report.paragraphs) if dice.random() < 0.4 else report.paragraphs
    row = {
        "title": report.headline,
        "text": "\n\n".join(paragraphs) + "\n",
        "url": address(item, seed),
        "publisher": report.outlet.name,
    }
    if report.dated and "/story/" in row["url"]:
        row["date"] = report.day.isoformat()
    return _encoded(row)


_BREAKS: Final = (
    b'{"title": "Shares rise", "text": "Shares of\n',
    b'{"title": "No text", "text": ""}\n',
    b'{"title": "Nothing", "text": null}\n',
    b'{"title": "Bytes", "text": "\xff\xfe\xfa rain"}\n',
    b"[]\n",
)
"""Lines that no reader can read: each must be told as skipped, and cost the others nothing."""


def address(item: Item, seed: int) -> str:
    """Return the address of a document, which no other has; of some it says the day."""
    report = item.report
    if report is None:
        return ""
    dated = Random(f"{seed}/address/{item.number}").random() < 0.15  # noqa: S311  # as above
    number = f"n{item.number // 10**6}-{item.number // 1000 % 1000:03}-{item.number % 1000:03}"
    folder = f"{report.day:%Y/%m/%d}" if dated and report.dated else "story"
    return f"https://{report.outlet.host}/{folder}/{number}"


# --- truth ---------------------------------------------------------------------------------


@dataclass(slots=True, kw_only=True)
class _Entry:
    happening: Happening
    documents: list[str] = field(default_factory=list)
    killed: list[int] = field(default_factory=list)

    def row(self) -> dict[str, Any]:
        known = self.happening
        said = self.killed or [known.killed]
        return {
            "id": known.id,
            "kind": known.kind.value,
            "family": details(known.kind),
            "place": known.town.name,
            "country": known.town.country,
            "place_id": known.town.id,
            "lat": known.town.at.lat,
            "lon": known.town.at.lon,
            "day": known.day.isoformat(),
            "killed": known.killed,
            "killed_told": [min(said), max(said)],
            "documents": self.documents,
        }


@dataclass(slots=True)
class _Ledger:
    """Which documents tell of what, until nobody reports it any more."""

    _open: dict[str, _Entry] = field(default_factory=dict)
    _day: date = date.min

    def note(self, item: Item, seed: int) -> Iterator[dict[str, Any]]:
        """Take note of a document; yield what is over."""
        if item.report is None or item.happening is None:
            return
        entry = self._open.setdefault(item.happening.id, _Entry(happening=item.happening))
        entry.documents.append(address(item, seed))
        if item.report.killed is not None:
            entry.killed.append(item.report.killed)
        if item.report.day > self._day:
            self._day = item.report.day
            over = sorted(key for key, one in self._open.items() if (self._day - one.happening.day).days > _OVER_DAYS)
            yield from (self._open.pop(key).row() for key in over)

    def rest(self) -> Iterator[dict[str, Any]]:
        """Yield what is not over when the archive ends."""
        yield from (self._open.pop(key).row() for key in sorted(self._open))
