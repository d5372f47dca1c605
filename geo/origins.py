"""
How many independent sources stand behind claims: the one rule, for incidents, for the sides of a contradiction, for a filter.

Articles are not sources. Claims are of one source when they stand in one report (carriers of a report are that report), share a
sentence so long that nobody writes it twice, quote the same people by name or, where nobody is quoted, come from one outlet.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

COPIED_FROM: Final = 12
"""Words from which on two equal sentences are one that was copied."""


def copied(sentence: str) -> str:
    """Return what copies of a sentence share, white space apart; empty for one that two may write on their own."""
    words = sentence.split()
    return " ".join(words) if len(words) >= COPIED_FROM else ""


def roots(report: str, sentence: str, origins: Iterable[str]) -> tuple[str, ...]:
    """
    Return what claims of one origin have in common.

    Parameters
    ----------
    report
        Id of the document, or of the one whose report it carries.
    sentence
        Of the claim, word for word.
    origins
        Whose word it is, see `Claim.origins`.
    """
    long = copied(sentence)
    return (f"report:{report}", *([f"sentence:{long}"] if long else []), *(f"said:{who}" for who in origins))


def joined(rooted: Iterable[Iterable[object]]) -> int:
    """Return how many sources there are when claims that share a root are of one."""
    above: dict[object, object] = {}

    def top(one: object) -> object:
        while (over := above.setdefault(one, one)) != one:
            above[one] = one = above[over]
        return one

    for mine in rooted:
        first, *others = map(top, mine)
        for other in others:
            above[top(other)] = top(first)
    return sum(top(one) == one for one in above)
