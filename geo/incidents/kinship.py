"""Kinds by which one happening may be called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from geo.model import PHYSICAL, Kind

# Kinds that one happening may be called by, and how well they go together; equal kinds are 1, all others a veto.
KINDS: Final[Mapping[frozenset[Kind], float]] = {
    frozenset(pair): weight
    for pair, weight in (
        ((Kind.MISSILE_STRIKE, Kind.ROCKET_OR_MORTAR_ATTACK), 0.6),
        ((Kind.MISSILE_STRIKE, Kind.DRONE_STRIKE), 0.5),
        ((Kind.MISSILE_STRIKE, Kind.AIRSTRIKE), 0.5),
        ((Kind.MISSILE_STRIKE, Kind.BOMBING), 0.0),
        ((Kind.MISSILE_STRIKE, Kind.ARMED_CLASH), -0.3),
        ((Kind.DRONE_STRIKE, Kind.ARMED_CLASH), -0.3),
        ((Kind.ROCKET_OR_MORTAR_ATTACK, Kind.AIRSTRIKE), 0.0),
        ((Kind.ROCKET_OR_MORTAR_ATTACK, Kind.DRONE_STRIKE), 0.0),
        ((Kind.ROCKET_OR_MORTAR_ATTACK, Kind.BOMBING), 0.2),
        ((Kind.ROCKET_OR_MORTAR_ATTACK, Kind.ARMED_CLASH), 0.2),
        ((Kind.DRONE_STRIKE, Kind.AIRSTRIKE), 0.7),
        ((Kind.AIRSTRIKE, Kind.BOMBING), 0.4),
        ((Kind.AIRSTRIKE, Kind.ARMED_CLASH), 0.0),
        ((Kind.BOMBING, Kind.ARMED_CLASH), 0.0),
        ((Kind.BOMBING, Kind.SHOOTING), 0.0),
        ((Kind.BOMBING, Kind.ARSON_OR_PROPERTY_DESTRUCTION), 0.0),
        ((Kind.ARMED_CLASH, Kind.SHOOTING), 0.6),
        ((Kind.SHOOTING, Kind.RIOT_CRACKDOWN), 0.2),
        ((Kind.ARMED_CLASH, Kind.RIOT_CRACKDOWN), 0.2),
        ((Kind.PROTEST, Kind.RIOT_CRACKDOWN), 0.2),
        ((Kind.PROTEST, Kind.ARSON_OR_PROPERTY_DESTRUCTION), 0.0),
        ((Kind.RIOT_CRACKDOWN, Kind.ARSON_OR_PROPERTY_DESTRUCTION), 0.2),
        ((Kind.ARMED_CLASH, Kind.ARSON_OR_PROPERTY_DESTRUCTION), 0.0),
        ((Kind.SEIZURE, Kind.ABDUCTION), 0.5),
        ((Kind.SEIZURE, Kind.ARMED_CLASH), 0.0),
        ((Kind.ABDUCTION, Kind.ARREST), 0.4),
        ((Kind.ABDUCTION, Kind.ARMED_CLASH), 0.0),
        ((Kind.ABDUCTION, Kind.SHOOTING), 0.0),
        ((Kind.STATEMENT_OR_THREAT, Kind.DIPLOMATIC), 0.0),
        ((Kind.SANCTION, Kind.DIPLOMATIC), 0.0),
        *(((kind, Kind.OTHER), -0.5) for kind in Kind if kind.family in PHYSICAL),
    )
}


def calling(mine: Kind, theirs: Kind) -> float:
    """Return how well two kinds go together for one happening; below zero where they hardly do, or not at all."""
    return 1.0 if mine is theirs else KINDS.get(frozenset({mine, theirs}), -1.0)
