"""Files to documents: readers by format, several articles in one file, what each paragraph is for, who and when."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Protocol

from geo.addresses import Address, There
from geo.errors import DocumentError, InputError
from geo.model import Basis, Block, BlockKind, Document, Publication, Skipped, Span
from geo.settings import Settings
from geo.sources import articles, files, formats, furniture, languages, publication, remote, stated
from geo.sources.files import Found
from geo.sources.formats import Bad, Raw
from geo.sources.furniture import Marks
from geo.sources.gauge import Gauge
from geo.sources.languages import Languages
from geo.sources.layout import blocks
from geo.sources.paragraphs import Paragraph, cut
from geo.sources.remote import Courier

_OPENINGS: Final = 3
"""Paragraphs that a dateline can open: a standfirst or a note may stand above the first."""
_MAX_SIDECAR: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class _Context:
    """What is the same for all documents of one file."""

    source: str
    sha256: str
    marks: Marks
    languages: Languages | None
    max_characters: int


class Known(Protocol):
    """What articles were cut into before, by the digest of all that decides it."""

    def documents(self, key: bytes) -> tuple[Document | Skipped, ...] | None:
        """Return what was kept; None if there is nothing, or it is damaged."""

    def keep_documents(self, key: bytes, cut: Sequence[Document | Skipped]) -> None:
        """Keep it."""


@dataclass(frozen=True, slots=True)
class _Desk:
    """What reading any file takes."""

    marks: Marks
    languages: Languages | None
    """None where documents in any language are read."""
    max_characters: int
    courier: Courier
    gauge: Gauge
    known: Known | None


def read(
    paths: Sequence[Path | Address], settings: Settings, gauge: Gauge | None = None, cut_before: Known | None = None
) -> Iterator[Document | Skipped]:
    """
    Yield the documents in files and folders, sorted by source name and then by start; what cannot be read is `Skipped`.

    What a build keeps in `settings.build`, or publishes at `settings.snapshot`, is no source, even where it lies in one.
    A gauge is told how far the reading is. What was cut before with the same facts and code is not cut again.

    Raises
    ------
    FactsError
        If `furniture.csv`, `publishers.csv` or `languages.csv` is missing or wrong. No fault of a file is ever raised.
    AddressError
        If what is at an address cannot be listed.
    BuildError
        If it cannot be fetched any more.
    """
    marks = furniture.load(settings.data)
    taken: set[str] = set()
    known = languages.load(settings.data) if settings.languages == "english" else None
    desk = _Desk(marks, known, settings.max_characters, Courier(settings.build), gauge or Gauge(), cut_before)
    listed = _found(paths, settings)
    desk.gauge.begin(listed)
    for found in desk.courier.ahead(listed):
        for one in _file(found, desk):
            yield _unique(one, taken) if isinstance(one, Document) else one
        desk.gauge.end(found)


def see(paths: Sequence[Path | Address]) -> None:
    """
    See that there is something to read at each path and address.

    Raises
    ------
    InputError
        If there is nothing at one of them, or it cannot be asked.
    """
    for path in paths:
        if isinstance(path, Address):
            remote.see(path)
        elif not os.path.lexists(path):
            msg = f"{path}: there is no such file or folder"
            raise InputError(msg)


def state(paths: Sequence[Path | Address], settings: Settings) -> str:
    """Return what changes when a file that `read` looks at, or what stands beside it, comes, changes or goes; nothing is read."""
    told = hashlib.sha256()
    for found in _found(paths, settings):
        if isinstance(found.path, There):
            beside = found.sidecar.entry.version if found.sidecar else ""
            told.update(f"{found.source}\0{found.path.entry.version}\0{beside}\n".encode())
            continue
        for path in (found.path, found.path.with_name(found.path.stem + files.SIDECAR)):
            with suppress(OSError):
                info = path.lstat()
                told.update(f"{found.source}\0{info.st_size}\0{info.st_mtime_ns}\0{info.st_ino}\n".encode())
    return told.hexdigest()


def _found(paths: Sequence[Path | Address], settings: Settings) -> list[Found]:
    here = files.find([path for path in paths if isinstance(path, Path)], settings.build)
    addresses = [path for path in paths if isinstance(path, Address)]
    return files.in_order([*here, *remote.find(addresses, settings.snapshot)]) if addresses else here


def _file(found: Found, desk: _Desk) -> Iterator[Document | Skipped]:
    if found.fault:
        yield Skipped(source=found.source, reason=found.fault)
        return
    try:
        told = _sidecar(found, desk.courier)
        for sha256, raw in _raws(found.path, desk):
            if isinstance(raw, Bad):
                yield Skipped(source=found.source, reason=f"{raw.part}: {raw.reason}")
                continue
            context = _Context(found.source, sha256, desk.marks, desk.languages, desk.max_characters)
            yield from _cut(_told(raw, told), context, desk.known)
    except DocumentError as error:
        yield Skipped(source=found.source, reason=str(error))


def _raws(path: Path | There, desk: _Desk) -> Iterator[tuple[str, Raw | Bad]]:
    """Yield the texts in a file, each with the digest of the file."""
    suffix = files.archive(path)
    if not suffix:
        data = desk.courier.content(path) if isinstance(path, There) else files.content(path)
        sha256 = hashlib.sha256(data).hexdigest()
        yield from ((sha256, raw) for raw in formats.READERS[path.suffix.lower()](data))
        return
    from geo.sources import collections  # noqa: PLC0415  # what unpacks takes a while to import, and few sources are packed

    with desk.courier.opened(path) if isinstance(path, There) else files.opened(path) as (file, size):
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        for raw in collections.read(file, suffix, size):
            desk.gauge.at(file)
            yield sha256, raw


def _cut(raw: Raw, context: _Context, known: Known | None) -> Iterable[Document | Skipped]:
    """Return the documents of a text, or what is known of it: to cut a text costs more than to look it up."""
    if known is None:
        return _documents(raw, context)
    told = (context.source, context.languages is None, raw.part, raw.start, raw.title, raw.publisher, raw.url, raw.published)
    key = hashlib.sha256(repr((told, raw.warnings)).encode("utf-8", "surrogatepass"))
    key.update(raw.text.encode("utf-8", "surrogatepass"))
    found = known.documents(key.digest())
    if found is None:
        found = tuple(_documents(raw, context))
        known.keep_documents(key.digest(), found)
    return (replace(one, sha256=context.sha256) if isinstance(one, Document) else one for one in found)


def _documents(raw: Raw, context: _Context) -> Iterator[Document | Skipped]:
    part = f"{raw.part}: " if raw.part else ""
    if len(raw.text) > context.max_characters:
        yield Skipped(source=context.source, reason=f"{part}longer than {context.max_characters:,} characters")
        return
    found = cut(raw.text)
    if not found:
        yield Skipped(source=context.source, reason=f"{part}empty, or white space only")
        return
    starts = articles.split(found, context.marks.credits)
    ends = [*(found[number].span.start for number in starts[1:]), len(raw.text)]
    begins = [0, *ends[:-1]]
    for number, (start, end) in enumerate(zip(begins, ends, strict=True)):
        piece = replace(raw, text=raw.text[start:end], start=raw.start + start)
        # What the file states is true of its first article; a second one was glued to it from elsewhere.
        document = _document(piece if number == 0 else _bare(piece), context)
        yield _foreign(document, part, context.languages) or document


def _foreign(document: Document, part: str, known: Languages | None) -> Skipped | None:
    code = known.other(document) if known else ""
    if not known or not code:
        return None
    return Skipped(source=document.source, reason=f"{part}not read: written in {known.called(code)}", language=code)


def _document(raw: Raw, context: _Context) -> Document:
    found = cut(raw.text)
    kinds = blocks(found, context.marks)
    opening = _dateline(found, kinds, context.marks)
    return Document(
        id=_id(f"{raw.start}\0{raw.text}"),
        source=context.source,
        text=raw.text,
        start=raw.start,
        sha256=context.sha256,
        blocks=kinds,
        title=raw.title or _title(raw.text, kinds),
        publisher=raw.publisher or stated.agency(opening.of(raw.text) if opening else ""),
        url=raw.url,
        dateline=opening,
        published=_published(raw, found, kinds, opening),
        warnings=raw.warnings,
    )


def _published(raw: Raw, found: Sequence[Paragraph], kinds: Sequence[Block], opening: Span | None) -> Publication:
    if raw.published:
        return publication.exact(raw.published, Basis.METADATA, "stated beside the text")
    said = publication.from_text(raw.text, found, kinds, opening)
    if said.basis is Basis.UNKNOWN and raw.url:
        return publication.from_url(raw.url) or said
    return said


def _dateline(found: Sequence[Paragraph], kinds: Sequence[Block], marks: Marks) -> Span | None:
    body = [paragraph for paragraph, block in zip(found, kinds, strict=True) if block.kind is BlockKind.BODY]
    openings = (stated.dateline(paragraph, marks.credits) for paragraph in body[:_OPENINGS])
    return next((opening for opening in openings if opening), None)


def _title(text: str, kinds: Sequence[Block]) -> str:
    return next((" ".join(block.span.of(text).split()) for block in kinds if block.kind is BlockKind.TITLE), "")


def _sidecar(found: Found, courier: Courier) -> dict[str, str]:
    """Return what a file `<stem>.meta.json` beside the source states; it wins over what the source says."""
    path = found.path
    beside = found.sidecar if isinstance(path, There) else path.with_name(path.stem + files.SIDECAR)
    if beside is None or (isinstance(beside, Path) and not beside.is_file()):
        return {}
    try:
        content = files.content(beside, _MAX_SIDECAR) if isinstance(beside, Path) else courier.content(beside, _MAX_SIDECAR)
        told = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        msg = f"{files.shown(beside.name)} is not JSON ({error})"
        raise DocumentError(msg) from error
    if not isinstance(told, dict) or not all(isinstance(value, str) for value in told.values()):
        msg = f"{files.shown(beside.name)} must be an object of strings: url, publisher, published, title"
        raise DocumentError(msg)
    return told


def _told(raw: Raw, told: dict[str, str]) -> Raw:
    if not told:
        return raw
    published = formats.day_of(told.get("published", ""))
    if told.get("published") and published is None:
        msg = f"{files.SIDECAR}: published {told['published'][:40]!r} is not YYYY-MM-DD"
        raise DocumentError(msg)
    return replace(
        raw,
        url=told.get("url", raw.url),
        publisher=told.get("publisher", raw.publisher),
        title=told.get("title", raw.title),
        published=published or raw.published,
    )


def _bare(raw: Raw) -> Raw:
    return replace(raw, title="", publisher="", url="", published=None)


def _id(said: str) -> str:
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _unique(document: Document, taken: set[str]) -> Document:
    """Return the document with an id of its own: the same text under another name is another document."""
    own = document.id
    while own in taken:
        own = _id(f"{own}\0{document.source}")
    taken.add(own)
    return document if own == document.id else replace(document, id=own)
