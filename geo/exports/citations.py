"""What stands behind incidents, as BibTeX and RIS: each document, its date as exactly as it is known, and each data set."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO, Final
from urllib.parse import quote

import numpy as np

from geo.exports.rows import Job, iso
from geo.model import DatePrecision
from geo.views import REPORTS, phrases
from geo.views.columns import columns
from geo.views.tables import prepare

_BATCH: Final = 2_000
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NO_KEY: Final = re.compile(r"[^A-Za-z0-9-]")
_BRACES: Final[Mapping[str, str]] = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    '"': "{''}",
    "@": "{@}",
    **{sign: f"\\{sign}" for sign in "$&%#_"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A document or a data set, as it is cited."""

    key: str
    """Letters, digits and hyphens."""
    title: str
    outlet: str
    """Whoever published it; empty where that is not known."""
    first: date | None
    last: date | None
    precision: str
    url: str
    """http or https, or nothing."""
    notes: tuple[str, ...]
    dataset: bool = False
    accessed: date | None = None
    """When it was fetched, where that is known."""


def citations(job: Job) -> Iterator[Citation]:
    """Yield the documents behind the incidents that are asked for, by date, the undated last, then by id; then the data sets."""
    snapshot, rows = job.snapshot, job.numbers()
    of = columns(snapshot)
    counts = np.bincount(of.dataset[rows], minlength=len(of.datasets)).tolist()
    held = dict(zip(of.datasets, counts, strict=True))
    if held.get(REPORTS):
        yield from _documents(job, rows[of.dataset[rows] == of.datasets.index(REPORTS)].tolist())
    for one in snapshot.manifest.get("datasets", ()):
        if held.get(one["slug"]):
            count = phrases.count(held[one["slug"]], "incident")
            yield Citation(
                key=f"dataset-{_NO_KEY.sub('-', one['slug'])}",
                title=one["name"],
                outlet=one["attribution"],
                first=None,
                last=None,
                precision=DatePrecision.UNKNOWN,
                url=_address(one["homepage"]),
                notes=(f"{count} of the file {one['file']}", f"License: {one['license']}"),
                dataset=True,
                accessed=date.fromisoformat(one["imported"]),
            )


_BEHIND: Final = """
    SELECT DISTINCT d.id, coalesce(d.first, d.last) AS day, d.first IS NULL AND d.last IS NULL AS undated
    FROM (SELECT unnest(?::UINTEGER[]) AS n) JOIN cards c USING (n) JOIN incident_claims i ON i.incident_id = c.id
    JOIN claims k ON k.id = i.claim_id JOIN documents d ON d.id = k.document_id
    ORDER BY undated, day, d.id
    """
_CITED: Final = """
    SELECT id, source, sha256, title, publisher, url, first, last, date_precision FROM documents WHERE list_contains(?, id)
    """


def _documents(job: Job, rows: list[int]) -> Iterator[Citation]:
    ids = [row["id"] for row in prepare(job.snapshot).rows(_BEHIND, [rows])]
    for start in range(0, len(ids), _BATCH):
        job.check()
        job.tell("cite", start, len(ids))
        batch = ids[start : start + _BATCH]
        found = {row["id"]: row for row in job.snapshot.rows(_CITED, [batch])}
        yield from (_document(found[id_]) for id_ in batch)


def _document(row: Mapping[str, Any]) -> Citation:
    return Citation(
        key=f"doc-{_NO_KEY.sub('-', row['id'])}",
        title=row["title"] or row["source"],
        outlet=row["publisher"],
        first=row["first"],
        last=row["last"],
        precision=row["date_precision"],
        url=_address(row["url"]),
        notes=(_dated(row), f"Read as file {row['source']}, SHA-256 {row['sha256']}"),
    )


def _dated(row: Mapping[str, Any]) -> str:
    known = phrases.period(row["first"], row["last"], row["date_precision"])
    return f"Published {known}" if row["first"] or row["last"] else "The day of publication is not known"


def _address(url: str) -> str:
    return quote(url, safe="/:?#[]@!$&'()*+,;=%~") if url.startswith(("https://", "http://")) else ""


# --- BibTeX --------------------------------------------------------------------------------


def write_bibtex(job: Job, out: BinaryIO) -> None:
    """Write the citations as BibTeX; dates stand in `year`, `month`, `day`, and for biblatex in `date`."""
    out.write(f"% Sources of incidents, snapshot {job.snapshot.id}\n".encode())
    out.writelines(_bibtex(one).encode() for one in citations(job))


def _bibtex(one: Citation) -> str:
    fields = {
        "title": f"{{{_tex(one.title)}}}",
        ("publisher" if one.dataset else "journal"): _tex(one.outlet),
        **_parts(one),
        "url": one.url,
        "urldate": iso(one.accessed),
        "note": _tex(". ".join(one.notes)),
    }
    lines = "".join(f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n" for name, value in fields.items() if value)
    return f"@{'misc' if one.dataset or not one.outlet else 'article'}{{{one.key},\n{lines}}}\n"


def _parts(one: Citation) -> dict[str, str]:
    """Return the date as exactly as it is known: what both ends share, and both ends for biblatex."""
    first, last = one.first, one.last
    if first is None or last is None:
        return {"date": f"{iso(first)}/{iso(last)}"} if first or last else {}
    parts = {"year": f"{first:%Y}"} if first.year == last.year else {}
    if parts and first.month == last.month:
        parts["month"] = _MONTHS[first.month - 1]
    if first == last:
        parts["day"] = str(first.day)
    shared = {DatePrecision.MONTH: f"{first:%Y-%m}", DatePrecision.YEAR: f"{first:%Y}"}.get(DatePrecision(one.precision))
    return {**parts, "date": iso(first) if first == last else shared or f"{iso(first)}/{iso(last)}"}


def _tex(text: str) -> str:
    return "".join(_BRACES.get(sign, sign) for sign in phrases.flat(text))


# --- RIS -----------------------------------------------------------------------------------


def write_ris(job: Job, out: BinaryIO) -> None:
    """Write the citations as RIS: `DA` is year/month/day as far as they are known, and a range in words behind them."""
    out.writelines(_ris(one).encode() for one in citations(job))


def _ris(one: Citation) -> str:
    lines = [
        ("TY", "DATA" if one.dataset else "NEWS"),
        ("ID", one.key),
        ("TI", one.title),
        ("PB" if one.dataset else "T2", one.outlet),
        ("PY", _parts(one).get("year", "")),
        ("DA", _ris_date(one)),
        ("UR", one.url),
        ("Y2", f"{one.accessed:%Y/%m/%d}" if one.accessed else ""),
        *(("N1", note) for note in one.notes),
    ]
    told = "".join(f"{tag}  - {phrases.flat(text)}\r\n" for tag, text in lines if text)
    return f"{told}ER  - \r\n\r\n"


def _ris_date(one: Citation) -> str:
    parts = _parts(one)
    if "day" in parts and one.first:
        return f"{one.first:%Y/%m/%d}"
    month = f"{_MONTHS.index(parts['month']) + 1:02}" if "month" in parts else ""
    known = phrases.period(one.first, one.last, one.precision)
    return f"{parts.get('year', '')}/{month}//{known}" if one.first or one.last else ""
