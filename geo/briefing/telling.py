"""Sentences about what a filter leaves, written by rules from its counts: never more exact than what was said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from geo.briefing.deck import LONGEST_BULLET, LONGEST_TITLE, legible
from geo.briefing.nouns import CONTESTED, FAMILIES, KINDS, counted
from geo.briefing.tally import Days, Doing, Spot, Tally, Toll
from geo.model import FAMILY_OF, PINNED, DatePrecision, Precision, Status
from geo.views.cards import KIND_LABELS
from geo.views.phrases import count, day, listed

_NAMED_KINDS: Final = 3
_NAMED_ACTORS: Final = 4
_NAMED_FIELDS: Final = 3
_FEW_KINDS: Final = 2
"""Kinds that a title names; more have the name of their family."""
_FEW_ROUGH: Final = 2
_NEAR: Final = "near "
_LONGEST_NAME: Final = 40

_TO_THE_WEEK: Final = frozenset({DatePrecision.DAY, DatePrecision.WEEK})
_BOTH_ENDS: Final = frozenset(DatePrecision) - {DatePrecision.OPEN, DatePrecision.UNKNOWN}
_ROUGH: Final = {
    DatePrecision.MONTH: "dated only to the month",
    DatePrecision.SEASON: "dated only to the season",
    DatePrecision.YEAR: "dated only to the year",
    DatePrecision.OPEN: "of which only a first or a last day is known",
    DatePrecision.UNKNOWN: "without a known day",
}
_POINTS: Final = PINNED | {Precision.NEAR}
_AREAS: Final = {
    Precision.AREA: "no closer than the region or sea",
    Precision.COUNTRY: "no closer than the country",
    Precision.UNKNOWN: "at a place whose position is not known",
}
_ROLES: Final = {
    "perpetrator": "attributed to",
    "accused": "blamed on",
    "claimant": "claimed by",
    "target": "against",
}
"""As it was said, not as a finding."""
_STATUSES: Final = (Status.CONFIRMED, Status.ALLEGED, Status.CLAIMED, Status.DISPUTED, Status.DENIED)
"""What is more, or less, than reported."""


# --- days ----------------------------------------------------------------------------------


def ended(told: date, precision: DatePrecision) -> str:
    """Return one end of a range as exactly as it was said: a day, a month or a year."""
    if precision is DatePrecision.YEAR:
        return str(told.year)
    return f"{told:%b} {told.year}" if precision in {DatePrecision.MONTH, DatePrecision.SEASON} else day(told)


def dated(days: Sequence[Days]) -> str:
    """
    Return between which days they lie, each end as exactly as it was said; "" where no two ends are known.

    Where some are dated to the week or better, it is theirs: `roughly` tells of the others.
    """
    of = [one for one in days if one.precision in _TO_THE_WEEK] or [one for one in days if one.precision in _ROUGH]
    order = list(DatePrecision)
    firsts = [(one.first, order.index(one.precision)) for one in of if one.first and one.precision in _BOTH_ENDS]
    lasts = [(one.last, -order.index(one.precision)) for one in of if one.last and one.precision in _BOTH_ENDS]
    if not (firsts and lasts):
        return ""
    (first, said), (last, unsaid) = min(firsts), max(lasts)
    begin, end = ended(first, order[said]), ended(last, order[-unsaid])
    return begin if begin == end else f"{begin} to {end}"


def when(told: Tally) -> str:
    """Return the sentence on how many are dated how exactly, and between which days; "" where all lie in one range."""
    counts = {one.precision: one.incidents for one in told.days}
    exact = sum(counts.get(precision, 0) for precision in _TO_THE_WEEK)
    rough = [f"{counts[precision]:,} {words}" for precision, words in _ROUGH.items() if counts.get(precision)]
    if len(rough) > _FEW_ROUGH:
        undated = counts.get(DatePrecision.UNKNOWN, 0)
        rough = (
            [f"{told.total - exact - undated:,} dated less exactly", *rough[-1:]]
            if undated
            else [f"{told.total - exact:,} less exactly"]
        )
    if not rough:
        return ""
    range_ = f" ({dated(told.days)})" if not exact and dated(told.days) else ""
    return f"{listed([*([f'{exact:,} dated {dated(told.days)}'] if exact else []), *rough])}{range_}."


# --- what and where ------------------------------------------------------------------------


def kinds(told: Tally) -> str:
    """Return "3 protests and 1 bombing"."""
    most = _NAMED_KINDS if len(told.kinds) > _NAMED_KINDS + 1 else len(told.kinds)
    named = [counted(kind, number) for kind, number in told.kinds[:most]]
    rest = sum(number for _, number in told.kinds[most:])
    return listed([*named, f"{rest:,} of other kinds"] if rest else named)


def places(told: Tally) -> str:
    """Return where they are said to be, the most exact first; areas by name only where nothing is more exact."""
    pinned = [spot for spot in told.spots if spot.precision in _POINTS]
    parts = [_spots(pinned, sum(told.sites.get(precision, 0) for precision in _POINTS), told.total, 3)] if pinned else []
    for precision, words in _AREAS.items():
        if of := [spot for spot in told.spots if spot.precision is precision]:
            named = _spots(of, told.sites[precision], told.total)
            parts.append(f"{told.at.get(precision, 0):,} {words}" if pinned else f"{words}: {named}")
    if told.placeless:
        parts.append("no place is said" if told.placeless == told.total else f"no place is said for {told.placeless:,}")
    return "; ".join(parts)


def _spots(spots: Sequence[Spot], sites: int, total: int, most: int = 2) -> str:
    named = [place(spot) if spot.incidents == total else f"{place(spot)} ({spot.incidents:,})" for spot in spots[:most]]
    rest = sites - len(named)
    return listed([*named, count(rest, "other place")] if rest else named)


def place(spot: Spot) -> str:
    """Return the name of a place as exactly as it was said: "near Calder"."""
    near = spot.precision is Precision.NEAR and not spot.name.lower().startswith(_NEAR)
    return _short(f"near {spot.name}" if near else spot.name)


def what(told: Tally) -> str:
    """Return the sentences on what happened and when."""
    if told.total == 1:
        only = {DatePrecision.OPEN: _open(told.days), DatePrecision.UNKNOWN: "no day is known"}
        return f"{KIND_LABELS[told.kinds[0][0]]}, {dated(told.days) or only[told.days[0].precision]}."
    rough = when(told)
    head = count(told.total, "incident") if rough else f"{count(told.total, 'incident')}, {dated(told.days)}"
    return f"{head}: {kinds(told)}. {rough}".rstrip()


def where(told: Tally) -> str:
    """Return the sentence on where."""
    return f"{_capital(places(told))}."


def what_and_where(told: Tally) -> str:
    """Return the sentences on what, when and where; of places only their number where there is no room."""
    whole = f"{what(told)} {where(told)}"
    return whole if len(whole) <= LONGEST_BULLET else f"{what(told)} In {count(sum(told.sites.values()), 'place')}."


def _open(days: Sequence[Days]) -> str:
    [one] = days
    return f"from {day(one.first)} on" if one.first else f"until {day(one.last)}"


# --- who and how many ----------------------------------------------------------------------


def who(told: Tally) -> str:
    """Return the sentence on who is said to have done it, to whom, and on the dead and injured."""
    acted = any(one.role != "target" for one in told.doings)
    done = _doings(told.doings, told.total)
    nobody = "" if acted else "nobody is said to have done it"
    sentences = [_capital("; ".join(filter(None, (nobody, done)))), *_tolls(told)]
    return " ".join(f"{one}." for one in sentences if one)


def _doings(doings: Sequence[Doing], total: int) -> str:
    shown = doings[:_NAMED_ACTORS]
    parts = []
    for role, words in _ROLES.items():
        named = [one for one in shown if one.role == role]
        if named:
            names = [_short(one.name) if total == 1 else f"{_short(one.name)} ({one.incidents:,})" for one in named]
            parts.append(f"{words} {listed(names)}")
    return "; ".join(parts)


def _tolls(told: Tally) -> Iterable[str]:
    for toll, words in ((told.killed, "killed"), (told.injured, "injured")):
        if toll.incidents:
            yield f"{_capital(_people(toll))} {words}{_of(toll, told.total)}"


def _of(toll: Toll, total: int) -> str:
    return "" if total == 1 else f", by what is said of {count(toll.incidents, 'incident')}"


def _people(toll: Toll) -> str:
    if toll.high is None:
        return f"at least {toll.low:,}"
    return f"{toll.low:,}" if toll.low == toll.high else f"{toll.low:,} to {toll.high:,}"


# --- how sure ------------------------------------------------------------------------------


def how_sure(told: Tally) -> str:
    """Return the sentence on how many independent sources there are, how firmly they say it and what they contradict."""
    counts = dict(told.statuses)
    firm = [f"{counts[status]:,} {status.value}" for status in _STATUSES if counts.get(status)]
    parts = [count(told.sources, "independent source")]
    if told.total == 1:
        parts += [status.value for status in _STATUSES if counts.get(status)]
    else:
        parts += [listed(firm)] if firm else []
    sentence = _capital("; ".join(parts))
    return f"{sentence}. {contradicted(told)}".rstrip()


def contradicted(told: Tally) -> str:
    """Return the sentence on what sources contradict each other about; "" where they do not."""
    if not told.contested:
        return ""
    one = told.total == 1
    named = [_field(field) if one else f"{_field(field)} ({number:,})" for field, number in told.fields[:_NAMED_FIELDS]]
    rest = len(told.fields) - len(named)
    about = listed([*named, count(rest, "other thing")] if rest else named)
    scope = "" if one else f" in {count(told.contested, 'incident')}"
    return f"Sources contradict each other{scope} on {about}."


def _field(field: str) -> str:
    return CONTESTED.get(field, field)


# --- titles --------------------------------------------------------------------------------


def title(told: Tally, when: str = "") -> str:
    """Return the title of a scene: what, where, when."""
    return shortened(f"{_capital(_noun(told))}{_where(told)}{_comma(when or dated(told.days))}", LONGEST_TITLE)


def _comma(text: str) -> str:
    return f", {text}" if text else ""


def _noun(told: Tally) -> str:
    if told.total == 1:
        return KIND_LABELS[told.kinds[0][0]]
    names = [KINDS[kind][0 if number == 1 else 1] for kind, number in told.kinds]
    if len(names) <= _FEW_KINDS:
        return listed(names)
    families = {FAMILY_OF[kind] for kind, _ in told.kinds}
    return FAMILIES[families.pop()] if len(families) == 1 else "incidents"


def _where(told: Tally) -> str:
    if not told.spots:
        return ""
    exact = [spot for spot in told.spots if spot.precision in _POINTS] or list(told.spots)
    if sum(told.sites.values()) == 1 and not told.placeless:
        return _comma(place(exact[0]))
    name = exact[0].name
    return f" around {_short(name[len(_NEAR) :] if name.lower().startswith(_NEAR) else name)}"


def _short(name: str) -> str:
    return shortened(name, _LONGEST_NAME)


def shortened(text: str, longest: int = LONGEST_BULLET) -> str:
    """Return what of the text can be written, cut off with a sign of it where it is too long."""
    told = legible(text)
    return told if len(told) <= longest else f"{told[: longest - 1].rstrip()}…"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
