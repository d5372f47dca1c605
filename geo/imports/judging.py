"""Rows of text to records, many at once: codes, dates and positions read, and what cannot be true set aside with its reason."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

import duckdb
import pyarrow as pa
import pyarrow.compute

from geo.datasets import RECORDS
from geo.errors import RefusedError, StoppedError
from geo.imports.raw import ROW, SHOWN
from geo.imports.recipes import FIELDS, Recipe
from geo.model import Status

NAME_CHARACTERS: Final = 1_000
"""A name, a title or a code that is longer is none."""
NOTE_CHARACTERS: Final = 20_000
"""A longer account is cut, with a mark."""
MOST_PEOPLE: Final = 10_000_000
CUT: Final = " […]"

# Who acts is split at semicolons, and these names say that nobody knows.
_NOBODY: Final = ("unknown", "n/a", "none", "-", "nan", "null")
_YEARS: Final = (1800, 2200)
_MARGIN_DEGREES: Final = 1.0
"""How far outside the extent of its country a position may lie before it is asked whether it was swapped."""

_CONFIG: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    "memory_limit": "250MB",
    "max_temp_directory_size": "0MB",
    "threads": "2",
}

# Ids stand in addresses; another one is told by its digest.
_ADDRESSABLE: Final = r"[\w.,@-][\w.,@ -]{0,62}"

_CELL: Final = re.compile(r"<([^<>]{1,200})>")

# The first that holds is the reason that is told. Of a place that is no more than a country, the position is not looked at.
REASONS: Final[Mapping[str, str]] = {
    "a name or a code in it is longer than 1,000 characters": (
        f"greatest(length(native), length(place_name), length(title), length(admin1), length(source), length(weapon)) "
        f"> {NAME_CHARACTERS} "
        f"OR len(list_filter(list_concat(one_side, other_side), lambda name: length(name) > {NAME_CHARACTERS})) > 0"
    ),
    "it says how exact its place is with a code that is not in the codebook": "place_precision IS NULL",
    "it says how exact its date is with a code that is not in the codebook": "date_precision IS NULL",
    "its latitude or its longitude is missing": "placed AND (lat IS NULL) <> (lon IS NULL)",
    "its latitude or longitude is not a number": (
        "placed AND ((lat IS NOT NULL AND y IS NULL) OR (lon IS NOT NULL AND x IS NULL))"
    ),
    "its latitude or longitude is no finite number": "placed AND (NOT isfinite(y) OR NOT isfinite(x))",
    "its latitude and longitude are swapped": (
        "placed AND ((abs(y) > 90 AND abs(y) <= 180 AND abs(x) <= 90) OR (outside AND swapped_inside))"
    ),
    "its position is not on Earth": "placed AND (abs(y) > 90 OR abs(x) > 180)",
    "its position is 0, 0, which stands for none": "placed AND y = 0 AND x = 0",
    "its date cannot be read": '("first" IS NOT NULL AND day1 IS NULL) OR ("last" IS NOT NULL AND day2 IS NULL)',
    "its date is not of our times": (
        f"year(day1) NOT BETWEEN {_YEARS[0]} AND {_YEARS[1]} OR year(day2) NOT BETWEEN {_YEARS[0]} AND {_YEARS[1]}"
    ),
    "its date and its year contradict each other": '"year" IS NOT NULL AND try_cast("year" AS INTEGER) <> year(day1)',
    "it ends before it begins": "day2 < day1",
    "its number of people is none": " OR ".join(
        f"({who} IS NOT NULL AND ({who}_n IS NULL OR NOT {who}_n BETWEEN 0 AND {MOST_PEOPLE}))"
        for who in ("killed_low", "killed_high", "injured_low", "injured_high")
    ),
    "at least more people than at most": "killed_low_n > killed_high_n OR injured_low_n > injured_high_n",
}
TWICE: Final = "an earlier row has the same id, or is the same"


class Judge:
    """Makes records of one file's rows; it remembers the ids that it has seen."""

    def __init__(self, recipe: Recipe, tables: Mapping[str, pa.Table], columns: Sequence[str], slug: str) -> None:
        """Prepare the questions; `columns` are those of the file."""
        self._connection = duckdb.connect(":memory:", config=_CONFIG)
        for name, table in tables.items():
            self._connection.register("incoming", table)
            self._connection.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming")  # noqa: S608  # names of our own tables
            self._connection.unregister("incoming")
        self._connection.execute("CREATE TABLE seen (id UBIGINT)")
        self._connection.execute(_macros(recipe.order))
        self._width = len(columns)
        self._judged = _judged(recipe, columns, slug)
        self._connection.execute("SET enable_external_access = false")
        self._connection.execute("SET lock_configuration = true")
        self.cut = 0
        """Accounts that were cut."""
        self.unknown = 0
        """Rows whose kind no table knows."""
        self.outside = 0
        """Rows whose position lies outside the country that they name; it may have islands elsewhere."""
        self.newest = ""
        """The newest day on which a row was changed, as its makers say, in ISO form."""

    def close(self) -> None:
        """Give back the memory."""
        self._connection.close()

    def stop(self) -> None:
        """Cut off what is being worked out; for another thread."""
        self._connection.interrupt()

    def judge(self, rows: pa.Table) -> tuple[pa.Table, pa.Table]:
        """
        Return the records of some rows, numbers first, and those that were not taken.

        Raises
        ------
        RefusedError
            If it takes more memory than there is for it.
        """
        # Far quicker here than in SQL, which looks at every letter.
        cells = [pa.compute.ascii_trim_whitespace(column) for column in rows.columns[1:]]
        incoming = pa.table([rows[ROW], *cells], names=["row", *(f"c{n}" for n in range(self._width))])
        try:
            self._connection.register("incoming", incoming)
            self._connection.execute(self._judged)
            for question in (*_NAMED_TWICE, _TWICE):
                self._connection.execute(question)
            self._connection.execute("INSERT INTO seen SELECT hash(id) FROM judged WHERE reason IS NULL")
            records = self._connection.sql(_RECORDS).to_arrow_table().cast(RECORDS)
            refused = self._connection.sql(_refused(self._width)).to_arrow_table()
            self._take_note()
        except duckdb.InterruptException as error:
            msg = "the import was stopped; nothing of it was kept"
            raise StoppedError(msg) from error
        except duckdb.OutOfMemoryException as error:
            msg = "its rows take more memory than there is for an import; split the file"
            raise RefusedError(msg) from error
        finally:
            self._connection.unregister("incoming")
        return records, refused

    def _take_note(self) -> None:
        [(cut, unknown, outside, newest)] = self._connection.sql(_NOTED).fetchall()
        self.cut += cut
        self.unknown += unknown
        self.outside += outside
        self.newest = max(self.newest, newest or "")


