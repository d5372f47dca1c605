"""
Folders and files that are not on this machine: who answers at an address, and what went wrong, in words without secrets.

An address is what fsspec understands, such as `s3://bucket/reports`. Every question is asked a few times before it fails, and
nothing that is said of it, to a person or to a snapshot, holds more of an address than `str(address)`.
"""

from __future__ import annotations

import errno
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Final, TypeVar

from geo.errors import AddressError, MissingError, UnreachableError

PAUSES_S: Final = (0.1, 0.4, 1.6)
"""Between one try and the next; after the last there is none."""

_ADDRESS: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,30}(?:::[^:/]{1,100})?://")
_FIRST: Final = re.compile(r"[^/?#]*")
_SIGNED: Final = re.compile(r"[?#]")
_HERE: Final = ("file://", "local://")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Address:
    """A place elsewhere, as it was typed; what is shown of it holds no user, password or signature."""

    url: str = field(repr=False)

    @property
    def scheme(self) -> str:
        """What stands before the colon, which names the way to reach it."""
        return self.url.partition(":")[0].lower()

    def __str__(self) -> str:
        """Return what may be shown to anybody."""
        rest = self.url.partition("://")[2]
        first = _FIRST.match(rest)[0]  # type: ignore[index]  # it matches everything, the empty text too
        if "@" in first:
            rest = first.rpartition("@")[2] + rest[len(first) :]
        elif ":" in first and "@" in rest:
            rest = "..."  # a password with a slash in it, perhaps
        return f"{self.scheme}://{_SIGNED.split(rest, maxsplit=1)[0]}"

    def __truediv__(self, name: str) -> Address:
        """Return what has this name below it."""
        return Address(f"{self.url.rstrip('/')}/{name}")


