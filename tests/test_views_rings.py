"""Launch areas in the reports: few are offered at once, and each can be found and named."""

from __future__ import annotations

import pytest

from geo.store import Snapshot
from geo.views import reach, rings


def test_the_places_with_the_most_incidents_are_offered(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    told = reach.reported(snapshot)
    monkeypatch.setattr(rings, "MOST_OFFERED", 2)
    assert set(rings.offered(snapshot)) == {f"place:{one}" for one in told.nlargest(2, "incidents")["id"]}


def test_a_place_is_found_by_a_part_of_its_name_however_it_is_written(snapshot: Snapshot) -> None:
    name = str(reach.reported(snapshot)["name"].iloc[-1])
    found = rings.offered(snapshot, name[1:].upper())
    assert name in {area.name.removesuffix(" (in the reports)") for area in found.values()}
    assert rings.offered(snapshot, "(.*") == {}


def test_a_token_names_its_place_and_others_name_none(snapshot: Snapshot) -> None:
    token, area = next(iter(rings.offered(snapshot).items()))
    assert rings.areas_of(snapshot, [token, "place:nowhere", "hills"]) == {token: area}
