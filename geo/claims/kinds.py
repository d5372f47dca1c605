"""What kind of happening it was, where the word alone does not say: by weapon, by cause, by who stood against whom."""

from __future__ import annotations

from collections import Counter
from typing import Final

from spacy.tokens import Span as Tokens, Token

from geo.claims.lexicon import Rule, Weapon
from geo.claims.mention import Mention
from geo.claims.scene import Scene
from geo.claims.who import weapon_of, weapons_in
from geo.model import Family, Kind

CROWD: Final = frozenset({"crowd"})
DEMONSTRATORS: Final = frozenset({"demonstrators"})
EXPLOSIVE: Final = frozenset(kind for kind in Kind if kind.family is Family.EXPLOSIVE)
SHOOTERS: Final = frozenset({"gunman", "sniper", "shooter", "gunner"})
BOMBED: Final = frozenset({"bomb", "bombing", "bomber", "suicide", "explosive", "ied", "car bomb"})


def kind_of(mention: Mention, sentence: Tokens, scene: Scene) -> tuple[Kind | None, str, tuple[Weapon, Token] | None]:
    """Return the kind, why it is that, and the weapon; no kind where the words tell of no happening by themselves."""
    weapon = weapon_of(mention, sentence, scene)
    row = mention.row
    if row.rule is Rule.FIXED:
        kind = None if row.kind == "none" else Kind(row.kind)
        if kind is Kind.SHOOTING and _at_demonstrators(mention, scene):
            return Kind.RIOT_CRACKDOWN, f"{mention.why}; demonstrators are the target", weapon
        if kind is Kind.PROTEST and mention.harmed:
            return Kind.RIOT_CRACKDOWN, f"{mention.why}; people were hurt in it", weapon
        return kind, mention.why, weapon
    if row.rule is Rule.BY_WEAPON:
        return *_by_weapon(mention, weapon, scene), weapon
    if row.rule is Rule.BY_SIDES:
        return *_by_sides(mention, weapon, scene), weapon
    return *_by_cause(mention, weapon, scene), weapon


def _at_demonstrators(mention: Mention, scene: Scene) -> bool:
    struck = (*mention.targets, *(victim for _, victim in mention.harmed))
    return any(scene.classes(one) & DEMONSTRATORS for one in struck) and any(
        scene.classes(one) & {"police", "military", "state"} for one in mention.agents
    )


def _by_weapon(mention: Mention, weapon: tuple[Weapon, Token] | None, scene: Scene) -> tuple[Kind | None, str]:
    if weapon and weapon[0].kind is Kind.SHOOTING and mention.trigger.lemma_ in {"exchange", "return", "trade"}:
        return Kind.ARMED_CLASH, f"{mention.why}; both sides shot"
    flying = [scene.classes(one) for one in (*mention.agents, *mention.targets)]
    if (
        "down" in mention.row.company
        and any("aircraft" in one for one in flying)
        and not (weapon and weapon[0].kind is Kind.DRONE_STRIKE)
    ):
        return Kind.ARMED_CLASH, f"{mention.why}; an aircraft is the target"
    dropped = mention.trigger.lemma_ == "drop" or any(scene.classes(one) & {"aircraft"} for one in mention.agents)
    if weapon and weapon[0].kind is Kind.BOMBING and dropped:
        return Kind.AIRSTRIKE, f"{mention.why}; bombs from the air"
    if weapon:
        return weapon[0].kind, f"{mention.why}; weapon {weapon[1].text!r}"
    fallback = mention.row.kind
    soldiers = any(scene.classes(one) & {"military", "armed"} and not scene.classes(one) & {"police"} for one in mention.agents)
    if mention.trigger.lemma_ == "raid" and soldiers:
        return Kind.ARMED_CLASH, f"{mention.why}; soldiers or armed men did it"
    if any(scene.classes(one) & {"vessel"} for one in mention.targets) and fallback == "armed_clash":
        return Kind.BOMBING, f"{mention.why}; a ship is the target"
    if any(one.lemma_.lower() in SHOOTERS for one in mention.agents):
        return Kind.SHOOTING, f"{mention.why}; gunmen did it"
    if any(scene.classes(one) & {"aircraft"} for one in mention.agents):
        return Kind.AIRSTRIKE, f"{mention.why}; aircraft did it"
    if fallback in {"explosion", "armed_clash", "other", "bombing", "airstrike"} and _refers_back(mention):
        spread = spread_of(scene, mention.trigger.idx)
        if spread:
            return spread, f"{mention.why}; as told before"
    if fallback == "armed_clash" and mention.row.noun and not mention.agents:
        common = prevailing(scene)
        if common:
            return common, f"{mention.why}; what the report speaks of most"
    if fallback == "strike":
        # A bare "strike" may be one of workers: it takes a report that speaks of weapons to make it one from the air.
        seen = spread_of(scene, len(scene.document.text))
        return (Kind.AIRSTRIKE, f"{mention.why}; the report speaks of weapons") if seen else (None, mention.why)
    if fallback == "explosion":
        bombs = any(weapon.kind is Kind.BOMBING for weapon, _ in weapons_in(scene.doc, scene))
        return (
            (Kind.BOMBING, f"{mention.why}; the report speaks of bombs")
            if bombs
            else (Kind.OTHER, f"{mention.why}; nobody says what exploded")
        )
    if fallback == "armed_clash" and any(
        scene.classes(one) & CROWD and not scene.classes(one) & {"armed", "military"} for one in mention.agents
    ):
        return Kind.RIOT_CRACKDOWN, f"{mention.why}; a crowd did it"
    return (None, mention.why) if fallback == "none" else (Kind(fallback), mention.why)


