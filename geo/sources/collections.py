"""
Archives: many documents in one file, read one after the other and never as a whole.

Lines of JSON (packed or not), Parquet, WARC, tar and zip. Files in them go through the readers of single files. Nothing that an
archive says of itself is believed: names lead nowhere, lines and members are bounded, and what unpacks to far more than an
honest archive of its size is read no further.
"""

from __future__ import annotations

import io
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import IO, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from geo.errors import DocumentError
from geo.sources.formats import COLUMNS, READERS, Bad, Raw, json_line, row

MAX_MEMBER: Final = 16 * 2**20
"""Bytes of one line or one file in an archive; a longer one is skipped."""
MAX_RATIO: Final = 200
"""What text shrinks to at the most; a bomb shrinks a thousandfold."""
SMALL_BYTES: Final = 256 * 2**20
"""An archive may always hold this much, however small it is."""

_CHUNK: Final = 2**20
_ROWS: Final = 256

# What unpackers raise of a damaged archive; zipfile of a way of packing that it does not know NotImplementedError, of a
# password RuntimeError.
_DAMAGED: Final = (
    ArchiveLoadFailed,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    pa.ArrowException,
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
)


class _Budget:
    """How much an archive may still unpack to."""

    def __init__(self, size: int) -> None:
        self._left = max(SMALL_BYTES, MAX_RATIO * size)

    def spend(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            msg = "unpacks to far more than an honest archive of its size holds; what came before that was read"
            raise DocumentError(msg)


def read(file: IO[bytes], suffix: str, size: int) -> Iterator[Raw | Bad]:
    """
    Yield what is in an archive, in its order.

    Parameters
    ----------
    file
        Opened for bytes; it can be wound back.
    suffix
        One of `READERS_OF_MANY`.
    size
        Bytes of the file.

    Raises
    ------
    DocumentError
        If it is damaged or a bomb; what was yielded before that stands.
    """
    try:
        yield from READERS_OF_MANY[suffix](file, _Budget(size))
    except _DAMAGED as error:
        msg = f"damaged, or no {suffix} ({str(error)[:120]}); what came before that was read"
        raise DocumentError(msg) from error


# --- lines and rows ------------------------------------------------------------------------


def _json_lines(file: IO[bytes], budget: _Budget) -> Iterator[Raw | Bad]:
    at = number = 0
    while line := file.readline(MAX_MEMBER):
        number += 1
        part, start, whole = f"line {number}", at, len(line)
        while not line.endswith(b"\n") and (rest := file.readline(_CHUNK)):
            whole += len(rest)
            budget.spend(len(rest))
            if rest.endswith(b"\n"):
                break
        at += whole
        budget.spend(len(line))
        if whole > len(line):
            yield Bad(part=part, reason=f"longer than {MAX_MEMBER:,} bytes")
        elif line.strip():
            yield _decoded(line, part, start)


def _decoded(line: bytes, part: str, start: int) -> Raw | Bad:
    try:
        return json_line(line.decode("utf-8-sig" if start == 0 else "utf-8"), part, start)
    except UnicodeDecodeError:
        return Bad(part=part, reason="not UTF-8, which JSON is written in")


def _parquet(file: IO[bytes], budget: _Budget) -> Iterator[Raw | Bad]:
    with pq.ParquetFile(file) as table:
        names = {name.strip().lower(): name for name in table.schema_arrow.names}
        if "text" not in names:
            msg = "no column 'text'; it may have the columns title, text, date, url and publisher"
            raise DocumentError(msg)
        known = {names[name]: name for name in COLUMNS if name in names}
        number = 0
        for batch in table.iter_batches(batch_size=_ROWS, columns=list(known)):
            budget.spend(batch.nbytes)
            for told in batch.to_pylist():
                number += 1
                cells = {known[name]: cell if cell is None else str(cell) for name, cell in told.items()}
                yield row(cells, f"row {number}", number)


# --- files in a file -----------------------------------------------------------------------


def _warc(file: IO[bytes], budget: _Budget) -> Iterator[Raw | Bad]:
    """Yield the reports on the pages that a crawl was answered with; what is no page is passed over."""
    for number, record in enumerate(ArchiveIterator(file), start=1):
        if record.rec_type == "response" and _is_page(record):
            address = str(record.rec_headers.get_header("WARC-Target-URI") or "")
            for one in _member(record.content_stream(), ".html", f"record {number}", number, budget):
                yield one if isinstance(one, Bad) or one.url else replace(one, url=address)
        while record.raw_stream.read(_CHUNK):
            pass
        if record.raw_stream.limit:
            msg = f"record {number} breaks off"
            raise EOFError(msg)


def _is_page(record: Any) -> bool:  # noqa: ANN401  # warcio has no types
    told = record.http_headers
    if told is None or told.get_statuscode() != "200":
        return False
    return str(told.get_header("Content-Type") or "").lower().startswith(("text/html", "application/xhtml"))


def _tar(file: IO[bytes], budget: _Budget) -> Iterator[Raw | Bad]:
    with tarfile.open(fileobj=file, mode="r|*") as archive:
        for number, entry in enumerate(archive, start=1):
            budget.spend(entry.size)
            inner = archive.extractfile(entry) if entry.isfile() and _is_report(entry.name) else None
            if inner is not None:
                yield from _file(inner, entry.name, number, budget)


def _zip(file: IO[bytes], budget: _Budget) -> Iterator[Raw | Bad]:
    with zipfile.ZipFile(file) as archive:
        for number, entry in enumerate(archive.infolist(), start=1):
            if not entry.is_dir() and _is_report(entry.filename):
                with archive.open(entry) as inner:
                    yield from _file(inner, entry.filename, number, budget)


def _is_report(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix.lower() in READERS and not path.name.startswith(".") and path.stem.upper() != "README"


def _file(file: IO[bytes], name: str, number: int, budget: _Budget) -> Iterator[Raw | Bad]:
    shown = "".join(sign if sign.isprintable() else "?" for sign in name)[:200]
    return _member(file, PurePosixPath(name).suffix.lower(), shown, number, budget)


def _member(file: IO[bytes], suffix: str, part: str, number: int, budget: _Budget) -> Iterator[Raw | Bad]:
    """Yield what one file in an archive says; what is wrong with it costs the others nothing."""
    content = file.read(MAX_MEMBER + 1)
    budget.spend(len(content))
    if len(content) > MAX_MEMBER:
        yield Bad(part=part, reason=f"larger than {MAX_MEMBER:,} bytes")
        return
    try:
        for n, one in enumerate(READERS[suffix](content)):
            inner = f"{part}, {one.part}" if one.part else part
            # Where a document begins in the archive is not known; its order is.
            yield replace(one, part=inner) if isinstance(one, Bad) else replace(one, part=inner, start=number * _SPACE + n)
    except DocumentError as error:
        yield Bad(part=part, reason=str(error))


_SPACE: Final = 2**24
"""More documents than one file in an archive holds."""


# --- how it is packed ----------------------------------------------------------------------


Reader = Callable[[IO[bytes], _Budget], Iterator[Raw | Bad]]


def _packed(by: str, reader: Reader) -> Reader:
    def unpacked(file: IO[bytes], budget: _Budget) -> Iterator[Raw | Bad]:
        with io.BufferedReader(pa.CompressedInputStream(file, by)) as inner:
            yield from reader(inner, budget)

    return unpacked


READERS_OF_MANY: Final[dict[str, Reader]] = {
    ".jsonl.gz": _packed("gzip", _json_lines),
    ".jsonl.zst": _packed("zstd", _json_lines),
    ".parquet": _parquet,
    ".tar": _tar,
    ".tar.gz": _tar,
    ".tar.zst": _packed("zstd", _tar),
    ".tgz": _tar,
    ".warc": _warc,
    ".warc.gz": _warc,
    ".zip": _zip,
}
"""Reader by the end of the name, lower case."""