def _told(recipe: Recipe, columns: Sequence[str]) -> str:
    """Return the question for the fields of the recipe, as text; rows that are blank from end to end are no rows."""
    fields = [f'({_resolved(recipe.fields.get(name, "NULL"), columns)})::{type_} AS "{name}"' for name, type_ in FIELDS.items()]
    blank = ", ".join(f"c{n}" for n in range(len(columns)))
    native = _resolved(recipe.fields.get("native", "NULL"), columns)
    whole = f"CASE WHEN {native} IS NULL THEN md5(concat_ws(chr(31), {blank})) END"
    return f"SELECT row, {whole} AS whole, {', '.join(fields)} FROM incoming WHERE coalesce({blank}) IS NOT NULL"  # noqa: S608  # columns by number


def _resolved(expression: str, columns: Sequence[str]) -> str:
    return _CELL.sub(lambda mark: _cell(mark[1], columns), expression)


def _cell(name: str, columns: Sequence[str]) -> str:
    if name.startswith("#"):
        found: int | None = int(name[1:])
    elif name.startswith("*"):
        ending = name[1:].casefold()
        found = next((n for n, column in enumerate(columns) if column.casefold().endswith(ending)), None)
    else:
        found = next((n for n, column in enumerate(columns) if column.casefold() == name.casefold()), None)
    return "NULL::VARCHAR" if found is None else f"nullif(c{found}, '')"


