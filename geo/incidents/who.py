"""Signals of people: the same did it, suffered it, said it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Final

from geo.incidents.finding import NOTHING, Finding, veto
from geo.incidents.testimony import Testimony
from geo.model import Actor, Family


def doers(one: Testimony, other: Testimony) -> Finding:
    """Weigh whether the same are said to have done it, or to be blamed for it."""
    found = _people(one.doers, other.doers, one.doers_called & other.doers_called, "by")
    return _of_one_document(found) if one.document.id == other.document.id else found


def _of_one_document(found: Finding) -> Finding:
    """Return what the people of one document say of its happenings: kin and namesakes are in all of them."""
    return found if found.weight >= NAMED else found._replace(identifies=False)


def targets(one: Testimony, other: Testimony) -> Finding:
    """Weigh whether it struck the same: the same owner, and the same thing of that owner."""
    found = _people(one.targets, other.targets, one.targets_called & other.targets_called, "against")
    found = _of_one_document(found) if one.document.id == other.document.id else found
    things = sorted(one.struck & other.struck)
    if not things:
        return Finding(found.weight * 1.3, found.reason, identifies=found.identifies)
    reasons = [found.reason] if found.weight > 0 else []
    weight = max(found.weight, 0) * 1.3 + min(1.0, 0.5 * len(things))
    return Finding(weight, "; ".join([*reasons, f"what was struck is called {', '.join(things)}"]), identifies=True)


def named(one: Testimony, other: Testimony) -> Finding:
    """Weigh whether their sentences name the same, though not in the same part."""
    mine, theirs = one.participants, other.participants
    both = (one.named & other.named) - (mine & theirs)
    shared = [i for i in both if i in mine or i in theirs or not i.startswith("group:")]
    if not shared:
        return NOTHING
    weight = min(1.0, 0.5 * len(shared))
    # One document names the same all along.
    return Finding(weight, f"both name {', '.join(sorted(shared))}", identifies=one.document.id != other.document.id)


def speakers(one: Testimony, other: Testimony) -> Finding:
    """Weigh whether the same speaks, without which words are never joined."""
    if one.claim.kind.family is not Family.WORDS:
        return NOTHING
    mine, theirs = one.voices, other.voices
    if not mine or not theirs:
        return NOTHING if (mine.keys() & other.named) or (theirs.keys() & one.named) else veto("not both say who speaks")
    shared = [actor.name for i, actor in sorted(mine.items()) if i in theirs and _telling(actor) >= NAMED]
    return Finding(1.0, f"both by {', '.join(shared)}", identifies=True) if shared else veto("not said by the same")


def _people(mine: Mapping[str, Actor], theirs: Mapping[str, Actor], called: frozenset[str], how: str) -> Finding:
    if not mine or not theirs:
        return NOTHING
    shared = sorted(mine.keys() & theirs.keys())
    if shared:
        weight = max(_telling(mine[i]) for i in shared)
        return Finding(weight, f"both {how} {', '.join(mine[i].name for i in shared)}", identifies=weight >= NAMED)
    if _belongs(mine.values(), theirs) or _belongs(theirs.values(), mine):
        return Finding(0.4, f"{how} actors of which one belongs to the other", identifies=True)
    words = [word for word in called if not _is_state(word, (*mine.values(), *theirs.values()))]
    if words:
        return Finding(0.4, f"both {how} somebody called {', '.join(sorted(words))}", identifies=True)
    vague = all(_telling(actor) < NAMED for actor in mine.values()) or all(_telling(actor) < NAMED for actor in theirs.values())
    return Finding(-0.3 if vague else -0.8, f"{how} others")


def _is_state(word: str, actors: Iterable[Actor]) -> bool:
    """Return whether the word names whom the actors belong to: "Iranian" says nothing new beside Iran."""
    return any(parent.startswith(word[:4]) for actor in actors for parent in actor.belongs_to)


NAMED: Final = 0.8


def _telling(actor: Actor) -> float:
    """Return how much it says that two name this actor: a name says more than "the protesters"."""
    if not actor.id.startswith("group:"):
        return NAMED if actor.kind == "state" else 1.0
    return NAMED if actor.belongs_to else 0.6


def _belongs(actors: Iterable[Actor], to: Container[str]) -> bool:
    return any(parent in to for actor in actors for parent in actor.belongs_to)
