"""What sort of report it is: in sport and on markets words of war are figures of speech, in films and drills nothing is real."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from geo.claims.drafts import Draft
from geo.claims.modality import Mood
from geo.claims.scene import Scene
from geo.model import PHYSICAL, Family, Kind, Reason

SHARE: Final = 0.014
"""What part of its words a report must have of a genre to be of it."""
DISTINCT: Final = 3
"""And how many different ones."""
SHORTEST: Final = 60
"""Words; of a shorter report a single word would decide."""
FIGURATIVE: Final = frozenset({"sport", "market"})
"""Where teams attack and prices are hit."""
OF_WAR: Final = frozenset({Family.EXPLOSIVE, Family.ARMED})
MEANT: Final = frozenset({"armed", "military", "police", "demonstrators"})
"""Of whom words of war are meant as they are said."""
DEADLY: Final = frozenset({"device", "arms", "firebomb", "munition_heavy", "aircraft"})


@dataclass(frozen=True, slots=True)
class Genre:
    """The sort of report that its words speak of."""

    name: str
    words: tuple[str, ...]


def heard(found: Sequence[Draft], scene: Scene) -> list[Draft]:
    """Return what a report tells as its genre means it: figures of speech are left out, what is played did not happen."""
    kind = genre(scene)
    if kind is None:
        return list(found)
    if kind.name in FIGURATIVE:
        return [draft for draft in found if not _is_figure(draft, scene)]
    return [_played(draft, kind) for draft in found]


def genre(scene: Scene) -> Genre | None:
    """Return what sort of report it is, where that is one in which words of war are not meant."""
    total = max(SHORTEST, sum(count for word, count in scene.lemmas.items() if word[:1].isalpha()))
    best: tuple[float, Genre] | None = None
    for name, words in scene.lexicon.genres.items():
        told = {word: scene.lemmas[word] for word in words if scene.lemmas[word]}
        share = sum(told.values()) / total
        if len(told) >= DISTINCT and share >= SHARE and (best is None or share > best[0]):
            best = share, Genre(name, tuple(sorted(told, key=lambda word: (-told[word], word))[:DISTINCT]))
    return best[1] if best else None


def _is_figure(draft: Draft, scene: Scene) -> bool:
    """Return whether nothing shows that a word of war is meant: nobody armed, no weapon but a shot, nobody hurt."""
    walkout = draft.mention.trigger.lemma_ == "strike"
    if draft.toll or not (draft.kind.family in OF_WAR or draft.kind is Kind.SEIZURE or walkout):
        return False
    mention = draft.mention
    sides = (*mention.agents, *mention.targets, *(victim for _, victim in mention.harmed))
    named = {name for side in sides if side.pos_ != "PRON" for name in scene.classes(side)}
    weapon = {
        name
        for token in draft.sentence
        if draft.weapon_span and token.idx == draft.weapon_span.start
        for name in scene.classes(token)
    }
    return not (named & MEANT or weapon & DEADLY)


def _played(draft: Draft, kind: Genre) -> Draft:
    """Return what a report on a film, a game or a drill tells, as told of those; missiles are tested for real."""
    tested = draft.kind is Kind.MISSILE_STRIKE and not draft.mention.targets
    real = draft.mood.modality or draft.kind.family not in PHYSICAL or tested
    if real or (draft.own_date and kind.name == "stage"):
        return draft
    reason = Reason(field="hypothetical", text=f"the report tells of what is played or rehearsed: {', '.join(kind.words)}")
    return replace(draft, mood=Mood("hypothetical", kind.words[0]), reasons=(*draft.reasons, reason))
