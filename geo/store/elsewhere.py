"""
Snapshots at an address: published there from a folder of this machine, and fetched from there into one.

ADDRESS/
├── current.json         as in a build folder; written last
└── <build id>/          as in a build folder

Builds and readers work on a folder of their own, so neither a page nor a stage ever waits for a server. What is put there is
read back and compared before the pointer moves; what is fetched is compared before it is put in force (decision 10).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from geo.addresses import Address, Depot
from geo.durable import canonical, write
from geo.errors import AddressError, BuildError, BusyError, GeoError, MissingError, SnapshotError
from geo.settings import Settings
from geo.store.columns import COLUMNS
from geo.store.publishing import FRESH, KEPT, NAME, enlist, hold, put_in_force
from geo.store.reading import MANIFEST, POINTER, named_in, pointers, readable_manifest, verify, vouched_manifest

FOLLOWED_S: Final = 60.0
"""Seconds after which a reader that runs looks for a newer snapshot again."""

_SELDOM: Final = 10
"""Times `FOLLOWED_S`: so long it takes at the most until what failed is tried again."""
_END_S: Final = 2.0
"""So long what is under way is waited for at the end; what it leaves half done the next removes."""
_SMALL: Final = 4 * 2**20
"""Bytes; no pointer and no manifest is larger."""
_CHUNK: Final = 8 * 2**20
_SPARE: Final = 64 * 2**20
"""Bytes of disk that are left free."""
_PROBE: Final = ".probe"


def at(settings: Settings, address: Address) -> Settings:
    """Return the settings that keep what is at an address in a folder of its own below `settings.build`."""
    place = hashlib.sha256(Depot(address).place.encode()).hexdigest()[:12]
    return replace(settings, snapshot=address.url, build=settings.build / "from" / place)


# --- to an address -------------------------------------------------------------------------


def prepare(settings: Settings) -> None:
    """
    See, before hours are spent on a build, that it can be published at `settings.snapshot`; fetch what is in force there.

    Raises
    ------
    AddressError
        If nothing can be read or written there.
    """
    depot = Depot(Address(settings.snapshot))
    depot.write(_PROBE, b"")
    depot.remove(_PROBE)
    with suppress(SnapshotError):  # what is damaged, or of another schema version, is replaced by the build
        if _named(depot):
            fetch(settings)


def send(settings: Settings) -> None:
    """
    Publish the snapshot in force in `settings.build` at `settings.snapshot`.

    What an interrupted one left there is used if it is whole, and else removed in the end.

    Raises
    ------
    BusyError
        If another build published there meanwhile.
    BuildError
        If it cannot be published; what is in force there stays in force.
    SnapshotError
        If there is no snapshot to publish.
    """
    depot = Depot(Address(settings.snapshot))
    mine = next(iter(pointers(settings.build)), None)
    if mine is None:
        msg = f"{settings.build}: there is no snapshot to publish; run `python -m geo build`"
        raise SnapshotError(msg)
    folder = settings.build / mine["build"]
    files = {**vouched_manifest(folder, mine["manifest"])["files"], MANIFEST: mine["manifest"]}
    try:
        before = _replaceable(depot)
        sizes = {name: (folder / name).stat().st_size for name in files}
        there = _sizes(depot, mine["build"])
        if before[:1] != [mine] or there != sizes:
            for name, sha256 in files.items():
                if there.get(name) != sizes[name] or _digest(depot, f"{mine['build']}/{name}", sizes[name]) != sha256:
                    _put(depot, f"{mine['build']}/{name}", folder / name, sha256)
            if _replaceable(depot) != before or _sizes(depot, mine["build"]) != sizes:
                msg = f"{depot.address}: another build is publishing there; wait for it, and build again"
                raise BusyError(msg)
        named = [mine, *(one for one in before if one["build"] != mine["build"])][:KEPT]
        if named != before:
            depot.write(POINTER, canonical(named))
    except AddressError as error:
        msg = (
            f"{error}; the snapshot {mine['build']} is kept in {settings.build}, and what is in force at {depot.address} stays in"
            " force; the same build once more publishes it, and reads nothing again"
        )
        raise BuildError(msg) from error
    with suppress(AddressError):  # the next build sweeps again
        _sweep(depot, {one["build"] for one in named})


def _put(depot: Depot, name: str, path: Path, sha256: str) -> None:
    """Put a file there, and see that what comes back is what `sha256` vouches for."""
    for _ in range(2):
        depot.upload(name, path)
        if _digest(depot, name, path.stat().st_size) == sha256:
            return
    msg = f"{depot.address}/{name}: comes back as something else than was put there; see that the server is sound"
    raise BuildError(msg)


def _sizes(depot: Depot, name: str) -> dict[str, int]:
    return {entry.name.rpartition("/")[2]: entry.size or 0 for entry in depot.entries(name)}


def _sweep(depot: Depot, named: set[str]) -> None:
    """Remove snapshots that the pointer does not name, and what dead builds left."""
    for folder in depot.folders():
        if NAME.fullmatch(folder) and folder not in named:
            depot.remove(folder)


# --- from an address -----------------------------------------------------------------------


def fetch(settings: Settings, *, thorough: bool = True) -> str:
    """
    Put the snapshot in force at `settings.snapshot` in force in `settings.build` too; only files that have changed are fetched.

    Returns what a person should know about it, such as that the newest is damaged; mostly empty. Without `thorough`, what is
    here is taken for whole when it is the one in force there.

    Raises
    ------
    AddressError
        If it cannot be fetched.
    SnapshotError
        If there is none, or none that is whole and of this program's schema version.
    BusyError
        If a build or another reader holds the folder.
    BuildError
        If the folder cannot be written.
    """
    depot = Depot(Address(settings.snapshot))
    there = _named(depot)
    if not there:
        msg = f"{depot.address}: there is no snapshot; publish one with `python -m geo build --out ADDRESS`"
        raise SnapshotError(msg)
    if _here(settings)[:1] == there[:1] and not (thorough and _fault(settings.build, there[0])):
        return ""
    faults: list[str] = []
    with hold(settings) as held:
        for one in there:
            try:
                _bring(depot, one, held.build)
            except (MissingError, SnapshotError) as error:
                faults.append(str(error))
            except OSError as error:
                msg = f"{held.build}: the snapshot cannot be kept ({error.strerror}); make room, or set INCIDENT_ATLAS_BUILD"
                raise BuildError(msg) from error
            else:
                older = f"This is the older snapshot {one['build']}, because the newest cannot be used: "
                return older + faults[0] if faults else ""
            finally:
                shutil.rmtree(held.build / FRESH, ignore_errors=True)
    raise SnapshotError("; ".join(faults))


def follow(settings: Settings, told: Callable[[str], None], over: threading.Event, every: float = FOLLOWED_S) -> None:
    """
    Fetch what is in force at `settings.snapshot` now and whenever it is another, until `over` is set.

    What fails is told once, and tried again less and less often.

    Parameters
    ----------
    settings
        Where it is, and where it is kept.
    told
        Is given what a person should know.
    over
        Set to end it.
    every
        Seconds between two looks.
    """
    said, pause = "", every
    while not over.is_set():
        try:
            now = fetch(settings, thorough=False)
        except BusyError:
            now = said
        except GeoError as error:
            now = f"{error}; what was fetched before stays"
        if now and now != said:
            told(now)
        said = now
        pause = min(2 * pause, _SELDOM * every) if now else every
        over.wait(pause)


@contextmanager
def following(settings: Settings, told: Callable[[str], None], every: float = FOLLOWED_S) -> Iterator[None]:
    """Let `follow` run beside what is done meanwhile, if there is an address to follow; nothing waits for it."""
    over = threading.Event()
    beside = threading.Thread(target=follow, args=(settings, told, over, every), name="following", daemon=True)
    if settings.snapshot:
        beside.start()
    try:
        yield
    finally:
        over.set()
        if settings.snapshot:
            beside.join(_END_S)


def _here(settings: Settings) -> list[dict[str, str]]:
    try:
        return pointers(settings.build)
    except SnapshotError:
        return []


def _fault(build: Path, one: Mapping[str, str]) -> str:
    try:
        verify(build / one["build"], one["manifest"])
    except SnapshotError as error:
        return str(error)
    return ""


def _bring(depot: Depot, one: Mapping[str, str], build: Path) -> None:
    if not _fault(build, one):
        enlist(one, build)
        return
    fresh = build / FRESH
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    write(fresh / MANIFEST, _manifest(depot, one))
    files = readable_manifest(fresh, one["manifest"])["files"]
    sizes = _sizes(depot, one["build"])
    for name in (f"{table}.parquet" for table in COLUMNS):
        if not _linked(build, name, files.get(name, ""), fresh):
            _get(depot, f"{one['build']}/{name}", sizes.get(name, 0), fresh / name, files.get(name, ""))
    put_in_force(fresh, one, build)


def _linked(build: Path, name: str, sha256: str, fresh: Path) -> bool:
    """Take a file from a snapshot that is here already, if one has it."""
    for folder in sorted(build.iterdir()):
        path = folder / name
        if NAME.fullmatch(folder.name) and path.is_file() and _digest_here(path) == sha256:
            try:
                os.link(path, fresh / name)
            except OSError:  # not every disk can
                shutil.copyfile(path, fresh / name)
            return True
    return False


def _digest_here(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _get(depot: Depot, name: str, size: int, path: Path, sha256: str) -> None:
    if shutil.disk_usage(path.parent).free < size + _SPARE:
        msg = f"{path.parent.parent}: the snapshot needs {size // 2**20:,} MB more; make room, or set INCIDENT_ATLAS_BUILD"
        raise BuildError(msg)
    found = hashlib.sha256()
    with path.open("wb") as file:
        for content in _chunks(depot, name, size):
            file.write(content)
            found.update(content)
    if found.hexdigest() != sha256:
        raise _damaged(depot, name)


# --- at an address -------------------------------------------------------------------------


def verified(address: Address) -> Iterator[tuple[str, str]]:
    """
    Yield the id of each snapshot that is kept at an address, the one in force first, and what is wrong with it; empty when whole.

    Raises
    ------
    SnapshotError
        If the pointer is damaged.
    AddressError
        If nothing can be read there.
    """
    depot = Depot(address)
    for one in _named(depot):
        yield one["build"], _fault_there(depot, one)


def rollback(address: Address) -> tuple[str, str]:
    """
    Put the snapshot at an address in force that was so before; return its id, and the id of the one that no longer is.

    Raises
    ------
    SnapshotError
        If there is none before it, or none that is whole; the one in force stays in force.
    AddressError
        If nothing can be read or written there.
    """
    depot = Depot(address)
    newest, *older = _named(depot) or [{}]
    faults = [_fault_there(depot, one) for one in older]
    if all(faults):
        msg = "; ".join((f"{address}: there is no whole snapshot before the one in force", *faults))
        raise SnapshotError(msg)
    n = faults.index("")
    depot.write(POINTER, canonical([*older[n:], *older[:n], newest]))
    return older[n]["build"], newest["build"]


def _fault_there(depot: Depot, one: Mapping[str, str]) -> str:
    try:
        files: Mapping[str, str] = json.loads(_manifest(depot, one))["files"]
        sizes = _sizes(depot, one["build"])
        for name, sha256 in files.items():
            if _digest(depot, f"{one['build']}/{name}", sizes.get(name, 0)) != sha256:
                raise _damaged(depot, f"{one['build']}/{name}")
    except (MissingError, SnapshotError) as error:
        return str(error)
    return ""


def _named(depot: Depot) -> list[dict[str, str]]:
    """Return which snapshots the pointer at an address names, newest first; none where there is no pointer."""
    try:
        content = depot.read(POINTER, 0, _SMALL, whole=False)
    except MissingError as error:
        if "bucket" in error.why:
            raise
        return []
    named = named_in(content, f"{depot.address}/{POINTER}")
    if not all(NAME.fullmatch(one["build"]) for one in named):
        raise _damaged(depot, POINTER)
    return named


def _replaceable(depot: Depot) -> list[dict[str, str]]:
    """Return what the pointer names; a damaged one names nothing, and is replaced."""
    try:
        return _named(depot)
    except SnapshotError:
        return []


def _manifest(depot: Depot, one: Mapping[str, str]) -> bytes:
    name = f"{one['build']}/{MANIFEST}"
    content = depot.read(name, 0, _SMALL, whole=False)
    if hashlib.sha256(content).hexdigest() != one["manifest"]:
        raise _damaged(depot, name)
    return content


def _digest(depot: Depot, name: str, size: int) -> str:
    found = hashlib.sha256()
    for content in _chunks(depot, name, size):
        found.update(content)
    return found.hexdigest()


def _chunks(depot: Depot, name: str, size: int) -> Iterator[bytes]:
    return (depot.read(name, start, min(size, start + _CHUNK)) for start in range(0, size, _CHUNK))


def _damaged(depot: Depot, name: str) -> SnapshotError:
    return SnapshotError(f"{depot.address}/{name}: is damaged (its digest is not the one recorded); publish it again")