def parse(text: str) -> Path | Address:
    """Return the path or the address that a person typed; nothing is asked whether there is anything."""
    for scheme in _HERE:
        if text.lower().startswith(scheme):
            return Path(text[len(scheme) :])
    return Address(text) if _ADDRESS.match(text) else Path(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One file below an address."""

    name: str
    """Below the address, parts parted by slashes; empty for the file that the address itself names."""
    size: int | None
    """Bytes; None where it is not told."""
    version: str
    """Another text when the file has changed."""
    is_folder: bool = False


class Depot:
    """What answers at an address: files by their names below it. Safe from several threads."""

    def __init__(self, address: Address) -> None:
        """
        Get ready to ask; most servers are not spoken to before the first question.

        Raises
        ------
        AddressError
            If there is no way to reach such an address.
        """
        self.address = address
        self._files, self._root = self._tried(lambda: _connected(address))
        self._root = self._root.rstrip("/")
        protocol = self._files.protocol
        self.place: Final = f"{protocol if isinstance(protocol, str) else protocol[0]}://{self._root}"
        """Its name in which two addresses of one place agree."""

    def entry(self, name: str = "") -> Entry:
        """
        Return what is known of a file or a folder.

        Raises
        ------
        MissingError
            If there is none.
        AddressError
            If it cannot be had.
        """
        self._files.invalidate_cache()
        told = self._tried(lambda: self._files.info(self._path(name)), name)
        return _entry(name, told)

    def entries(self, folder: str = "") -> Iterator[Entry]:
        """
        Yield the files below the address, or below a folder of it, in any order; none where nothing is there.

        Raises
        ------
        AddressError
            If they cannot be listed.
        """
        self._files.invalidate_cache()
        found: Mapping[str, Mapping[str, Any]] = self._tried(lambda: self._files.find(self._path(folder), detail=True), folder)
        for path, told in found.items():
            below = path.startswith(f"{self._path(folder)}/") and not path.endswith("/")  # else a mark that stands for a folder
            if below and told.get("type") != "directory":
                yield _entry(path[len(self._root) + 1 :], told)

    def folders(self) -> list[str]:
        """
        Return the names of the folders that stand directly below the address; none where nothing is there.

        Raises
        ------
        AddressError
            If they cannot be listed.
        """
        self._files.invalidate_cache()
        try:
            found: list[Mapping[str, Any]] = self._tried(lambda: self._files.ls(self._root, detail=True))
        except MissingError:
            return []
        return [str(told["name"]).rstrip("/").rpartition("/")[2] for told in found if told.get("type") == "directory"]

    def read(self, name: str, start: int, end: int, *, whole: bool = True) -> bytes:
        """
        Return the bytes of a file from `start` up to `end`; with `whole`, all of them must come.

        Raises
        ------
        MissingError
            If there is no such file.
        AddressError
            If it cannot be had.
        """
        if start == end:
            return b""

        def fetched() -> bytes:
            try:
                content: bytes = self._files.cat_file(self._path(name), start=start, end=end)
            except OSError:
                if whole or self._files.info(self._path(name)).get("size") != 0:  # nothing can be asked for of an empty file
                    raise
                content = b""
            if whole and len(content) != end - start:
                raise OSError(errno.EIO, f"it breaks off after {start + len(content):,} bytes")
            return content

        return self._tried(fetched, name)

    def write(self, name: str, content: bytes) -> None:
        """
        Put a small file there, in one step where the server can.

        Raises
        ------
        AddressError
            If it cannot be put there.
        """
        self._make_room(name)
        self._tried(lambda: self._files.pipe_file(self._path(name), content), name)

    def upload(self, name: str, path: Path) -> None:
        """
        Put a file of this machine there.

        Raises
        ------
        AddressError
            If it cannot be put there.
        """
        self._make_room(name)
        self._tried(lambda: self._files.put_file(str(path), self._path(name)), name)

    def remove(self, name: str) -> None:
        """
        Take a file away, or a folder with all that is in it; it may be gone already.

        Raises
        ------
        AddressError
            If it cannot be taken away.
        """
        try:
            self._tried(lambda: self._files.rm(self._path(name), recursive=True), name)
        except MissingError:
            return

    def _make_room(self, name: str) -> None:
        """Make the folder of a file, where there are such: on S3 a bucket would be made of a name that was mistyped."""
        if self.address.scheme in _WITH_FOLDERS:
            folder = self._path(name).rpartition("/")[0]
            self._tried(lambda: self._files.makedirs(folder, exist_ok=True), name)

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}" if name else self._root

    def _tried(self, action: Callable[[], T], name: str = "") -> T:
        shown = f"{self.address}/{name}" if name else str(self.address)
        for pause in (*PAUSES_S, None):
            try:
                return action()
            except _faults() as error:
                told = _told(shown, self.address.scheme, error)
                if pause is None or not isinstance(told, UnreachableError):
                    raise told from error
                time.sleep(pause)
        raise AssertionError  # the last try has returned or raised


@dataclass(frozen=True, slots=True)
class There:
    """One file elsewhere."""

    depot: Depot
    entry: Entry

    @property
    def name(self) -> str:
        """The last part of its name."""
        return str(self).rpartition("/")[2]

    @property
    def suffix(self) -> str:
        """The end of the name, as of a path."""
        return PurePosixPath(self.name).suffix

    def __str__(self) -> str:
        """Return its address as it may be shown."""
        return f"{self.depot.address}/{self.entry.name}" if self.entry.name else str(self.depot.address).rstrip("/")


# --- ways to reach an address --------------------------------------------------------------

# Tries and pauses are ours (`PAUSES_S`); what an answer may take is not left to the packages, for whom it is minutes.
_PREPARED: Final[Mapping[str, Mapping[str, Any]]] = {
    "s3": {
        "use_listings_cache": False,
        "config_kwargs": {"connect_timeout": 5, "read_timeout": 30, "retries": {"max_attempts": 0}},
    },
}
_WITH_FOLDERS: Final = frozenset({"file", "ftp", "hdfs", "local", "memory", "sftp", "smb", "ssh", "webdav", "webhdfs"})
_SAME: Final = {"s3a": "s3"}
_EXTRAS: Final = {"s3": "incident-atlas[s3]"}


def _connected(address: Address) -> tuple[Any, str]:
    import fsspec  # noqa: PLC0415  # few builds leave the machine
    from fsspec.config import conf  # noqa: PLC0415  # as above

    if "::" in address.url:
        raise AddressError(str(address), "is several addresses in one", "name one place")
    scheme = _SAME.get(address.scheme, address.scheme)
    if address.scheme not in fsspec.available_protocols():
        raise AddressError(str(address), f"nothing is known that reads {scheme}://", "see docs/remote.md for what is")
    own = {name: value for name, value in _PREPARED.get(scheme, {}).items() if name not in conf.get(scheme, {})}
    try:
        files, root = fsspec.core.url_to_fs(address.url, **own)
    except ImportError as error:
        package = _EXTRAS.get(scheme)
        remedy = f"pip install '{package}'" if package else f"install it ({_plain(error)})"
        raise AddressError(str(address), f"the package that reads {scheme}:// is not installed", remedy) from error
    if scheme == "s3":
        files.retries = 1
    return files, root


_VERSIONED: Final = ("ETag", "etag", "md5Hash", "mtime", "LastModified", "last_modified", "modified", "created")


def _entry(name: str, told: Mapping[str, Any]) -> Entry:
    size = told.get("size")
    version = next((str(told[key]) for key in _VERSIONED if told.get(key) is not None), "")
    return Entry(
        name=name,
        size=size if isinstance(size, int) else None,
        version=f"{size} {version}",
        is_folder=told.get("type") == "directory",
    )


# --- what went wrong -----------------------------------------------------------------------

_RAISED: Final = {
    "aiohttp": ("ClientError",),
    "azure.core.exceptions": ("AzureError",),
    "botocore.exceptions": ("BotoCoreError", "ClientError"),
    "ftplib": ("Error",),
    "gcsfs.retry": ("HttpError",),
    "google.auth.exceptions": ("GoogleAuthError",),
    "paramiko": ("SSHException",),
}
"""What the packages that reach addresses raise, besides the errors of Python, by module."""

_LOCKED: Final = re.compile(r"Credential|Token|Auth|Forbidden")
"""In the names of errors that a try more does not mend."""
_FINAL: Final = frozenset(
    {errno.EINVAL, errno.EPERM, errno.EACCES, errno.ENOSYS, errno.ENAMETOOLONG, errno.EISDIR, errno.ENOTDIR}
)
_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,30}://[^\s\"'<>]{0,2000}")


def _faults() -> tuple[type[Exception], ...]:
    others = (getattr(sys.modules[module], name) for module, names in _RAISED.items() if module in sys.modules for name in names)
    return (OSError, EOFError, ValueError, NotImplementedError, *others)


def _told(shown: str, scheme: str, error: Exception) -> AddressError:
    name, said = type(error).__name__, _plain(error)
    if isinstance(error, FileNotFoundError):
        what = "there is no such bucket" if "bucket" in said.lower() else "there is nothing there"
        return MissingError(shown, what, "see that the name is right")
    if isinstance(error, PermissionError) or _LOCKED.search(name):
        how = "see that credentials are set that may do so"
        if _SAME.get(scheme, scheme) == "s3":
            how += ": AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or FSSPEC_S3_ANON=true for what is public"
        return AddressError(shown, f"permission is denied ({said})", how)
    if not isinstance(error, OSError) and isinstance(error, (ValueError, NotImplementedError)):
        return AddressError(shown, f"cannot be used ({said})", "see that it is written as docs/remote.md says")
    if isinstance(error, OSError) and error.errno in _FINAL:
        return AddressError(shown, f"cannot be used ({said})", "see that it is written as docs/remote.md says")
    tries = len(PAUSES_S) + 1
    return UnreachableError(shown, f"cannot be reached, tried {tries} times ({said})", "see that the server is up, and try again")


def _plain(error: Exception) -> str:
    """Return what an error says, on one line and without any address, for addresses hold keys and names of hosts."""
    said = _URL.sub("...", (isinstance(error, OSError) and error.strerror) or str(error) or type(error).__name__)
    return " ".join("".join(sign if sign.isprintable() else " " for sign in said).split())[:160]
