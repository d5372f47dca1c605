"""
What each seed must give, claim by claim; a change shows as a diff that is reviewed like code.

`pytest tests/golden --update-golden` writes the files anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from geo import engine, exports, store
from geo.settings import Settings
from geo.tools import Tools

HERE = Path(__file__).parent
STEMS = sorted(path.stem for path in Settings().seeds.glob("*.txt"))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory, equipment: Tools) -> dict[str, list[str]]:
    """Build the seeds; return the lines that each is told in."""
    settings, out = Settings(), tmp_path_factory.mktemp("golden")
    engine.build([settings.seeds], settings, out=out, equipment=equipment)
    with closing(store.open(Settings(build=out))) as snapshot:
        annotations = exports.annotate(snapshot)
    joined = _joined(annotations)
    return {Path(name).stem: list(_lines(one, joined)) for name, one in annotations.items()}


def _joined(annotations: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
    """Return how many claims make each incident."""
    ids = [claim["incident"] for one in annotations.values() for claim in one["claims"] if claim["incident"]]
    return {id_: ids.count(id_) for id_ in ids}


def _lines(annotation: Mapping[str, Any], joined: Mapping[str, int]) -> list[str]:
    """Tell a file in one line for each document and each claim."""
    documents = [
        f"document | {one['title']} | {one['published']['first']} to {one['published']['last']} ({one['published']['basis']})"
        for one in annotation["documents"]
    ]
    return [*documents, *(_line(claim, joined) for claim in annotation["claims"])]


def _line(claim: Mapping[str, Any], joined: Mapping[str, int]) -> str:
    place = claim["place"]
    flags = [flag for flag in ("historical", "future", "hypothetical", "negated") if claim[flag]]
    return " | ".join(
        (
            f"{claim['kind']}, {claim['status']}",
            f"{claim['first']} to {claim['last']} ({claim['date_precision']})",
            f"{place['name']} ({place['precision']})" if place else "no place",
            "; ".join(f"{one['role']} {one['name']}" for one in claim["actors"]) or "nobody",
            f"killed {claim['fatalities']}" if claim["fatalities"] else "",
            " and ".join(flags) or f"incident of {joined.get(claim['incident'], 0)}",
            claim["sentence"][:80],
        )
    )


@pytest.mark.parametrize("stem", STEMS)
def test_a_seed_gives_what_it_gave(found: dict[str, list[str]], stem: str, request: pytest.FixtureRequest) -> None:
    path = HERE / f"{stem}.json"
    if request.config.getoption("update_golden"):
        path.write_text(json.dumps(found[stem], ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert found[stem] == json.loads(path.read_text(encoding="utf-8"))
