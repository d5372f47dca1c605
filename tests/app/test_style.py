"""The style sheet: cheap however much changes in the page, there once, and of containers that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo import api
from tests.app.conftest import Visit

ROOT = Path(__file__).parents[2]
SHEETS = tuple(ROOT / "geo" / "ui" / name for name in ("style.css", "entrance.css"))
CODE = "".join(path.read_text(encoding="utf-8") for path in (*ROOT.glob("geo/ui/*.py"), *ROOT.glob("pages/*.py")))
COMPARED = re.compile(r"\[class[*^$~|]")
RELATED = re.compile(r"(\S*?):has\(((?:[^()]|\([^()]*\))*)\)")
KEY = re.compile(r"\.st-key-([a-z0-9-]+)")


def rules(sheet: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)


def is_there(name: str) -> bool:
    """Return whether a container or a widget of ours is called so, or begins so and ends in what it is about."""
    written = [(found.replace(".", "-"), end) for found, end in re.findall(r'"([a-z][a-z0-9._-]*)(["{])', CODE)]
    return any(name == found if end == '"' else name.startswith(found) for found, end in written)


# What is asked of parts of a class, or of what stands anywhere inside, is asked again of the whole page with each change of it:
# 130 of the 480 ms of a click at a million incidents (docs/performance.md).


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_no_rule_looks_at_parts_of_a_class(sheet: Path) -> None:
    assert COMPARED.findall(rules(sheet)) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_rule_looks_inside_no_further_than_at_a_container_of_ours(sheet: Path) -> None:
    wide = [
        f"{of}:has({inside})"
        for of, inside in RELATED.findall(rules(sheet))
        if not re.fullmatch(r"> (?::is\()?(?:\.st-key-[a-z-]+(?:, )?)+\)?", inside)
        and "stPopoverBody" not in of  # open for a moment only
    ]
    assert wide == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_what_it_names_is_there(sheet: Path) -> None:
    assert [name for name in sorted(set(KEY.findall(rules(sheet)))) if not is_there(name)] == []


def test_what_stands_beside_what_is_listed_is_named_wherever_there_is_one() -> None:
    stages = set(re.findall(r'key="([a-z]+-(?:panel|stage))"', CODE))
    assert len(stages) > 10
    assert stages <= set(KEY.findall(rules(SHEETS[0])))


def test_a_page_brings_it_where_our_server_does_not(visit: Visit) -> None:
    assert sheets(visit()) == 1


def test_a_page_brings_none_where_our_server_has_put_it_there(visit: Visit) -> None:
    api.served.set()
    try:
        assert sheets(visit()) == 0
    finally:
        api.served.clear()


def sheets(app: AppTest) -> int:
    return sum("--quiet:" in one.proto.body for one in app.get("html"))
