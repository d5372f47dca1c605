"""A deck as one JSON file, and back; what cannot be read is refused with the field and the remedy, and nothing in it is run."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Final

import jsonschema
from jsonschema.protocols import Validator

from geo.briefing.deck import Bullet, Deck, Scene, Seen
from geo.durable import canonical
from geo.errors import DeckError, InputError
from geo.settings import home

SCHEMA: Final = "incident-atlas-deck/1"
MOST_BYTES: Final = 20_000_000
SUFFIX: Final = ".json"

_FAMILY: Final = re.compile(r"incident-atlas-deck/(\d{1,6})")
_SHOWN: Final = 60
"""Characters of something strange that a message repeats."""


def dump(deck: Deck) -> bytes:
    """
    Return the deck as a file: the same bytes for the same deck.

    Raises
    ------
    InputError
        If it is more than `MOST_BYTES`.
    """
    content = canonical({"schema": SCHEMA, "deck": _deck(deck)})
    if len(content) > MOST_BYTES:
        msg = f"the deck {deck.id} is {len(content) / 1e6:.0f} MB as a file, more than {MOST_BYTES / 1e6:.0f} MB; split it in two"
        raise InputError(msg)
    return content


def load(data: bytes, name: str) -> Deck:
    """
    Return the deck in a file.

    Parameters
    ----------
    data
        The bytes of the file; whoever reads it should read no more than `MOST_BYTES` + 1 of them.
    name
        What the messages call it.

    Raises
    ------
    DeckError
        If it is no deck, or one that this version cannot read; the message names the file, the field and the remedy.
    """
    if len(data) > MOST_BYTES:
        msg = f"{name}: is larger than {MOST_BYTES / 1e6:.0f} MB, which no deck is; choose the file that was exported"
        raise DeckError(msg)
    told = _of_this_version(_parsed(data, name), name)
    fault = min(_checker().iter_errors(told), key=_depth, default=None)
    if fault is not None:
        msg = f"{name}: {_field(fault.absolute_path)} {_said(fault)}; {_MEND}"
        raise DeckError(msg)
    try:
        return _made(told["deck"])
    except InputError as error:
        msg = f"{name}: {error}; {_MEND}"
        raise DeckError(msg) from error


_MEND: Final = "mend the file, or export the deck again"


_ENDED: Final = "ends before it is complete, so part of it is lost"
_WORD: Final = 10
"""Characters of JSON that mean something only when they are all there, and what is left when they are not."""


# --- writing --------------------------------------------------------------------------------


def _deck(deck: Deck) -> dict[str, Any]:
    return {
        "id": deck.id,
        "title": deck.title,
        "scope": deck.scope,
        "handling": deck.handling,
        "opening": deck.opening,
        "closing": deck.closing,
        "version": deck.version,
        "scenes": [
            {
                "id": scene.id,
                "title": scene.title,
                "bullets": [{"text": bullet.text, "of": list(bullet.of)} for bullet in scene.bullets],
                "note": scene.note,
                "page": scene.page,
                "query": {key: list(values) for key, values in scene.query},
                "seen": _seen(scene.seen),
            }
            for scene in deck.scenes
        ],
    }


def _seen(seen: Seen | None) -> dict[str, Any] | None:
    if seen is None:
        return None
    return {"snapshot": seen.snapshot, "total": seen.total, "incidents": dict(seen.incidents), "digest": seen.digest}


# --- reading --------------------------------------------------------------------------------


def _parsed(data: bytes, name: str) -> object:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.end == len(data):
            msg = f"{name}: {_ENDED} (byte {error.start}); {_MEND}"
            raise DeckError(msg) from error
        msg = f"{name}: is no text in UTF-8 (byte {error.start}), so no deck; choose the file that was exported"
        raise DeckError(msg) from error
    try:
        told: object = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        ended = len(text.rstrip()) - error.pos < _WORD or error.msg.startswith("Unterminated")
        why = _ENDED if ended else f"is no JSON: {error.msg}"
        msg = f"{name}: {why} (line {error.lineno}, column {error.colno}); {_MEND}"
        raise DeckError(msg) from error
    except (InputError, ValueError) as error:
        msg = f"{name}: {error}; {_MEND}"
        raise DeckError(msg) from error
    except RecursionError as error:
        msg = f"{name}: is nested deeper than any deck; choose the file that was exported"
        raise DeckError(msg) from error
    return told


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    told = dict(pairs)
    if len(told) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for n, name in enumerate(names) if name in names[:n])
        msg = f"{_short(twice)} stands twice in one object ({', '.join(map(_short, list(told)[:6]))}), and only one can be meant"
        raise InputError(msg)
    return told


def _no_number(word: str) -> object:
    msg = f"{word} is no number that JSON knows"
    raise InputError(msg)


def _of_this_version(told: object, name: str) -> dict[str, Any]:
    said = told.get("schema") if isinstance(told, dict) else None
    if isinstance(told, dict) and said == SCHEMA:
        return told
    other = _FAMILY.fullmatch(said) if isinstance(said, str) else None
    if other:
        msg = f"{name}: is a deck of version {other[1]}, and this program reads version 1; open it with the program that made it"
    else:
        msg = f'{name}: is no deck of Incident Atlas: its field "schema" is not {SCHEMA!r}; choose the file that was exported'
    raise DeckError(msg)


@cache
def _checker() -> Validator:
    form = json.loads((home() / "data" / "decks" / "schema.json").read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator(form)


def _depth(fault: jsonschema.ValidationError) -> tuple[int, str]:
    return len(fault.absolute_path), _field(fault.absolute_path)


def _field(path: Iterable[str | int]) -> str:
    """Return where something stands as "deck.scenes[2].title"; scenes are counted from 1, as people count."""
    told = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{_short(part)}" for part in path)
    return told.removeprefix(".") or "the file"


def _short(text: str) -> str:
    plain = text if text.isprintable() else ascii(text)
    return plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN]}…"


_KINDS: Final = {
    "string": "text",
    "object": "an object",
    "array": "a list",
    "integer": "a whole number",
    "boolean": "true or false",
}

# By keyword of JSON Schema, from its value and what stands in the file, of which no message repeats much.
_MEANINGS: Final[dict[str, Callable[[Any, Any], str]]] = {
    "required": lambda asked, told: f"lacks the field {', '.join(name for name in asked if name not in told)}",
    "type": lambda asked, _: f"is not {_KINDS.get(str(asked), 'what it should be')}",
    "maxLength": lambda asked, _: f"is longer than {asked:,} characters",
    "maxItems": lambda asked, _: f"has more than {asked:,} entries",
    "maxProperties": lambda asked, _: f"has more than {asked:,} entries",
    "minimum": lambda asked, _: f"is below {asked}",
    "maximum": lambda asked, _: f"is above {asked:,}",
    "pattern": lambda _, told: f"is {_short(repr(told))}, which is not of its form",
}


def _said(fault: jsonschema.ValidationError) -> str:
    schema: Any = fault.schema
    if fault.validator == "additionalProperties":
        told: Any = fault.instance
        unknown = [_short(name) for name in told if name not in schema["properties"]]
        return f"has the field {', '.join(unknown[:6])}, which this version does not know"
    meaning = _MEANINGS.get(str(fault.validator))
    return meaning(fault.validator_value, fault.instance) if meaning else "is not what it should be"


def _made(told: dict[str, Any]) -> Deck:
    scenes = tuple(_scene(n, scene) for n, scene in enumerate(told["scenes"], start=1))
    values = {name: told[name] for name in ("id", "title", "scope", "handling", "opening", "closing") if name in told}
    return Deck(**values, scenes=scenes, version=int(told.get("version", 0)))


def _scene(number: int, told: dict[str, Any]) -> Scene:
    try:
        return Scene(
            id=told["id"],
            title=told["title"],
            bullets=tuple(Bullet(text=one["text"], of=tuple(one.get("of", ()))) for one in told.get("bullets", ())),
            note=told.get("note", ""),
            page=told.get("page", ""),
            query=tuple((name, tuple(values)) for name, values in sorted(told.get("query", {}).items())),
            seen=_shown(told.get("seen")),
        )
    except InputError as error:
        msg = f"deck.scenes[{number}]: {error}"
        raise InputError(msg) from error


def _shown(told: dict[str, Any] | None) -> Seen | None:
    if told is None:
        return None
    return Seen(
        snapshot=told["snapshot"],
        total=int(told["total"]),
        incidents=tuple(sorted(told["incidents"].items())),
        digest=told["digest"],
    )
