"""A link to another page leads there, whatever else runs the old page just then."""

from __future__ import annotations

from geo.ui import browser


def listen() -> None:
    """Ask for the page of a link again where a press on it came to nothing, unless something else was pressed meanwhile."""
    browser.run("following", "following.links")
