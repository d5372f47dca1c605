"""
The tables that every view asks, made once for a snapshot: an incident of the reports and a record of a data set are a row alike.

cards       one row for each incident, in the order of space: everything that lists, maps and filters need
sites       each place that some incident has
people      each actor once, by the number `who`
involved    who takes part in which incident, and whom they belong to
acts        the same by incident: who does it and who suffers it
outlets     each source that is named, by the number `outlet`; `cited`: which incident rests on which
documented  which incident stands in which document
in_time     how many incidents stand before each one by date, the undated last, then by id
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from geo.model import PHYSICAL
from geo.store import Snapshot
from geo.views import space
from geo.views.cards import KIND_LABELS

ROLES: Final = ("perpetrator", "accused", "claimant", "target", "speaker")
"""In a claim."""

BY_DATE: Final = "ORDER BY coalesce(first, last) NULLS LAST, coalesce(last, first), id"

REPORTS: Final = "reports"
"""The data set of what was read in documents."""

_LABEL: Final = " ".join(f"WHEN '{kind}' THEN '{label}'" for kind, label in KIND_LABELS.items())
_SEEN: Final = ", ".join(sorted(f"'{family}'" for family in PHYSICAL))

_TITLED: Final = """CASE
        WHEN place_name IS NULL AND who IS NOT NULL THEN label || ' by ' || who
        WHEN place_name IS NULL AND whom IS NOT NULL THEN label || ' against ' || whom
        WHEN place_name IS NULL THEN label
        WHEN place_precision = 'near' AND NOT starts_with(lower(place_name), 'near ') THEN label || ', near ' || place_name
        ELSE label || ', ' || place_name END"""

_NOT_MAPPED: Final = """CASE
        WHEN mapped AND lat IS NULL AND west IS NULL THEN 'The position of the place is not known'
        WHEN mapped THEN ''
        WHEN NOT physical THEN 'Words and movements have no point on the map'
        WHEN place_precision = 'country' THEN 'No more than the country is said'
        WHEN place_id IS NULL THEN 'No place is said'
        ELSE 'The place is not known' END"""

_REPORTED: Final = f"""
    WITH named AS (
        SELECT p.id,
            string_agg(DISTINCT a.name, '; ' ORDER BY a.name) FILTER (p.role IN ('perpetrator', 'accused', 'claimant')) AS actors,
            string_agg(DISTINCT a.name, '; ' ORDER BY a.name) FILTER (p.role = 'target') AS targets,
            min_by(a.name, p.n) FILTER (p.role <> 'target') AS who,
            min_by(a.name, p.n) FILTER (p.role = 'target') AS whom
        FROM participants p JOIN actors a ON a.n = p.actor WHERE p.of = 'incident' GROUP BY p.id
    ), said AS (
        SELECT i.incident_id, count(DISTINCT c.document_id) AS articles, count(*) AS claims,
            count(DISTINCT c.document_id) - count(DISTINCT coalesce(r.report_id, c.document_id)) AS copies,
            min_by(c.sentence, i.n) AS snippet, string_agg(c.sentence, chr(10) ORDER BY i.n) AS sentences
        FROM incident_claims i JOIN claims c ON c.id = i.claim_id LEFT JOIN carriers r ON r.document_id = c.document_id
        GROUP BY i.incident_id
    ), against AS (
        SELECT incident_id, count(DISTINCT n) AS disagreements FROM disagreements GROUP BY incident_id
    ), joined AS (
        SELECT i.*, p.id AS place_id, p.name AS place_name, p.kind AS place_kind,
            coalesce(p.precision, 'unknown') AS place_precision, p.lat, p.lon, p.west, p.south, p.east, p.north,
            p.uncertainty_km, nullif(p.country, '') AS country, coalesce(named.actors, '') AS actors,
            coalesce(named.targets, '') AS targets, named.who, named.whom, said.articles, said.copies, said.claims, said.snippet,
            said.sentences, coalesce(against.disagreements, 0) AS disagreements, CASE i.kind {_LABEL} END AS label
        FROM incidents i
        LEFT JOIN places p ON p.n = i.place
        LEFT JOIN named ON named.id = i.id
        LEFT JOIN said ON said.incident_id = i.id
        LEFT JOIN against ON against.incident_id = i.id
    ), titled AS (SELECT *, {_TITLED} AS title FROM joined)
    SELECT '{REPORTS}' AS dataset, * EXCLUDE (sentences, who, whom, label), label AS kind_label,
        lower(title || chr(10) || sentences) AS searched, {_NOT_MAPPED} AS not_mapped,
        NULL::BIGINT AS row, NULL::VARCHAR AS source, NULL::VARCHAR AS url
    FROM titled