def _macros(order: str) -> str:
    slashed = [f"%{order[0]}{sign}%{order[1]}{sign}%Y" for sign in "/.-"] if order else []
    written = [
        "%d %B %Y",
        "%d %b %Y",
        "%d-%b-%Y",
        "%d-%b-%y",
        "%B %d, %Y",
        "%b %d, %Y",
        "%B %d %Y",
        "%b %d %Y",
        "%A, %B %d, %Y",
        "%A, %d %B %Y",
        "%Y/%m/%d",
        "%d-%B-%Y",
        "%Y.%m.%d",
        *slashed,
    ]
    forms = ", ".join(f"'{form}'" for form in written)
    # A day is a day where it happened: the time beside it and the zone of that are cut off, never counted with.
    return f"""
    CREATE MACRO day_of(told) AS (CASE
        WHEN regexp_matches(told, '^\\d{{4}}-\\d{{1,2}}-\\d{{1,2}}(?:[T ].{{0,40}})?$')
            THEN try_strptime(regexp_extract(told, '^[\\d-]{{8,10}}'), '%Y-%m-%d')
        WHEN regexp_matches(told, '^\\d{{1,2}}-[[:alpha:]]{{3}}-\\d{{2}}$') THEN try_strptime(told, '%d-%b-%y')
        WHEN regexp_matches(told, '^\\d{{8}}$') THEN try_strptime(told, '%Y%m%d')
        WHEN regexp_matches(told, '^\\d{{4}}$') THEN try_strptime(told, '%Y')
        WHEN regexp_matches(told, '^\\d{{4}}-\\d{{1,2}}$') THEN try_strptime(told, '%Y-%m')
        WHEN regexp_matches(told, '^[[:alpha:]]{{3,9}} \\d{{4}}$') THEN try_strptime(told, ['%B %Y', '%b %Y'])
        ELSE try_strptime(regexp_replace(told, ' \\d{{1,2}}:\\d{{2}}.{{0,20}}$', ''), [{forms}])
    END)::DATE;
    CREATE MACRO exactness_of(told) AS CASE
        WHEN regexp_matches(told, '^\\d{{4}}$') THEN 'year'
        WHEN regexp_matches(told, '^(?:\\d{{4}}-\\d{{1,2}}|[[:alpha:]]{{3,9}} \\d{{4}})$') THEN 'month'
        ELSE 'day' END;
    CREATE MACRO number_of(told) AS try_cast(CASE
        WHEN regexp_matches(told, '^[-+]?\\d{{1,3}},\\d{{1,15}}$') THEN replace(told, ',', '.')
        WHEN regexp_matches(told, '^[-+0-9.eE]{{1,40}}$') OR lower(told) SIMILAR TO '[-+]?(nan|inf|infinity)' THEN told
    END AS DOUBLE);
    CREATE MACRO people_of(told) AS try_cast(CASE
        WHEN regexp_matches(told, '^\\d{{1,3}}(?:,\\d{{3}}){{1,3}}$') THEN replace(told, ',', '')
        WHEN regexp_matches(told, '^-?\\d{{1,12}}(?:\\.\\d{{1,6}})?$') THEN told END AS DOUBLE);
    CREATE MACRO code_of(told) AS CASE WHEN ends_with(told, '.0') THEN left(told, length(told) - 2) ELSE told END;
    CREATE MACRO named(told) AS list_filter(list_transform(told, lambda name: trim(name)),
        lambda name: name <> '' AND lower(name) NOT IN {_NOBODY});
    CREATE MACRO short_of(told) AS CASE WHEN length(told) > {NOTE_CHARACTERS}
        THEN left(told, {NOTE_CHARACTERS}) || '{CUT}' ELSE told END;
    """  # our own constants


