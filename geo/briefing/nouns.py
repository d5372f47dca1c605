"""What kinds, families and fields are called in a sentence of a briefing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from geo.model import Family, Kind

KINDS: Final[Mapping[Kind, tuple[str, str]]] = {
    Kind.MISSILE_STRIKE: ("missile strike", "missile strikes"),
    Kind.ROCKET_OR_MORTAR_ATTACK: ("rocket or mortar attack", "rocket or mortar attacks"),
    Kind.DRONE_STRIKE: ("drone strike", "drone strikes"),
    Kind.AIRSTRIKE: ("airstrike", "airstrikes"),
    Kind.BOMBING: ("bombing", "bombings"),
    Kind.ARMED_CLASH: ("armed clash", "armed clashes"),
    Kind.SHOOTING: ("shooting", "shootings"),
    Kind.ARSON_OR_PROPERTY_DESTRUCTION: ("case of arson or destruction", "cases of arson or destruction"),
    Kind.PROTEST: ("protest", "protests"),
    Kind.RIOT_CRACKDOWN: ("crackdown on a protest", "crackdowns on protests"),
    Kind.SEIZURE: ("seizure", "seizures"),
    Kind.ABDUCTION: ("abduction", "abductions"),
    Kind.ARREST: ("arrest", "arrests"),
    Kind.CYBER: ("cyber attack", "cyber attacks"),
    Kind.TROOP_DEPLOYMENT: ("deployment of troops", "deployments of troops"),
    Kind.WEAPONS_TRANSFER: ("transfer of weapons", "transfers of weapons"),
    Kind.STATEMENT_OR_THREAT: ("statement or threat", "statements or threats"),
    Kind.SANCTION: ("sanction", "sanctions"),
    Kind.DIPLOMATIC: ("diplomatic step", "diplomatic steps"),
    Kind.OTHER: ("other incident", "other incidents"),
}
"""One, and several."""

FAMILIES: Final[Mapping[Family, str]] = {
    Family.EXPLOSIVE: "strikes and bombings",
    Family.ARMED: "clashes and shootings",
    Family.UNREST: "unrest",
    Family.COERCION: "seizures and arrests",
    Family.POSTURE: "movements of troops and arms",
    Family.WORDS: "statements and sanctions",
    Family.OTHER: "other incidents",
}
"""For several incidents of more than two kinds."""

CONTESTED: Final[Mapping[str, str]] = {
    "happened": "whether it happened",
    "status": "how firmly it is said",
    "actor": "who did it",
    "place": "where it was",
    "killed": "how many were killed",
    "date": "when it was",
    "injured": "how many were injured",
    "kind": "what it was",
}
"""What sources contradict each other about."""


def counted(kind: Kind, number: int) -> str:
    """Return "1 protest", "3 protests"."""
    one, many = KINDS[kind]
    return f"{number:,} {one if number == 1 else many}"
