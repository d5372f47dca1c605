"""Column mappings: which column of somebody's table says what, kept by name for the next table of that form."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping as Map, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

import pyarrow as pa

from geo import facts
from geo.datasets.dataset import SLUG
from geo.errors import InputError
from geo.imports.codebooks import ORDERS
from geo.imports.extent import EXTENT, GEOMETRY
from geo.imports.recipes import Recipe
from geo.model import Kind, Precision
from geo.settings import Settings

FOLDER: Final = "mappings"

FIELDS: Final[Map[str, str]] = {
    "id": "its own number or name, so that it is known again when the table is imported anew",
    "kind": "what happened; words that are not known can be told below",
    "date": "the day, month or year",
    "end_date": "the last day, where it lasted",
    "latitude": "degrees north",
    "longitude": "degrees east",
    "exactness": "exact, settlement, near, area, country or unknown",
    "place": "name of the place",
    "admin1": "province or state",
    "country": "name or ISO code",
    "actors": "who did it; several are separated by semicolons",
    "targets": "whom or what it hit; several are separated by semicolons",
    "weapon": "what with",
    "killed": "number of people",
    "injured": "number of people",
    "title": "a few words on it",
    "note": "the account of it",
    "source": "who reports it",
    "url": "address of the report",
}
"""What a mapping can name a column for, and what is expected there."""

EXACT: Final = (Precision.EXACT, Precision.SETTLEMENT, Precision.NEAR, Precision.AREA, Precision.COUNTRY)
"""How exact the positions of a whole table may be said to be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """How to read a table that no codebook describes."""

    name: str
    columns: Map[str, str] = field(default_factory=dict)
    """The column for each field of `FIELDS` that the table has."""
    kinds: Map[str, str] = field(default_factory=dict)
    """The kind that a word in the column of kinds means, where the word is not known."""
    kind: str = ""
    """The kind of all rows, where no column says it."""
    order: str = ""
    """What 3/4/2031 means: "dmy", "mdy", or "" where the table shows it."""
    exact: str = Precision.NEAR.value
    """How exact a position is where the row does not say so."""

    def __post_init__(self) -> None:
        """Refuse what is no mapping."""
        allowed = {one.value for one in Kind}
        wrong = [
            *(f"field {name!r}" for name in self.columns if name not in FIELDS),
            *(f"kind {kind!r}" for kind in (*self.kinds.values(), self.kind) if kind and kind not in allowed),
            *([f"order of dates {self.order!r}"] if self.order not in ORDERS else []),
            *([f"exactness {self.exact!r}"] if self.exact not in EXACT else []),
            *([f"name {self.name!r}"] if not SLUG.fullmatch(self.name) else []),
        ]
        if wrong:
            msg = f"a mapping knows no {', no '.join(wrong)}; fields are {', '.join(FIELDS)}; names are a to z, digits, hyphens"
            raise InputError(msg)


def recipe(mapping: Mapping, columns: Sequence[str], form: str) -> Recipe:
    """
    Return how rows with these columns become records.

    Raises
    ------
    InputError
        If the table has no column of a name that the mapping gives.
    """
    missing = sorted(set(mapping.columns.values()) - set(columns))
    if missing:
        msg = f"the mapping {mapping.name!r} names columns that the file does not have: {', '.join(missing)[:200]}"
        raise InputError(msg)
    cell = {name: f"<#{columns.index(column)}>" for name, column in mapping.columns.items()}
    fields = {
        "native": cell.get("id", "NULL"),
        "kind1": f"lower({cell['kind']})" if "kind" in cell else "NULL",
        "kind2": f"regexp_replace(lower({cell['kind']}), 's$', '')" if "kind" in cell else "NULL",
        "kind3": f"'{mapping.kind}'" if mapping.kind else "NULL",
        "place_code": f"coalesce(lower({cell.get('exactness', 'NULL')}), CASE WHEN <{GEOMETRY}> = 'shape' THEN 'shape' END)",
        "km": f"<{EXTENT}>",
        "first": cell.get("date", "NULL"),
        "last": cell.get("end_date", "NULL"),
        "place_name": cell.get("place", "NULL"),
        "country1": cell.get("country", "NULL"),
        "lat": cell.get("latitude", "NULL"),
        "lon": cell.get("longitude", "NULL"),
        "one_side": f"string_split({cell['actors']}, ';')" if "actors" in cell else "NULL",
        "other_side": f"string_split({cell['targets']}, ';')" if "targets" in cell else "NULL",
        **{f"{who}_low": _least(cell[who]) for who in ("killed", "injured") if who in cell},
        **{f"{who}_high": _most(cell[who]) for who in ("killed", "injured") if who in cell},
        **{name: cell.get(name, "NULL") for name in ("admin1", "weapon", "title", "note", "source", "url")},
    }
    return Recipe(
        format=form, codes="words", kinds="words", fields=fields, exact=mapping.exact, directed=True, order=mapping.order
    )


