"""Which snapshot a command looks at: that of this machine, of another folder, or of an address, fetched before it is read."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from geo import addresses, store
from geo.addresses import Address
from geo.cli.printing import say
from geo.errors import GeoError
from geo.settings import Settings
from geo.store.reading import pointers


def add(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Add the option `--from`."""
    command.add_argument(
        "--from", dest="build", type=addresses.parse, metavar="BUILD", help="folder or address that was given to build --out"
    )
    return command


def where(place: Path | Address | None, settings: Settings) -> Settings:
    """Return the settings of a place that was given; nothing is asked."""
    if isinstance(place, Address):
        return store.elsewhere.at(settings, place)
    return replace(settings, build=place, snapshot="") if place else settings


def chosen(told: argparse.Namespace, settings: Settings) -> Settings:
    """
    Return the settings by which a command reads; what is in force at an address is here then.

    Raises
    ------
    AddressError
        If it cannot be fetched, and nothing was before.
    SnapshotError
        If there is none at the address, or none that is whole.
    """
    found = where(told.build, settings)
    if found.snapshot:
        _fetch(found)
    return found


def address(told: argparse.Namespace, settings: Settings) -> Address | None:
    """Return the address whose snapshots a command looks after; None for a folder of this machine."""
    snapshot = where(told.build, settings).snapshot
    return Address(snapshot) if snapshot else None


def _fetch(settings: Settings) -> None:
    try:
        notice = store.elsewhere.fetch(settings)
    except GeoError as error:
        if not pointers(settings.build):
            raise
        notice = f"{error}; this is what was fetched before"
    if notice:
        say(f"note: {notice}")