def _judged(recipe: Recipe, columns: Sequence[str], slug: str) -> str:
    reasons = " ".join(f"WHEN {wrong} THEN '{reason}'" for reason, wrong in REASONS.items())
    statuses = ", ".join(f"'{status.value}'" for status in Status)
    dated = 'exactness_of(t."first")' if recipe.codes == "words" else f"'{recipe.dated}'"
    return f"""
    CREATE OR REPLACE TEMP TABLE judged AS
    WITH told AS (
        {_told(recipe, columns)}
    ), read AS (
        SELECT t.* REPLACE (named(t.one_side) AS one_side, named(t.other_side) AS other_side),
            coalesce(k1.kind, k2.kind, k3.kind) AS known_kind, coalesce(k1.family, k2.family, k3.family) AS known_family,
            coalesce(k1.targeted, k2.targeted, k3.targeted, false) OR {str(recipe.directed).lower()} AS targeted,
            coalesce(t.weapon, k1.weapon, k2.weapon, k3.weapon) AS known_weapon,
            coalesce(t.title, k1.title, k2.title, k3.title) AS known_title,
            p.precision AS place_precision, coalesce(t.place_kind, p.place_kind) AS known_place_kind,
            coalesce(number_of(t.km), p.km) AS uncertainty, d.precision AS date_precision, d.spread,
            coalesce(n1.country, n2.country) AS known_country,
            p.precision NOT IN ('country', 'unknown') AS placed,
            number_of(t.lat) AS y, number_of(t.lon) AS x,
            day_of(t."first") AS day1, day_of(t."last") AS day2,
            people_of(t.killed_low) AS killed_low_n, people_of(t.killed_high) AS killed_high_n,
            people_of(t.injured_low) AS injured_low_n, people_of(t.injured_high) AS injured_high_n,
            coalesce(n1.west, n2.west) - {_MARGIN_DEGREES} AS west, coalesce(n1.east, n2.east) + {_MARGIN_DEGREES} AS east,
            coalesce(n1.south, n2.south) - {_MARGIN_DEGREES} AS south, coalesce(n1.north, n2.north) + {_MARGIN_DEGREES} AS north
        FROM told t
        LEFT JOIN kinds k1 ON k1.format = '{recipe.kinds}' AND k1.code = code_of(t.kind1)
        LEFT JOIN kinds k2 ON k2.format = '{recipe.kinds}' AND k2.code = code_of(t.kind2)
        LEFT JOIN kinds k3 ON k3.format = '{recipe.kinds}' AND k3.code = code_of(t.kind3)
        LEFT JOIN places p ON p.format = '{recipe.codes}' AND p.code = coalesce(code_of(t.place_code), '{recipe.exact}')
        LEFT JOIN dates d ON d.format = '{recipe.codes}' AND d.code = coalesce(code_of(t.date_code), {dated})
        LEFT JOIN countries n1 ON n1.name = lower(code_of(t.country1))
        LEFT JOIN countries n2 ON n2.name = lower(t.country2)
    ), held AS (
        SELECT *, NOT (y BETWEEN south AND north AND (x BETWEEN west AND east OR west > east)) AS outside,
            west <= east AND x BETWEEN south AND north AND y BETWEEN west AND east AS swapped_inside
        FROM read
    )
    SELECT *, '{slug}:' || CASE WHEN regexp_full_match(native, '{_ADDRESSABLE}') THEN native
            ELSE coalesce(md5(native), whole)[:16] END AS id, CASE {reasons} END AS reason,
        CASE WHEN status IN ({statuses}) THEN status ELSE 'reported' END AS known_status,
        CASE WHEN targeted THEN one_side ELSE list_concat(one_side, other_side) END AS actors,
        CASE WHEN targeted THEN other_side END AS targets,
        {_days("killed_low_n", recipe)}
    FROM held
    """  # noqa: S608  # our own constants, a slug that was checked, and columns by number


