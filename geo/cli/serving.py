"""What is typed to serve the map: from this process, or from several behind nginx."""

from __future__ import annotations

import argparse
import os
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from geo import assets, logs, serving
from geo.cli import choosing
from geo.cli.printing import give
from geo.errors import GeoError, InputError
from geo.serving import Certificate, Plan
from geo.settings import Settings, home

_BASE: Final = "STREAMLIT_SERVER_BASE_URL_PATH"


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `serve` and `serve-many`."""
    one = commands.add_parser("serve", help="show the map in a browser")
    one.set_defaults(run=_serve)
    many = commands.add_parser("serve-many", help="show the map to many: several processes behind nginx, decks in PostgreSQL")
    many.add_argument("--processes", type=int, default=2, metavar="N", help="processes of the app; 2 if nothing is said")
    many.add_argument("--name", default="", metavar="HOST", help="answer to this name of a host only")
    many.add_argument("--certificate", type=Path, metavar="PEM", help="speak TLS, with this chain of certificates")
    many.add_argument("--key", type=Path, metavar="PEM", help="the key of the certificate")
    many.set_defaults(run=_serve_many)
    for command in (one, many):
        command.add_argument("--port", type=int, default=8501, help="where it listens; 8501 if nothing is said")
        command.add_argument("--address", default="127.0.0.1", help="127.0.0.1, the default, is reached from this machine only")
        choosing.add(command)


def _serve(told: argparse.Namespace, settings: Settings) -> None:
    _see_that_the_files_are_there()
    try:
        from geo import server  # noqa: PLC0415  # the app's packages are needed by this command alone
    except ImportError as error:
        raise _without_packages(error.name or "") from error
    server.serve(choosing.chosen(told, settings), port=told.port, address=told.address)


def _serve_many(told: argparse.Namespace, settings: Settings) -> None:
    if (told.certificate is None) != (told.key is None):
        msg = "--certificate and --key go together: a chain of certificates and its key"
        raise InputError(msg)
    _see_that_the_files_are_there()
    if not find_spec("streamlit"):
        package = "streamlit"
        raise _without_packages(package)
    plan = Plan(
        processes=told.processes,
        address=told.address,
        port=told.port,
        name=told.name,
        base=os.environ.get(_BASE, "").strip("/"),
        certificate=Certificate(chain=told.certificate, key=told.key) if told.certificate else None,
    )
    logs.begin(settings.log, logs.secrets_in(os.environ))
    serving.run(plan, choosing.chosen(told, settings), ready=lambda address: give([f"Incident Atlas: {address}"]))


def _see_that_the_files_are_there() -> None:
    faults = assets.check(home() / "static")
    if faults:
        # The map would stay blank, or run code that nobody vouches for.
        raise GeoError("\n".join(faults))


def _without_packages(name: str) -> InputError:
    return InputError(f"the app's packages are not installed ({name}); run `make setup`, or pip install 'incident-atlas[app]'")
