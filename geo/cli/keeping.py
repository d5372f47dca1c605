"""What is typed to look after what is kept: whether it is whole, and back to the snapshot before."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator

from geo import datasets, store
from geo.cli import choosing
from geo.cli.printing import give, say
from geo.errors import DatasetError, SnapshotError
from geo.settings import Settings

FAILED = 1


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `verify` and `rollback`."""
    look = commands.add_parser(
        "verify", help="compare every snapshot and data set that is kept with what its manifest vouches for"
    )
    look.set_defaults(run=_verify)
    back = commands.add_parser("rollback", help="put the snapshot in force that was so before")
    back.set_defaults(run=_rollback)
    for one in (look, back):
        choosing.add(one)


def _verify(told: argparse.Namespace, settings: Settings) -> int:
    address = choosing.address(told, settings)
    chosen = choosing.where(told.build, settings)
    found = list(_snapshots(store.elsewhere.verified(address)) if address else _kept(chosen))
    if not found:
        msg = f"{address or chosen.build}: there is nothing to verify; run `python -m geo build`"
        raise SnapshotError(msg)
    give(f"{'bad' if fault else 'ok '}  {noun}{f': {fault}' if fault else ''}" for noun, fault in found)
    return FAILED if any(fault for _, fault in found) else 0


def _kept(settings: Settings) -> Iterator[tuple[str, str]]:
    yield from _snapshots(store.verified(settings))
    shelf = datasets.shelf(settings)
    for one in shelf.datasets:
        try:
            datasets.verify(one)
        except DatasetError as error:
            yield f"data set {one.slug}", str(error)
        else:
            yield f"data set {one.slug}", ""
    for damaged in shelf.damaged:
        yield f"data set {damaged.slug}", damaged.reason


def _snapshots(found: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for n, (id_, fault) in enumerate(found):
        yield f"snapshot {id_}{'' if n else ', in force'}", fault


def _rollback(told: argparse.Namespace, settings: Settings) -> None:
    address = choosing.address(told, settings)
    now, before = store.elsewhere.rollback(address) if address else store.rollback(choosing.where(told.build, settings))
    say(f"snapshot {now} is in force again, and {before} is not; `rollback` once more goes further back")
    give([now])