def _days(killed: str, recipe: Recipe) -> str:
    """Return SQL for the first and last day that it may have been, and for the killed where none is not said."""
    unsaid = f"{killed} = 0 AND killed_high_n = 0" if recipe.zero_is_unsaid else "false"
    return f"""
        CASE spread WHEN 'three days' THEN day1 - 3 WHEN 'month' THEN date_trunc('month', day1)::DATE
            WHEN 'year' THEN date_trunc('year', day1)::DATE WHEN 'stated' THEN day1 END AS begins,
        CASE spread WHEN 'three days' THEN day1 + 3 WHEN 'month' THEN last_day(day1)
            WHEN 'year' THEN make_date(year(day1), 12, 31)
            WHEN 'stated' THEN CASE WHEN date_precision = 'open' THEN day2 ELSE coalesce(day2, day1) END END AS ends,
        {unsaid} AS unsaid
    """


# Few rows name somebody twice, and to see where a name stood first is dear.
_NAMED_TWICE: Final = tuple(
    f"UPDATE judged SET {side} = list_filter({side}, lambda name, place: list_position({side}, name) = place) "  # noqa: S608  # ours
    f"WHERE len(list_distinct({side})) < len({side})"
    for side in ("actors", "targets")
)

_TWICE: Final = f"""
    UPDATE judged SET reason = '{TWICE}'
    WHERE reason IS NULL AND (hash(id) IN (SELECT id FROM seen)
        OR row NOT IN (SELECT min(row) FROM judged WHERE reason IS NULL GROUP BY id))
"""  # noqa: S608  # our own constants

_RECORDS: Final = """
    SELECT id, row, coalesce(known_kind, 'other') AS kind, coalesce(known_family, 'other') AS family, known_status AS status,
        begins AS "first", ends AS "last",
        CASE WHEN begins IS NULL AND ends IS NULL THEN 'unknown' WHEN begins IS NULL OR ends IS NULL THEN 'open'
            ELSE date_precision END AS date_precision,
        place_name, known_place_kind AS place_kind, place_precision,
        CASE WHEN placed THEN y END AS lat, CASE WHEN placed THEN x END AS lon,
        CASE WHEN placed AND y IS NOT NULL THEN greatest(uncertainty, 0) END AS uncertainty_km,
        known_country AS country, admin1,
        coalesce(actors, []) AS actors, coalesce(targets, []) AS targets,
        known_weapon AS weapon,
        CASE WHEN NOT unsaid THEN floor(killed_low_n)::INTEGER END AS killed_low,
        CASE WHEN NOT unsaid THEN ceil(killed_high_n)::INTEGER END AS killed_high,
        floor(injured_low_n)::INTEGER AS injured_low, ceil(injured_high_n)::INTEGER AS injured_high,
        known_title AS title, short_of(note) AS note, source,
        CASE WHEN regexp_matches(url, '^https?://[^\\s"<>]{1,900}$') THEN url END AS url
    FROM judged WHERE reason IS NULL ORDER BY row
"""

_NOTED: Final = f"""
    SELECT count(*) FILTER (length(note) > {NOTE_CHARACTERS}), count(*) FILTER (known_kind IS NULL),
        count(*) FILTER (placed AND outside),
        strftime(max(day_of(updated)), '%Y-%m-%d')
    FROM judged WHERE reason IS NULL
"""  # noqa: S608  # our own constants


def _refused(width: int) -> str:
    cells = ", ".join(f"c{n}" for n in range(width))
    return f"""
        SELECT row, reason, left(concat_ws(', ', {cells}), {SHOWN}) AS "text"
        FROM judged JOIN incoming USING (row) WHERE reason IS NOT NULL ORDER BY row
    """  # noqa: S608  # columns by number
