"""What kind of happening it was, where the word alone does not say: by weapon, by cause, by who stood against whom."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Final, TypeAlias

from spacy.tokens import Span as Tokens, Token

from geo.claims import grammar
from geo.claims.lexicon import Rule, Weapon
from geo.claims.mention import Mention
from geo.claims.scene import Scene
from geo.claims.toll import DEATH
from geo.claims.verbs import DISPERSING
from geo.claims.who import weapon_of
from geo.model import Family, Kind

Means: TypeAlias = tuple[Weapon, Token]
"""A weapon and the word that names it."""

CROWD: Final = frozenset({"crowd"})
DEMONSTRATORS: Final = frozenset({"demonstrators"})
FORCES: Final = frozenset({"police", "military", "state"})
POLICE: Final = frozenset({"police"})
SOLDIERS: Final = frozenset({"military", "armed"})
AIRCRAFT: Final = frozenset({"aircraft"})
SHOOTERS: Final = frozenset({"gunman", "sniper", "shooter", "gunner"})
EXPLOSIVE: Final = frozenset(kind for kind in Kind if kind.family is Family.EXPLOSIVE)
KINDS: Final = frozenset(kind.value for kind in Kind)
OFFENSIVES: Final = frozenset(
    {"offensive", "counteroffensive", "counter-offensive", "invasion", "siege", "incursion", "ambush", "campaign", "operation"}
)
"""What armies do: farmers who die in it were no side of it."""
VAGUE: Final = frozenset({"explosion", "armed_clash", "other", "bombing", "airstrike"})


def kind_of(mention: Mention, sentence: Tokens, scene: Scene) -> tuple[Kind | None, str, Means | None]:
    """Return the kind, why it is that, and the weapon; no kind where the words tell of no happening by themselves."""
    weapon = weapon_of(mention, sentence, scene)
    case = Case(mention, weapon, scene)
    for answer, reason in ANSWERS[mention.row.rule]:
        kind = answer(case)
        if kind is not None:
            return kind, f"{mention.why}; {reason}", weapon
    fallback = mention.row.kind
    return (Kind(fallback) if fallback in KINDS else None), mention.why, weapon


@dataclass(frozen=True, slots=True)
class Case:
    """What a kind is judged by."""

    mention: Mention
    weapon: Means | None
    scene: Scene

    @property
    def fallback(self) -> str:
        """What the row says where nothing else does."""
        return self.mention.row.kind

    def did(self, wanted: frozenset[str], unless: frozenset[str] = frozenset()) -> bool:
        """Return whether one of the doers is of such a class."""
        return _any(self.mention.agents, wanted, unless, self.scene)

    def suffered(self, wanted: frozenset[str], unless: frozenset[str] = frozenset()) -> bool:
        """Return whether one of the targets or victims is of such a class."""
        struck = (*self.mention.targets, *(victim for _, victim in self.mention.harmed))
        return _any(struck, wanted, unless, self.scene)


def _any(tokens: tuple[Token, ...], wanted: frozenset[str], unless: frozenset[str], scene: Scene) -> bool:
    return any(scene.classes(one) & wanted and not scene.classes(one) & unless for one in tokens)


def _crowd_shot_at(case: Case) -> Kind | None:
    shot = case.fallback == Kind.SHOOTING and case.suffered(DEMONSTRATORS) and case.did(FORCES)
    return Kind.RIOT_CRACKDOWN if shot else None


def _crowd_driven_off(case: Case) -> Kind | None:
    """Return a crackdown where shots are fired to break up a crowd."""
    drove = any(host.lemma_ in DISPERSING for host in case.mention.hosts) and not case.mention.row.noun
    return Kind.RIOT_CRACKDOWN if drove and case.fallback == Kind.SHOOTING and case.did(FORCES) else None


def _hurt_in_protest(case: Case) -> Kind | None:
    return Kind.RIOT_CRACKDOWN if case.fallback == Kind.PROTEST and case.mention.harmed else None


def _both_shot(case: Case) -> Kind | None:
    mutual = case.mention.trigger.lemma_ in {"exchange", "return", "trade"}
    return Kind.ARMED_CLASH if mutual and case.weapon and case.weapon[0].kind is Kind.SHOOTING else None


def _aircraft_downed(case: Case) -> Kind | None:
    drone = case.weapon is not None and case.weapon[0].kind is Kind.DRONE_STRIKE
    flying = case.did(AIRCRAFT) or case.suffered(AIRCRAFT)
    return Kind.ARMED_CLASH if "down" in case.mention.row.company and flying and not drone else None


def _bombs_dropped(case: Case) -> Kind | None:
    dropped = case.mention.trigger.lemma_ == "drop" or case.did(AIRCRAFT)
    return Kind.AIRSTRIKE if dropped and case.weapon and case.weapon[0].kind is Kind.BOMBING else None


def _websites_attacked(case: Case) -> Kind | None:
    return Kind.CYBER if case.suffered(frozenset({"internet"}), frozenset({"person"})) else None


def _by_hackers(case: Case) -> Kind | None:
    """Return what hackers do, whatever they cut or cripple."""
    return Kind.CYBER if any(one.lemma_.lower() == "hacker" for one in case.mention.agents) else None


def _vehicle_blown_up(case: Case) -> Kind | None:
    """Return a bombing where a car full of shells blows up: what it was packed with was not fired."""
    burst = case.mention.trigger.lemma_ in {"explode", "detonate", "blow"}
    fired = case.weapon is not None and case.weapon[0].kind is Kind.ROCKET_OR_MORTAR_ATTACK
    return Kind.BOMBING if burst and fired and case.did(frozenset({"vehicle"})) else None


def _by_munition(case: Case) -> Kind | None:
    return Kind.BOMBING if case.weapon is None and case.did(frozenset({"device", "munition"}), SOLDIERS | AIRCRAFT) else None


def _named_weapon(case: Case) -> Kind | None:
    if case.weapon is None or _blew_up_with_a_gun(case, case.weapon[0].kind):
        return None
    # "shot a man wielding a knife": the knife is the victim's
    shot = case.weapon[0].kind is Kind.OTHER and case.mention.trigger.lemma_ in {"shoot", "gun"}
    return None if shot else case.weapon[0].kind


def _blew_up_with_a_gun(case: Case, kind: Kind) -> bool:
    """Return whether the weapon only tells who did it: gunmen who blow something up do so with no gun."""
    return kind is Kind.SHOOTING and case.fallback == Kind.BOMBING


def _police_in_unrest(case: Case) -> Kind | None:
    policed = case.did(POLICE) or case.suffered(POLICE)
    unrest = policed and bool(DEMONSTRATORS & case.scene.spoken_of)
    fought = case.did(SOLDIERS, POLICE) or case.suffered(SOLDIERS, POLICE)
    return Kind.RIOT_CRACKDOWN if unrest and not fought and case.fallback == Kind.ARMED_CLASH else None


def _explosive_in_unrest(case: Case) -> Kind | None:
    explosive = case.weapon is not None and case.weapon[0].kind in EXPLOSIVE and case.fallback == Kind.OTHER
    return case.weapon[0].kind if explosive and case.weapon else None


def _raid_by_soldiers(case: Case) -> Kind | None:
    deadly = any(verb.lemma_ in DEATH for verb, _ in case.mention.harmed)
    return Kind.ARMED_CLASH if case.mention.trigger.lemma_ == "raid" and (deadly or case.did(SOLDIERS, POLICE)) else None


def _ship_attacked(case: Case) -> Kind | None:
    return Kind.BOMBING if case.fallback == Kind.ARMED_CLASH and case.suffered(frozenset({"vessel"})) else None


def _by_gunmen(case: Case) -> Kind | None:
    shot = any(one.lemma_.lower() in SHOOTERS for one in case.mention.agents)
    return Kind.SHOOTING if shot and not _blew_up_with_a_gun(case, Kind.SHOOTING) else None


def _by_aircraft(case: Case) -> Kind | None:
    return Kind.AIRSTRIKE if case.did(AIRCRAFT) else None


def _told_before(case: Case) -> Kind | None:
    trigger = case.mention.trigger
    definite = any(one.lower_ in {"the", "this", "these", "those"} for one in trigger.children if one.dep_ == "det")
    if not (definite and case.mention.row.noun and case.fallback in VAGUE):
        return None
    before = bisect_left(case.scene.explosives, trigger.idx, key=itemgetter(0))
    return case.scene.explosives[before - 1][1] if before else None


def _most_spoken_of(case: Case) -> Kind | None:
    vague = case.fallback == Kind.ARMED_CLASH and case.mention.row.noun
    if vague and case.did(frozenset({"state", "military"}), frozenset({"person", "office"})):
        # An army plants no bombs: where a report speaks of planes as well, it was they.
        flown = any(weapon.kind is Kind.AIRSTRIKE for weapon, _ in case.scene.weapons)
        return Kind.AIRSTRIKE if flown and case.scene.prevailing in EXPLOSIVE else None
    if vague and case.mention.agents and not case.did(frozenset({"state"})):
        return Kind.BOMBING if case.scene.prevailing is Kind.BOMBING else None
    return case.scene.prevailing if vague and not case.mention.agents else None


def _building_hit(case: Case) -> Kind | None:
    """Return what hit a house or a bus of which only that is said, where the report has one cause."""
    struck = case.suffered(frozenset({"facility", "home", "vehicle", "vessel", "settlement"}), frozenset({"person"}))
    untold = case.fallback == Kind.OTHER and not case.mention.agents and not case.mention.row.noun
    return case.scene.prevailing if untold and struck and case.scene.prevailing in EXPLOSIVE else None


def _strike_of_weapons(case: Case) -> Kind | None:
    armed = case.fallback == "strike" and bool(case.scene.explosives)
    return Kind.AIRSTRIKE if armed else None


def _walked_out(case: Case) -> Kind | None:
    if case.fallback != "strike" or case.did(SOLDIERS | AIRCRAFT):
        return None
    workers = any(case.scene.lemmas[word] for word in ("striker", "union", "unionist", "picket", "walkout", "wage", "worker"))
    return Kind.PROTEST if workers else None


def _bomb_exploded(case: Case) -> Kind | None:
    bombs = case.fallback == "explosion" and any(kind is Kind.BOMBING for _, kind in case.scene.explosives)
    return Kind.BOMBING if bombs else None


def _something_exploded(case: Case) -> Kind | None:
    return Kind.OTHER if case.fallback == "explosion" else None


def _crowd_attacked(case: Case) -> Kind | None:
    mob = case.fallback == Kind.ARMED_CLASH and case.did(CROWD, SOLDIERS)
    if mob and case.suffered(frozenset({"facility", "vehicle", "property", "home"}), frozenset({"person"})):
        return Kind.ARSON_OR_PROPERTY_DESTRUCTION
    return Kind.RIOT_CRACKDOWN if mob else None


def _crowd_on_a_side(case: Case) -> Kind | None:
    """Return a crackdown where a crowd stood on one side; whoever is only counted, or beside armed men, is no side."""
    not_crowd = SOLDIERS | {"pronoun", "people"}
    mention = case.mention
    sides = tuple(one for one in (*mention.agents, *mention.targets) if one.lower_ not in grammar.QUANTITIES)
    if _any((*sides, *(victim for _, victim in mention.harmed)), DEMONSTRATORS, SOLDIERS, case.scene):
        return Kind.RIOT_CRACKDOWN
    armed = case.did(frozenset({"armed"}), POLICE) or case.suffered(frozenset({"armed"}), POLICE)
    if armed or mention.trigger.lemma_ in OFFENSIVES:
        return None
    return Kind.RIOT_CRACKDOWN if _any(sides, CROWD, not_crowd, case.scene) else None


def _crowd_harmed(case: Case) -> Kind | None:
    victims = tuple(victim for _, victim in case.mention.harmed)
    # Farmers and students are crowds as well: only forces crack down on them.
    wanted = CROWD if case.did(FORCES, frozenset({"pronoun"})) else DEMONSTRATORS
    harmed = case.fallback != "none" and _any(victims, wanted, SOLDIERS | {"people", "pronoun"}, case.scene)
    return Kind.RIOT_CRACKDOWN if harmed else None


def _in_unrest(case: Case) -> Kind | None:
    return Kind.RIOT_CRACKDOWN if any(_is_unrest(noun, case.scene) for noun in _occasions(case.mention.trigger)) else None


def _harmed_by_crowd(case: Case) -> Kind | None:
    return Kind.RIOT_CRACKDOWN if case.did(CROWD, frozenset({"armed", "pronoun"})) else None


def _harmed_by_armed(case: Case) -> Kind | None:
    armed = case.fallback in {"none", Kind.OTHER} and case.did(SOLDIERS, frozenset({"pronoun"}))
    return Kind.ARMED_CLASH if armed else None


def _soldiers_killed(case: Case) -> Kind | None:
    killed = any(verb.lemma_ in {"kill", "wound", "slay", "ambush"} for verb, _ in case.mention.harmed)
    struck = case.suffered(SOLDIERS | POLICE, frozenset({"pronoun"}))
    if not (killed and struck and case.fallback == Kind.OTHER):
        return None
    return Kind.BOMBING if case.scene.prevailing is Kind.BOMBING else Kind.ARMED_CLASH


def _killed_as_told(case: Case) -> Kind | None:
    """Return what killed those of whom one sentence only says that they were killed, where the report has one cause."""
    mention = case.mention
    killed = any(verb.lemma_ in {"kill", "wound", "slay"} for verb, _ in mention.harmed) and not mention.agents
    caused = any(child.dep_ == "prep" and child.lower_ in {"in", "by", "after", "during"} for child in mention.trigger.children)
    known = case.scene.prevailing in EXPLOSIVE | {Kind.SHOOTING}
    return case.scene.prevailing if killed and known and not caused and case.fallback == Kind.OTHER else None


def _violence(case: Case) -> Kind | None:
    """Return whose violence a report tells of: that of crowds or that of armed men."""
    if case.mention.trigger.lemma_ != "violence":
        return None
    words = case.scene.lemmas
    crowds = sum(words[word] for word in ("mob", "riot", "rioter", "protester", "looter", "demonstrator", "curfew", "unrest"))
    armed = sum(words[word] for word in ("rebel", "militant", "insurgent", "gunman", "fighter", "militia", "troop"))
    if crowds == armed == 0:
        return None
    return Kind.RIOT_CRACKDOWN if crowds > armed else Kind.ARMED_CLASH


def _occasions(verb: Token) -> Iterator[Token]:
    """Yield the nouns a verb of harm may belong to: "demonstrations, in which hundreds were killed", "killed in protests"."""
    for node in list(verb.ancestors)[:3]:
        if verb.dep_ == "relcl" or node.dep_ == "relcl":
            yield node if node.pos_ == "NOUN" else node.head
    for child in verb.children:
        if child.dep_ == "prep" and child.lower_ in {"in", "during"}:
            yield from (noun for noun in child.children if noun.dep_ == "pobj")


def _is_unrest(noun: Token, scene: Scene) -> bool:
    rows = scene.lexicon.events.get(noun.lemma_.lower(), ())
    return any(row.kind in {"protest", "riot_crackdown"} for row in rows[:1])


Answer: TypeAlias = Callable[[Case], Kind | None]
# The order is the decision: the first that answers gives the kind, with the reason that an analyst reads.
ANSWERS: Final[dict[Rule, tuple[tuple[Answer, str], ...]]] = {
    Rule.FIXED: (
        (_by_hackers, "hackers did it"),
        (_crowd_shot_at, "demonstrators are the target"),
        (_crowd_driven_off, "a crowd was to be dispersed"),
        (_hurt_in_protest, "people were hurt in the protest"),
    ),
    Rule.BY_WEAPON: (
        (_by_hackers, "hackers did it"),
        (_crowd_shot_at, "demonstrators are the target"),
        (_crowd_driven_off, "a crowd was to be dispersed"),
        (_websites_attacked, "what is on the network is the target"),
        (_vehicle_blown_up, "a vehicle exploded"),
        (_both_shot, "both sides shot"),
        (_aircraft_downed, "an aircraft is the target"),
        (_bombs_dropped, "bombs from the air"),
        (_named_weapon, "the weapon says so"),
        (_raid_by_soldiers, "soldiers or armed men raided it, or people died in it"),
        (_ship_attacked, "a ship is the target"),
        (_by_gunmen, "gunmen did it"),
        (_by_aircraft, "aircraft did it"),
        (_told_before, "as told before"),
        (_most_spoken_of, "what the report speaks of most"),
        (_building_hit, "what the report speaks of most"),
        (_walked_out, "the report speaks of strikers"),
        (_strike_of_weapons, "the report speaks of weapons, so the strike is no walk-out"),
        (_bomb_exploded, "the report speaks of bombs"),
        (_something_exploded, "nobody says what exploded"),
        (_crowd_attacked, "a crowd did it"),
    ),
    Rule.BY_SIDES: (
        (_crowd_on_a_side, "a crowd stood on one side"),
        (_violence, "whom the report speaks of"),
        (_police_in_unrest, "police on one side, and the report speaks of demonstrators"),
        (_explosive_in_unrest, "the weapon says so, for nothing else does"),
    ),
    Rule.BY_CAUSE: (
        (_named_weapon, "the weapon says so"),
        (_by_munition, "what did it is a bomb"),
        (_by_gunmen, "gunmen did it"),
        (_crowd_harmed, "demonstrators are the victims"),
        (_in_unrest, "it happened in demonstrations"),
        (_harmed_by_crowd, "a crowd did the harm"),
        (_harmed_by_armed, "armed men did it"),
        (_soldiers_killed, "soldiers or policemen are the victims"),
        (_killed_as_told, "what the report speaks of most"),
    ),
    Rule.BY_EVENT: (),
}