"""  # noqa: S608  # pasted are our own labels only

_NAMED_PLACE: Final = (
    "'place:' || left(md5(concat_ws('|', r.country, r.admin1, r.place_name, r.place_precision, r.lat, r.lon)), 12)"
)

_RECORDED: Final = f"""
    WITH joined AS (
        SELECT r.* EXCLUDE (actors, targets, title), r.title AS called,
            array_to_string(r.actors, '; ') AS actors, array_to_string(r.targets, '; ') AS targets,
            r.actors[1] AS who, r.targets[1] AS whom, r.family IN ({_SEEN}) AS physical,
            r.family IN ({_SEEN}) AND r.place_precision NOT IN ('country', 'unknown') AS mapped,
            CASE WHEN r.place_precision = 'country' AND r.country IS NOT NULL THEN 'country:' || r.country
                WHEN r.place_precision = 'area' AND a.code IS NOT NULL THEN 'admin1:' || a.code
                WHEN r.place_name IS NULL AND r.lat IS NULL THEN NULL
                ELSE {_NAMED_PLACE} END AS place_id,
            a.west, a.south, a.east, a.north, CASE r.kind {_LABEL} END AS label
        FROM records r
        LEFT JOIN divisions a ON a.country = r.country AND a.form = lower(r.place_name) AND r.place_precision = 'area'
    ), titled AS (SELECT *, {_TITLED} AS title FROM joined)
    SELECT dataset, id, kind, family, status, NULL::INTEGER AS place, first, last, date_precision, '' AS date_words,
        NULL::INTEGER AS date_start, NULL::INTEGER AS date_end, '' AS date_anchor, coalesce(weapon, '') AS weapon,
        killed_low, killed_high, NULL::INTEGER AS killed_start, NULL::INTEGER AS killed_end,
        injured_low, injured_high, NULL::INTEGER AS injured_start, NULL::INTEGER AS injured_end,
        1 AS sources, mapped, physical, place_id, place_name, place_kind, place_precision, lat, lon, west, south, east, north,
        uncertainty_km, country, actors, targets, 1 AS articles, 0 AS copies, 1 AS claims, coalesce(note, called, '') AS snippet,
        0 AS disagreements, title, label AS kind_label, lower(concat_ws(chr(10), title, called, note)) AS searched,
        {_NOT_MAPPED} AS not_mapped, row, source, url
    FROM titled
"""  # noqa: S608  # as above


def _cards(*, records: bool) -> str:
    union = f"SELECT * FROM ({_REPORTED}) UNION ALL BY NAME SELECT * FROM ({_RECORDED})" if records else _REPORTED  # noqa: S608  # as above
    return space.ordered(f"({union})")


_SITES: Final = """
SELECT (row_number() OVER (ORDER BY place_id) - 1)::INTEGER AS site, place_id, any_value(place_name) AS name,
    any_value(place_precision) AS precision, avg(lat) AS lat, avg(lon) AS lon, any_value(west) AS west, any_value(south) AS south,
    any_value(east) AS east, any_value(north) AS north, any_value(country) AS country
FROM cards WHERE place_id IS NOT NULL GROUP BY place_id
"""

_KNOWN: Final = """
    SELECT id, min_by(name, n) AS name, coalesce(min_by(kind, n) FILTER (kind <> ''), '') AS kind,
        list_sort(list_distinct(flatten(list(aliases)))) AS aliases, max_by(belongs_to, len(belongs_to)) AS belongs_to
    FROM actors GROUP BY id
