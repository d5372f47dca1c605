"""What CI says of packages with known holes."""

from __future__ import annotations

import runpy
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from geo.settings import home

Verdict = Callable[..., tuple[int, list[str]]]

WHOLE = {"name": "wheelhouse", "version": "1.0", "vulns": []}
HOLED = {"name": "sievelib", "version": "2.1", "vulns": [{"id": "PYSEC-2031-7", "fix_versions": ["2.2"]}]}
UNASKED = {"name": "elsewhere", "skip_reason": "not found"}


@pytest.fixture(scope="module")
def verdict() -> Verdict:
    made: Verdict = runpy.run_path(str(home() / ".ci" / "audit.py"))["verdict"]
    return made


@pytest.mark.parametrize(
    ("found", "strict", "code"),
    [([WHOLE], True, 0), ([WHOLE, HOLED], False, 1), ([WHOLE, UNASKED], False, 0), ([WHOLE, UNASKED], True, 1)],
)
def test_a_known_hole_fails_and_what_could_not_be_asked_fails_where_that_is_asked(
    verdict: Verdict, found: Iterable[dict[str, Any]], *, strict: bool, code: int
) -> None:
    assert verdict(found, strict=strict)[0] == code


def test_a_hole_is_told_with_its_remedy(verdict: Verdict) -> None:
    [said] = verdict([HOLED], strict=False)[1]
    assert "sievelib 2.1" in said
    assert "PYSEC-2031-7" in said
    assert "2.2" in said


def test_what_was_not_asked_about_is_never_silent(verdict: Verdict) -> None:
    assert "1 packages were not asked about" in verdict([UNASKED], strict=False)[1][0]
