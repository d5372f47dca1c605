"""One row for each incident with everything that lists, maps and filters need, made once for a snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from geo.model import Kind, Precision, Status
from geo.store import Snapshot
from geo.views import space

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


def _words(labels: Mapping[Kind, str]) -> str:
    return " ".join(f"WHEN '{value}' THEN '{label}'" for value, label in labels.items())


_INVOLVED: Final = """
WITH told AS (
    SELECT i.incident_id, p.actor, p.role
    FROM incident_claims i JOIN participants p ON p.of = 'claim' AND p.id = i.claim_id
    UNION ALL
    SELECT p.id, p.actor, p.role FROM participants p WHERE p.of = 'incident'
    UNION ALL
    SELECT i.incident_id, m.actor, 'mentioned'
    FROM incident_claims i
    JOIN claims c ON c.id = i.claim_id
    JOIN mentions m ON m.document_id = c.document_id AND m.start >= c.start AND m."end" <= c."end"
), roled AS (
    SELECT incident_id, actor, CASE WHEN role IN ('accused', 'claimant') THEN 'perpetrator' ELSE role END AS role FROM told
)
SELECT DISTINCT t.incident_id, a.id AS actor_id, t.role, true AS direct FROM roled t JOIN actors a ON a.n = t.actor
UNION
SELECT DISTINCT t.incident_id, unnest(a.belongs_to), t.role, false FROM roled t JOIN actors a ON a.n = t.actor
"""
"""Who takes part in which incident; `direct` is false for those that a participant belongs to."""

_CARDS: Final = f"""
WITH named AS (
    SELECT p.id,
        string_agg(DISTINCT a.name, '; ' ORDER BY a.name) FILTER (p.role IN ('perpetrator', 'accused', 'claimant')) AS actors,
        string_agg(DISTINCT a.name, '; ' ORDER BY a.name) FILTER (p.role = 'target') AS targets,
        min_by(a.name, p.n) FILTER (p.role <> 'target') AS who,
        min_by(a.name, p.n) FILTER (p.role = 'target') AS whom
    FROM participants p JOIN actors a ON a.n = p.actor WHERE p.of = 'incident' GROUP BY p.id
), said AS (
    SELECT i.incident_id, count(DISTINCT c.document_id) AS articles, count(*) AS claims, min_by(c.sentence, i.n) AS snippet,
        list_sort(list(DISTINCT coalesce(nullif(d.publisher, ''), d.source))) AS outlets,
        list_sort(list(DISTINCT c.document_id)) AS document_ids,
        string_agg(c.sentence, chr(10) ORDER BY i.n) AS sentences
    FROM incident_claims i JOIN claims c ON c.id = i.claim_id JOIN documents d ON d.id = c.document_id GROUP BY i.incident_id
), against AS (
    SELECT incident_id, count(DISTINCT n) AS disagreements FROM disagreements GROUP BY incident_id
), joined AS (
    SELECT i.*, p.id AS place_id, p.name AS place_name, p.kind AS place_kind, coalesce(p.precision, 'unknown') AS place_precision,
        p.lat, p.lon, p.west, p.south, p.east, p.north, p.uncertainty_km, nullif(p.country, '') AS country,
        coalesce(named.actors, '') AS actors, coalesce(named.targets, '') AS targets, named.who, named.whom,
        said.articles, said.claims, said.snippet, said.outlets, said.document_ids, said.sentences,
        coalesce(against.disagreements, 0) AS disagreements,
        CASE i.kind {_words(KIND_LABELS)} END AS label
    FROM incidents i
    LEFT JOIN places p ON p.n = i.place
    LEFT JOIN named ON named.id = i.id
    LEFT JOIN said ON said.incident_id = i.id
    LEFT JOIN against ON against.incident_id = i.id
), titled AS (
    SELECT *, CASE
        WHEN place_name IS NULL AND who IS NOT NULL THEN label || ' by ' || who
        WHEN place_name IS NULL AND whom IS NOT NULL THEN label || ' against ' || whom
        WHEN place_name IS NULL THEN label
        WHEN place_precision = 'near' AND NOT starts_with(lower(place_name), 'near ') THEN label || ', near ' || place_name
        ELSE label || ', ' || place_name END AS title
    FROM joined
), told AS (
SELECT 'reports' AS dataset, * EXCLUDE (sentences, who, whom, label), label AS kind_label,
    lower(title || chr(10) || sentences) AS searched, CASE
    WHEN mapped AND lat IS NULL AND west IS NULL THEN 'The position of the place is not known'
    WHEN mapped THEN ''
    WHEN NOT physical THEN 'Words and movements have no point on the map'
    WHEN place_precision = 'country' THEN 'No more than the country is said'
    WHEN place_id IS NULL THEN 'No place is said'
    ELSE 'The place is not known' END AS not_mapped
FROM titled
)
{space.ordered("told")}
"""  # noqa: S608  # pasted are our own labels only


def prepare(snapshot: Snapshot) -> Snapshot:
    """Return the snapshot with its tables `involved` and `cards` made."""
    snapshot.derive("involved", _INVOLVED)
    snapshot.derive("cards", _CARDS)
    return snapshot
