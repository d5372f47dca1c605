"""Where a happening took place, as far as its own words say: never finer, and better nowhere than somewhere doubtful."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from spacy.tokens import Span as Tokens, Token

from geo.claims import grammar
from geo.claims.matching import Mention
from geo.claims.scene import Scene
from geo.model import Family, Kind, Place, Precision, Toponym, ToponymRole

LOCATIVE: Final = frozenset(
    {
        "in", "at", "inside", "within", "across", "throughout", "around", "off", "along", "over", "outside", "near", "on", "between",
        "beside", "by", "above", "under", "through", "beyond", "opposite", "into", "onto", "to", "toward", "towards", "against", "upon",
        "amid", "via", "up", "down", "from",
    }
)  # fmt: skip
IN: Final = frozenset(
    {"in", "at", "inside", "within", "across", "throughout", "along", "off", "on", "over", "through", "around", "onto", "between"}
)
BESIDE: Final = frozenset({"near", "outside", "beside", "opposite", "close"})
AT_TARGET: Final = frozenset({"on", "against", "at", "into", "onto", "upon", "toward", "towards", "of"})
DESTINATION: Final = frozenset({"to", "into", "toward", "towards"})
SOURCE: Final = frozenset({"from"})
# "the neighborhood of Mansur", "the capital of Baghdad": what follows "of" is the place itself.
CONTAINERS: Final = frozenset(
    {
        "city", "town", "village", "district", "neighborhood", "neighbourhood", "suburb", "capital", "province", "region", "area", "part",
        "center", "centre", "heart", "outskirts", "north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest",
        "state", "governorate", "county", "port", "street", "streets", "coast", "border", "middle", "island", "edge", "side",
        "quarter", "department", "municipality", "rest", "stronghold", "enclave", "suburbs", "waters", "shore", "valley", "territory", "strait",
        "gulf", "square", "section", "number", "cities", "towns", "villages", "several", "corner", "base", "airport", "camp",
        "hub", "locality", "community", "settlement", "site", "countryside", "university", "hometown", "front", "gates", "entrance",
    }
)  # fmt: skip
FINENESS: Final = {
    Precision.EXACT: 0,
    Precision.SETTLEMENT: 2,
    Precision.NEAR: 3,
    Precision.AREA: 4,
    Precision.COUNTRY: 5,
    Precision.UNKNOWN: 6,
}
NEAR_KM: Final = 20.0
"""How far "near a town" may reach, to draw it; nobody says it more exactly."""


@dataclass(frozen=True, slots=True)
class Site:
    """A place that may be the one, and how its words hang on the happening."""

    toponym: Toponym
    rank: int
    """0 said with a locative, 1 target, 2 modifier of a part, 3 the clause around; lower is better."""
    steps: int
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
    for toponym in scene.inside(scene.toponyms, sentence):
        if toponym.role is ToponymRole.DATELINE:
            continue
        site = _site(toponym, mention, kind, scene)
        if site:
            found.append(site)
    return sorted(found, key=lambda site: (site.rank, site.steps, site.toponym.span))


def chosen(found: list[Site]) -> list[Site]:
    """Return the sites that hold: the best, made as fine as its neighbors say; several only where joined by "and"."""
    if not found:
        return []
    best = found[0]
    group = [site for site in found if site.rank == best.rank and site.steps <= best.steps + 4]
    resolved = [site for site in group if site.place is not None]
    if not resolved:
        resolved = [site for site in found if site.place is not None and site.rank <= best.rank + 1]
        return resolved[:1]
    finest = min(resolved, key=lambda site: (_fineness(site), site.steps, site.toponym.span))
    twins = [
        site for site in resolved if site is not finest and _fineness(site) == _fineness(finest) and _are_joined(site, finest)
    ]
    return [finest, *twins]


def _are_joined(one: Site, other: Site) -> bool:
    same = one.place is not None and other.place is not None and one.place.id == other.place.id
    return not same and one.why == other.why and one.preposition == other.preposition and abs(one.steps - other.steps) <= 1


def _fineness(site: Site) -> float:
    place = site.place
    if place is None:
        return 9
    return FINENESS[place.precision] - (0.5 if place.kind in {"district", "neighborhood", "suburb", "quarter"} else 0)


def _site(toponym: Toponym, mention: Mention, kind: Kind, scene: Scene) -> Site | None:
    root = scene.root(toponym.span)
    if root is None:
        return None
    country = toponym.place is not None and toponym.place.precision is Precision.COUNTRY
    head, preposition, how = _attachment(root)
    if head is None:
        return None
    if root in mention.members:
        return None
    rank = _rank(preposition, how, head, root, mention, kind, country=country)
    if rank is None:
        return None
    steps = _reach(head, root, mention, scene)
    if steps is None:
        return None
    if how == "modifier" and country and not _is_place_of(head, scene):
        return None
    return Site(toponym, rank, steps, preposition, f"{preposition or how} {toponym.text}".strip())


def _attachment(root: Token) -> tuple[Token | None, str, str]:
    """Return what a place name hangs on, by which preposition, and how: locative, object, modifier."""
    node = root
    beside = False
    for _ in range(8):
        head = node.head
        dep = node.dep_
        if head.i == node.i:
            return None, "", ""
        if dep in {"conj", "appos"} and head.pos_ in {"PROPN", "NOUN"}:
            node = head
            continue
        if dep in {"poss", "compound", "nmod", "amod"}:
            if head.lemma_.lower() in CONTAINERS or head.ent_type_ in {"GPE", "LOC", "FAC"} or _is_site_noun(head):
                node = head
                continue
            return head, "", "modifier"
        if dep == "pobj":
            word = head.lower_
            if word == "of" and head.head.lemma_.lower() in CONTAINERS:
                node = head.head
                continue
            if word == "to" and head.head.lower_ in {"close", "next", "adjacent"}:
                beside, word = True, "near"
                return _up(head.head), word, "locative"
            if word == "of" and head.head.lower_ in {
                "outside",
                "inside",
                "north",
                "south",
                "east",
                "west",
                "northeast",
                "northwest",
                "ahead",
            }:
                return _up(head.head), "near" if head.head.lower_ != "inside" else "inside", "locative"
            del beside
            return _above(head), word, "locative"
        if dep in {"dobj", "nsubjpass", "nsubj"}:
            return head, "", "object" if dep in {"dobj", "nsubjpass"} else "subject"
        if dep in {"npadvmod", "dep", "advmod"}:
            node = head
            continue
        return None, "", ""
    return None, "", ""


def _is_site_noun(noun: Token) -> bool:
    return noun.lemma_.lower() in {
        "airport", "station", "base", "university", "market", "square", "street", "road", "mosque", "hospital", "school", "camp", "prison",
        "port", "zone", "bridge", "border", "crossing", "neighborhood", "neighbourhood", "coast", "area", "airfield", "checkpoint",
        "embassy", "consulate", "ministry", "building", "campus", "hotel", "headquarters", "plant", "facility", "refinery", "field", "village",
        "town", "city", "district", "region", "province", "suburb", "governorate", "valley", "strip", "peninsula", "compound", "palace", "stadium",
        "waters", "countryside", "frontier", "capital", "metro",
    }  # fmt: skip


def _above(preposition: Token) -> Token:
    """Return what a preposition hangs on, through "both off X and in Y" and through another preposition."""
    node = preposition
    while node.head.i != node.i and (
        node.dep_ == "conj" or node.head.pos_ in {"ADP", "ADV"} or (node.dep_ in {"prep", "pcomp"} and node.head.dep_ == "prep")
    ):
        node = node.head
    return node.head


def _up(word: Token) -> Token:
    return word.head


def _rank(preposition: str, how: str, head: Token, root: Token, mention: Mention, kind: Kind, *, country: bool) -> int | None:
    if how == "locative":
        if preposition in IN or preposition in BESIDE:
            hostile = preposition in {"on", "at", "over"} and country
            return 1 if hostile else 0
        if preposition in AT_TARGET:
            return 1 if preposition != "of" or head in mention.members else None
        if preposition in DESTINATION:
            return (
                1 if kind.family in {Family.POSTURE, Family.EXPLOSIVE} or kind is Kind.SEIZURE or preposition == "into" else None
            )
        if preposition in SOURCE:
            return 2 if kind is Kind.TROOP_DEPLOYMENT and head in mention.members else None
        return None
    if how == "object":
        return 1 if head in mention.members and not root.ent_type_ == "PERSON" else None
    if how == "subject":
        return None
    if how == "modifier":
        return 2
    return None


def _reach(head: Token, root: Token, mention: Mention, scene: Scene) -> int | None:
    """Return how far a place hangs from the happening; None where another clause stands between."""
    parts = [*mention.members, *mention.targets, *mention.agents, *(victim for _, victim in mention.harmed)]
    near = [grammar.distance(head, part) for part in parts if part.sent == head.sent]
    if head in parts:
        return min(near)
    down = _below(head, mention, parts)
    if down is not None:
        return down
    return _beyond(head, root, mention, scene)


def _below(head: Token, mention: Mention, parts: list[Token]) -> int | None:
    """Return the steps from a phrase inside the happening's own clause up to it."""
    node = head
    for steps in range(1, 9):
        if grammar.is_verb(node) and node not in mention.members:
            # "a crowd gathered ... chanting in Basra": a participle below belongs to the clause, another finite verb does not.
            if node.tag_ not in {"VBG", "VBN"} or node.dep_ not in {"acl", "advcl", "xcomp"}:
                return None
        node = node.head if node.head.i != node.i else node
        if node in parts:
            return steps + 1
        if node.dep_ == "ROOT":
            break
    return None


def _beyond(head: Token, root: Token, mention: Mention, scene: Scene) -> int | None:
    """Return the steps to a phrase that hangs on a governing clause: fronted ones hold for what follows."""
    first = mention.trigger.left_edge.i
    for steps, node in enumerate(mention.trigger.ancestors, 1):
        if node == head or (head.dep_ in {"npadvmod", "attr", "dobj"} and head.head == node):
            speech = node.lemma_.lower() in scene.lexicon.speech
            fronted = root.i < first and root.i < node.i
            if speech:
                return steps + 1 if fronted else None
            if node.pos_ in {"NOUN", "PROPN"} or fronted or steps <= 2:
                return steps + 2
            return None
    return None


def _is_place_of(head: Token, scene: Scene) -> bool:
    """Return whether a noun that a country modifies is itself a piece of that country: "Syrian territory", "the Iraq border"."""
    return bool(scene.classes(head) & {"settlement", "territory"})


def described(found: list[Site]) -> Iterator[str]:
    """Yield what was considered, for the reasons."""
    for site in found[:4]:
        yield site.why
