"""What databases say when something is wrong, in words that say what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from geo.errors import DeckError

_LEFT: Final = "it is left as it is; run `python -m geo brief restore` to put back its newest copy"

# By the beginning of the name that SQLite gives a fault (sqlite.org/rescode.html).
_OF_SQLITE: Final = {
    "SQLITE_BUSY": "is being written by somebody else for too long; try again, nothing was saved",
    "SQLITE_LOCKED": "is being written by somebody else for too long; try again, nothing was saved",
    "SQLITE_FULL": "has no room left on its disk; make room and save again, nothing was saved",
    "SQLITE_READONLY": "may not be written; change its permissions and save again, nothing was saved",
    "SQLITE_PERM": "may not be read; change its permissions",
    "SQLITE_CANTOPEN": "cannot be opened: it or its folder is gone or may not be written; put it back, or start anew",
    "SQLITE_IOERR": "cannot be read or written: the disk reports a fault; look after the disk, nothing was saved",
    "SQLITE_NOTADB": f"is no database; {_LEFT}",
    "SQLITE_CORRUPT": f"is damaged; {_LEFT}",
}


@contextmanager
def told(name: str) -> Iterator[None]:
    """
    Run what asks a database called `name`.

    Raises
    ------
    DeckError
        If the database refuses, in words.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise DeckError(_said(name, error)) from error
    except DBAPIError as error:
        raise DeckError(_said(name, error.orig or error)) from error
    except SQLAlchemyError as error:
        msg = f"{name}: cannot be used ({type(error).__name__}); nothing was saved"
        raise DeckError(msg) from error


def _said(name: str, error: BaseException) -> str:
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorname", "")
        known = next((words for start, words in _OF_SQLITE.items() if code.startswith(start)), "")
        return f"{name}: {known or f'refuses the request ({error})'}"
    first = next(iter(str(error).strip().splitlines()), type(error).__name__)
    return f"{name}: cannot be reached or refuses ({first}); see that it runs and lets us in, nothing was saved"
