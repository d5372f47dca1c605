"""What is to be served, where, and by how many."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geo.errors import InputError

MOST: Final = 64
"""Processes; one takes half a gigabyte, and more than the machine has cores only get in each other's way."""

_NAME: Final = re.compile(r"[A-Za-z0-9.-]{1,253}")
_ADDRESS: Final = re.compile(r"[A-Za-z0-9.:-]{1,253}")
_BASE: Final = re.compile(r"[A-Za-z0-9/_.~-]{0,200}")
_PATH: Final = re.compile(r"[^\x00-\x1f\x7f\"$\\;{}]{1,1000}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What a browser knows this server by, as nginx reads it."""

    chain: Path
    """PEM."""
    key: Path
    """PEM, readable by whoever starts the server and by nobody else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What `run` starts; nginx listens at `port`, the processes at the ports behind it."""

    processes: int = 2
    address: str = "127.0.0.1"
    port: int = 8501
    name: str = ""
    """The one host name that is answered; any if it is empty."""
    base: str = ""
    """Path below which the app stands: "" or "maps/room1"."""
    certificate: Certificate | None = None
    """With one, what is spoken at `port` is TLS and nothing else."""

    def __post_init__(self) -> None:
        """Refuse what is not possible, and what would be read as something else in a configuration of nginx."""
        for holds, fault in (
            (1 <= self.processes <= MOST, f"--processes {self.processes}: between 1 and {MOST}"),
            (1 <= self.port <= 65_535 - self.processes, f"--port {self.port}: no port, or none is left behind it"),
            (_ADDRESS.fullmatch(self.address), f"--address {self.address[:80]!r}: is no address to listen at"),
            (not self.name or _NAME.fullmatch(self.name), f"--name {self.name[:80]!r}: is no name of a host"),
            (_BASE.fullmatch(self.base), f"{self.base[:80]!r}: is no path to stand below"),
        ):
            if not holds:
                raise InputError(fault)
        for path in (self.certificate.chain, self.certificate.key) if self.certificate else ():
            if not _PATH.fullmatch(str(path.absolute())) or not path.is_file():
                msg = f"{path}: there is no such file, or its path has a character that nginx takes for its own"
                raise InputError(msg)

    @property
    def ports(self) -> tuple[int, ...]:
        """The ports of the processes, at 127.0.0.1."""
        return tuple(range(self.port + 1, self.port + 1 + self.processes))

    @property
    def address_told(self) -> str:
        """Where a browser finds it."""
        scheme, usual = ("https", 443) if self.certificate else ("http", 80)
        host = self.name or (f"[{self.address}]" if ":" in self.address else self.address)
        return f"{scheme}://{host}{'' if self.port == usual else f':{self.port}'}/{self.base}"
