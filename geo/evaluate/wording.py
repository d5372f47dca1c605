"""The figures of a report in words: what was looked at, how often it was right, and what that means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from geo.evaluate.report import Match, Report, Share

FIELDS: Final = {
    "kind": "what happened",
    "place": "where",
    "date": "when",
    "actor": "who did it",
    "status": "how firmly it is said",
    "precision": "how exactly the place is said",
    "casualties": "how many were killed or injured",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table."""

    noun: str
    share: Share
    meaning: str


def figures(report: Report) -> tuple[Figure, ...]:
    """Return the lines of the table, the most telling first."""
    return (
        *_of_match("Happenings found", report.claims, "of those that the labels hold", "of those found are right"),
        *_of_match(
            "On the map", report.map, "of what belongs there is there", "of what is there is right in family, place and date"
        ),
        *_of_match(
            "One incident from several reports",
            report.links,
            "of the pairs that belong together are joined",
            "of the pairs joined belong together",
        ),
        *(
            Figure(
                noun=f"Right about {FIELDS.get(one.field, one.field)}",
                share=one.share,
                meaning="of the claims that answer a label",
            )
            for one in report.fields
        ),
        Figure(noun="Publication dates", share=report.published, meaning="of the documents"),
        Figure(noun="Names of places found and placed", share=report.found_and_placed, meaning="within 161 km of where they are"),
        Figure(
            noun="What a name of a place is for",
            share=report.toponym_role,
            meaning="place of an incident, dateline, government, context",
        ),
        Figure(
            noun="Words and other things found",
            share=report.statements_found,
            meaning="statements, sanctions, talks: they never stand on the map",
        ),
    )


def musts(report: Report) -> tuple[tuple[str, int, str], ...]:
    """Return what must not be: what it is, how often it is, and what that means."""
    return (
        ("Positions that no words stand behind", report.invented_positions, "must be 0: drawn elsewhere, or finer than said"),
        ("Values from captions, teasers, comments", report.leaked_from_furniture, "must be 0: what is no part of the report"),
    )


def percent(share: Share) -> str:
    """Return the share as "83%"; "none" where nothing was judged."""
    return f"{share.right / share.of:.0%}" if share.of else "none"


def counts(share: Share) -> str:
    """Return the counts of the share as "41 of 49"."""
    return f"{share.right:,} of {share.of:,}"


def _of_match(noun: str, match: Match, found: str, right: str) -> tuple[Figure, ...]:
    return (
        Figure(noun=noun, share=Share(right=match.found, of=match.want), meaning=found),
        Figure(noun=f"{noun}, and right", share=Share(right=match.right, of=match.got), meaning=right),
    )
