"""Processes that are there to be killed: an interpreter is started once, and each one is a copy of it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent


@contextmanager
def nursery(script: str, *arguments: Path) -> Iterator[Callable[[], int]]:
    """Lend what starts a process and returns its id; for each line that it reads the script starts one and prints its id."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:  # noqa: S603  # our own script
        assert parent.stdin is not None
        assert parent.stdout is not None
        told, answers = parent.stdin, parent.stdout

        def start() -> int:
            told.write("another\n")
            told.flush()
            return int(answers.readline())

        yield start
