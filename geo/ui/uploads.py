"""Files that visitors brought or put into the inbox: kept under names of ours, and no longer than they are needed."""

from __future__ import annotations

import secrets
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geo.settings import Settings

INBOX: Final = "inbox"
UPLOADS: Final = "uploads"
_KEPT_SECONDS: Final = 24 * 3600
_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Brought:
    """A file to import: where it lies, and what whoever brought it calls it."""

    path: Path
    name: str
    key: str
    """What tells it from every other file, and from itself when it changes."""


def inbox(settings: Settings) -> list[Brought]:
    """Return the files in the inbox, the newest first; links and folders are passed over."""
    folder = settings.build / INBOX
    try:
        found = [(path.stat(), path) for path in folder.iterdir() if path.is_file() and not path.is_symlink()]
    except OSError:
        return []
    newest = sorted(found, key=lambda one: (-one[0].st_mtime_ns, one[1].name))[:_SHOWN]
    return [Brought(path, path.name, f"{path.name}:{told.st_size}:{told.st_mtime_ns}") for told, path in newest]


def keep(content: memoryview, name: str, key: str, settings: Settings) -> Brought:
    """Write an upload under a name of ours; what was left of yesterday's is removed."""
    folder = settings.build / UPLOADS
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    path = folder / secrets.token_hex(16)
    path.write_bytes(content)
    return Brought(path, name, key)


def drop(brought: Brought, settings: Settings) -> None:
    """Remove an upload; a file of the inbox stays."""
    if brought.path.parent == settings.build / UPLOADS:
        brought.path.unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    oldest = time.time() - _KEPT_SECONDS
    for path in folder.iterdir():
        try:
            if path.stat().st_mtime < oldest:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        except OSError:
            continue
