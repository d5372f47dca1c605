"""Where a document names a system that is known: by a designation, or by a name in the company of a weapon."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from spacy.tokens import Token

from geo.claims.scene import Scene
from geo.model import Span, SystemMention
from geo.rangeclaims.terms import Terms, systems_called

_DIGIT: Final = re.compile(r"\d|\b[IVX]{2,4}\b")
_BESIDE: Final = 2
"""Words between a name and the weapon that it is the name of: "the Fateh class ballistic missile"."""


def mentions(scene: Scene, terms: Terms) -> tuple[SystemMention, ...]:
    """
    Return where the document names a system, in order.

    Many systems bear the name of a town, a person or a virtue. A name counts by itself where it has a number, else
    where it stands beside a weapon or with "the" in front.
    """
    return tuple(_mentions(scene, terms))


def _mentions(scene: Scene, terms: Terms) -> Iterator[SystemMention]:
    for found in terms.names.finditer(scene.document.text):
        span = Span(found.start(), found.end())
        systems = systems_called(found[0], terms)
        token = scene.root(span)
        if (
            systems
            and token is not None
            and _is_read(token, span)
            and (_DIGIT.search(found[0]) or _in_company(token, scene, terms))
        ):
            yield SystemMention(span=span, systems=systems)


def _is_read(token: Token, span: Span) -> bool:
    """Return whether the name is words of the report, and no part of what was passed over."""
    return token.idx >= span.start and token.idx + len(token) <= span.end + 1


def _in_company(token: Token, scene: Scene, terms: Terms) -> bool:
    """Return whether a name without a number stands as the name of a weapon."""
    ahead = scene.doc[token.i + 1 : token.i + 2 + _BESIDE]
    if any(terms.is_weapon(one) for one in ahead) and token.dep_ in {"compound", "amod", "nmod", "poss", "appos", "nummod"}:
        return True
    if token.dep_ in {"compound", "amod", "nmod"} or token.pos_ != "PROPN":
        return False
    apposed = [token.head] if token.dep_ in {"appos", "conj"} else []
    apposed += [child for child in token.children if child.dep_ in {"appos", "compound"}]
    if any(terms.is_weapon(one) for one in apposed):
        return True
    return token.i > 0 and scene.doc[token.i - 1].lower_ == "the"
