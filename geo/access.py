"""Who may do what: the roles, what each right is for, and the list of those who may come in."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, NoReturn

from geo.errors import SettingsError

DEFAULT_HOURS: Final = 12.0
MOST_HOURS: Final = 24.0 * 30
"""Streamlit's cookie lives no longer."""
_CLOCKS_APART_S: Final = 300
"""By how much the clock of the provider may be ahead of ours."""
_LONGEST: Final = 320
"""Characters of an address: 64 before the sign and 255 behind it (RFC 5321)."""
_LARGEST: Final = 1_000_000
"""Bytes of a list: some twenty thousand addresses."""


class Role(StrEnum):
    """What somebody is to the app, from the least to the most."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    ADMIN = "admin"


class Right(StrEnum):
    """What somebody may be allowed to do."""

    LOOK = "look"
    BRIEF = "brief"
    STATE = "state"
    IMPORT = "import"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of the table of rights."""

    least: Role
    what: str
    """What it lets one do, to be read after "may"."""
    why: str
    """Why no lesser role may."""


RULES: Final[Mapping[Right, Rule]] = MappingProxyType(
    {
        Right.LOOK: Rule(
            least=Role.VIEWER,
            what="see, filter, export and present",
            why="what is shown may be confidential, so nobody sees it unasked",
        ),
        Right.BRIEF: Rule(
            least=Role.ANALYST,
            what="make, change, import and delete briefings",
            why="briefings are shared: a change is what everybody presents next",
        ),
        Right.STATE: Rule(
            least=Role.ANALYST,
            what="state launch areas and range systems of their own",
            why="a ring on the map is taken for knowledge, so whoever states one answers for it",
        ),
        Right.IMPORT: Rule(
            least=Role.ADMIN,
            what="import data sets and keep what their columns mean",
            why="it changes what everybody sees, and fills the server's disk",
        ),
        Right.REMOVE: Rule(
            least=Role.ADMIN,
            what="remove data sets",
            why="it takes incidents away from everybody, and there is no way back but to import again",
        ),
    }
)
"""The whole of what roles mean; a role may do what a lesser one may."""

