"""What a visitor sees when something fails: what happened and what to do, never a path or a trace."""

from __future__ import annotations

import logging
import secrets
from types import TracebackType
from typing import Final

import streamlit as st

from geo.errors import AccessError, DeckError, GeoError, QueryError, SettingsError, SnapshotError
from geo.ui.loaders import NoSnapshotError

_LOG: Final = logging.getLogger("geo")

_NOTHING_YET: Final = (
    "**Nothing has been read yet.** Put reports into the folder `seeds/` and run `python -m geo build`; then reload this page."
)

_WHAT: Final[tuple[tuple[type[GeoError], str, str], ...]] = (
    (
        SnapshotError,
        "The snapshot cannot be read",
        "It is damaged or was written by another version. Run `python -m geo build` to write it anew; the reports are untouched.",
    ),
    (
        DeckError,
        "The briefings cannot be read",
        "Where they are kept is damaged or out of reach. It was left as it is; the server's log says what to do.",
    ),
    (QueryError, "The question took too long", "Ask for less: a shorter range of dates, fewer actors, or a longer word."),
    (
        SettingsError,
        "The settings contradict themselves",
        "Look at the variables that begin with `INCIDENT_ATLAS_` where the server was started.",
    ),
)
"""What went wrong: its title and its remedy, the narrowest first."""


class Guard:
    """Turns an error inside a `with` block into a message; the details go to the server's log under the id shown."""

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        """Show what went wrong; how Streamlit stops and restarts a script is no error."""
        return isinstance(error, Exception) and report(error)


def report(error: Exception) -> bool:
    """Log the error, show a message that names no path, and return True: nothing else needs to be shown."""
    if isinstance(error, NoSnapshotError):
        st.info(_NOTHING_YET, icon=":material/info:")
        return True
    if isinstance(error, AccessError):  # the log has it from where it was refused
        st.warning(f"**Nothing was done.** {error}.", icon=":material/lock:")
        return True
    for kind, title, remedy in _WHAT:
        if isinstance(error, kind):
            _LOG.warning("%s: %s", title, error)
            _show(title, remedy)
            return True
    name = secrets.token_hex(4)
    _LOG.error("error %s", name, exc_info=error)
    _show(
        "Something went wrong on this page",
        f"The rest of the app still works. The server's log has the details under **{name}**.",
    )
    return True


def _show(title: str, remedy: str) -> None:
    st.error(f"**{title}.** {remedy}", icon=":material/warning:")
