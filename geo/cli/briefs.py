"""What is done about briefings: the files of one are made, those that are kept are listed, files come in and go out."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from geo import briefing, decks, handouts
from geo.briefing import Deck
from geo.cli.briefing import FORMS
from geo.cli.printing import Bar, give, plain, say
from geo.decks import Shelf
from geo.errors import DeckError, InputError, StoppedError
from geo.settings import Settings
from geo.store import Snapshot
from geo.views import opening
from geo.views.phrases import count

_OWN: Final = "decks"
"""The folder in the facts that holds decks which come with the program."""
_SCHEMA: Final = "schema"
_SHOWN: Final = 5
"""Changes of a scene that are told; the page Briefing tells all."""


def do(told: argparse.Namespace, settings: Settings) -> None:
    """Do what was typed after `brief`."""
    step, *rest = told.words
    if step in _STEPS:
        _STEPS[step](told, rest, settings)
    elif rest:
        msg = f"{rest[0]!r}: one briefing at a time; put a title of several words in quotes"
        raise InputError(msg)
    else:
        _make(told, step, settings)


# --- making files ---------------------------------------------------------------------------


def _make(told: argparse.Namespace, name: str, settings: Settings) -> None:
    forms = [form.strip() for form in told.forms.split(",") if form.strip()]
    unknown = [form for form in forms if form not in FORMS]
    if unknown or not forms:
        msg = f"--forms {told.forms}: choose of {','.join(FORMS)}"
        raise InputError(msg)
    deck = _deck(name, settings)
    snapshot = opening.current(settings)
    if snapshot.notice:
        say(f"note: {snapshot.notice}")
    _say_what_changed(snapshot, deck)
    stopping = _Stopping()
    bar = Bar(sys.stderr, noun="")
    try:
        for form in dict.fromkeys(forms):
            make: Callable[..., bytes] = getattr(handouts, form)

            def tell(stage: str, done: int, total: int, form: str = form) -> None:
                bar(f"{form}: {stage}", "", done, total)

            content = make(deck, snapshot, settings, tell=tell, stop=stopping)
            bar.close()
            give([str(_write(_folder(told, settings) / f"{deck.id}.{form}", content))])
    except StoppedError as error:
        bar.close()
        say("the file that was being made is left out")
        raise KeyboardInterrupt from error
    finally:
        bar.close()
        stopping.end()


class _Stopping:
    """Whether somebody pressed Ctrl-C: what is being made ends in order, and half of it is not written."""

    def __init__(self) -> None:
        self._asked = False
        self._heard = threading.current_thread() is threading.main_thread()  # no other thread may listen
        self._before = signal.signal(signal.SIGINT, self._ask) if self._heard else None

    def __call__(self) -> bool:
        return self._asked

    def end(self) -> None:
        if self._heard:
            signal.signal(signal.SIGINT, self._before)

    def _ask(self, *_: object) -> None:
        if self._asked:  # asked twice: at once
            raise KeyboardInterrupt
        self._asked = True


def _say_what_changed(snapshot: Snapshot, deck: Deck) -> None:
    for number, scene in enumerate(deck.scenes, start=1):
        changes = briefing.changes(snapshot, scene)
        for noun in ("missing", "gone", "changed", "new"):
            found = getattr(changes, noun)
            for change in found[:_SHOWN]:
                say(f"note: scene {number}, {noun}: {change.title} ({change.what})")
            if len(found) > _SHOWN:
                say(f"note: scene {number}, {noun}: and {len(found) - _SHOWN} more")


def _folder(told: argparse.Namespace, settings: Settings) -> Path:
    folder: Path = told.to or settings.build / "briefings"
    return folder


def _write(target: Path, content: bytes) -> Path:
    beside = target.with_name(f".{target.name}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        beside.replace(target)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        msg = f"{target}: cannot be written ({error.strerror}); choose another folder with --to"
        raise InputError(msg) from error
    return target


# --- keeping them ---------------------------------------------------------------------------


def _list(_: argparse.Namespace, rest: list[str], settings: Settings) -> None:
    _nothing_more(rest)
    shelf = _shelf(settings)
    listed = shelf.list() if shelf else ()
    for one in listed:
        saved = f"saved {one.saved:%Y-%m-%d %H:%M} UTC{f' by {one.by}' if one.by else ''}"
        give([f"{one.id}: {one.title}; version {one.version}, {count(one.scenes, 'scene')}, {saved}"])
    kept = {one.id for one in listed}
    for path in (path for path in _own(settings) if path.stem not in kept):
        give([f"{path.stem}: {_read(path).title}; comes with the program"])


def _import(_: argparse.Namespace, rest: list[str], settings: Settings) -> None:
    if not rest:
        msg = "import which file? Write `brief import FILE`"
        raise InputError(msg)
    shelf = decks.open(settings)
    for name in rest:
        kept = shelf.bring(_read(Path(name)))
        say(f"kept {plain(kept.title)}")
        give([kept.id])
    shelf.close()


def _export(told: argparse.Namespace, rest: list[str], settings: Settings) -> None:
    if not rest:
        msg = "export which briefing? Write `brief export NAME`; `brief list` shows them"
        raise InputError(msg)
    for name in rest:
        deck = _deck(name, settings)
        give([str(_write(_folder(told, settings) / f"{deck.id}.json", briefing.dump(deck)))])


def _restore(_: argparse.Namespace, rest: list[str], settings: Settings) -> None:
    path = decks.file_of(settings)
    if path is None:
        msg = "INCIDENT_ATLAS_DATABASE: a server keeps the briefings, with backups of its own; restore them there (pg_restore)"
        raise InputError(msg)
    _nothing_more(rest[1:])
    done = decks.restore(path, Path(rest[0]) if rest else None)
    say(f"put back {plain(str(done.copy))}" + (f"; what was there is kept as {plain(str(done.aside))}" if done.aside else ""))
    with closing(decks.open(settings)) as shelf:
        give(f"{one.id}: {one.title}; version {one.version}" for one in shelf.list())


_STEPS: Final[dict[str, Callable[[argparse.Namespace, list[str], Settings], None]]] = {
    "list": _list,
    "import": _import,
    "export": _export,
    "restore": _restore,
}


def _nothing_more(rest: list[str]) -> None:
    if rest:
        msg = f"{rest[0]!r}: the command takes nothing more"
        raise InputError(msg)


# --- finding one ----------------------------------------------------------------------------


def _deck(name: str, settings: Settings) -> Deck:
    """Return the deck in a file, that of an id, the only one of a title, or one that comes with the program; in this order."""
    path = Path(name)
    if path.suffix == ".json":
        return _read(path)
    shelf = _shelf(settings)
    listed = shelf.list() if shelf else ()
    wanted = [one.id for one in listed if one.id == name] or [one.id for one in listed if one.title.casefold() == name.casefold()]
    if len(wanted) > 1:
        msg = f"{name!r}: {len(wanted)} briefings have this title; name one by its id: {', '.join(wanted)}"
        raise InputError(msg)
    if wanted and shelf:
        return shelf.get(wanted[0])
    own = {path.stem: path for path in _own(settings)}
    if name in own:
        return _read(own[name])
    known = [*(one.id for one in listed), *own]
    msg = f"there is no briefing {name[:60]!r}; there are {', '.join(known) or 'none'}. A file is named with its ending .json"
    raise InputError(msg)


def _shelf(settings: Settings) -> Shelf | None:
    """Return what is kept; None where nothing ever was, so that looking makes no file."""
    path = settings.build / decks.FILE
    kept = bool(settings.database) or path.exists() or bool(decks.copies(path))
    return decks.open(settings) if kept else None


def _own(settings: Settings) -> Iterator[Path]:
    return (path for path in sorted((settings.data / _OWN).glob("*.json")) if path.stem != _SCHEMA)


def _read(path: Path) -> Deck:
    try:
        with path.open("rb") as file:
            content = file.read(briefing.MOST_BYTES + 1)
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror}); name a file that was exported"
        raise DeckError(msg) from error
    return briefing.load(content, str(path))
