"""Files that are still there after the power fails, and JSON that is always the same bytes."""

from __future__ import annotations

import json
import os
from pathlib import Path


def canonical(value: object) -> bytes:
    """Return the one way to write a value as JSON."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False) + "\n").encode()


def write(path: Path, content: bytes) -> None:
    """Write a file, and return when the disk has it."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync(path: Path) -> None:
    """Make a file durable, or the names in a folder, not only the bytes behind them."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
