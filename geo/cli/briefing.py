"""What may be typed about briefings; what is done about it (`briefs`) needs the packages of the app."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from geo.cli import choosing
from geo.errors import InputError
from geo.settings import Settings

FORMS: Final = ("pptx", "pdf", "html")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    brief = commands.add_parser(
        "brief",
        help="make the slides, the pages and the HTML file of a briefing, or list, import, export and restore briefings",
        description="`brief NAME` makes the files of a briefing; `list`, `import FILE` and `export NAME` keep them;"
        " `restore` puts the newest copy in the place of a file that is damaged.",
    )
    brief.add_argument(
        "words",
        nargs="+",
        metavar="NAME",
        help="id or title of a briefing that is kept, seeds-demo, or a file; or list, import FILE, export NAME, restore [COPY]",
    )
    brief.add_argument("--to", type=Path, metavar="DIR", help="folder to write to; without it, briefings/ beside the snapshot")
    brief.add_argument("--forms", default=",".join(FORMS), help=f"which files, of {','.join(FORMS)}")
    choosing.add(brief)
    brief.set_defaults(run=_brief)


def _brief(told: argparse.Namespace, settings: Settings) -> None:
    try:
        from geo.cli import briefs  # noqa: PLC0415  # the app's packages are needed by this command alone
    except ImportError as error:
        msg = f"the app's packages are not installed ({error.name}); run `make setup`, or pip install 'incident-atlas[app]'"
        raise InputError(msg) from error
    briefs.do(told, choosing.chosen(told, settings))
