"""
The tree of everything raised on purpose; the class says what the caller can do.

GeoError
├── InputError         a value from a caller is out of range: mend the call
│   ├── CoordinateError    not a WGS 84 position
│   └── AddressError       what is elsewhere cannot be had: mend the address or the rights
│       ├── MissingError       there is nothing at an address: see that the name is right
│       └── UnreachableError   a server did not answer, or not to the end, in several tries: try again later
├── SettingsError      the run was told something impossible: mend the settings
├── AccessError        somebody asked for what their role does not allow: nothing was done, ask whoever gives roles
├── FactsError         a row in data/ is wrong: mend the file named in the message
├── DocumentError      one document cannot be processed: it is skipped, counted and shown
├── BuildError         the build cannot go on; the last good snapshot stays in force
│   └── BusyError          another build is running: wait for it
├── DatasetError       a data set that was imported is missing, damaged or of another version: import it again
├── RefusedError       a file cannot be imported; nothing of it was kept: mend what the message names
│   └── StoppedError       an import was stopped; nothing of it was kept: import it again
├── SnapshotError      a snapshot is missing, damaged or of another version: build again
├── DeckError          a deck, or where decks are kept, cannot be read; it is left as it is: mend what the message names
│   └── ConflictError      somebody else saved the deck in the meantime: look at both, then save again
├── QueryError         a question to the store is malformed, or there is nothing of that name: mend the call
│   └── BudgetError        it took too long: ask for less
└── GeocodingError     a geocoder outside this machine gave no usable answer: the place stays unlocated
"""

from typing import Any


class GeoError(Exception):
    """Anything raised on purpose; its message names the file, the place and the remedy."""


class InputError(GeoError):
    """A value from a caller is out of range."""


class CoordinateError(InputError):
    """A pair of numbers is not a WGS 84 position."""


class AddressError(InputError):
    """What is elsewhere cannot be had."""

    def __init__(self, shown: str, why: str, remedy: str) -> None:
        """Say it of an address as it may be shown; `why` alone names no address, host or key."""
        super().__init__(f"{shown}: {why}; {remedy}")
        self.why = why


class MissingError(AddressError):
    """There is nothing at an address."""


class UnreachableError(AddressError):
    """A server did not answer, or not to the end, in several tries."""


class SettingsError(GeoError):
    """The run was told something impossible."""


class AccessError(GeoError):
    """Somebody asked for what their role does not allow; nothing was done."""


class FactsError(GeoError):
    """A row in `data/` is wrong."""


class DocumentError(GeoError):
    """One document cannot be processed; the build skips it, counts it, goes on."""


class BuildError(GeoError):
    """The build cannot go on; the last good snapshot stays in force."""


class BusyError(BuildError):
    """Another build holds the folder; wait for it."""


class DatasetError(GeoError):
    """A data set that was imported is missing, damaged or of another version."""


class RefusedError(GeoError):
    """A file cannot be imported; nothing of it was kept."""


class StoppedError(RefusedError):
    """An import was stopped; nothing of it was kept."""


class SnapshotError(GeoError):
    """A snapshot is missing, damaged or of another version."""


class DeckError(GeoError):
    """A deck, or where decks are kept, cannot be read; it is left as it is."""


class ConflictError(DeckError):
    """Somebody else saved the deck in the meantime; nothing was saved, and nothing was lost."""

    def __init__(self, message: str, *, mine: Any, theirs: Any) -> None:  # noqa: ANN401  # decks, which this floor cannot know
        """Keep both: `mine` is the `briefing.Deck` that was to be saved, `theirs` the one that is in force."""
        super().__init__(message)
        self.mine = mine
        self.theirs = theirs


class QueryError(GeoError):
    """A question to the store is malformed, or names what is not there."""


class BudgetError(QueryError):
    """A question to the store took too long and was cut off."""


class GeocodingError(GeoError):
    """A geocoder outside this machine gave no usable answer."""
