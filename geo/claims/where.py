"""Where a happening took place, as far as its own words say: never finer, and better nowhere than somewhere doubtful."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from spacy.tokens import Span as Tokens, Token

from geo import geodesy
from geo.claims import grammar, unnamed
from geo.claims.attaching import AT_TARGET, BESIDE, DESTINATION, IN, Attachment, attachment, is_mission
from geo.claims.mention import Mention
from geo.claims.reaching import reach
from geo.claims.scene import Scene
from geo.gazetteer import contains
from geo.model import Candidate, Family, Kind, LatLon, Place, Precision, Toponym, ToponymRole

LEAVING: Final = frozenset({"withdraw", "withdrawal", "retreat", "pull", "pullout", "leave", "drawdown"})
HELD: Final = frozenset({"control", "possession", "command", "part", "half", "swath", "swathe", "chunk", "most", "much"})
"""What is seized of a place: "took control of Kunduz"."""
STRIKING: Final = frozenset(
    {"hit", "strike", "rock", "attack", "bomb", "shell", "pound", "raid", "storm", "target", "enter", "reach", "shake", "rattle"}
)
"""Verbs whose object is where the harm was done."""
SPREADING: Final = frozenset({"spread", "extend", "expand", "reach", "escalate"})
FINENESS: Final = {
    Precision.EXACT: 0,
    Precision.SETTLEMENT: 2,
    Precision.NEAR: 3,
    Precision.AREA: 4,
    Precision.COUNTRY: 5,
    Precision.UNKNOWN: 6,
}
COARSEST: Final = FINENESS[Precision.COUNTRY]
DIRECTIONS: Final = frozenset(
    {"north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest", "elsewhere", "beyond"}
)
RULERS: Final = frozenset({"government", "regime", "administration", "junta", "leadership"})
"""Who sits in a capital and is fought elsewhere: "rebels fighting the government in Khartoum"."""
SEATED: Final = frozenset({"base", "live", "reside", "bear", "headquarter", "exile"})
"""Verbs that say where somebody is at home, not what happened there."""
COMPARED: Final = frozenset({"as", "like", "unlike"})
"""What stands in front of a place that another one is likened to: "as in Iraq"."""
FARTHEST_KM: Final = 300.0
"""How far two towns may lie apart, to draw what happened between them."""
LONGEST_BEARING: Final = 16
"""Tokens from a town to the one that its distance is measured from."""
NEAR_KM: Final = 20.0
"""How far "near a town" may reach, to draw it; nobody says it more exactly."""


@dataclass(frozen=True, slots=True)
class Site:
    """A place that may be the one, and how its words hang on the happening."""

    toponym: Toponym
    root: Token
    """The word that names it."""
    rank: int
    """0 said with a locative, 1 target, 2 modifier of a part; lower is better."""
    steps: int
    depth: int
    preposition: str
    why: str

    @property
    def place(self) -> Place | None:
        """The place, as near to it as was said."""
        place = self.toponym.place
        if place is None or self.preposition not in BESIDE or place.precision not in {Precision.EXACT, Precision.SETTLEMENT}:
            return place
        return replace(
            place, id=f"near:{place.id}", precision=Precision.NEAR, uncertainty_km=max(NEAR_KM, place.uncertainty_km or 0)
        )


def sites(mention: Mention, kind: Kind, sentence: Tokens, scene: Scene) -> list[Site]:
    """Return the places that the sentence ties to a happening, the best first."""
    found = []
    for toponym in scene.toponyms_in(sentence):
        root = scene.root(toponym.span) if toponym.role is not ToponymRole.DATELINE else None
        # An adjective ("Somali pirates") names whose they are, not where.
        if root is not None and root not in mention.members and not (root.pos_ == "ADJ" and root.dep_ == "amod"):
            site = _site(toponym, root, mention, kind, scene)
            if site:
                found.append(site)
    for toponym, root in unnamed.spoken(sentence, scene):
        site = _site(toponym, root, mention, kind, scene) if root not in mention.members else None
        if site:
            found.append(site)
    return sorted(found, key=lambda site: (site.rank, site.steps, site.depth, site.toponym.span))


def chosen(found: list[Site]) -> list[Site]:
    """Return the sites that hold: the best, made as fine as its neighbors say; several where a list joins them."""
    if not found:
        return []
    best = found[0]
    group = [site for site in found if (site.rank == best.rank and site.steps <= best.steps + 4) or _is_in(site, best)]
    resolved = [site for site in group if site.place is not None]
    if not resolved:
        return [site for site in found if site.place is not None and site.rank <= best.rank + 1][:1]
    finest = min(resolved, key=lambda site: (_fineness(site), site.depth, site.steps, site.toponym.span))
    others = [site for site in found if site.place is not None and site is not finest]
    twins = [one for one in others if _fineness(one) <= COARSEST and _are_joined(one, finest)]
    if finest.preposition == "between" and len(twins) == 1 and (middle := _between(finest, twins[0])):
        return [middle]
    return [finest, *{one.place.id: one for one in twins if one.place is not None}.values()]


def _between(one: Site, other: Site) -> Site | None:
    """Return the disc between two towns: "on the road between Mosul and Kirkuk"."""
    first, second = one.toponym.place, other.toponym.place
    if first is None or second is None or {first.precision, second.precision} != {Precision.SETTLEMENT}:
        return None
    if first.at is None or second.at is None or (km := geodesy.distance(first.at, second.at) / 1000) > FARTHEST_KM:
        return None
    at = LatLon(round((first.at.lat + second.at.lat) / 2, 3), round((first.at.lon + second.at.lon) / 2, 3))
    made = replace(
        first,
        id=f"between:{first.id}:{second.id}",
        name=f"between {first.name} and {second.name}",
        kind="near",
        precision=Precision.NEAR,
        at=at,
        uncertainty_km=round(km / 2 + NEAR_KM / 4, 1),
        country=first.country if first.country == second.country else "",
        admin1="",
        bbox=None,
        population=None,
        source=f"halfway from {first.name} to {second.name}",
    )
    why = f"computed from {made.name!r}"
    candidate = Candidate(place=made, score=1.0, reasons=(why,))
    toponym = replace(one.toponym, candidates=(candidate, *one.toponym.candidates))
    return replace(one, toponym=toponym, why=f"between {one.toponym.text} and {other.toponym.text}")


def _is_in(site: Site, best: Site) -> bool:
    """Return whether what was struck lies in the wide place that the sentence opens with: "In Ukraine ... shelled Kharkiv"."""
    inner, outer = site.place, best.place
    if outer is not None and outer.precision is Precision.NEAR:
        return _is_described(site, best)
    wide = outer is not None and outer.precision in {Precision.AREA, Precision.COUNTRY}
    return wide and site.rank == 1 and inner is not None and outer is not None and contains(outer, inner)


def _is_described(site: Site, best: Site) -> bool:
    """Return whether a bearing only tells where a known town lies: "took Bumba, 400 km northwest of Kisangani"."""
    known = site.rank == 1 and site.place is not None and site.place.precision is Precision.SETTLEMENT
    between = site.root.doc[site.root.i + 1 : best.root.i]
    return known and 0 < len(between) <= LONGEST_BEARING and between[0].text == "," and not any(map(grammar.is_verb, between))


def spot(found: list[Site], taken: list[Site]) -> str:
    """Return a finer place that was named but is not known: it tells two happenings in one town apart."""
    if not taken:
        return found[0].toponym.text if found else ""
    named = [site for site in found if site.place is None and site.rank == 0 and site.depth <= taken[0].depth]
    return named[0].toponym.text if named else ""


def _are_joined(one: Site, other: Site) -> bool:
    """Return whether two places stand side by side: "in X, Y and Z", "in X and in Y"."""
    if one.place is None or other.place is None or one.rank != other.rank:
        return False
    if one.place.id == other.place.id or contains(one.place, other.place) or contains(other.place, one.place):
        return False
    if other.root in one.root.conjuncts:
        return True
    before, after = _preposition(one.root), _preposition(other.root)
    return before is not None and after is not None and (before in after.conjuncts or after in before.conjuncts)


def _preposition(root: Token) -> Token | None:
    return next((node for node in list(root.ancestors)[:3] if node.pos_ in {"ADP", "SCONJ"}), None)


def _fineness(site: Site) -> float:
    place = site.place
    if place is None:
        return 9
    return FINENESS[place.precision] - (0.5 if place.kind in {"district", "neighborhood", "suburb", "quarter"} else 0)


def _site(toponym: Toponym, root: Token, mention: Mention, kind: Kind, scene: Scene) -> Site | None:
    if _is_no_site(root, mention):
        return None
    if _is_where(root, mention):
        return Site(toponym, root, 0, 1, 0, "", f"{toponym.text}, where")
    if root in mention.scenes:
        return Site(toponym, root, 0, 1, 0, "", f"{toponym.text} saw it")
    country = toponym.place is not None and toponym.place.precision is Precision.COUNTRY
    here = root.lower_ == "here" and root.dep_ == "advmod"
    found = Attachment(root.head, "locative", "in") if here else attachment(root, scene, country=country)
    if (
        found is None
        or _is_seat(found.head, root, mention)
        or (found.how == "modifier" and not _belongs(found.head, scene, country=country))
        or _is_origin(found, mention)
    ):
        return None
    rank = _rank(found, root, mention, kind)
    steps = reach(found.head, root, mention, scene) if rank is not None else None
    if rank is None or steps is None:
        return None
    if country and found.preposition in {"on", "at", "over"}:
        rank = max(rank, 1)
    return Site(toponym, root, rank, steps, found.depth, found.preposition, _words(found, toponym))


def _is_elsewhere(root: Token, mention: Mention) -> bool:
    """Return whether a known happening only had its echo there: "the crackdown angered people in other areas of Iraq"."""
    known = mention.row.noun and any(child.lower_ in {"the", "this"} for child in mention.trigger.children)
    whole = root.head.head if root.dep_ == "pobj" and root.head.lower_ == "of" else root
    return known and any(child.lower_ in {"other", "another"} for child in whole.children)


def _is_origin(found: Attachment, mention: Mention) -> bool:
    """Return whether a place only says where its doers came from: "soldiers from Giwa barracks"."""
    comes = found.how == "modifier" and found.head.dep_ == "pobj" and found.head.head.lower_ == "from"
    return comes and found.head.head.head in mention.agents


def _words(found: Attachment, toponym: Toponym) -> str:
    """Return the words that tie a place to a happening."""
    if found.how == "locative":
        return f"{found.preposition} {toponym.text}"
    return f"{found.head.text} {toponym.text}" if found.how == "object" else f"{toponym.text} {found.head.text}"


def _is_no_site(root: Token, mention: Mention) -> bool:
    """Return whether a name is that of who acts, or is joined to a wider area: "in Baghdad and the south"."""
    acts = root in mention.agents and root not in mention.scenes
    # "have havens in Syria and Iraq and the fighting continues": the parser joins a happening to the place before it
    acts = acts or (mention.row.noun and root in mention.trigger.conjuncts)
    return acts or _is_elsewhere(root, mention) or _goes_on(root) or _acts_next(root) or _is_compared(root)


def _is_seat(head: Token, root: Token, mention: Mention) -> bool:
    """Return whether a place is only where somebody sits: "the government in Khartoum", "based in Turkey"."""
    # The parser may hang "in" on the verb before: what stands right in front of it says as much.
    before = root.head.nbor(-1) if root.dep_ == "pobj" and root.head.i > 0 else head
    acting = {mention.trigger, *mention.members}
    # A base is a building: "attacked a base in Mogadishu".
    return any(
        word not in acting and (word.lemma_.lower() in RULERS or (word.pos_ != "NOUN" and word.lemma_.lower() in SEATED))
        for word in (head, before)
    )


def _is_compared(root: Token) -> bool:
    """Return whether what happened is only likened to what happens there: "As in Iraq, crowds marched"."""
    preposition = root.head if root.dep_ == "pobj" else None
    return preposition is not None and preposition.i > 0 and preposition.nbor(-1).lower_ in COMPARED


def _acts_next(root: Token) -> bool:
    """Return whether a name that the parser joins to the one before is what acts: "into Iraq and Israel carried out raids"."""
    following = root.doc[root.i + 1 : root.i + 3]
    finite = next((token for token in following if token.pos_ not in {"ADV", "AUX"}), None)
    if root.dep_ != "conj" or finite is None or finite.tag_ not in {"VBD", "VBZ", "VBP"} or finite.dep_ in {"relcl", "acl"}:
        return False
    return not any(child.dep_ in grammar.SUBJECTS for child in finite.children)


def _is_where(root: Token, mention: Mention) -> bool:
    """Return whether a relative clause tells the happening of a place: "the village, where gunmen shot"."""
    verb = mention.trigger
    for _ in range(4):
        if verb.dep_ == "relcl":
            break
        verb = verb.head
    if verb.dep_ != "relcl" or not any(word.lower_ == "where" for word in verb.lefts):
        return False
    return root == verb.head or (root.head == verb.head and root.dep_ in {"appos", "compound", "nmod"})


def _goes_on(root: Token) -> bool:
    """Return whether a name is joined to a wide area without one: "in Baghdad and the Shia-majority south"."""
    following = root.doc[root.i + 1 : min(root.i + 7, len(root.doc))]
    if len(following) == 0 or following[0].lower_ != "and":
        return False
    return any(token.pos_ == "NOUN" and token.lemma_.lower() in DIRECTIONS for token in following)


def _belongs(head: Token, scene: Scene, *, country: bool) -> bool:
    """Return whether a name before this noun says where: "the Basra protests", "the UAE coast", not "US targets"."""
    classes = scene.classes(head)
    if country:
        return not is_mission(head, scene) and bool(classes & {"settlement", "territory"})
    return bool(classes & {"event", "crowd", "police", "facility", "settlement", "territory", "infrastructure"})


def _rank(found: Attachment, root: Token, mention: Mention, kind: Kind) -> int | None:
    """Return how directly a place is said to be that of the happening; None where it is not."""
    if found.how == "locative":
        return _by_preposition(found, mention, kind)
    if found.how == "object":
        return 1 if _strikes(found.head, mention, root) and root.ent_type_ != "PERSON" else None
    return 2 if found.how == "modifier" else None


def _strikes(verb: Token, mention: Mention, root: Token) -> bool:
    """Return whether what a verb is done to is where it happened: "hit Ashkelon, killing one"."""
    if verb in mention.members:
        return True
    trigger = mention.trigger
    return (
        verb.lemma_.lower() in STRIKING
        and trigger.head == verb
        and trigger.dep_ in {"advcl", "xcomp", "conj"}
        and root.i < trigger.i
    )


def _by_preposition(found: Attachment, mention: Mention, kind: Kind) -> int | None:
    """Return the rank that a preposition gives, by what sort of happening it stands with."""
    word, own = found.preposition, found.head in mention.members
    held = found.head.lemma_.lower() in HELD and found.head.dep_ in {"dobj", "nsubjpass"} and found.head.head in mention.members
    launched = found.outer == "from" and kind.family is Family.EXPLOSIVE
    sent = kind.family in {Family.POSTURE, Family.EXPLOSIVE} or kind is Kind.SEIZURE
    ranks = (
        (0, (word in IN or word in BESIDE) and not launched),
        (0, word in DESTINATION and found.head.lemma_.lower() in SPREADING),
        (1, word in {"of", "over"} and held),
        (1, word in DESTINATION and (sent or word == "into")),
        (1, word in DESTINATION and own and kind.family is Family.UNREST),
        (1, word in AT_TARGET and (own or word != "of") and not launched),
        (0, word == "from" and kind is Kind.TROOP_DEPLOYMENT and own and mention.trigger.lemma_.lower() in LEAVING),
    )
    return next((rank for rank, holds in ranks if holds), None)
