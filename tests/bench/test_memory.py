"""How much memory a build takes: a language model and a gazetteer, and little for each document that goes by."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench import newsroom

pytestmark = pytest.mark.bench

ROOT = Path(__file__).parent.parent.parent
MOST_MB = 900
EACH_KB = 60
"""What a document may add: its claims wait for the others until they are joined."""

SCRIPT = """
import json, resource, sys
from pathlib import Path
from geo import engine
from geo.settings import Settings

built = engine.build([Path(sys.argv[1])], Settings(), out=Path(sys.argv[2]))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"peak": peak, "documents": built.documents, "claims": built.claims}))
"""


def built(folder: Path, count: int) -> dict[str, float]:
    """Return the peak in MB of a process of its own that builds so many reports."""
    newsroom.write(folder / "reports", count, of_war=0.8, sentences=6)
    command = [sys.executable, "-c", SCRIPT, str(folder / "reports"), str(folder / "build")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603  # our own script
    told: dict[str, float] = json.loads(done.stdout)
    return told


def test_fifty_times_the_documents_fit_into_the_same_memory(tmp_path: Path) -> None:
    peaks = {count: built(tmp_path / str(count), count) for count in (100, 1_000, 5_000)}
    told = "; ".join(f"{count:,} documents, {one['claims']:,} claims: {one['peak']:.0f} MB" for count, one in peaks.items())
    print(f"\npeak memory of a build: {told}")  # noqa: T201  # the figure itself
    assert peaks[5_000]["peak"] <= MOST_MB
    assert peaks[5_000]["peak"] - peaks[100]["peak"] <= 4_900 * EACH_KB / 1024
