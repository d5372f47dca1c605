"""Where papers and broadcasters are at home: what they name without more words lies there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from geo import facts
from geo.gazetteer.names import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The area that an outlet writes for."""

    name: str
    """Of the town, or of the country where it writes for all of it."""
    country: str
    """ISO 3166-1 alpha-2."""
    admin1: str = ""
    """The province or state of a local outlet, "" for one that is read in the whole country."""


def load(data: Path) -> dict[str, Home]:
    """
    Return the homes of outlets by their keys; those who report on the whole world have none.

    Raises
    ------
    FactsError
        If a table is missing or wrong, or a row names a country that is none.
    """
    countries = dict(facts.rows(data / "countries.csv", lambda row: (row["iso2"], row["name"])))

    def make(row: dict[str, str]) -> tuple[str, Home] | None:
        if not row["home"]:
            return None
        return key(row["name"]), Home(name=row["town"] or countries[row["home"]], country=row["home"], admin1=row["admin1"])

    return dict(found for found in facts.rows(data / "publishers.csv", make) if found)


def key(publisher: str) -> str:
    """Return the name of an outlet as the table of homes has it: case, spaces and a first "the" do not matter."""
    return " ".join(fold(publisher).split()).removeprefix("the ")
