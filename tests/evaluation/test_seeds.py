"""Accuracy on the labeled seeds, measured with the real pipeline; the floors only rise."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from geo import engine, evaluate, exports, store
from geo.evaluate import Report
from geo.settings import Settings

HERE = Path(__file__).parent
FLOORS: dict[str, float] = json.loads((HERE / "floors.json").read_text())


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    """Build the seeds and compare them with their labels."""
    settings, out = Settings(), tmp_path_factory.mktemp("seeds")
    engine.build([settings.seeds], settings, out=out)
    with closing(store.open(Settings(build=out))) as snapshot:
        yield evaluate.score(HERE / "labels", exports.annotate(snapshot))


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
