"""Whether everything that a run needs is there and whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Final

from geo import assets, facts, store, text
from geo.errors import FactsError, GeoError
from geo.settings import Settings, home
from geo.views.phrases import count


def run(settings: Settings) -> Iterator[tuple[str, str, str]]:
    """Yield what was checked, what is good about it, and what is wrong; one of the two is empty."""
    for noun, check in CHECKS.items():
        try:
            good, fault = check(settings), ""
        except GeoError as error:
            good, fault = "", str(error)
        yield noun, good, fault


def _facts(settings: Settings) -> str:
    tables = sorted(path for path in settings.data.rglob("*.csv") if settings.build not in path.parents)
    if not tables:
        msg = f"{settings.data}: holds no facts; reinstall the package or set INCIDENT_ATLAS_DATA"
        raise FactsError(msg)
    rows = sum(1 for path in tables for _ in facts.rows(path, dict))
    return f"{rows} rows in {len(tables)} tables"


def _model(settings: Settings) -> str:
    meta = text.load(settings.model).meta
    return f"{meta['name']} {meta['version']}"


def _assets(_: Settings) -> str:
    faults = assets.check(home() / "static")
    if faults:
        raise GeoError("; ".join(faults))
    return "all there, unchanged"


def _snapshot(settings: Settings) -> str:
    snapshot = store.open(settings)
    try:
        if snapshot.notice:
            raise GeoError(snapshot.notice)
        rows = snapshot.manifest["rows"]
        return f"{snapshot.id}, {rows['documents']} documents, {rows['claims']} claims, {rows['incidents']} incidents"
    finally:
        snapshot.close()


def _decks(settings: Settings) -> str:
    try:
        from geo import decks  # noqa: PLC0415  # the app's packages are needed by this check alone
    except ImportError:
        return "the app's packages are not installed"
    file = decks.file_of(settings)
    newest = next(iter(decks.copies(file)), None) if file else None
    if not settings.database and not newest and not (settings.build / decks.FILE).exists():
        return "none are kept yet"
    with closing(decks.open(settings)) as shelf:
        whole = f"{count(len([shelf.get(one.id) for one in shelf.list()]), 'briefing')}, each readable"
    return f"{whole}; newest copy {newest.name}" if newest else whole


CHECKS: Final[dict[str, Callable[[Settings], str]]] = {
    "facts": _facts,
    "language model": _model,
    "browser files": _assets,
    "decks": _decks,
    "snapshot": _snapshot,
}
