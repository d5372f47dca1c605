"""What `docs/briefing.md` promises is what there is."""

from __future__ import annotations

import re
from typing import Final

import pytest

from geo import handouts
from geo.briefing import clusters, handlings
from geo.settings import Settings, home

MANUAL: Final = (home() / "docs" / "briefing.md").read_text(encoding="utf-8")
NAMES: Final = {"ArrowRight": "→", "ArrowDown": "↓", "ArrowLeft": "←", "ArrowUp": "↑", " ": "Space", "PageDown": "Page Down"}
NAMES_MORE: Final = {"PageUp": "Page Up", "Escape": "Esc"}


def keys() -> list[list[str]]:
    """Return the keys of each action of Present, as a person reads them."""
    script = (home() / "static" / "present_keys.js").read_text(encoding="utf-8")
    table = script[script.index("const KEYS = [") : script.index("const SHOWN")]
    rows = [re.findall(r'"([^"]+)"', row) for row in re.findall(r"\[\[([^\]]*)\]", table)]
    return [[{**NAMES, **NAMES_MORE}.get(key, key.upper() if len(key) == 1 else key) for key in row] for row in rows]


def test_every_action_of_present_stands_in_the_manual_with_a_key() -> None:
    told = "\n".join(line.split("|")[1] for line in MANUAL.splitlines() if line.startswith("| "))
    told += MANUAL[MANUAL.index("| a click on an incident") :].splitlines()[0]
    assert len(keys()) > 10
    assert [row for row in keys() if not any(re.search(rf"(?<!\w){re.escape(key)}(?!\w)", told) for key in row)] == []


@pytest.mark.parametrize("form", ["pptx", "pdf", "html"])
def test_every_form_of_the_manual_is_made(form: str) -> None:
    assert form.upper() in MANUAL
    assert callable(getattr(handouts, form))


def test_the_thresholds_of_the_manual_are_those_that_are_used() -> None:
    week = clusters.TIERS[0]
    said = f"within {clusters.NEAR_KM.value:g} km and {week.near.value:g} days"
    most = f"at most {clusters.WIDEST_KM.value:g} km and {week.longest.value:g} days"
    assert {said in MANUAL.replace("\n", " "), most in MANUAL.replace("\n", " ")} == {True}


def test_there_are_as_many_caveats_as_the_changelog_says() -> None:
    assert len(handlings(Settings().data)) == 8
    assert "eight handling caveats" in (home() / "CHANGELOG.md").read_text(encoding="utf-8")
