"""Writing tables as documents come: in row groups of bounded size, so that a build holds no more than one of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from geo.model import Reading
from geo.store import promises
from geo.store.columns import COLUMNS
from geo.store.rows import AT_THE_END, OF_A_READING, Ending, Numbers, Row

GROUP_CHARACTERS: Final = 250_000
"""Text of the documents whose rows are held at once."""
GROUP_DOCUMENTS: Final = 500
"""Documents whose rows are held at once, however short."""
_MOST_FAULTS: Final = 1_000
"""Broken promises that are remembered; one is enough to publish nothing."""

_SCHEMAS: Final = {name: pa.schema(list(columns.items())) for name, columns in COLUMNS.items()}


class Writer:
    """The tables of one snapshot while they grow; see `publishing.Draft`, which puts them in force."""

    def __init__(self, folder: Path) -> None:
        """Begin empty tables in `folder`."""
        self.rows: Counter[str] = Counter(dict.fromkeys(COLUMNS, 0))
        """How many rows each table has."""
        self.faults: list[str] = []
        """Promises that what was added breaks, in words."""
        self.documents: list[tuple[str, int, str]] = []
        """Source, start and digest of what was read."""
        self._seen = promises.Seen()
        self._numbers = Numbers()
        self._held: dict[str, list[Row]] = {name: [] for name in COLUMNS}
        self._documents_held = self._characters_held = 0
        self._files = {
            name: pq.ParquetWriter(folder / f"{name}.parquet", schema, compression="zstd", write_page_checksum=True)
            for name, schema in _SCHEMAS.items()
        }

    def add(self, reading: Reading) -> None:
        """Take the rows of one document; `rows.in_order` is the order that readers expect."""
        document = reading.document
        self.documents.append((document.source, document.start, document.sha256))
        self._seen.note(reading)
        self._blame(fault for promise in promises.OF_A_READING for fault in promise(reading))
        for name, rows in OF_A_READING.items():
            self._held[name] += rows(reading, self._numbers)
        self._documents_held += 1
        self._characters_held += len(document.text)
        if self._documents_held >= GROUP_DOCUMENTS or self._characters_held >= GROUP_CHARACTERS:
            self._flush()

    def end(self, ending: Ending) -> None:
        """Take what is known when all documents are read, and complete the files."""
        self._blame(fault for promise in promises.AT_THE_END for fault in promise(self._seen, ending.incidents))
        self._flush()
        for name, rows in AT_THE_END.items():
            self._held[name] += rows(ending, self._numbers)
            self._flush()
        for file in self._files.values():
            file.close()

    def abandon(self) -> None:
        """Close what is open; nothing of it will be used."""
        for file in self._files.values():
            with suppress(OSError):
                file.close()

    def _blame(self, faults: Iterable[str]) -> None:
        self.faults += faults
        del self.faults[_MOST_FAULTS:]

    def _flush(self) -> None:
        for name, rows in self._held.items():
            if rows:
                self._files[name].write_table(pa.Table.from_pylist(rows, schema=_SCHEMAS[name]))
                self.rows[name] += len(rows)
                rows.clear()
        self._documents_held = self._characters_held = 0
