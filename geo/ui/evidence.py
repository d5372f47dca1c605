"""The evidence for an incident as HTML: what is said, by whom, in which words, and why each value is what it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final
from urllib.parse import urlsplit

from geo.model import Participant, Place, Precision, Publication, Reason, When
from geo.ui import words
from geo.ui.markup import FIELDS, escape, escape_attribute, key, marked, plain
from geo.views import KIND_LABELS, PRECISION_LABELS, STATUS_LABELS, ClaimView, Evidence, Record
from geo.views.disagreements import said

_FLAGS: Final = {
    "historical": "told as history",
    "future": "told as something to come",
    "hypothetical": "told as a possibility",
    "negated": "told as something that did not happen",
}

_LINE_OF_EVIDENCE: Final = 120
"""Characters that are read at a glance."""

LINE: Final = '<div class="line"></div>'
"""A hairline."""


def card(told: Evidence) -> str:
    """Return the incident in brief: what, when, where, who, how firmly, from how many."""
    rows = (
        ("When", _when(told.when)),
        ("Where", _where(told.place)),
        *_actors(told.participants),
        ("With", escape(told.weapon) if told.weapon else ""),
        ("Killed", words.people(told.killed.low, told.killed.high) if told.killed else ""),
        ("Injured", words.people(told.injured.low, told.injured.high) if told.injured else ""),
        ("Status", STATUS_LABELS[told.status]),
        ("Sources", words.sourced(told.sources, told.articles, told.copies)),
        ("Conflict", _conflict(told)),
        ("Not on map", escape(told.not_mapped) if told.not_mapped else ""),
    )
    return (
        f'<div class="card"><h3>{escape(told.title)}</h3>'
        f"<dl>{''.join(f'<dt>{name}</dt><dd>{value}</dd>' for name, value in rows if value)}</dl>{_why(told.reasons)}</div>"
    )


def printed_alike(claims: Sequence[ClaimView]) -> list[tuple[ClaimView, tuple[ClaimView, ...]]]:
    """Return the claims, each with those that carriers of its report print in the same words and read the same way."""
    found: dict[object, list[ClaimView]] = {}
    told: Counter[tuple[object, ...]] = Counter()
    for one in claims:
        place = one.place.id if one.place else ""
        read = (one.kind, place, one.when.first, one.when.last, one.killed and one.killed.low, one.injured and one.injured.low)
        said = (" ".join(one.sentence.split()), one.status, one.flags, *read)
        # What one document says twice is told twice.
        told[one.document.id, *said] += 1
        found.setdefault((one.document.report or one.id, told[one.document.id, *said], *said), []).append(one)
    return [(first, tuple(rest)) for first, *rest in found.values()]


def claim(told: ClaimView, text: str = "", against: Sequence[str] = (), also: Sequence[ClaimView] = ()) -> str:
    """
    Return one claim: its outlet, its sentence with the words marked, who says so, and why.

    Parameters
    ----------
    told
        The claim.
    text
        Text of its document, for words that stand outside the sentence.
    against
        What others say against it, a line each.
    also
        Claims of carriers of its report in the same words.
    """
    marks = [(mark.field, mark.span.start, mark.span.end) for mark in told.marks]
    flags = "".join(f'<span class="badge">{_FLAGS[flag]}</span>' for flag in told.flags)
    chain = " → ".join(escape(who) for who in (*told.attribution, outlet(told)))
    return (
        f'<div class="card"><h4>{_headline(told)}</h4><div class="quiet">{published(told.document.published)}</div>{flags}'
        f'<p class="said">“{marked(told.sentence, marks)}”</p>{key([mark.field for mark in told.marks])}'
        f"{_elsewhere(told, text)}<p><span class='quiet'>Said by:</span> {chain}</p>"
        f"{_also(also)}{_against(against)}{_why(told.reasons)}</div>"
    )


def _also(also: Sequence[ClaimView]) -> str:
    if not also:
        return ""
    named = ", ".join(escape(outlet(one)) for one in also[:_MOST_NAMED])
    rest = f" and {len(also) - _MOST_NAMED:,} more" if len(also) > _MOST_NAMED else ""
    return f'<p class="quiet">The same report, in the same words, in {named}{rest}</p>'


_MOST_NAMED: Final = 12
"""Carriers of a sentence that are named beside it; the page Sources lists all."""


def record(told: ClaimView, of: Record) -> str:
    """Return where a record comes from: its data set, the row, whom that cites, and whose work it is."""
    rows = (
        ("Data set", escape(of.name or of.dataset)),
        ("Row", f"{of.row:,} of {escape(told.document.source)}" if told.document.source else f"{of.row:,}"),
        ("It cites", escape(of.source) if of.source else ""),
        ("Address", escape(link(of.url)) if link(of.url) else ""),
        ("License", escape(of.license) if of.license else ""),
        ("Credit", escape(of.attribution) if of.attribution else ""),
        ("Imported", escape(of.imported) if of.imported else ""),
    )
    listed = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows if value)
    said = f'<p class="said">{escape(told.sentence)}</p>' if told.sentence else '<p class="quiet">It has no note.</p>'
    return (
        '<div class="card"><h4>As recorded by others</h4>'
        f'<p class="quiet">No document was read for it: this is what the data set says.</p>{said}<dl>{listed}</dl></div>'
    )


def compared(told: Evidence) -> str:
    """Return what each source says, field by field, conflicts marked."""
    conflicts = {disagreement.field for disagreement in told.disagreements}
    stances = {
        id_: version.value
        for one in told.disagreements
        if one.field == "happened"
        for version in one.versions
        for id_ in version.claim_ids
    }
    rows = _compared("Happened", lambda one: said("happened", stances.get(one.id, "")), told.claims, conflict=True) + "".join(
        _compared(name, value, told.claims, conflict=bool(conflicts & set(fields))) for name, fields, value in _COMPARED
    )
    head = "<tr><th>Field</th><th>Value</th><th>Says</th></tr>"
    return f'<div class="card"><h4>What each source says</h4><table>{head}{rows}</table></div>'


def citation(told: ClaimView) -> str:
    """Return the claim as a line for a footnote, in plain text."""
    when = words.period(
        told.document.published.when.first, told.document.published.when.last, told.document.published.when.precision
    )
    parts = (outlet(told), f"“{plain(told.document.title)}”" if told.document.title else "", when, link(told.document.url))
    return f"“{plain(told.sentence)}” {', '.join(plain(part) for part in parts if part)}. [{told.document.source}, {told.id}]"


def outlet(told: ClaimView) -> str:
    """Return who published the document, or its file where that is not known."""
    return told.document.publisher or told.document.source


def published(known: Publication) -> str:
    """Return when a document was published and how that is known; evidence that is more than a line of words is folded."""
    when = words.period(known.when.first, known.when.last, known.when.precision)
    shown = "publication date not known" if when == "no date is said" else f"published {when}"
    basis = f", {words.BASES[known.basis]}" if known.when.first or known.when.last else ""
    if len(known.evidence) > _LINE_OF_EVIDENCE:
        return f"{shown}{basis}<details><summary>How that is known</summary>{escape(known.evidence)}</details>"
    return shown + basis + (f" ({escape(known.evidence)})" if known.evidence else "")


def link(url: str) -> str:
    """Return the address if a browser may go there, else nothing."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and parts.hostname else ""


