"""Who may come in, and what each role may do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from geo import access
from geo.access import Member, Refusal, Right, Role, Roster, Why
from geo.errors import SettingsError

NOW = 2_000_000_000.0
HOUR = 3600


def claims(who: str, **more: object) -> dict[str, object]:
    """Return what a provider says of somebody who signed in a minute ago."""
    return {"is_logged_in": True, "email": who, "name": "Ada", "iat": NOW - 60} | more


@pytest.fixture
def listed(tmp_path: Path) -> Callable[[str], Roster]:
    """Return the list that a file of this text holds."""
    path = tmp_path / "access.toml"

    def read(text: str) -> Roster:
        path.write_text(text, encoding="utf-8")
        return access.roster(path)

    return read


ROSTER = Roster(
    people={"ada@desk.test": Role.ADMIN, "@desk.test": Role.VIEWER, "eve@desk.test": None}, contact="the desk", hours=8
)


def test_an_address_comes_in_with_its_own_role_and_the_others_with_that_of_their_domain() -> None:
    assert [ROSTER.role(email) for email in ("ada@desk.test", "Ben@Desk.TEST", "eve@desk.test", "ada@other.test")] == [
        Role.ADMIN,
        Role.VIEWER,
        None,
        None,
    ]


@pytest.mark.parametrize(
    "email",
    ["", "@desk.test", "desk.test", "ada@desk.test@other.test", "ada@sub.desk.test", "ada@desk.test.", "x" * 400 + "@desk.test"],
)
def test_what_only_looks_like_an_address_of_the_domain_is_a_stranger(email: str) -> None:
    assert ROSTER.role(email) is None


def test_who_is_on_the_list_comes_in() -> None:
    assert access.admit(ROSTER, claims("Ada@desk.test"), NOW) == Member(role=Role.ADMIN, email="ada@desk.test", name="Ada")


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({}, Why.UNKNOWN),
        (claims("ada@desk.test", is_logged_in=False), Why.UNKNOWN),
        (claims("ada@desk.test", is_logged_in="yes"), Why.UNKNOWN),
        (claims("ada@desk.test", iat=NOW - 8 * HOUR), Why.ENDED),
        (claims("ada@desk.test", iat=NOW + HOUR), Why.ENDED),
        (claims("ada@desk.test", iat=None), Why.ENDED),
        (claims("ada@desk.test", iat=float("nan")), Why.ENDED),
        (claims("ada@desk.test", email_verified=False), Why.UNVERIFIED),
        (claims("ada@desk.test", email_verified=["true"]), Why.UNVERIFIED),
        (claims("ada@desk.test", email=None), Why.UNVERIFIED),
        (claims("eve@desk.test"), Why.STRANGER),
        (claims("mallory@other.test"), Why.STRANGER),
    ],
)
def test_who_stays_outside_is_told_why_and_whom_to_ask(told: dict[str, object], why: Why) -> None:
    met = access.admit(ROSTER, told, NOW)
    assert isinstance(met, Refusal)
    assert (met.why, met.contact) == (why, "the desk")


def test_each_role_may_what_a_lesser_one_may_and_more() -> None:
    may = {role: {right for right in Right if Member(role=role).may(right)} for role in Role}
    assert may == {
        Role.VIEWER: {Right.LOOK},
        Role.ANALYST: {Right.LOOK, Right.BRIEF, Right.STATE},
        Role.ADMIN: set(Right),
    }


def test_the_table_of_rights_says_of_each_what_it_is_and_why() -> None:
    assert access.RULES.keys() == set(Right)
    assert all(rule.what and rule.why for rule in access.RULES.values())


def test_a_list_is_read_with_its_contact_and_hours(listed: Callable[[str], Roster]) -> None:
    rows = '"Ada@Desk.test" = "admin"\n"@desk.test" = "viewer"\n"eve@desk.test" = "nobody"\n'
    text = f'contact = "the desk"\nhours = 4\n[people]\n{rows}'
    assert listed(text) == Roster(people=ROSTER.people, contact="the desk", hours=4.0)


def test_a_list_that_changes_is_read_anew(listed: Callable[[str], Roster]) -> None:
    assert listed('[people]\n"ada@desk.test" = "admin"\n').role("ada@desk.test") is Role.ADMIN
    assert listed('[people]\n"ada@desk.test" = "viewer"\n').role("ada@desk.test") is Role.VIEWER


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "people"),
        ("[people]\n", "people"),
        ('people = ["ada@desk.test"]\n', "people"),
        ('[people]\n"ada@desk.test" = "owner"\n', "'owner' is no role"),
        ('[people]\n"ada@desk.test" = ["admin"]\n', "is no role"),
        ('[people]\n"desk.test" = "admin"\n', "desk.test: an address"),
        ('[people]\n"@" = "admin"\n', "@: an address"),
        ('[people]\n"ada@desk.test" = "admin"\n"ADA@desk.test" = "viewer"\n', "twice"),
        ('[people]\n"ada@desk.test" = "admin"\n"ada@desk.test" = "viewer"\n', "not TOML"),
        ('[people\n"ada@desk.test" = "admin"\n', "not TOML"),
        ('hours = 0\n[people]\n"ada@desk.test" = "admin"\n', "hours"),
        ('hours = nan\n[people]\n"ada@desk.test" = "admin"\n', "hours"),
        ('hours = true\n[people]\n"ada@desk.test" = "admin"\n', "hours"),
        ('contact = 7\n[people]\n"ada@desk.test" = "admin"\n', "contact"),
        ('peple = 1\n[people]\n"ada@desk.test" = "admin"\n', "peple: no such entry"),
    ],
)
def test_a_list_with_anything_wrong_in_it_lets_nobody_in(listed: Callable[[str], Roster], text: str, told: str) -> None:
    with pytest.raises(SettingsError, match=r"access\.toml: ") as refused:
        listed(text)
    assert told in str(refused.value)


def test_a_list_that_is_not_there_lets_nobody_in(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        access.roster(tmp_path / "none.toml")


def test_a_list_that_is_not_text_lets_nobody_in(tmp_path: Path) -> None:
    path = tmp_path / "access.toml"
    path.write_bytes(b'[people]\n"ada@desk.test" = "\xff"\n')
    with pytest.raises(SettingsError, match="not TOML"):
        access.roster(path)


@pytest.mark.parametrize(
    ("address", "asked", "warned"),
    [
        ("192.0.2.7", False, True),
        ("::", False, True),
        ("192.0.2.7", True, False),
        ("127.0.0.1", False, False),
        ("localhost", False, False),
    ],
)
def test_an_address_that_others_reach_is_warned_of_where_nobody_signs_in(address: str, *, asked: bool, warned: bool) -> None:
    assert ("docs/serving.md" in access.warning(address, asked=asked)) == warned