_ORDER: Final = tuple(Role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody who may come in."""

    role: Role
    email: str = ""
    """Empty where nobody signs in: on one machine, whoever sits at it."""
    name: str = ""

    def may(self, right: Right) -> bool:
        """Whether the role allows it."""
        return _ORDER.index(self.role) >= _ORDER.index(RULES[right].least)


ANYBODY: Final = Member(role=Role.ADMIN)
"""Whoever comes where no sign-in is set up."""


class Why(StrEnum):
    """Why somebody may not come in."""

    UNKNOWN = "unknown"
    """They have not signed in."""
    ENDED = "ended"
    """They have, too long ago."""
    UNVERIFIED = "unverified"
    """The provider names no address, or has not checked that it is theirs."""
    STRANGER = "stranger"
    """Their address is not on the list."""
    CLOSED = "closed"
    """Sign-in is set up wrongly, so nobody may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Somebody who may not come in."""

    why: Why
    email: str = ""
    contact: str = ""
    """Whom to ask; empty if the list does not say."""
    fault: str = ""
    """What is wrong with the setup, with file and remedy: for the log, not for visitors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """The list of those who may come in."""

    people: Mapping[str, Role | None] = field(default_factory=dict)
    """By address, or by "@" and a domain; None shuts one address of a domain out."""
    contact: str = ""
    hours: float = DEFAULT_HOURS
    """How long a sign-in is good for."""

    def role(self, email: str) -> Role | None:
        """Return the role of an address: its own row first, then that of its domain; None for a stranger."""
        plain = email.strip().lower()
        before, at, domain = plain.rpartition("@")
        if not (before and at and domain) or len(plain) > _LONGEST:
            return None
        return self.people[plain] if plain in self.people else self.people.get(f"@{domain}")


def admit(roster: Roster, claims: Mapping[str, object], now: float) -> Member | Refusal:
    """
    Return who comes in by what a provider says of them.

    Parameters
    ----------
    roster
        Who may.
    claims
        Of an OpenID Connect identity token whose signature was checked: `email`, `email_verified`, `iat`, `name`.
    now
        Seconds since 1970; a sign-in ends `roster.hours` after `iat`.
    """
    if claims.get("is_logged_in") is not True:
        return Refusal(why=Why.UNKNOWN, contact=roster.contact)
    email, since = claims.get("email"), claims.get("iat")
    if not isinstance(since, int | float) or not -_CLOCKS_APART_S <= now - since < roster.hours * 3600:
        return Refusal(why=Why.ENDED, contact=roster.contact)
    # Some providers say nothing of it; one that says no is believed.
    if not isinstance(email, str) or claims.get("email_verified", True) not in (True, "true"):
        return Refusal(why=Why.UNVERIFIED, email=email if isinstance(email, str) else "", contact=roster.contact)
    role = roster.role(email)
    if role is None:
        return Refusal(why=Why.STRANGER, email=email, contact=roster.contact)
    name = claims.get("name")
    return Member(role=role, email=email.strip().lower(), name=name if isinstance(name, str) else "")


def warning(address: str, *, asked: bool) -> str:
    """Return what whoever serves the app at an address must know; empty where people are `asked` who they are, or none come."""
    if asked or address == "localhost" or address.startswith("127.") or address == "::1":
        return ""
    return (
        f"{address}: everybody who reaches this address may see all, import and remove, for nobody signs in; "
        "docs/serving.md says how to set that up"
    )


def roster(path: Path) -> Roster:
    """
    Return the list in a file, read anew when it has changed.

    Raises
    ------
    SettingsError
        If it cannot be read or holds anything else than a list.
    """
    try:
        told = path.stat()
        return _read(path, (told.st_mtime_ns, told.st_size, told.st_ino))
    except OSError as error:
        msg = f"{path}: the list of those who may come in cannot be read ({error.strerror}); mend INCIDENT_ATLAS_ACCESS"
        raise SettingsError(msg) from error


@lru_cache(maxsize=4)
def _read(path: Path, stamp: tuple[int, int, int]) -> Roster:
    if stamp[1] > _LARGEST:
        msg = f"{path}: {stamp[1]:,} bytes are too many for a list of who may come in; admit a domain instead"
        raise SettingsError(msg)
    with path.open("rb") as file:
        try:
            told = tomllib.load(file)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
            msg = f"{path}: not TOML ({error}); nobody may come in until it is"
            raise SettingsError(msg) from error
    return _roster(told, path)


def _roster(told: Mapping[str, object], path: Path) -> Roster:
    unknown = sorted(told.keys() - {"people", "contact", "hours"})
    if unknown:
        _wrong(path, unknown[0], "no such entry; there are people, contact and hours")
    people, contact, hours = told.get("people", {}), told.get("contact", ""), told.get("hours", DEFAULT_HOURS)
    if not isinstance(people, Mapping) or not people:
        _wrong(path, "people", 'write [people] and below it rows like "@example.org" = "viewer"')
    if not isinstance(contact, str):
        _wrong(path, "contact", "whom to ask is a text")
    if isinstance(hours, bool) or not isinstance(hours, int | float) or not 0 < hours <= MOST_HOURS:
        _wrong(path, "hours", f"a number above 0, at most {MOST_HOURS:g}")
    roles: dict[str, Role | None] = {}
    for who, role in people.items():
        plain = who.strip().lower()
        if not plain.rpartition("@")[2] or "@" not in plain or any(mark.isspace() for mark in plain):
            _wrong(path, who, 'an address, or "@" and a domain')
        if plain in roles:
            _wrong(path, who, "twice in the list")
        if not isinstance(role, str) or role not in {*Role, _NOBODY}:
            _wrong(path, who, f"{role!r} is no role; there are {', '.join(Role)}, and {_NOBODY} to shut somebody out")
        roles[plain] = None if role == _NOBODY else Role(role)
    return Roster(people=MappingProxyType(roles), contact=contact, hours=float(hours))


_NOBODY: Final = "nobody"


def _wrong(path: Path, where: str, what: str) -> NoReturn:
    msg = f"{path}: {where}: {what}; nobody may come in until it is mended"
    raise SettingsError(msg)