def _headline(told: ClaimView) -> str:
    title = f" — {escape(told.document.title)}" if told.document.title else ""
    text = f"{escape(outlet(told))}{title}"
    address = link(told.document.url)
    return f'<a href="{escape_attribute(address)}" target="_blank" rel="noopener noreferrer">{text}</a>' if address else text


def _conflict(told: Evidence) -> str:
    fields = ", ".join(FIELDS.get(one.field, escape(one.field)) for one in told.disagreements)
    return f"<b>≠ the sources contradict each other</b>: {fields}" if fields else ""


def _when(when: When) -> str:
    known = bool(when.first or when.last)
    said = words.period(when.first, when.last, when.precision) if known or not when.words else "no day can be told"
    quoted = f" <span class='quiet'>from</span> “{escape(when.words)}”" if when.words else ""
    anchor = f"<span class='quiet'>, counted from {escape(when.anchor)}</span>" if when.anchor else ""
    return said + quoted + anchor


def _where(place: Place | None) -> str:
    if place is None:
        return "no place is said"
    near = (
        f", give or take {place.uncertainty_km:g} km" if place.uncertainty_km and place.precision is not Precision.COUNTRY else ""
    )
    return f"{escape(place.name)} <span class='quiet'>({PRECISION_LABELS[place.precision].lower()}{near})</span>"