"""
"""Each actor of the documents once; they may know more or less of it."""

_SPOKEN: Final = """
SELECT name, coalesce(min(f.id), 'name:' || lower(name)) AS id
FROM (SELECT DISTINCT unnest(list_concat(actors, targets)) AS name FROM records) LEFT JOIN listed_forms f ON f.form = lower(name)
GROUP BY name
"""
"""Whom the data sets name; `listed` and `listed_forms` are the actors that the facts know, and what they are called."""


def _people(*, records: bool) -> str:
    recorded = """
        UNION ALL BY NAME SELECT id, name, kind, aliases, belongs_to, 1 AS rank FROM listed WHERE id IN (SELECT id FROM spoken)
        UNION ALL BY NAME
        SELECT id, min(name) AS name, '' AS kind, [] AS aliases, [] AS belongs_to, 2 AS rank FROM spoken GROUP BY id
        """
    return f"""
        WITH named AS (SELECT *, 0 AS rank FROM ({_KNOWN}) {recorded if records else ""}),
        whole AS (SELECT * FROM named UNION ALL BY NAME
            SELECT DISTINCT unnest(belongs_to) AS id, NULL AS name, '' AS kind, [] AS aliases, [] AS belongs_to, 3 AS rank
            FROM named
        ),
        once AS (
            SELECT id, coalesce(min_by(name, rank) FILTER (name IS NOT NULL), id) AS name, min_by(kind, rank) AS kind,
                min_by(aliases, rank) AS aliases, min_by(belongs_to, rank) AS belongs_to, min(rank) = 3 AS parent
            FROM whole GROUP BY id
        )
        SELECT (row_number() OVER (ORDER BY id) - 1)::INTEGER AS who, * FROM once
        """  # noqa: S608  # as above


def _involved(*, records: bool) -> str:
    recorded = """
        UNION ALL SELECT c.n, s.id, 'perpetrator', NULL
        FROM (SELECT id, unnest(actors) AS name FROM records) r JOIN spoken s ON s.name = r.name JOIN cards c ON c.id = r.id
        UNION ALL SELECT c.n, s.id, 'target', NULL
        FROM (SELECT id, unnest(targets) AS name FROM records) r JOIN spoken s ON s.name = r.name JOIN cards c ON c.id = r.id
        """
    return f"""
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
            SELECT c.n, a.id, CASE WHEN role IN ('accused', 'claimant') THEN 'perpetrator' ELSE role END AS role, a.belongs_to
            FROM told t JOIN actors a ON a.n = t.actor JOIN cards c ON c.id = t.incident_id {recorded if records else ""}
        ), every AS (
            SELECT n, id, role, true AS direct FROM roled
            UNION ALL
            SELECT n, unnest(coalesce(r.belongs_to, p.belongs_to)), role, false FROM roled r JOIN people p USING (id)
        )
        SELECT DISTINCT e.n, p.who, e.role, e.direct FROM every e JOIN people p ON p.id = e.id
        ORDER BY p.who, e.n, e.role, e.direct
        """  # noqa: S608  # as above


def _acts(*, records: bool) -> str:
    recorded = """
        UNION ALL SELECT n, who, role, false, '' FROM involved WHERE direct AND n IN (SELECT n FROM cards WHERE row IS NOT NULL)
        """
    return f"""
        WITH told AS (
            SELECT i.incident_id, p.actor, p.role, p.start IS NULL AS inferred
            FROM incident_claims i JOIN participants p ON p.of = 'claim' AND p.id = i.claim_id
            UNION ALL
            SELECT p.id, p.actor, p.role, true FROM participants p WHERE p.of = 'incident'
        ), roled AS (
            SELECT c.n, p.who, t.role, t.inferred, c.family
            FROM told t JOIN actors a ON a.n = t.actor JOIN people p ON p.id = a.id JOIN cards c ON c.id = t.incident_id
            {recorded if records else ""}
        )
        SELECT n, who, {", ".join(f"bool_or(role = '{role}') AS {role}" for role in ROLES)},
            bool_or(role IN ('perpetrator', 'accused', 'claimant') OR (role = 'speaker' AND family = 'words')) AS does,
            bool_and(inferred) AS inferred
        FROM roled GROUP BY n, who ORDER BY n, who
        """  # noqa: S608  # as above


def _naming(*, records: bool) -> str:
    recorded = """
        UNION SELECT n, trim(unnest(string_split(source, ';'))) FROM cards WHERE source IS NOT NULL
        """
    return f"""
        SELECT c.n, coalesce(nullif(d.publisher, ''), d.source) AS name
        FROM incident_claims i JOIN claims k ON k.id = i.claim_id JOIN documents d ON d.id = k.document_id
        JOIN cards c ON c.id = i.incident_id
        {recorded if records else "GROUP BY ALL"}
        """  # noqa: S608  # as above


def _outlets(*, records: bool) -> str:
    return f"""
        SELECT (row_number() OVER (ORDER BY name) - 1)::INTEGER AS outlet, name
        FROM (SELECT DISTINCT name FROM ({_naming(records=records)}) WHERE name <> '')
        """  # noqa: S608  # as above


def _cited(*, records: bool) -> str:
    return f"""
        SELECT n, outlet FROM ({_naming(records=records)}) JOIN outlets USING (name) ORDER BY outlet, n
        """  # noqa: S608  # as above


_DOCUMENTED: Final = """
SELECT DISTINCT c.n, (d.rowid)::INTEGER AS document FROM incident_claims i JOIN claims k ON k.id = i.claim_id
JOIN documents d ON d.id = k.document_id JOIN cards c ON c.id = i.incident_id ORDER BY c.n, document
"""


_ORDERED: Final = f"""
SELECT n, (row_number() OVER ({BY_DATE}) - 1)::INTEGER AS nth FROM cards ORDER BY n
"""  # noqa: S608  # as above


def tables(*, records: bool) -> Mapping[str, str]:
    """
    Return the question for each table, in the order in which they can be made.

    With `records` there stand beside the tables of the documents: `records`, all data sets under one another with the column
    `dataset`, `listed` and `listed_forms`, the actors that the facts know and what they are called, and `divisions`.
    """
    made: dict[str, str | Callable[..., str]] = {
        "cards": _cards,
        "sites": _SITES,
        **({"spoken": _SPOKEN} if records else {}),
        "people": _people,
        "involved": _involved,
        "acts": _acts,
        "outlets": _outlets,
        "cited": _cited,
        "documented": _DOCUMENTED,
        "in_time": _ORDERED,
    }
    return {name: told if isinstance(told, str) else told(records=records) for name, told in made.items()}


_OF_REPORTS: Final = tables(records=False)


def prepare(snapshot: Snapshot) -> Snapshot:
    """Return the snapshot with these tables made; one with data sets brings them along."""
    for name, question in _OF_REPORTS.items():
        snapshot.derive(name, question)
    return snapshot