def _refers_back(mention: Mention) -> bool:
    return mention.row.noun and any(
        child.lower_ in {"the", "this", "these", "those"} for child in mention.trigger.children if child.dep_ == "det"
    )


def prevailing(scene: Scene) -> Kind | None:
    """Return the kind of the weapons that a report names most, where one kind stands out."""
    counts = Counter(weapon.kind for weapon, _ in weapons_in(scene.doc, scene))
    counts += Counter(
        Kind.BOMBING for token in scene.doc if token.lemma_.lower() in {"explosion", "blast"} and counts[Kind.BOMBING]
    )
    if not counts:
        return None
    kind, count = counts.most_common(1)[0]
    return kind if count >= 2 and 2 * count > counts.total() else None


def spread_of(scene: Scene, before: int) -> Kind | None:
    """Return the kind of the last weapon named before an offset."""
    last: Kind | None = None
    for weapon, token in weapons_in(scene.doc, scene):
        if token.idx >= before:
            break
        if weapon.kind in EXPLOSIVE:
            last = weapon.kind
    return last


def _by_sides(mention: Mention, weapon: tuple[Weapon, Token] | None, scene: Scene) -> tuple[Kind | None, str]:
    sides = [scene.classes(one) for one in (*mention.agents, *mention.targets)]
    crowd = any(side & CROWD and not side & {"armed", "military", "pronoun", "people"} for side in sides)
    if crowd:
        return Kind.RIOT_CRACKDOWN, f"{mention.why}; a crowd stood on one side"
    if weapon and weapon[0].kind in EXPLOSIVE and mention.row.kind == "other":
        return weapon[0].kind, f"{mention.why}; weapon {weapon[1].text!r}"
    fallback = mention.row.kind
    return (None, mention.why) if fallback == "none" else (Kind(fallback), mention.why)


def _by_cause(mention: Mention, weapon: tuple[Weapon, Token] | None, scene: Scene) -> tuple[Kind | None, str]:
    if weapon:
        return weapon[0].kind, f"{mention.why}; weapon {weapon[1].text!r}"
    if any(one.lemma_.lower() in SHOOTERS for one in mention.agents):
        return Kind.SHOOTING, f"{mention.why}; gunmen did it"
    victims = [scene.classes(victim) for _, victim in mention.harmed]
    if (
        any(side & CROWD and not side & {"armed", "military", "people", "pronoun"} for side in victims)
        and mention.row.kind != "none"
    ):
        return Kind.RIOT_CRACKDOWN, f"{mention.why}; demonstrators are the victims"
    around = _occasion(mention, scene)
    if around is not None:
        return around, f"{mention.why}; the occasion named beside it"
    if any(scene.classes(one) & CROWD and not scene.classes(one) & {"armed", "pronoun"} for one in mention.agents):
        return Kind.RIOT_CRACKDOWN, f"{mention.why}; a crowd did it"
    armed = any(scene.classes(one) & {"armed", "military"} and not scene.classes(one) & {"pronoun"} for one in mention.agents)
    fallback = mention.row.kind
    if armed and fallback in {"other", "none"}:
        return Kind.ARMED_CLASH, f"{mention.why}; armed men did it"
    return (None, mention.why) if fallback == "none" else (Kind(fallback), mention.why)


def _occasion(mention: Mention, scene: Scene) -> Kind | None:
    """Return what deaths belong to when they stand in a clause about an event: "demonstrations, in which hundreds were killed"."""
    for node in list(mention.trigger.ancestors)[:3]:
        if mention.trigger.dep_ == "relcl" or node.dep_ == "relcl":
            noun = node if node.pos_ == "NOUN" else node.head
            rows = scene.lexicon.events.get(noun.lemma_.lower())
            if rows and rows[0].kind == "protest":
                return Kind.RIOT_CRACKDOWN
    for child in mention.trigger.children:
        if child.dep_ == "prep" and child.lower_ in {"in", "during"}:
            for noun in child.children:
                rows = scene.lexicon.events.get(noun.lemma_.lower()) if noun.dep_ == "pobj" else None
                if rows and rows[0].kind in {"protest", "riot_crackdown"}:
                    return Kind.RIOT_CRACKDOWN
    return None
