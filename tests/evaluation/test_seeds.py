"""Accuracy on the labeled seeds, measured with the real pipeline; the floors only rise.

`pytest tests/evaluation --raise-floors` writes what was measured where it is above the floor; the diff is reviewed.
Lowering a floor takes a commit of its own that says why. The floors of `of_matched_claims` stand a little below what
was measured: they are shares of what was found, so a hard claim that is found at last may lower them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from geo import engine, evaluate, exports, store
from geo.evaluate import Report
from geo.settings import Settings
from geo.tools import Tools

HERE = Path(__file__).parent
FLOORS: dict[str, float] = json.loads((HERE / "floors.json").read_text())


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory, equipment: Tools, request: pytest.FixtureRequest) -> Report:
    """Build the seeds and compare them with their labels."""
    settings, out = Settings(), tmp_path_factory.mktemp("seeds")
    engine.build([settings.seeds], settings, out=out, equipment=equipment)
    with closing(store.open(Settings(build=out))) as snapshot:
        found = evaluate.score(HERE / "labels", exports.annotate(snapshot))
    if request.config.getoption("raise_floors"):
        raised = {name: max(floor, figure(found.figures, name)) for name, floor in FLOORS.items()}
        (HERE / "floors.json").write_text(json.dumps(raised, indent=1) + "\n")
    return found


def figure(figures: Mapping[str, Any], name: str) -> float:
    """Return the figure at a path such as "claims.f1"."""
    found: Any = figures
    for part in name.split("."):
        found = found[part]
    return float(found)


@pytest.mark.parametrize("name", FLOORS)
def test_no_figure_falls_below_its_floor(report: Report, name: str) -> None:
    assert figure(report.figures, name) >= FLOORS[name]


@pytest.mark.parametrize("name", ["invented_positions", "leaked_from_furniture"])
def test_what_must_never_happen_does_not(report: Report, name: str) -> None:
    assert report.figures[name] == 0, "\n".join(report.misses)
