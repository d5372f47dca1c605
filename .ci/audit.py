"""
Ask whether a version in our locks has a known hole; exit 1 if one has.

pip-audit asks for the advisories that the package index hands out with each version. An index that hands out none, as the mirror
of a machine without the internet, leaves packages unasked about: that is said, and is a failure with `--strict` only.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

LOCKS = ("requirements.txt", "requirements-dev.txt")


def main(arguments: list[str]) -> int:
    """Return the exit code."""
    code, lines = verdict((one for lock in LOCKS for one in _asked(lock)), strict="--strict" in arguments)
    sys.stderr.writelines(f"audit: {line}\n" for line in lines)
    return code


def verdict(found: Iterable[dict[str, Any]], *, strict: bool) -> tuple[int, list[str]]:
    """Return the exit code and what is to be said about packages as pip-audit lists them."""
    holes, unasked = set(), set()
    for one in found:
        name = f"{one['name']} {one.get('version', '')}".strip()
        if "skip_reason" in one:
            unasked.add(name)
        for hole in one.get("vulns", ()):
            mended = ", ".join(hole["fix_versions"]) or "no version yet"
            holes.add(
                f"{name} has the hole {hole['id']}, mended in {mended}; raise its floor in pyproject.toml and run `make lock`"
            )
    said = sorted(holes)
    if unasked:
        said.append(f"{len(unasked)} packages were not asked about: the package index hands out no advisories")
    return int(bool(holes) or (strict and bool(unasked))), said


def _asked(lock: str) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "pip_audit", "-r", lock, "--require-hashes", "--disable-pip", "--progress-spinner=off"]
    home = Path(__file__).parent.parent
    done = subprocess.run([*command, "--format=json"], cwd=home, capture_output=True, text=True, check=False)  # noqa: S603  # ours
    try:
        told: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        why = (done.stderr.strip().splitlines() or ["no answer"])[-1]
        return [{"name": f"{lock} ({why[:120]})", "skip_reason": why}]
    return told


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
