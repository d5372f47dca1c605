"""Invented reports of places that exist, as many as a test wants, and what builds them in a process that may be killed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

from geo.gazetteer import index
from geo.settings import Settings

PLACES: Final = ("Basra", "Erbil", "Mosul", "Najaf", "Karbala", "Kirkuk", "Baghdad", "Tikrit")


def report(n: int, edition: int = 1) -> str:
    """Return one report; another number or edition tells of other figures."""
    place, day = PLACES[n % len(PLACES)], n % 28 + 1
    return (
        f"BAGHDAD, May {day}, 2031 - {n + edition + 2} rockets hit the airport of {place} on Tuesday, killing {n + 2} people.\n\n"
        "The police said that nobody had claimed the attack.\n"
    )


def write(folder: Path, count: int, edition: int = 1) -> Path:
    """Put so many reports into a folder, which is made, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for n in range(count):
        (folder / f"{n:03}.txt").write_text(report(n, edition), encoding="utf-8")
    return folder


def furnish(build: Path) -> Path:
    """Give a build folder the index of the gazetteer, made once where the checkout keeps it, so that its processes begin soon."""
    (build / "cache").mkdir(parents=True, exist_ok=True)
    for made in index.ensure(Settings().data, Settings().build / "cache"):
        if not (there := build / "cache" / made.name).exists():
            try:
                os.link(made, there)
            except OSError:  # another file system
                shutil.copyfile(made, there)
    return build


# The interpreter loads the tools once; each line that it is told builds, in a copy of it, reports into a folder (its second and
# first argument), and notes each step in a file (its third).
NURSERY: Final = """
import os, sys
from pathlib import Path
from geo import engine, recall, tools
from geo.settings import Settings

build, reports, notes = map(Path, sys.argv[1:])
equipment = tools.equip(Settings())
tools.equip = lambda settings: equipment
recall._KEEP_EVERY_S = 0

def note(*told):
    with notes.open("a") as file:
        file.write(".")

for line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        engine.build([reports], Settings(build=build), progress=note)
        os._exit(0)
    print(pid, flush=True)
    os.waitpid(pid, 0)
"""