def _actors(participants: Iterable[Participant]) -> Sequence[tuple[str, str]]:
    lines = dict.fromkeys(
        f"{escape(one.actor.name)} <span class='quiet'>({words.PARTS[one.role]})</span>" for one in participants
    )
    return [("Who", "<br>".join(lines))]


def _why(reasons: Sequence[Reason]) -> str:
    if not reasons:
        return ""
    items = "".join(
        f"<li><b>{FIELDS.get(reason.field, escape(reason.field))}</b>: {escape(reason.text)}</li>" for reason in reasons
    )
    return f"<details><summary>Why these values</summary><ul>{items}</ul></details>"


def _elsewhere(told: ClaimView, text: str) -> str:
    said = [f"{FIELDS.get(mark.field, 'word')} “{escape(mark.span.of(text))}”" for mark in told.marks_elsewhere if text]
    return f'<p class="quiet">From elsewhere in the document: {", ".join(said)}</p>' if said else ""


def _against(lines: Sequence[str]) -> str:
    return "".join(f'<p class="against"><b>≠</b> {escape(line)}</p>' for line in lines)


def _names(*roles: str) -> Callable[[ClaimView], str]:
    return lambda told: ", ".join(dict.fromkeys(one.actor.name for one in told.participants if one.role in roles))


_COMPARED: Final[tuple[tuple[str, tuple[str, ...], Callable[[ClaimView], str]], ...]] = (
    ("What", ("kind",), lambda told: KIND_LABELS[told.kind]),
    ("When", ("date", "when"), lambda told: words.period(told.when.first, told.when.last, told.when.precision)),
    ("Where", ("place",), lambda told: told.place.name if told.place else ""),
    ("By whom", ("actor", "actors", "perpetrator", "accused"), _names("perpetrator", "accused", "claimant")),
    ("Target", ("target", "targets"), _names("target")),
    ("With", ("weapon",), lambda told: told.weapon),
    ("Killed", ("killed",), lambda told: words.people(told.killed.low, told.killed.high) if told.killed else ""),
    ("Injured", ("injured",), lambda told: words.people(told.injured.low, told.injured.high) if told.injured else ""),
    ("Status", ("status",), lambda told: STATUS_LABELS[told.status]),
)
"""Name of a row, the fields whose disagreement it shows, and what a claim says of it."""


def _compared(name: str, value: Callable[[ClaimView], str], claims: Sequence[ClaimView], *, conflict: bool) -> str:
    said: dict[str, list[str]] = {}
    for one in claims:
        said.setdefault(value(one), []).append(outlet(one))
    said.pop("", None)
    mark = ' <span class="badge" title="the sources contradict each other">≠ conflict</span>' if conflict else ""
    return "".join(
        f'<tr class="{"conflict" if conflict else "agreed"}"><td>{name + mark if n == 0 else ""}</td><td>{escape(shown)}</td>'
        f"<td>{', '.join(escape(who) for who in dict.fromkeys(outlets))}</td></tr>"
        for n, (shown, outlets) in enumerate(said.items())
    )
