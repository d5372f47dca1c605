"""Figures of accuracy as a table that a person reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from geo.evaluate import Match, Report, Share

_NAMED: Final = 30
"""Characters of the first column."""


def measured(report: Report) -> Iterator[str]:
    """Yield the lines of a report: each share with the counts behind it."""
    yield f"{report.files} labeled files"
    yield from ["", f"{'found':{_NAMED}} precision            recall               F1"]
    yield _match("toponyms", report.toponyms)
    yield _match("happenings", report.claims)
    yield _match("on the map, all of it right", report.map)
    yield _match("links between claims", report.links)
    yield from ["", f"{'right':{_NAMED}}"]
    yield _share("publication dates", report.published)
    yield _share("roles of toponyms", report.toponym_role)
    yield _share("toponyms within 161 km", report.within_161_km)
    yield _share("toponyms within 25 km", report.within_25_km)
    yield _share("toponyms found and placed", report.found_and_placed)
    yield _share("words and other things found", report.statements_found)
    yield from (_share(f"{one.field} of matched claims", one.share) for one in report.fields)
    yield from ["", "what must not happen"]
    yield f"{'positions invented':{_NAMED}} {report.invented_positions}, {report.drawn_finer} of them drawn finer than said"
    yield f"{'leaked from furniture':{_NAMED}} {report.leaked_from_furniture}"
    yield from ["", f"{'kinds':{_NAMED}} precision            recall               F1"]
    yield from (_match(one.kind, one.claims) for one in report.kinds)
    yield from ["", "kinds taken for others"] if report.confusions else []
    yield from (f"{one.want} taken for {one.got}: {one.count}" for one in report.confusions)


def _match(noun: str, match: Match) -> str:
    precision = _rate(match.precision, match.right, match.got)
    recall = _rate(match.recall, match.found, match.want)
    return f"{noun:{_NAMED}} {precision:20} {recall:20} {match.f1:.2f}"


def _share(noun: str, share: Share) -> str:
    return f"{noun:{_NAMED}} {_rate(share.rate, share.right, share.of)}"


def _rate(rate: float, right: int, of: int) -> str:
    """Return a share with its counts; of nothing there is none."""
    return f"{rate:.2f} ({right} of {of})" if of else "-    (0 of 0)"
