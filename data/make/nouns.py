"""
Make ../lexicon/wordnet.csv: common nouns and the class that their most frequent sense belongs to.

usage: nouns.py FOLDER; the folder holds WordNet 3.0 as `index.noun` and `data.noun` (in Debian's package wordnet-base).
Nouns of `lexicon/nouns.csv` are left out: there a person decided. So are names, and words that WordNet's own corpora do not use.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

LEXICON: Final = Path(__file__).parent.parent / "lexicon"
ROOTS: Final = {
    "person": ("person",),
    "vessel": ("boat", "ship"),
    "aircraft": ("aircraft",),
    "vehicle": ("wheeled_vehicle",),
    "facility": ("bridge", "building", "mercantile_establishment"),
}
"""By class, the nouns one of whose first senses stands above all of its members."""


def main(folder: Path) -> None:
    """Rewrite the table."""
    above = dict(_synsets(folder / "data.noun"))
    index = list(_index(folder / "index.noun"))
    first = {noun: offset for noun, offset, _ in index}
    roots = {name: {first[noun] for noun in nouns} for name, nouns in ROOTS.items()}
    decided = {row["lemma"] for row in csv.DictReader((LEXICON / "nouns.csv").open(encoding="utf-8", newline=""))}
    rows = []
    for noun, offset, used in sorted(index):
        if not used or noun in decided or not noun.isalpha():
            continue
        over = _closure(offset, above)
        rows += [(noun, name) for name, above_all in sorted(roots.items()) if above_all & over]
    with (LEXICON / "wordnet.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("lemma", "class"), *rows])


def _index(path: Path) -> Iterator[tuple[str, str, bool]]:
    """Yield each noun, its most frequent sense, and whether the corpora use it (wndb(5WN): ..., senses in use, senses)."""
    for line in path.read_text("ascii").splitlines():
        if not line.startswith(" "):
            parts = line.split()
            senses = int(parts[2])
            yield parts[0], parts[-senses], parts[-senses - 1] != "0"


def _synsets(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each sense with those above it."""
    for line in path.read_text("ascii").splitlines():
        if not line.startswith(" "):
            parts = line.partition("|")[0].split()
            words = int(parts[3], 16)
            pointers = parts[5 + 2 * words :]
            yield parts[0], tuple(pointers[i + 1] for i in range(0, len(pointers) - 3, 4) if pointers[i] == "@")


def _closure(offset: str, above: dict[str, tuple[str, ...]]) -> set[str]:
    found: set[str] = set()
    waiting = [offset]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += above[one]
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
