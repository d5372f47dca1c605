"""What a comparison with labels found: counts that carry their shares, and the same as plain values for a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from geo.errors import InputError

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many are right, of how many that were judged."""

    right: int
    of: int

    @property
    def rate(self) -> float:
        """0 to 1; 1 where nothing was judged."""
        return _rate(self.right, self.of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """How well what was found meets what was labeled."""

    right: int
    """Of those that were found."""
    got: int
    """Found in all."""
    found: int
    """Of those that were labeled and must be found."""
    want: int
    """Labeled in all."""

    @property
    def precision(self) -> float:
        """The share of what was found that is right, 0 to 1."""
        return _rate(self.right, self.got)

    @property
    def recall(self) -> float:
        """The share of what was labeled that was found, 0 to 1."""
        return _rate(self.found, self.want)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, 0 to 1."""
        p, r = self.precision, self.recall
        return round(2 * p * r / (p + r), 4) if p + r else 0.0

    def figures(self) -> Figures:
        """Return counts and shares as plain values."""
        return {"precision": self.precision, "recall": self.recall, "f1": self.f1, **asdict(self)}


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFigures:
    """How often one field of a claim is right, of the claims that answer a label."""

    field: str
    """kind, place, date, actor, status, precision (how exactly the place is said), casualties (where a number is said)."""
    share: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class KindFigures:
    """How well the happenings of one kind are found."""

    kind: str
    claims: Match


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion:
    """How often one kind was taken for another."""

    want: str
    got: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How good the answers are, and each that is not."""

    files: int
    published: Share
    toponyms: Match
    toponym_role: Share
    within_161_km: Share
    within_25_km: Share
    found_and_placed: Share
    claims: Match
    """Happenings; words, diplomacy and other things are `statements_found`."""
    statements_found: Share
    fields: tuple[FieldFigures, ...]
    map: Match
    """Physical happenings with a position: right in family, place and date together."""
    links: Match
    """Pairs of claims that tell of one happening."""
    invented_positions: int
    """Drawn finer than said, or elsewhere."""
    drawn_finer: int
    """Of those, the ones at the right place but said less exactly."""
    leaked_from_furniture: int
    kinds: tuple[KindFigures, ...]
    """In the order of the kinds of `geo.model`, those that are labeled or found."""
    confusions: tuple[Confusion, ...]
    """Most frequent first."""
    misses: tuple[str, ...]

    @property
    def figures(self) -> Figures:
        """The figures by the names of the scorer they must agree with, as plain values."""
        by_field = {one.field: one.share for one in self.fields}
        return {
            "files": self.files,
            "published": _right(self.published),
            "toponyms": self.toponyms.figures(),
            "toponym_role": _right(self.toponym_role),
            "resolution": {
                "within_161_km": self.within_161_km.rate,
                "within_25_km": self.within_25_km.rate,
                "of": self.within_161_km.of,
            },
            "found_and_placed": {"share": self.found_and_placed.rate, "of": self.found_and_placed.of},
            "claims": self.claims.figures(),
            "statements_found": {"share": self.statements_found.rate, "of": self.statements_found.of},
            "of_matched_claims": {name: by_field[name].rate if by_field[name].of else 0.0 for name in SCORED},
            "map": self.map.figures(),
            "links": self.links.figures() if self.links.want else {"f1": 0.0, "want": 0},
            "invented_positions": self.invented_positions,
            "leaked_from_furniture": self.leaked_from_furniture,
        }

    def json(self) -> str:
        """Return the report as JSON: the scorer's figures, and under "counts" what `read` makes this report of again."""
        return json.dumps({**self.figures, "counts": asdict(self)}, ensure_ascii=False, indent=1) + "\n"


SCORED: Final = ("kind", "place", "date", "actor", "status")
"""Fields that the scorer judges too."""

_SHARES: Final = (
    "published",
    "toponym_role",
    "within_161_km",
    "within_25_km",
    "found_and_placed",
    "statements_found",
)
_MATCHES: Final = ("toponyms", "claims", "map", "links")


def read(text: str) -> Report:
    """
    Return the report that `Report.json` wrote.

    Raises
    ------
    InputError
        If the text is none.
    """
    try:
        return _report(json.loads(text)["counts"])
    except (ValueError, KeyError, TypeError) as error:
        msg = f"this is no report of `python -m geo evaluate --json` ({error!r})"
        raise InputError(msg) from error


def _report(row: Mapping[str, Any]) -> Report:
    parts: Figures = {
        **row,
        **{name: Share(**row[name]) for name in _SHARES},
        **{name: Match(**row[name]) for name in _MATCHES},
        "fields": tuple(FieldFigures(field=one["field"], share=Share(**one["share"])) for one in row["fields"]),
        "kinds": tuple(KindFigures(kind=one["kind"], claims=Match(**one["claims"])) for one in row["kinds"]),
        "confusions": tuple(Confusion(**one) for one in row["confusions"]),
        "misses": tuple(row["misses"]),
    }
    return Report(**parts)


def _right(share: Share) -> Figures:
    return {"right": share.rate, "of": share.of}


def _rate(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0
