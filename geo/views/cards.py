"""What kinds, statuses and precisions are called in the app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from geo.model import Kind, Precision, Status

KIND_LABELS: Final[Mapping[Kind, str]] = {
    Kind.MISSILE_STRIKE: "Missile strike",
    Kind.ROCKET_OR_MORTAR_ATTACK: "Rocket or mortar attack",
    Kind.DRONE_STRIKE: "Drone strike",
    Kind.AIRSTRIKE: "Airstrike",
    Kind.BOMBING: "Bombing",
    Kind.ARMED_CLASH: "Armed clash",
    Kind.SHOOTING: "Shooting",
    Kind.ARSON_OR_PROPERTY_DESTRUCTION: "Arson or destruction of property",
    Kind.PROTEST: "Protest",
    Kind.RIOT_CRACKDOWN: "Crackdown on a protest",
    Kind.SEIZURE: "Seizure",
    Kind.ABDUCTION: "Abduction",
    Kind.ARREST: "Arrest",
    Kind.CYBER: "Cyber attack",
    Kind.TROOP_DEPLOYMENT: "Deployment of troops",
    Kind.WEAPONS_TRANSFER: "Transfer of weapons",
    Kind.STATEMENT_OR_THREAT: "Statement or threat",
    Kind.SANCTION: "Sanction",
    Kind.DIPLOMATIC: "Diplomatic step",
    Kind.OTHER: "Other incident",
}

STATUS_LABELS: Final[Mapping[Status, str]] = {status: status.value.capitalize() for status in Status}

PRECISION_LABELS: Final[Mapping[Precision, str]] = {
    Precision.EXACT: "Exact site",
    Precision.SETTLEMENT: "City, town or district",
    Precision.NEAR: "Near a place",
    Precision.AREA: "Region or sea",
    Precision.COUNTRY: "Country only",
    Precision.UNKNOWN: "Place not said",
}