def _least(cell: str) -> str:
    """Return SQL for the lower number in "4", "4+" and "4-6"."""
    return f"regexp_replace({cell}, '^(\\d{{1,9}}) ?(?:\\+|[-–] ?\\d{{1,9}})$', '\\1')"  # noqa: RUF001  # a dash of print


def _most(cell: str) -> str:
    """Return SQL for the higher number, which "4+" does not say."""
    open_ = f"regexp_matches({cell}, '^\\d{{1,9}} ?\\+$')"
    return f"CASE WHEN {open_} THEN NULL ELSE regexp_replace({cell}, '^\\d{{1,9}} ?[-–] ?(\\d{{1,9}})$', '\\1') END"  # noqa: RUF001


def with_kinds(kinds: pa.Table, mapping: Mapping) -> pa.Table:
    """Return the table of kinds with the words that the mapping explains, in the place of those that it explains anew."""
    told = {word.strip().lower(): Kind(kind) for word, kind in mapping.kinds.items() if kind}
    kept = [row for row in kinds.to_pylist() if row["format"] != "words" or row["code"] not in told]
    own = [
        {"format": "words", "code": word, "kind": kind.value, "family": kind.family.value, "targeted": False}
        for word, kind in told.items()
    ]
    return pa.Table.from_pylist([*kept, *own], kinds.schema)


def guess(name: str, columns: Sequence[str], settings: Settings) -> Mapping:
    """
    Return the mapping that the names of columns suggest; each column is taken for one field at most.

    Raises
    ------
    FactsError
        If the table of names is missing or wrong.
    """
    known: dict[str, dict[str, int]] = {}
    for field_, rank, column in facts.rows(settings.data / "imports" / "columns.csv", _suggestion):
        known.setdefault(field_, {})[column] = rank
    chosen: dict[str, str] = {}
    for field_ in FIELDS:
        ranked = [(known.get(field_, {}).get(column.casefold()), n, column) for n, column in enumerate(columns)]
        found = sorted((rank, n, column) for rank, n, column in ranked if rank is not None and column not in chosen.values())
        if found:
            chosen[field_] = found[0][2]
    return Mapping(name=name, columns=chosen)


def _suggestion(row: dict[str, str]) -> tuple[str, int, str]:
    if row["field"] not in FIELDS:
        raise ValueError(row["field"])
    return row["field"], int(row["rank"]), row["column"]


# --- kept by name --------------------------------------------------------------------------


def save(mapping: Mapping, settings: Settings) -> Path:
    """
    Keep a mapping under its name, in the place of the one before.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    path = settings.build / FOLDER / f"{mapping.name}.json"
    beside = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("w", encoding="utf-8") as file:
            json.dump(asdict(mapping), file, ensure_ascii=False, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        msg = f"{path}: cannot be written ({error.strerror}); make room, or choose another folder"
        raise InputError(msg) from error
    return path


def saved(settings: Settings) -> dict[str, Mapping]:
    """Return every mapping that was kept and can be read, by name."""
    found: dict[str, Mapping] = {}
    folder = settings.build / FOLDER
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else []:
        try:
            found[path.stem] = load(path.stem, settings)
        except InputError:
            continue
    return found


def load(name: str, settings: Settings) -> Mapping:
    """
    Return the mapping of that name.

    Raises
    ------
    InputError
        If there is none, or it is damaged.
    """
    path = settings.build / FOLDER / f"{name}.json"
    if not SLUG.fullmatch(name) or not path.is_file():
        known = ", ".join(one.stem for one in sorted((settings.build / FOLDER).glob("*.json"))) or "none yet"
        msg = f"there is no mapping {name!r}; there are {known}"
        raise InputError(msg)
    try:
        told = json.loads(path.read_bytes())
        texts = [told["name"], told["kind"], told["order"], told["exact"], *told["columns"].items(), *told["kinds"].items()]
        if not all(isinstance(text, str) for one in texts for text in ([one] if isinstance(one, str) else one)):
            raise TypeError(told)  # noqa: TRY301  # told like the others
        return Mapping(**told)
    except (KeyError, OSError, ValueError, TypeError, AttributeError) as error:
        msg = f"{path}: is damaged ({error}); make the mapping anew"
        raise InputError(msg) from error


def fitting(columns: Sequence[str], settings: Settings) -> Mapping | None:
    """Return the mapping kept whose columns are all there, the one that knows most of them; None where none fits."""
    fits = [one for one in saved(settings).values() if one.columns and set(one.columns.values()) <= set(columns)]
    return max(fits, key=lambda one: (len(one.columns), one.name), default=None)
